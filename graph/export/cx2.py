"""CX2, the exchange format of Cytoscape 3.10 and later, Cytoscape Web and NDEx.

Written line by line, so that memory stays flat; ndex2, the library of the format's makers, holds a whole network in
memory and brings pandas. Nodes and edges are numbers there: ids stand in the attributes `actor_id` and `tie_id`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graph.export.writing import attributes, colours
from graph.export.writing.exporter import TextExporter
from graph.export.writing.file_metadata import TITLE
from graph.export.writing.json_writer import array, dumps

if TYPE_CHECKING:
    from graph.index.subgraph import Subgraph

NETWORK = dict.fromkeys(("name", "title", "description", "licence", "licence_url", "version", "digest"), "string")
NODES = {
    **dict.fromkeys(("actor_id", "name", "kind"), "string"),
    "alt_names": "list_of_string",
    "description": "string",
    "identifiers": "list_of_string",
    "sources": "list_of_string",
    "size": "double",
}
EDGES = {
    **dict.fromkeys(("tie_id", "interaction", "kind", "inverse_label"), "string"),
    "roles": "list_of_string",
    **dict.fromkeys(("start", "end", "valid_from", "valid_until", "certainty"), "string"),
    "attested": "list_of_string",
    "amount": "double",
    **dict.fromkeys(("currency", "amount_hedge"), "string"),
    "cumulative": "boolean",
    "quantity": "double",
    **dict.fromkeys(("unit", "quantity_hedge", "claim_status"), "string"),
    **dict.fromkeys(("conflicts", "sources", "notes"), "list_of_string"),
    "weight": "integer",
}
"""The attributes of edges and their types; `interaction` is the wording of a tie."""


class Cx2Exporter(TextExporter):
    """CX2, with positions where they are known."""

    name = "CX2 (Cytoscape, NDEx)"
    media_type = "application/json"
    has_positions = True

    def head(self) -> Iterator[str]:
        """What the file is, and which attributes nodes and edges have."""
        yield f"[{dumps({'CXVersion': '2.0', 'hasFragments': False})},\n"
        yield from (f"{dumps(aspect)},\n" for aspect in self._head())

    def nodes(self) -> Iterator[str]:
        """The aspect `nodes`."""
        return _aspect("nodes", self._nodes())

    def ties(self) -> Iterator[str]:
        """The aspect `edges`."""
        return _aspect("edges", self._edges())

    def tail(self) -> Iterator[str]:
        """How it looks, and that the file is complete."""
        yield f"{dumps({'visualProperties': [_look(self.subgraph)]})},\n"
        yield f"{dumps({'status': [{'error': '', 'success': True}]})}]\n"

    def _head(self) -> Iterator[dict[str, Any]]:
        counts = {
            "attributeDeclarations": 1,
            "networkAttributes": 1,
            "nodes": self.subgraph.number_of_actors,
            "edges": self.subgraph.number_of_ties,
            "visualProperties": 1,
        }
        yield {"metaData": [{"elementCount": count, "name": name} for name, count in counts.items()]}
        declared = {"networkAttributes": NETWORK, "nodes": NODES, "edges": EDGES}
        yield {"attributeDeclarations": [{aspect: _declared(types) for aspect, types in declared.items()}]}
        metadata = self.metadata
        yield {"networkAttributes": [{"name": f"{TITLE} {metadata['version']}", **metadata}]}

    def _nodes(self) -> Iterator[dict[str, Any]]:
        degrees, positions = self.subgraph.degrees(), self.positions
        for number, (slug, actor) in enumerate(self.subgraph.actors()):
            values = attributes.actor_values(actor) | {"size": colours.size(actor["kind"], degrees[slug])}
            position = positions.get(slug)
            # The vertical axis of Cytoscape points down, the layout's up.
            placed = {} if position is None else {"x": position[0], "y": -position[1]}
            yield {"id": number, **placed, "v": {"actor_id": slug, **values}}

    def _edges(self) -> Iterator[dict[str, Any]]:
        numbers = {slug: number for number, slug in enumerate(self.subgraph.actor_ids())}
        for number, (origin, target, tie_id, tie) in enumerate(self.subgraph.ties()):
            values = attributes.tie_values(tie)
            words = values.pop("label")
            described = {"tie_id": tie_id, "interaction": words, **values}
            yield {"id": number, "s": numbers[origin], "t": numbers[target], "v": described}


def _aspect(name: str, elements: Iterable[Any]) -> Iterator[str]:
    yield "{"
    yield from array(name, elements)
    yield "},\n"


def _declared(types: Mapping[str, str]) -> dict[str, dict[str, str]]:
    return {name: {"d": kind} for name, kind in types.items()}


def _look(subgraph: Subgraph) -> dict[str, Any]:
    kinds = sorted({str(actor["kind"]) for _, actor in subgraph.actors()})
    kind_colours = [{"v": kind, "vp": colours.look(kind).hex} for kind in kinds]
    wide = {"type": "PASSTHROUGH", "definition": {"attribute": "size", "type": "double"}}
    return {
        "default": {
            "network": {"NETWORK_BACKGROUND_COLOR": "#ffffff"},
            "node": {"NODE_SHAPE": "ellipse", "NODE_BACKGROUND_COLOR": colours.look("").hex},
            "edge": {"EDGE_TARGET_ARROW_SHAPE": "triangle", "EDGE_LINE_COLOR": "#9aa4b2"},
        },
        "nodeMapping": {
            "NODE_LABEL": {"type": "PASSTHROUGH", "definition": {"attribute": "name", "type": "string"}},
            "NODE_BACKGROUND_COLOR": {
                "type": "DISCRETE",
                "definition": {"attribute": "kind", "type": "string", "map": kind_colours},
            },
            "NODE_WIDTH": wide,
            "NODE_HEIGHT": wide,
        },
    }
