"""`reentry export`: the graph, or a part of it, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Data, FilterOptions, open_current, version_asked, with_filter_options
from api.default_address import DATA
from api.terminal.output import say


@with_filter_options
def export(
    out: Annotated[Path, typer.Argument(help="File to write; its ending names the format, as .gexf or .xlsx.")],
    data: Data = DATA,
    around: Annotated[
        list[str] | None,
        typer.Option(help="Only this actor and those around it; may be repeated. Default: the whole graph."),
    ] = None,
    depth: Annotated[int, typer.Option(min=1, max=3, help="How many steps around, with --around.")] = 1,
    *,
    filters: FilterOptions,
) -> None:
    """Write the graph to a file for Gephi, Excel and other programs."""
    from api.export.graph_files import Selection, write_export
    from api.http.current_version import CurrentVersion
    from api.terminal import actor_text

    version = version_asked(data, filters.known_at)
    graph = open_current(data, filters.known_at)
    centres = tuple(actor_text.named(graph, actor) for actor in around or ())
    selection = Selection(filters.filter(graph), centres, depth)
    say(f"{out}: {write_export(selection, CurrentVersion(version, graph), out)}")
