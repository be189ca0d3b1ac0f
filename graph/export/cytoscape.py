"""Cytoscape's JSON (`.cyjs`), for Cytoscape on the desktop and Cytoscape.js.

The desktop program knows texts, numbers and lists of texts; receipts, which are more, are left out, but sources and
notes are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from graph.export.writing import attributes
from graph.export.writing.exporter import Attributes, TextExporter
from graph.export.writing.file_metadata import TITLE
from graph.export.writing.json_writer import array, dumps
from graph.export.writing.layout import Position


class CytoscapeExporter(TextExporter):
    """Cytoscape JSON, with positions where they are known."""

    name = "Cytoscape JSON"
    media_type = "application/json"
    has_positions = True

    def head(self) -> Iterator[str]:
        """What the file is."""
        metadata = self.metadata
        head = {"format_version": "1.0", "generated_by": TITLE, "target_cytoscapejs_version": "~2.1"}
        data = {"name": f"{TITLE} {metadata['version']}", "shared_name": TITLE, **metadata}
        yield f'{dumps(head)[:-1]},\n"data":{dumps(data)},\n"elements":{{\n'

    def nodes(self) -> Iterator[str]:
        """The array `nodes`."""
        yield from array("nodes", self._nodes())
        yield ",\n"

    def ties(self) -> Iterator[str]:
        """The array `edges`."""
        return array("edges", self._edges())

    def tail(self) -> Iterable[str]:
        """The closing braces."""
        return ("}}\n",)

    def _nodes(self) -> Iterator[Any]:
        degrees, positions = self.subgraph.degrees(), self.positions
        for slug, actor in self.subgraph.actors():
            yield _node(slug, actor, degrees[slug], positions.get(slug))

    def _edges(self) -> Iterator[Any]:
        for origin, target, tie_id, tie in self.subgraph.ties():
            ends = {"id": tie_id, "source": origin, "target": target, "interaction": tie["label"]}
            yield {"data": {**ends, **attributes.tie_values(tie)}}


def _node(slug: str, actor: Attributes, degree: int, position: Position | None) -> Any:
    drawn = attributes.drawing(actor["kind"], degree, None)
    node: dict[str, Any] = {
        "data": {"id": slug, "shared_name": actor["name"], **attributes.actor_values(actor), **drawn}
    }
    # Cytoscape's vertical axis points down, the layout's up.
    return node if position is None else {**node, "position": {"x": position[0], "y": -position[1]}}
