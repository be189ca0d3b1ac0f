"""The command line, `reentry ...`: which commands there are, under which headings, and how their errors end."""

from __future__ import annotations

import typer

from api.commands import export_file, graph_queries, load_and_check, version_history
from api.commands.fetch import fetch
from api.commands.publish import publish
from api.commands.serve import serve
from api.commands.tables import tables
from api.terminal.output import reported_errors

app = typer.Typer(
    name="reentry",
    help="The open knowledge graph of US reentry advocacy: who helps people come home, who pays, who changed the law.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.command()(serve)
app.command(cls=load_and_check.LoaderCommand)(load_and_check.load)
app.command(cls=load_and_check.LoaderCommand)(load_and_check.check)
for command in (
    load_and_check.loaders,
    load_and_check.candidates,
    load_and_check.drop,
    graph_queries.query,
    graph_queries.search,
    graph_queries.show,
    graph_queries.path,
    graph_queries.money,
    graph_queries.rank,
    export_file.export,
    version_history.versions,
    version_history.diff,
    version_history.backup,
    version_history.restore,
    graph_queries.stats,
    publish,
    tables,
):
    app.command()(command)
app.add_typer(fetch)


def main() -> None:
    """Run the command line."""
    with reported_errors():
        app(prog_name="reentry")


if __name__ == "__main__":
    main()
