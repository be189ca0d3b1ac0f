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
from typing import TYPE_CHECKING, BinaryIO

from graph.export import about, palette, walk
from graph.export.clean import escape

if TYPE_CHECKING:
    from graph.export.walk import Facts, Mirror, Position

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
    "quantity": "double",
    "unit": "string",
    "claim_status": "string",
    "conflicts": "liststring",
    "sources": "liststring",
    "notes": "liststring",
}


def write_gexf(mirror: Mirror, out: BinaryIO, *, positions: Mapping[str, Position] | None = None) -> None:
    """Write the mirror; actors that `positions` names are placed."""
    walk.write_text(out, _pieces(mirror, positions or {}))


def _pieces(mirror: Mirror, positions: Mapping[str, Position]) -> Iterator[str]:
    yield from _head(mirror)
    yield f'<nodes count="{mirror.number_of_nodes()}">\n'
    degrees = dict(mirror.degree())
    for slug, actor in walk.actors(mirror):
        yield _node(slug, actor, degrees[slug], positions.get(slug))
    yield f'</nodes>\n<edges count="{mirror.number_of_edges()}">\n'
    yield from _edges(mirror)
    yield "</edges>\n</graph>\n</gexf>\n"


def _head(mirror: Mirror) -> Iterator[str]:
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<gexf xmlns="http://gexf.net/1.3" xmlns:viz="http://gexf.net/1.3/viz" version="1.3">\n'
    yield f"<meta><creator>{escape(about.TITLE)}</creator>"
    yield f"<description>{escape(about.describe(mirror))}</description></meta>\n"
    time = ' mode="dynamic" timeformat="date" timerepresentation="interval"' if walk.is_dated(mirror) else ""
    yield f'<graph defaultedgetype="directed" idtype="string"{time or STATIC}>\n'
    yield _declaration("node", NODE_ATTRIBUTES)
    yield _declaration("edge", EDGE_ATTRIBUTES)


STATIC = ' mode="static"'


def _declaration(owner: str, attributes: Mapping[str, str]) -> str:
    lines = [f'<attribute id="{name}" title="{name}" type="{kind}"/>\n' for name, kind in attributes.items()]
    return f'<attributes class="{owner}" mode="static">\n{"".join(lines)}</attributes>\n'


def _node(slug: str, actor: Facts, degree: int, position: Position | None) -> str:
    kind = actor["kind"]
    values = (
        ("kind", kind),
        ("name", actor["name"]),
        ("alt_names", _list(actor["alt_names"])),
        ("description", actor["description"]),
        ("identifiers", _list(f"{key}:{value}" for key, value in actor["identifiers"])),
        ("sources", _list(actor["sources"])),
    )
    return (
        f'<node id="{escape(slug)}" label="{escape(actor["name"])}">{_attvalues(values)}'
        f"{_looks(kind, degree, position)}</node>\n"
    )


def _looks(kind: str, degree: int, position: Position | None) -> str:
    look = palette.look(kind)
    place = "" if position is None else f'<viz:position x="{position[0]}" y="{position[1]}" z="0.0"/>'
    return (
        f'<viz:size value="{palette.size(kind, degree)}"/>{place}'
        f'<viz:color r="{look.red}" g="{look.green}" b="{look.blue}"/>'
    )


def _edges(mirror: Mirror) -> Iterator[str]:
    pair: tuple[str, str] | None = None
    seen: Counter[str] = Counter()
    for origin, target, tie_id, tie in walk.ties(mirror):
        if pair != (origin, target):
            pair = (origin, target)
            seen = Counter()
        seen[tie["kind"]] += 1
        yield _edge(origin, target, tie_id, tie, seen[tie["kind"]])


def _edge(origin: str, target: str, tie_id: str, tie: Facts, nth: int) -> str:
    kind = tie["kind"] if nth == 1 else f"{tie['kind']} {nth}"
    return (
        f'<edge id="{escape(tie_id)}" source="{escape(origin)}" target="{escape(target)}" '
        f'label="{escape(tie["label"])}" kind="{escape(kind)}" weight="{walk.weight(tie)}"{_interval(tie)}>'
        f"{_attvalues(_tie_values(tie))}</edge>\n"
    )


def _tie_values(tie: Facts) -> Iterable[tuple[str, str | None]]:
    return (
        ("relation", tie["kind"]),
        ("inverse", tie["inverse_label"]),
        ("roles", _list(tie["roles"])),
        ("stated_start", tie["start"]),
        ("stated_end", tie["end"]),
        ("amount", None if tie["amount"] is None else walk.number(tie["amount"])),
        ("currency", tie["currency"]),
        ("quantity", None if tie["quantity"] is None else walk.number(tie["quantity"])),
        ("unit", tie["unit"]),
        ("claim_status", tie["claim_status"]),
        ("conflicts", _list(tie["conflicts"])),
        ("sources", _list(tie["sources"])),
        ("notes", _list(walk.notes(tie))),
    )


def _interval(tie: Facts) -> str:
    start = f' start="{tie["valid_from"]}"' if tie["valid_from"] else ""
    end = f' end="{tie["valid_until"]}"' if tie["valid_until"] else ""
    return start + end


def _attvalues(values: Iterable[tuple[str, str | None]]) -> str:
    written = [f'<attvalue for="{name}" value="{escape(value)}"/>' for name, value in values if value]
    return f"<attvalues>{''.join(written)}</attvalues>"


def _list(values: Iterable[str]) -> str | None:
    quoted = ['"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values]
    return f"[{', '.join(quoted)}]" if quoted else None
