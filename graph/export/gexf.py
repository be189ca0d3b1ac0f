"""GEXF 1.3, as Gephi, Gephi Lite and graphology read it.

The file is written line by line as escaped text, so that memory stays flat whatever the size. Attribute ids equal their
titles, because graphology shows the id where it is not a number. Lists are written `["a", "b"]`, the one form that
Gephi and graphology both read back without loss.

A tie is one edge. Gephi merges parallel edges of one `kind`, so the second tie of the same relation between the same
two actors gets a number behind its kind (`grants_to 2`); the attribute `relation` keeps the plain name.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, BinaryIO

from graph.export.writing import colours, file_metadata, graph_writer
from graph.export.writing.escaping import escape, escape_apostrophes

if TYPE_CHECKING:
    from decimal import Decimal

    from graph.export.writing.graph_writer import Facts, Position
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
    "amount": "double",
    "currency": "string",
    "cumulative": "boolean",
    "quantity": "double",
    "unit": "string",
    "claim_status": "string",
    "conflicts": "liststring",
    "sources": "liststring",
    "notes": "liststring",
}
CUMULATIVE = '<attvalue for="cumulative" value="true"/>'
STATIC = 'mode="static"'
DYNAMIC = 'mode="dynamic" timeformat="date" timerepresentation="interval"'


def write_gexf(subgraph: Subgraph, out: BinaryIO, *, positions: Mapping[str, Position] | None = None) -> None:
    """Write the subgraph; actors that `positions` names are placed."""
    try:
        graph_writer.write_text(out, _pieces(subgraph, positions or {}))
    finally:
        _forget()


def _pieces(subgraph: Subgraph, positions: Mapping[str, Position]) -> Iterator[str]:
    yield from _head(subgraph)
    yield f'<nodes count="{subgraph.number_of_actors}">\n'
    degrees = subgraph.degrees()
    for slug, actor in subgraph.actors():
        yield _node(slug, actor, degrees[slug], positions.get(slug))
    yield f'</nodes>\n<edges count="{subgraph.number_of_ties}">\n'
    yield from _edges(subgraph)
    yield "</edges>\n</graph>\n</gexf>\n"


def _head(subgraph: Subgraph) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    yield f"<meta><creator>{escape(file_metadata.TITLE)}</creator>"
    yield f"<description>{escape(file_metadata.describe(subgraph))}</description></meta>\n"
    yield f'<graph defaultedgetype="directed" idtype="string" {DYNAMIC if subgraph.is_dated else STATIC}>\n'
    yield _declaration("node", NODE_ATTRIBUTES)
    yield _declaration("edge", EDGE_ATTRIBUTES)


def _declaration(owner: str, attributes: Mapping[str, str]) -> str:
    lines = [f'<attribute id="{name}" title="{name}" type="{kind}"/>\n' for name, kind in attributes.items()]
    return f'<attributes class="{owner}" mode="static">\n{"".join(lines)}</attributes>\n'


def _node(slug: str, actor: Facts, degree: int, position: Position | None) -> str:
    name = escape(actor["name"])
    return (
        f'<node id="{escape(slug)}" label="{name}"><attvalues>{_value("kind", actor["kind"])}'
        f'<attvalue for="name" value="{name}"/>{_listed("alt_names", actor["alt_names"])}'
        f"{_value('description', actor['description'])}{_listed('identifiers', _identifiers(actor))}"
        f"{_listed('sources', actor['sources'])}</attvalues>{_looks(actor['kind'], degree, position)}</node>\n"
    )


def _identifiers(actor: Facts) -> tuple[str, ...]:
    return tuple(f"{key}:{value}" for key, value in actor["identifiers"])


def _looks(kind: str, degree: int, position: Position | None) -> str:
    look = colours.look(kind)
    place = "" if position is None else f'<viz:position x="{position[0]}" y="{position[1]}" z="0.0"/>'
    return (
        f'<viz:size value="{colours.size(kind, degree)}"/>{place}'
        f'<viz:color r="{look.red}" g="{look.green}" b="{look.blue}"/>'
    )


def _edges(subgraph: Subgraph) -> Iterator[str]:
    pair: tuple[str, str] | None = None
    seen: Counter[str] = Counter()
    for origin, target, tie_id, tie in subgraph.ties():
        if pair != (origin, target):
            pair = (origin, target)
            seen.clear()
        seen[tie["kind"]] += 1
        yield _edge(origin, target, tie_id, tie, seen[tie["kind"]])


def _edge(origin: str, target: str, tie_id: str, tie: Facts, nth: int) -> str:
    return (
        f'<edge id="{escape(tie_id)}" source="{escape(origin)}" target="{escape(target)}"'
        f'{_wording(tie["label"], tie["kind"], nth)} weight="{graph_writer.weight(tie)}"{_interval(tie)}><attvalues>'
        f"{_value('relation', tie['kind'])}{_value('inverse', tie['inverse_label'])}{_listed('roles', tie['roles'])}"
        f"{_value('stated_start', tie['start'])}{_value('stated_end', tie['end'])}"
        f"{_figure('amount', tie['amount'])}{_value('currency', tie['currency'])}"
        f"{CUMULATIVE if tie['cumulative'] else ''}{_figure('quantity', tie['quantity'])}{_value('unit', tie['unit'])}"
        f"{_value('claim_status', tie['claim_status'])}{_listed('conflicts', tie['conflicts'])}"
        f"{_listed('sources', tie['sources'])}{_listed('notes', graph_writer.notes(tie))}</attvalues></edge>\n"
    )


def _interval(tie: Facts) -> str:
    start = f' start="{tie["valid_from"]}"' if tie["valid_from"] else ""
    return f'{start} end="{tie["valid_until"]}"' if tie["valid_until"] else start


# The same wordings, sources and dates stand in thousands of ties: each is escaped once for a file.
_remember = lru_cache(maxsize=20_000)


def _forget() -> None:
    for remembered in (_wording, _value, _listed):
        remembered.cache_clear()


@_remember
def _wording(label: str, kind: str, nth: int) -> str:
    numbered = kind if nth == 1 else f"{kind} {nth}"
    return f' label="{escape(label)}" kind="{escape(numbered)}"'


@_remember
def _value(name: str, text: str | None) -> str:
    return f'<attvalue for="{name}" value="{escape(text)}"/>' if text else ""


@_remember
def _listed(name: str, values: tuple[str, ...]) -> str:
    quoted = ['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]
    return f"<attvalue for=\"{name}\" value='[{escape_apostrophes(', '.join(quoted))}]'/>" if quoted else ""


def _figure(name: str, value: int | Decimal | None) -> str:
    return "" if value is None else f'<attvalue for="{name}" value="{graph_writer.number(value)}"/>'
