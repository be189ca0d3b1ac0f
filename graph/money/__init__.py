"""Money: the ledger of payments, totals that count nothing twice, flows from hand to hand."""
