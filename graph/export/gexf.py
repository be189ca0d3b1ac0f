"""GEXF 1.3, as Gephi, Gephi Lite and graphology read it.

The file is written line by line as escaped text, so that memory stays flat whatever the size. Attribute ids equal their
titles, because graphology shows the id where it is not a number. Lists are written `["a", "b"]`, the one form that
Gephi and graphology both read back without loss.

A tie is one edge. Gephi merges parallel edges of one `kind`, so the second tie of the same relation between the same
two actors gets a number behind its kind (`grants_to 2`); the attribute `relation` keeps the plain name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from graph.export.writing import colours
from graph.export.writing.escaping import escape, escape_apostrophes
from graph.export.writing.exporter import (
    NO_CONTEXT,
    Attributes,
    ExportContext,
    TextExporter,
    notes,
    plain_digits,
    weight,
)
from graph.export.writing.file_metadata import TITLE
from graph.export.writing.layout import Position

if TYPE_CHECKING:
    from decimal import Decimal

    from graph.index.subgraph import Subgraph

NODE_ATTRIBUTES = {
    "kind": "string",
    "name": "string",
    "alt_names": "liststring",
    "description": "string",
    "identifiers": "liststring",
    "sources": "liststring",
}
EDGE_ATTRIBUTES = {
    "relation": "string",
    "inverse": "string",
    "roles": "liststring",
    "stated_start": "string",
    "stated_end": "string",
    "attested": "liststring",
    "certainty": "string",
    "amount": "double",
    "currency": "string",
    "amount_hedge": "string",
    "cumulative": "boolean",
    "quantity": "double",
    "unit": "string",
    "quantity_hedge": "string",
    "claim_status": "string",
    "conflicts": "liststring",
    "sources": "liststring",
    "notes": "liststring",
}
CUMULATIVE = '<attvalue for="cumulative" value="true"/>'
STATIC = 'mode="static"'
DYNAMIC = 'mode="dynamic" timeformat="date" timerepresentation="interval"'


class GexfExporter(TextExporter):
    """GEXF, with time where a tie has a date and with positions where they are known."""

    name = "GEXF 1.3"
    media_type = "application/gexf+xml"
    has_positions = True

    def __init__(self, subgraph: Subgraph, out: BinaryIO, context: ExportContext = NO_CONTEXT) -> None:
        super().__init__(subgraph, out, context)
        # The same wordings, sources and dates stand in thousands of ties: each is escaped once for a file.
        self._wording, self._value, self._listed = (lru_cache(20_000)(write) for write in (_wording, _value, _listed))

    def head(self) -> Iterator[str]:
        """The head of the file, and which attributes nodes and edges have."""
        yield '<?xml version="1.0" encoding="UTF-8"?>\n'
        yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
        yield f"<meta><creator>{escape(TITLE)}</creator>"
        yield f"<description>{escape(self.description)}</description></meta>\n"
        yield f'<graph defaultedgetype="directed" idtype="string" {DYNAMIC if self.subgraph.is_dated else STATIC}>\n'
        yield _declaration("node", NODE_ATTRIBUTES)
        yield _declaration("edge", EDGE_ATTRIBUTES)

    def nodes(self) -> Iterator[str]:
        """One `node` for each actor."""
        yield f'<nodes count="{self.subgraph.number_of_actors}">\n'
        degrees, positions = self.subgraph.degrees(), self.positions
        for slug, actor in self.subgraph.actors():
            yield self._node(slug, actor, degrees[slug], positions.get(slug))
        yield "</nodes>\n"

    def ties(self) -> Iterator[str]:
        """One `edge` for each tie."""
        yield f'<edges count="{self.subgraph.number_of_ties}">\n'
        ends: tuple[str, str] | None = None
        count: Counter[str] = Counter()
        for origin, target, tie_id, tie in self.subgraph.ties():
            if ends != (origin, target):
                ends = (origin, target)
                count.clear()
            count[tie["kind"]] += 1
            yield self._edge(origin, target, tie_id, tie, count[tie["kind"]])
        yield "</edges>\n"

    def tail(self) -> Iterable[str]:
        """The end tags."""
        return ("</graph>\n</gexf>\n",)

    def _node(self, slug: str, actor: Attributes, degree: int, position: Position | None) -> str:
        name, value, listed = escape(actor["name"]), self._value, self._listed
        return (
            f'<node id="{escape(slug)}" label="{name}"><attvalues>{value("kind", actor["kind"])}'
            f'<attvalue for="name" value="{name}"/>{listed("alt_names", actor["alt_names"])}'
            f"{value('description', actor['description'])}{listed('identifiers', _identifiers(actor))}"
            f"{listed('sources', actor['sources'])}</attvalues>{_looks(actor['kind'], degree, position)}</node>\n"
        )

    def _edge(self, origin: str, target: str, tie_id: str, tie: Attributes, nth: int) -> str:
        value, listed = self._value, self._listed
        return (
            f'<edge id="{escape(tie_id)}" source="{escape(origin)}" target="{escape(target)}"'
            f'{self._wording(tie["label"], tie["kind"], nth)} weight="{weight(tie)}"{_interval(tie)}><attvalues>'
            f"{value('relation', tie['kind'])}{value('inverse', tie['inverse_label'])}{listed('roles', tie['roles'])}"
            f"{value('stated_start', tie['start'])}{value('stated_end', tie['end'])}"
            f"{listed('attested', tie['attested'])}{value('certainty', tie.get('certainty'))}"
            f"{_figure('amount', tie['amount'])}{value('currency', tie['currency'])}"
            f"{value('amount_hedge', tie['amount_hedge'])}{CUMULATIVE if tie['cumulative'] else ''}"
            f"{_figure('quantity', tie['quantity'])}{value('unit', tie['unit'])}"
            f"{value('quantity_hedge', tie['quantity_hedge'])}"
            f"{value('claim_status', tie['claim_status'])}{listed('conflicts', tie['conflicts'])}"
            f"{listed('sources', tie['sources'])}{listed('notes', notes(tie))}</attvalues></edge>\n"
        )


def _declaration(owner: str, attributes: Mapping[str, str]) -> str:
    lines = [f'<attribute id="{name}" title="{name}" type="{kind}"/>\n' for name, kind in attributes.items()]
    return f'<attributes class="{owner}" mode="static">\n{"".join(lines)}</attributes>\n'


def _identifiers(actor: Attributes) -> tuple[str, ...]:
    return tuple(f"{key}:{value}" for key, value in actor["identifiers"])


def _looks(kind: str, degree: int, position: Position | None) -> str:
    look = colours.look(kind)
    place = "" if position is None else f'<viz:position x="{position[0]}" y="{position[1]}" z="0.0"/>'
    return (
        f'<viz:size value="{colours.size(kind, degree)}"/>{place}'
        f'<viz:color r="{look.red}" g="{look.green}" b="{look.blue}"/>'
    )


def _interval(tie: Attributes) -> str:
    start = f' start="{tie["valid_from"]}"' if tie["valid_from"] else ""
    return f'{start} end="{tie["valid_until"]}"' if tie["valid_until"] else start


def _wording(label: str, kind: str, nth: int) -> str:
    numbered = kind if nth == 1 else f"{kind} {nth}"
    return f' label="{escape(label)}" kind="{escape(numbered)}"'


def _value(name: str, text: str | None) -> str:
    return f'<attvalue for="{name}" value="{escape(text)}"/>' if text else ""


def _listed(name: str, values: tuple[str, ...]) -> str:
    quoted = ['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]
    return f"<attvalue for=\"{name}\" value='[{escape_apostrophes(', '.join(quoted))}]'/>" if quoted else ""


def _figure(name: str, value: int | Decimal | None) -> str:
    return "" if value is None else f'<attvalue for="{name}" value="{plain_digits(value)}"/>'
