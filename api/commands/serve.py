"""`reentry serve`: the graph on the web."""

from __future__ import annotations

import gc
from typing import Annotated

import typer

from api.commands.options import Data
from api.default_address import DATA, HOST, PORT


def serve(
    data: Data = DATA,
    host: Annotated[str | None, typer.Option(help=f"Address to listen on. Default: {HOST}.")] = None,
    port: Annotated[int | None, typer.Option(min=0, max=65535, help=f"Port to listen on. Default: {PORT}.")] = None,
    sparql: Annotated[
        str | None,
        typer.Option(help="Address of a SPARQL server that answers /sparql. Default: this server answers itself."),
    ] = None,
    sparql_graph: Annotated[
        str | None,
        typer.Option(help="Graph of that SPARQL server that holds the merge of all. Default: its default graph."),
    ] = None,
) -> None:
    """Serve the graph: pages, API and SPARQL.

    Loads the facts shipped with the project first, where the data folder holds none.
    """
    gc.disable()  # what a start creates stays: collecting garbage would take an eighth of the time
    from api.http.settings import load_settings
    from api.preload import preload_forkserver

    settings = load_settings(data=data, host=host, port=port, sparql=sparql, sparql_graph=sparql_graph)
    forkserver = preload_forkserver(settings)
    from api.server import run

    run(settings, forkserver)
