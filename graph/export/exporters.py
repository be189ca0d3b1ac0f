"""Exports: one format, one file. `FORMATS` and `STORE_FORMATS` say which there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple, Protocol

import pyoxigraph as ox

from graph.export import rdf_formats
from graph.export.csv_tables import write_actors_csv, write_ties_csv
from graph.export.cx2 import write_cx2
from graph.export.cytoscape import write_cytoscape
from graph.export.followthemoney import write_ftm
from graph.export.gexf import write_gexf
from graph.export.graphml import write_graphml
from graph.export.graphology import write_graphology
from graph.export.node_link import write_node_link
from graph.export.svg import write_svg
from graph.export.writing import layout
from graph.export.xlsx import write_xlsx
from graph.model.errors import ReentryError

if TYPE_CHECKING:
    from graph.export.writing.graph_writer import Position
    from graph.index.subgraph import Subgraph


@dataclass(frozen=True, slots=True)
class Beside:
    """What a file can say beyond the subgraph, where the caller knows it.

    `sources`: records by source id with `title`, `publisher`, `author`, `published`, `tier` and `source_url`.
    `positions`: where actors stand; computed where they are not given and the graph is not too large for it.
    """

    sources: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    positions: Mapping[str, Position] | None = None

    def placed(self, subgraph: Subgraph) -> Mapping[str, Position]:
        """Positions for a file that has a place for them."""
        if self.positions is not None:
            return self.positions
        return layout.positions(subgraph) if subgraph.number_of_actors <= layout.MOST_FORCED else {}


NOTHING = Beside()


class Writer(Protocol):
    """Writes a subgraph to a binary file."""

    def __call__(self, subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None: ...


class StoreWriter(Protocol):
    """Writes what stands behind a subgraph in the store; with `whole` everything in the store."""

    def __call__(self, subgraph: Subgraph, out: BinaryIO, store: ox.Store, *, whole: bool = False) -> None: ...


class Format(NamedTuple):
    """A file format: its name for people, its media type, and what writes it.

    `has_places` says that the file has a place for positions, `most_actors` of how many actors it can be made.
    """

    name: str
    media_type: str
    write: Writer
    has_places: bool = False
    most_actors: int | None = None


class StoreFormat(NamedTuple):
    """A file format of RDF, which needs the store."""

    name: str
    media_type: str
    write: StoreWriter


def _gexf(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_gexf(subgraph, out, positions=beside.placed(subgraph))


def _graphml(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_graphml(subgraph, out, positions=beside.placed(subgraph))


def _graphology(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_graphology(subgraph, out, positions=beside.placed(subgraph))


def _cytoscape(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_cytoscape(subgraph, out, positions=beside.placed(subgraph))


def _cx2(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_cx2(subgraph, out, positions=beside.placed(subgraph))


def _node_link(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:  # noqa: ARG001 - all have one form
    write_node_link(subgraph, out)


def _svg(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_svg(subgraph, out, positions=beside.placed(subgraph))


def _ties(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_ties_csv(subgraph, out, sources=beside.sources)


def _actors(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_actors_csv(subgraph, out, sources=beside.sources)


def _xlsx(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_xlsx(subgraph, out, sources=beside.sources)


def _ftm(subgraph: Subgraph, out: BinaryIO, beside: Beside = NOTHING) -> None:
    write_ftm(subgraph, out, sources=beside.sources)


_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

FORMATS: Mapping[str, Format] = {
    "gexf": Format("GEXF 1.3", "application/gexf+xml", _gexf, has_places=True),
    "graphml": Format("GraphML", "application/graphml+xml", _graphml, has_places=True),
    "svg": Format("SVG picture", "image/svg+xml", _svg, has_places=True, most_actors=layout.MOST_FORCED),
    "csv": Format("CSV of ties", "text/csv", _ties),
    "ties.csv": Format("CSV of ties", "text/csv", _ties),
    "actors.csv": Format("CSV of actors", "text/csv", _actors),
    "xlsx": Format("Excel workbook", _XLSX, _xlsx),
    "json": Format("node-link JSON (networkx)", "application/json", _node_link),
    "graphology.json": Format("graphology JSON", "application/json", _graphology, has_places=True),
    "cyjs": Format("Cytoscape JSON", "application/json", _cytoscape, has_places=True),
    "cx2": Format("CX2 (Cytoscape, NDEx)", "application/json", _cx2, has_places=True),
    "ftm.json": Format("FollowTheMoney entities", "application/x-ndjson", _ftm),
}
"""Formats of the subgraph, by suffix without the leading dot."""

STORE_FORMATS: Mapping[str, StoreFormat] = {
    "ttl": StoreFormat("Turtle", "text/turtle", rdf_formats.write_turtle),
    "trig": StoreFormat("TriG", "application/trig", rdf_formats.write_trig),
    "nq": StoreFormat("N-Quads", "application/n-quads", rdf_formats.write_nquads),
    "jsonld": StoreFormat("JSON-LD", "application/ld+json", rdf_formats.write_jsonld),
}
"""Formats of RDF, by suffix."""


class TooLarge(ReentryError, ValueError):
    """A part has more actors than a file of this format can be made of."""

    problem, status = "export-too-large", 422

    def __init__(self, form: Format, actors: int) -> None:
        super().__init__(
            f"no {form.name} of {actors:,} actors, at most of {form.most_actors:,}: ask for less with filters or "
            "`around`, or take graph.gexf, which holds any number, and open it in Gephi"
        )


def suffix_of(name: str) -> str | None:
    """The suffix of the format that a file's name asks for: `reentry.graphology.json` and `actors.csv` ask for one."""
    fits = [suffix for suffix in (*FORMATS, *STORE_FORMATS) if f".{name}".endswith(f".{suffix}")]
    return max(fits, key=len, default=None)
