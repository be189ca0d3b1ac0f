"""`reentry tables`: tables of facts from the records about chosen actors."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import day
from api.terminal.output import say


def tables(
    loader: Annotated[str, typer.Argument(help="Loader that reads the records: congress, irs-bmf, ...")],
    paths: Annotated[list[Path], typer.Argument(help="Files or folders of records.")],
    into: Annotated[Path, typer.Option(help="Folder to write the tables to.")],
    chosen: Annotated[
        Path,
        typer.Option(
            help="Table that chooses actors, with the columns identifier, value (I43* for all that begin so) and why."
        ),
    ],
    also: Annotated[
        list[str] | None,
        typer.Option(
            help="Also ties of this relation (as member_of, or member_of:party) of all actors written; "
            "may be repeated. Default: none."
        ),
    ] = None,
    since: Annotated[
        str, typer.Option("--since", help="Of those, only ties that may have held on or after this day.")
    ] = "0001-01-01",
    until: Annotated[
        str, typer.Option("--until", help="Of those, only ties that may have held on or before this day.")
    ] = "9999-12-31",
    without: Annotated[
        list[str] | None,
        typer.Option(help="Leave out this property of actors, as alt_name; may be repeated. Default: none."),
    ] = None,
) -> None:
    """Write tables of facts from the records about chosen actors.

    The same records give the same tables, byte for byte. Check them with `reentry check curated DIR`.
    """
    from api.ingest.record_tables import TableOptions, write

    days = (day(since), day(until))
    counts = write(loader, paths, TableOptions(chosen, frozenset(also or ()), *days, frozenset(without or ())), into)
    say(f"{into}: " + ", ".join(f"{count:,} {name}" for name, count in counts.items()))
