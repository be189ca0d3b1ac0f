"""The standing check: what a fact-checker would ask of the tables, counted, so that no count grows unseen."""
