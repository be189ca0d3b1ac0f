"""`reentry publish`: the graphs of a version, to another server."""

from __future__ import annotations

from typing import Annotated

import typer

from api.commands.options import Data, data_folder
from api.default_address import DATA
from api.terminal.output import say


def publish(
    url: Annotated[str, typer.Argument(help="Address of the Graph Store Protocol of the server.")],
    data: Data = DATA,
    version: Annotated[str | None, typer.Option(help="Version to send, as 1. Default: the current one.")] = None,
    default: Annotated[
        bool, typer.Option("--default-graph/--no-default-graph", help="Also send the merge of all graphs.")
    ] = True,
    merged_as: Annotated[
        str, typer.Option(help="IRI of the graph that the merge is sent to. Default: the default graph of the server.")
    ] = "",
    anew: Annotated[
        bool, typer.Option("--anew", help="Send all graphs again, even those that an earlier run sent.")
    ] = False,
) -> None:
    """Send a version to another server.

    The server must support the SPARQL 1.1 Graph Store Protocol. Graphs that an earlier run sent are not sent again.
    Set the name and password in REENTRY_PUBLISH_USER and REENTRY_PUBLISH_PASSWORD or in a netrc file, or a token in
    REENTRY_PUBLISH_TOKEN.
    """
    from api.export import remote_publish
    from api.export.graph_store_client import GraphStore, credentials

    folder = data_folder(data)
    chosen = folder.version(version) if version else folder.require()
    journal = remote_publish.Journal(remote_publish.journal_path(data, url))
    server = GraphStore(url, credentials(url))
    if anew:
        journal.forget()
    try:
        done = remote_publish.publish(chosen, server, journal, _say_progress, merged=merged_as if default else None)
    finally:
        server.close()
    say(f"version {chosen.name}: {done.sent:,} graphs sent, {done.same:,} unchanged, {done.gone:,} removed")


def _say_progress(line: str) -> None:
    typer.echo(line, err=True)
