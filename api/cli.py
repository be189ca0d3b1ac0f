"""The command line, `reentry ...`: which commands there are, under which headings, and how their errors end."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands import (
    audit,
    export_file,
    graph_queries,
    load_and_check,
    publish,
    serve,
    tables,
    verify,
    version_history,
)
from api.commands.fetch import fetch
from api.commands.tokens import token
from api.terminal.grouped_help import GroupedHelp
from api.terminal.output import reported_errors
from api.terminal.strict_command import StrictCommand

COMMANDS = {
    "Ask": (
        graph_queries.search,
        graph_queries.show,
        graph_queries.path,
        graph_queries.money,
        graph_queries.rank,
        graph_queries.outcomes,
        graph_queries.stats,
        graph_queries.query,
    ),
    "Load and check": (
        load_and_check.load,
        load_and_check.check,
        load_and_check.loaders,
        audit.audit,
        load_and_check.candidates,
        load_and_check.drop,
        tables.tables,
    ),
    "Versions": (
        version_history.versions,
        version_history.diff,
        verify.verify,
        version_history.backup,
        version_history.restore,
    ),
    "Share": (export_file.export, publish.publish),
    "Serve": (serve.serve,),
}
"""The commands, under the headings of `reentry --help`."""

_WITH_CARD = (load_and_check.load, load_and_check.check)
"""Commands whose help shows the card of the loader that they name."""

app = typer.Typer(
    name="reentry",
    cls=GroupedHelp,
    help="The open knowledge graph of US reentry advocacy: who helps people come home, who pays, who changed the law.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
for heading, commands in COMMANDS.items():
    for command in commands:
        cls = load_and_check.LoaderCommand if command in _WITH_CARD else StrictCommand
        app.command(cls=cls, rich_help_panel=heading)(command)
app.add_typer(fetch, rich_help_panel="Load and check")
app.add_typer(token, rich_help_panel="Serve")


def _print_version(is_asked: bool) -> None:
    if not is_asked:
        return
    from importlib.metadata import version

    typer.echo(f"reentry {version('reentry-graph')}")
    raise typer.Exit


@app.callback()
def reentry(
    _version: Annotated[
        bool,
        typer.Option("--version", callback=_print_version, is_eager=True, help="Show the version and exit."),
    ] = False,
) -> None:
    """Options of the program itself."""


def main() -> None:
    """Run the command line."""
    with reported_errors():
        app(prog_name="reentry")


if __name__ == "__main__":
    main()
