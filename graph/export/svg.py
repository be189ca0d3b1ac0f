"""SVG: a picture of the graph for pages and documents, with the names of the best connected actors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, TypeAlias

from graph.export.writing import layout
from graph.export.writing.colours import look, size, wording
from graph.export.writing.escaping import escape
from graph.export.writing.exporter import TextExporter
from graph.export.writing.layout import Position

if TYPE_CHECKING:
    from graph.index.subgraph import Subgraph

WIDTH, HEIGHT, MARGIN = 1200, 760, 70
LEGEND = 110
NAMED = 40
LETTER, LINE = 7.8, 15.0
"""Width of a letter and height of a line of a name, in pixels."""

Box: TypeAlias = tuple[float, float, float, float]
_STYLE = (
    "text{font:600 13px system-ui,sans-serif;fill:#1d2433;paint-order:stroke;stroke:#fff;stroke-width:4px;"
    "stroke-linejoin:round}.legend{font-weight:400;font-size:12px}line{stroke:#9aa4b2;stroke-opacity:.35}"
)


class SvgExporter(TextExporter):
    """A picture: circles by kind and number of ties, the best connected `NAMED` with their names.

    Made for some thousand actors at most: of more, nothing can be seen.
    """

    name = "SVG picture"
    media_type = "image/svg+xml"
    has_positions = True
    most_actors = layout.MOST_FORCED
    ties_first = True  # what is drawn later covers what was drawn before

    @cached_property
    def points(self) -> dict[str, Position]:
        """Where actors stand in the picture; without positions there is none, so they are computed."""
        return _scaled(self.positions or layout.positions(self.subgraph))

    def head(self) -> Iterator[str]:
        """Title and style."""
        yield f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">\n'
        actors, ties = self.subgraph.number_of_actors, self.subgraph.number_of_ties
        yield f"<title>{actors:,} actors and {ties:,} ties of the Reentry Graph</title>\n"
        yield f'<style>{_STYLE}</style><rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>\n'

    def ties(self) -> Iterator[str]:
        """One line for each pair of neighbors."""
        points = self.points
        for start, end in sorted({(min(a, b), max(a, b)) for a, b in self.subgraph.tie_ends() if a != b}):
            (x1, y1), (x2, y2) = points[start], points[end]
            yield f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"/>\n'

    def nodes(self) -> Iterator[str]:
        """A circle for each actor, the best connected in front, and then the names of these."""
        subgraph, degrees, points = self.subgraph, self.subgraph.degrees(), self.points
        ranked = sorted(subgraph.actor_ids(), key=lambda slug: (-degrees[slug], slug))
        sizes = {slug: size(actor["kind"], degrees[slug]) for slug, actor in subgraph.actors()}
        for slug in reversed(ranked):
            yield _circle(subgraph.actor(slug)["kind"], sizes[slug], points[slug])
        yield from _names(subgraph, ranked, sizes, points)

    def tail(self) -> Iterator[str]:
        """The legend."""
        yield from _legend(sorted({str(actor["kind"]) for _, actor in self.subgraph.actors()}))
        yield "</svg>\n"


def _circle(kind: str, diameter: float, at: Position) -> str:
    radius = round(diameter / 2.6, 1)
    return f'<circle cx="{at[0]}" cy="{at[1]}" r="{radius}" fill="{look(kind).hex}" stroke="#fff"/>\n'


def _names(
    subgraph: Subgraph, ranked: list[str], sizes: Mapping[str, float], placed: Mapping[str, Position]
) -> Iterator[str]:
    """The names of the best connected, each where it hides none of those before it."""
    taken: list[Box] = []
    for slug in ranked:
        name, (x, y) = subgraph.actor(slug)["name"], placed[slug]
        y = round(y - sizes[slug] / 2.6 - 4, 1)
        half = len(name) * LETTER / 2
        box = (x - half, y - LINE, x + half, y)
        if len(taken) < NAMED and box[0] > 0 and box[2] < WIDTH and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            yield f'<text x="{x}" y="{y}" text-anchor="middle">{escape(name)}</text>\n'


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _legend(kinds: list[str]) -> Iterator[str]:
    for place, kind in enumerate(kinds):
        y = HEIGHT - 18 - 18 * (len(kinds) - 1 - place)
        yield f'<circle cx="20" cy="{y - 4}" r="5" fill="{look(kind).hex}"/>\n'
        yield f'<text class="legend" x="32" y="{y}">{escape(wording(kind))}</text>\n'


def _scaled(positions: Mapping[str, Position]) -> dict[str, Position]:
    """Positions fitted into the picture; the vertical axis of a screen points down."""
    if not positions:
        return {}
    xs, ys = zip(*positions.values(), strict=True)
    left, top = min(xs), max(ys)
    wide, high = (max(xs) - left) or 1.0, (top - min(ys)) or 1.0
    along, down = (WIDTH - LEGEND - 2 * MARGIN) / wide, (HEIGHT - 2 * MARGIN) / high
    return {
        slug: (round(LEGEND + MARGIN + (x - left) * along, 1), round(MARGIN + (top - y) * down, 1))
        for slug, (x, y) in positions.items()
    }
