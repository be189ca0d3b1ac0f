"""Persons who stand in the graph by name without a public role, for a person to decide on.

The ontology says which ties make a person public: rg:publicRole, rg:publicWhenRole, rg:publicCase and rg:officialAct.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from graph.rdf.ontology import Relation, Vocabulary
from graph.rdf.records import Record, Records

_ROLE, _CASE, _ACT = "public role", "public case", "official act"
PERSON = "person"


class PrivatePerson(NamedTuple):
    """A person whom no tie makes public: id, name, description, and the names of the relations of all ties."""

    id: str
    name: str
    description: str | None
    relations: tuple[str, ...]


def private_persons(records: Records, terms: Vocabulary, decided: Collection[str] = ()) -> list[PrivatePerson]:
    """The persons without a public role, in order of id; `decided` are ids that somebody decided on.

    Public is who has a role in public, or whose case is debated in public and was the subject of an official act.
    """
    persons = {slug for slug, actor in records.actors.items() if actor["kind"] == PERSON} - set(decided)
    marks: dict[str, set[str]] = {slug: set() for slug in persons}
    relations: dict[str, set[str]] = {slug: set() for slug in persons}
    for tie in records.ties.values():
        for slug, mark in _marks(tie, terms.relations):
            if slug in persons:
                relations[slug].add(tie["kind"])
                marks[slug].add(mark)
    return [
        PrivatePerson(slug, actor["name"], actor["description"], tuple(sorted(relations[slug])))
        for slug, actor in ((slug, records.actors[slug]) for slug in sorted(persons))
        if not _is_public(marks[slug])
    ]


def _is_public(marks: Collection[str]) -> bool:
    return _ROLE in marks or (_CASE in marks and _ACT in marks)


def _marks(tie: Record, relations: Mapping[str, Relation]) -> Iterator[tuple[str, str]]:
    """(actor, mark) for both ends of a tie; the mark is empty where the tie says nothing on them in public."""
    publicity = relations[tie["kind"]].publicity
    for end in ("from", "to"):
        yield tie[end], ""
        if end in publicity.role or (end == "from" and _names_a_post(publicity.when_role, tie["roles"])):
            yield tie[end], _ROLE
        if end in publicity.case:
            yield tie[end], _CASE
        if end in publicity.act:
            yield tie[end], _ACT


def _names_a_post(pattern: str, roles: Collection[str]) -> bool:
    return bool(pattern) and any(_compiled(pattern).search(role) for role in roles)


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)
