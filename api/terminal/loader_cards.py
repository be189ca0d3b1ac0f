"""The cards of the loaders, in words: what each reads, from whom, under which licence, and how to get it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperCommand

from loaders.core.loader import Card
from loaders.registry import card, names


class OfLoaders(TyperCommand):
    """A command whose first argument names a loader: `NAME --help` shows the card of that loader too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """As usual; but before the help of the command, that of the loader."""
        if "--help" in args and not args[0].startswith("-"):
            _echo(card_lines(card(args[0])))
        return list(super().parse_args(ctx, args))


def card_lines(shown: Card) -> Iterator[str]:
    """A card in words."""
    yield f"{shown.name}: {shown.title}"
    yield f"  publisher     {shown.publisher}"
    yield f"  licence       {shown.licence}"
    yield f"  where         {shown.url}"
    yield f"  how to get    {shown.how_to_get}"
    yield f"  last checked  {shown.last_checked}"
    for name, least in shown.least.items():
        yield f"  at least      {least:,} {name}"
    for name, most in shown.most.items():
        yield f"  at most       {most:,} {name}"
    for name, share in shown.filled.items():
        yield f"  {share:>4.0%} have     {name}"
    yield ""


def cards(name: str | None) -> Iterator[str]:
    """One card, or all."""
    for one in [name] if name else names():
        yield from card_lines(card(one))


def _echo(lines: Iterator[str]) -> None:
    for line in lines:
        typer.echo(line)
