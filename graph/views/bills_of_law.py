"""The bills of a law, and who stands behind each: an act may take the number of a bill on another subject.

Which relations lead to a bill, and which stand behind one, the ontology says with rg:courseOfBill.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
from typing_extensions import TypedDict

from graph.index.adjacency import Places
from graph.index.open_version import OpenVersion
from graph.storage.name_search import folded
from graph.views.tie_views import ActorRef, actor_ref, sources_of

_ENACTED, _SAME_SUBJECT, _BEHIND = "enactment", "same subject", "support"
_TAIL = re.compile(r"\s*\(.*\)|\s+of (?:1[89]|20)\d\d(?=$|\s*\()", re.IGNORECASE)
"""What names of one act do not share: ` (Public Law 115-391)`, ` of 2018`."""


class BillSupport(TypedDict):
    """How many actors are tied to a bill by one relation, in the words of the bill, and the address that lists them."""

    by_relation: str
    label: str
    actors: int
    url: str


class BillOfLaw(TypedDict):
    """A bill of a law: `enacted` as it, or only of its name. `ties` and `sources` say how that is known."""

    bill: ActorRef
    enacted: bool
    support: list[BillSupport]
    ties: list[str]
    sources: list[str]


def bills_of_law(graph: OpenVersion, slug: str) -> list[BillOfLaw]:
    """The bills that became this law, then those of its name to which they are related; empty for other actors."""
    number = graph.adjacency.number(slug)
    rows_of: dict[int, Places] = {}
    _add(rows_of, *_reached(graph, number, _ENACTED, outgoing=False))
    enacted, queue, name = frozenset(rows_of), list(rows_of), folded(_TAIL.sub("", graph.actor_names[number]))
    while queue:
        others, rows = _reached(graph, queue.pop(0), _SAME_SUBJECT)
        named = np.array([other not in rows_of and _bears(graph, other, name) for other in others.tolist()], dtype=bool)
        queue += _add(rows_of, others[named], rows[named])
    order = sorted(rows_of, key=lambda bill: (bill not in enacted, graph.actor_ids[bill]))
    return [_bill(graph, bill, rows_of[bill], enacted=bill in enacted) for bill in order]


def _reached(graph: OpenVersion, actor: int, course: str, *, outgoing: bool = True) -> tuple[Places, Places]:
    """Actors at the other ends of the ties of this part of the course of bills, some repeated, and the rows."""
    others, rows = graph.adjacency.at(actor, outgoing=outgoing)
    names = [name for name, relation in graph.terms.relations.items() if relation.course_of_bill == course]
    columns = graph.columns
    wanted = np.flatnonzero(np.isin(columns.relation_names, names))
    chosen = np.isin(columns.relation[rows], wanted)
    return others[chosen].astype(np.intp), rows[chosen]


def _add(rows_of: dict[int, Places], others: Places, rows: Places) -> list[int]:
    """Note bills with the rows that lead to them; the new ones."""
    new = sorted({*others.tolist()} - rows_of.keys())
    rows_of |= {bill: rows[others == bill] for bill in new}
    return new


def _bears(graph: OpenVersion, bill: int, name: str) -> bool:
    """Whether one of the names of a bill contains that of the law."""
    actor = graph.actor(graph.actor_ids[bill])
    return any(name in folded(text) for text in (actor["name"], *actor["alt_names"]))


def _bill(graph: OpenVersion, bill: int, rows: Places, *, enacted: bool) -> BillOfLaw:
    slug, ties = graph.actor_ids[bill], sorted(graph.ids_of_ties(rows.tolist()))
    return {
        "bill": actor_ref(graph, slug),
        "enacted": enacted,
        "support": list(_support(graph, bill, slug)),
        "ties": ties,
        "sources": sources_of(graph, ties),
    }


def _support(graph: OpenVersion, bill: int, slug: str) -> Iterator[BillSupport]:
    others, rows = _reached(graph, bill, _BEHIND, outgoing=False)
    codes = graph.columns.relation[rows]
    names = {str(graph.columns.relation_names[code]): code for code in np.unique(codes).tolist()}
    for name, code in sorted(names.items()):
        yield {
            "by_relation": name,
            "label": graph.terms.relations[name].inverse_label,
            "actors": len(np.unique(others[codes == code])),
            "url": f"/api/actors/{slug}/neighbors?relation={name}&direction=in",
        }
