"""The graph, or a selection of it, as a file in the format that the file's name asks for."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, cast

import msgspec

from api.http.current_version import CurrentVersion
from api.http.request_errors import InvalidParameter
from graph.export.file_formats import FORMATS
from graph.export.writing.exporter import ExportContext, Exporter
from graph.index.filters import ALL, Filter
from graph.index.networkx_graph import NetworkxGraph
from graph.index.open_version import OpenVersion
from graph.index.subgraph_extraction import networkx_subgraph, subgraph_stream
from graph.index.subgraph_stream import SubgraphStream
from graph.model.errors import ReentryError
from graph.precomputed import AnswerStore, Task
from graph.storage.suggestions import suggestion


class UnknownFormat(ReentryError, ValueError):
    """A file name asks for no format that there is."""

    problem, status = "unknown-format", 404

    def __init__(self, name: str) -> None:
        cure = suggestion(Path(name).suffix, (f".{ending}" for ending in FORMATS))
        super().__init__(f"there is no format for the name {name!r}{cure}")

    def members(self) -> Mapping[str, Any]:
        """The formats that there are."""
        return {"offered": list(FORMATS)}


class Selection(NamedTuple):
    """The ties that a filter admits; with `around`, those within so many hops of these actors."""

    tie_filter: Filter = ALL
    around: tuple[str, ...] = ()
    depth: int = 1

    def networkx(self, graph: OpenVersion) -> NetworkxGraph:
        """What is selected of a version, as a networkx graph; raises Unknown."""
        return networkx_subgraph(graph, self.tie_filter, around=self.around, depth=self.depth)

    def stream(self, graph: OpenVersion) -> SubgraphStream:
        """What is selected of a version, read tie by tie for a file; raises Unknown."""
        return subgraph_stream(graph, self.tie_filter, around=self.around, depth=self.depth)

    def in_version(self, graph: OpenVersion) -> Selection | None:
        """The same around those of its actors that a version has; None where it has none of them."""
        around = tuple(slug for slug in self.around if slug in graph.records.actors)
        return self._replace(around=around) if around or not self.around else None

    @property
    def layout(self) -> Task:
        """The task that computes where its actors stand in a drawing: empty for more than can be drawn."""
        return Task("places", self.tie_filter, {"around": sorted(set(self.around)), "depth": self.depth})


def exporter_for(name: str) -> type[Exporter]:
    """The format whose ending a file's name has; raises UnknownFormat.

    Of several, the longest counts: `reentry.graphology.json` is graphology JSON, `actors.csv` the CSV of actors.
    """
    endings = [ending for ending in FORMATS if f".{name}".endswith(f".{ending}")]
    if not endings:
        raise UnknownFormat(name)
    return FORMATS[max(endings, key=len)]


def saved_name(name: str | None, file_format: type[Exporter]) -> str | None:
    """The name that a client wants to save a file under; raises InvalidParameter if it is that of another format."""
    if name is not None and exporter_for(name) is not file_format:
        raise InvalidParameter(
            f"file_name ends as a {exporter_for(name).name} does, and the file is {file_format.name}"
        )
    return name


def write_file(
    current: CurrentVersion, out: BinaryIO, file_format: type[Exporter], selection: Selection, positions: bytes
) -> int | None:
    """Write a selection in a format; how many undated ties it leaves out, None where that is not asked.

    `positions` are the answer to `selection.layout`, as JSON. Raises Unknown, TooLarge.
    """
    subgraph = selection.stream(current.graph)
    places = msgspec.json.decode(positions, type=dict[str, tuple[float, float]])
    store = current.store if file_format.needs_store else None
    file_format(subgraph, out, ExportContext(current.graph.records.sources, places, store)).write()
    return subgraph.undated


def write_export(selection: Selection, current: CurrentVersion, out: Path) -> str:
    """Write a selection in the format that the file's name asks for; what was written, in words.

    The file is written under another name and then renamed, so none is ever half-written. Raises UnknownFormat,
    Unknown, TooLarge, and ValueError for a path that cannot be a file.
    """
    file_format, folder = exporter_for(out.name), out.absolute().parent
    if out.is_dir() or not folder.is_dir():
        raise ValueError(f"cannot write {out}: {'it is a folder' if out.is_dir() else f'there is no folder {folder}'}")
    subgraph, stored = selection.stream(current.graph), AnswerStore.of(current.version)
    positions = stored.answer(selection.layout, current.graph) if file_format.has_positions else {}
    store = current.store if file_format.needs_store else None
    context = ExportContext(current.graph.records.sources, positions, store)
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{out.name}.", delete=False) as temporary:
        try:
            file_format(subgraph, cast(BinaryIO, temporary), context).write()
            temporary.flush()
            Path(temporary.name).chmod(0o644)
            Path(temporary.name).replace(out)
        except BaseException:
            Path(temporary.name).unlink(missing_ok=True)
            raise
    left_out = f"; {subgraph.undated:,} ties without any date are left out" if subgraph.undated else ""
    return f"{file_format.name}, {subgraph.number_of_actors:,} actors, {subgraph.number_of_ties:,} ties{left_out}"
