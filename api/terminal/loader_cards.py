"""The cards of the loaders, in words: what each reads, from whom, under which licence, and how to get it."""

from __future__ import annotations

from collections.abc import Iterator

from loaders.core.loader import Card


def card_lines(card: Card) -> Iterator[str]:
    """A card in words."""
    yield f"{card.name}: {card.title}"
    yield f"  publisher     {card.publisher}"
    yield f"  licence       {card.licence}"
    yield f"  where         {card.url}"
    yield f"  how to get    {card.how_to_get}"
    yield f"  last checked  {card.last_checked}"
    for name, least in card.least.items():
        yield f"  at least      {least:,} {name}"
    for name, most in card.most.items():
        yield f"  at most       {most:,} {name}"
    for name, share in card.filled.items():
        yield f"  {share:>4.0%} have     {name}"
    yield ""
