"""GraphML, as networkx, igraph, yEd and Gephi read it.

GraphML has no lists: alternative names, roles, notes and sources are JSON arrays in a text. Colours stand as `r`, `g`
and `b`, which Gephi takes for the colour of a node. The id of a tie stands twice, as the id of its edge and as
`tie_id`: igraph 1.0 mixes up the ids of edges.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graph.export.writing import attributes, colours
from graph.export.writing.escaping import escape, printable
from graph.export.writing.exporter import Attributes, TextExporter
from graph.export.writing.json_writer import dumps
from graph.export.writing.layout import Position

GRAPH_KEYS = dict.fromkeys(("title", "description", "licence", "licence_url", "version", "digest"), "string")
NODE_KEYS = {
    **dict.fromkeys(("label", "kind", "name", "alt_names", "description", "identifiers", "sources"), "string"),
    **dict.fromkeys(("size", "x", "y"), "double"),
    **dict.fromkeys(("r", "g", "b"), "int"),
}
EDGE_KEYS = {
    **dict.fromkeys(
        ("tie_id", "kind", "label", "inverse_label", "roles", "start", "end", "attested", "valid_from", "valid_until"),
        "string",
    ),
    "certainty": "string",
    "amount": "double",
    **dict.fromkeys(("currency", "amount_hedge"), "string"),
    "cumulative": "boolean",
    "quantity": "double",
    **dict.fromkeys(("unit", "quantity_hedge", "claim_status", "conflicts", "sources", "notes"), "string"),
    "weight": "double",
}
KEYS = {"graph": GRAPH_KEYS, "node": NODE_KEYS, "edge": EDGE_KEYS}


class GraphmlExporter(TextExporter):
    """GraphML, with positions where they are known."""

    name = "GraphML"
    media_type = "application/graphml+xml"
    has_positions = True

    def head(self) -> Iterator[str]:
        """The keys of all attributes, and what the file is."""
        yield '<?xml version="1.0" encoding="UTF-8"?>\n<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
        for owner, keys in KEYS.items():
            for name, kind in keys.items():
                yield f'<key id="{owner}-{name}" for="{owner}" attr.name="{name}" attr.type="{kind}"/>\n'
        yield f'<graph id="reentry" edgedefault="directed">\n{_data("graph", self.metadata)}\n'

    def nodes(self) -> Iterator[str]:
        """One `node` for each actor."""
        degrees, positions = self.subgraph.degrees(), self.positions
        for slug, actor in self.subgraph.actors():
            yield _node(slug, actor, degrees[slug], positions.get(slug))

    def ties(self) -> Iterator[str]:
        """One `edge` for each tie."""
        for origin, target, tie_id, tie in self.subgraph.ties():
            ends = f'id="{escape(tie_id)}" source="{escape(origin)}" target="{escape(target)}"'
            yield f"<edge {ends}>{_data('edge', {'tie_id': tie_id, **attributes.tie_values(tie)})}</edge>\n"

    def tail(self) -> Iterable[str]:
        """The end tags."""
        return ("</graph>\n</graphml>\n",)


def _node(slug: str, actor: Attributes, degree: int, position: Position | None) -> str:
    look = colours.look(actor["kind"])
    drawn = {"size": colours.size(actor["kind"], degree), "r": look.red, "g": look.green, "b": look.blue}
    place = {} if position is None else {"x": position[0], "y": position[1]}
    values = {"label": actor["name"], **attributes.actor_values(actor), **drawn, **place}
    return f'<node id="{escape(slug)}">{_data("node", values)}</node>\n'


def _data(owner: str, values: Mapping[str, Any]) -> str:
    return "".join(f'<data key="{owner}-{name}">{escape(_text(value))}</data>' for name, value in values.items())


def _text(value: Any) -> str:
    if isinstance(value, list):
        return dumps([printable(item) for item in value])
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
