"""Graphology's JSON, which sigma.js and its relatives draw as it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graph.export.writing import attributes
from graph.export.writing.exporter import TextExporter
from graph.export.writing.json_writer import array, dumps

OPTIONS = {"type": "directed", "multi": True, "allowSelfLoops": True}


class GraphologyExporter(TextExporter):
    """Graphology JSON, with positions where they are known."""

    name = "graphology JSON"
    media_type = "application/json"
    has_positions = True

    def head(self) -> Iterator[str]:
        """What the file is, and what sort of graph."""
        yield f'{{"attributes":{dumps(self.metadata)},\n"options":{dumps(OPTIONS)},\n'

    def nodes(self) -> Iterator[str]:
        """The array `nodes`."""
        yield from array("nodes", self._nodes())
        yield ",\n"

    def ties(self) -> Iterator[str]:
        """The array `edges`."""
        return array("edges", self._edges())

    def tail(self) -> Iterable[str]:
        """The closing brace."""
        return ("}\n",)

    def _nodes(self) -> Iterator[Any]:
        degrees, positions = self.subgraph.degrees(), self.positions
        for slug, actor in self.subgraph.actors():
            drawn = attributes.drawing(actor["kind"], degrees[slug], positions.get(slug))
            yield {"key": slug, "attributes": {"label": actor["name"], **attributes.actor_values(actor), **drawn}}

    def _edges(self) -> Iterator[Any]:
        for origin, target, tie_id, tie in self.subgraph.ties():
            values = attributes.tie_values(tie) | {"receipts": attributes.receipts(tie)}
            yield {"key": tie_id, "source": origin, "target": target, "attributes": values}
