"""Whether a person has a public role, or stands in the graph by name without one.

The ontology says which ties make a person public: rg:publicRole, rg:publicWhenRole, rg:publicCase and rg:officialAct.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache

from graph.rdf.ontology import Relation

_ROLE, _CASE, _ACT = "public role", "public case", "official act"
PERSON = "person"


def is_public(marks: Iterable[str]) -> bool:
    """Whether a person with these marks has a role in public, or a case that is debated and was acted on."""
    known = set(marks)
    return _ROLE in known or known >= {_CASE, _ACT}


def marks_of(relation: Relation, end: str, roles: Collection[str]) -> Iterator[str]:
    """What a tie of this relation and with these roles shows of a person at one end, `from` or `to`."""
    publicity = relation.publicity
    if end in publicity.role or (end == "from" and _names_a_post(publicity.when_role, roles)):
        yield _ROLE
    if end in publicity.case:
        yield _CASE
    if end in publicity.act:
        yield _ACT


def _names_a_post(pattern: str, roles: Collection[str]) -> bool:
    return bool(pattern) and any(_compiled(pattern).search(role) for role in roles)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
