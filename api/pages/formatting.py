"""How pages and the command line write numbers, names and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from graph.model.hedges import hedged


def money(amount: float, currency: str | None, hedge: str | None = None) -> str:
    """An amount as people write it: `$250,000`, `more than $5,000,000`."""
    number = f"{amount:,.2f}".removesuffix(".00")
    return hedged(f"${number}" if currency == "USD" else f"{number} {currency or ''}".strip(), hedge)


def plain(number: float, hedge: str | None = None) -> str:
    """A number as people write it: `7,000`, `21.5`, `about 40`."""
    return hedged(f"{number:,}", hedge)


def words(name: str) -> str:
    """A name of the tables as words: `court case`."""
    return name.replace("_", " ")


def counted(number: int, thing: str) -> str:
    """A number of things: `1 tie`, `2,400 ties`."""
    return f"{plain(number)} {thing}{'' if number == 1 else 's'}"


def site(address: str) -> str:
    """Whose page a web address leads to: `apnews.com`."""
    return (urlsplit(address).hostname or address).removeprefix("www.")


def stated(facts: Mapping[str, Any]) -> str:
    """What one source gives of a tie: `start 2018, amount $250,000`. Empty where it gives neither date nor number."""
    parts = [f"{name} {facts[name]}" for name in ("start", "end", "attested") if name in facts]
    if "amount" in facts:
        parts.append(f"amount {money(facts['amount'], facts.get('currency'), facts.get('amount_hedge'))}")
    if "quantity" in facts:
        parts.append(f"{plain(facts['quantity'], facts.get('quantity_hedge'))} {facts.get('unit', '')}".strip())
    return ", ".join(parts)
