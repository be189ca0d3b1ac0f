"""`reentry verify`: the files of versions held against what was published."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from api.commands.options import Data, data_folder
from api.default_address import DATA
from api.terminal.output import say, say_all


def verify(
    version: Annotated[str | None, typer.Argument(help="A version, as 1. Default: the current one.")] = None,
    every: Annotated[bool, typer.Option("--all", help="All versions in the data folder.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Write JSON.")] = False,
    data: Data = DATA,
) -> None:
    """Find the files of a version that changed since.

    Exits with 1 if there are any, and says how to mend them.
    """
    from graph.versions.verification import reports

    if every and version is not None:
        raise ValueError("--all is about every version: name none")
    checked = reports(data_folder(data), version, every=every)
    if as_json:
        say(json.dumps([report.as_json() for report in checked], indent=2))
    else:
        say_all(line for report in checked for line in report.lines())
    if any(report.faults for report in checked):
        raise typer.Exit(1)
