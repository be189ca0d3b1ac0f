"""`reentry tables`: what records say of chosen actors, as tables of facts."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.terminal.output import say


def tables(
    loader: Annotated[str, typer.Argument(help="Which loader reads the records: congress, irs-bmf, ...")],
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of records.")],
    into: Annotated[Path, typer.Option(help="Folder that the tables go to.")],
    chosen: Annotated[
        Path, typer.Option(help="Table of what is chosen: identifier, value (I43* means all that begin so), why.")
    ],
    also: Annotated[
        list[str] | None,
        typer.Option(
            help="Also ties of this relation (to this kind of actor: member_of:organization) of all who are in."
        ),
    ] = None,
    since: Annotated[
        str, typer.Option("--from", help="Of those, only what may have held on or after this day.")
    ] = "0001-01-01",
    until: Annotated[
        str, typer.Option("--to", help="Of those, only what may have held on or before this day.")
    ] = "9999-12-31",
    without: Annotated[
        list[str] | None, typer.Option(help="Leave this out of what is told of actors, as alt_name; may be repeated.")
    ] = None,
) -> None:
    """Write what records say of chosen actors as the three tables: the same files give the same bytes.

    The tables are facts like any other: `reentry check curated DIR` reads them.
    """
    from api.ingest.record_tables import Wanted, write

    days = (date.fromisoformat(since), date.fromisoformat(until))
    counts = write(loader, paths, Wanted(chosen, frozenset(also or ()), *days, frozenset(without or ())), into)
    say(f"{into}: " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
