"""Checks of laws: what nothing dates, and those of which nobody is known who brought in, supported or paid for them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from api.audit.audited_tables import AuditedRow, StatedRelation, Tables
from api.audit.finding import Check, Finding

_ENACTED_AS = "codified_as"
_PART_OF = "part_of"
_VOTES_FOR = "votes_for"
_SIGNED = "signed_into_law"
_ACTS = frozenset({_SIGNED, "passed", _ENACTED_AS})
_SPONSORING = frozenset({"introduced", "sponsored", "authored"})
_CAMPAIGNING = frozenset({"advocates_for", "endorses", "drove_passage_of"})
_MONEY = "money_tie"


class _Enacted(NamedTuple):
    """A law, or a bill that was signed, and the rows that lead to it or to a bill that was enacted as it."""

    law: AuditedRow
    rows: Sequence[StatedRelation]

    def subjects(self, relations: frozenset[str]) -> list[str]:
        """Who is tied to the law by one of these relations."""
        return [row["subject"] for row, relation in self.rows if relation.name in relations]


def _enacted(tables: Tables) -> Iterator[_Enacted]:
    """Each law once. A bill that became a law of its own counts as that law."""
    for actor in tables.actors:
        key = actor["actor_id"]
        if actor["kind"] not in ("law", "bill") or tables.actor_id(key) != key:
            continue
        rows = _rows_to(key, tables)
        names = {relation.name for _, relation in rows}
        if actor["kind"] == "law" or (_SIGNED in names and not _leads_to(key, _ENACTED_AS, tables)):
            bills = [row["subject"] for row, relation in rows if relation.name == _ENACTED_AS]
            yield _Enacted(actor, [*rows, *(row for bill in bills for row in _rows_to(tables.actor_id(bill), tables))])


def _rows_to(actor: str, tables: Tables) -> list[StatedRelation]:
    return [it for it in tables.rows_of.get(actor, ()) if tables.actor_id(it.row["object"]) == actor]


def _leads_to(actor: str, relation: str, tables: Tables) -> list[str]:
    """The actors that a relation leads to from this one."""
    own = (it.row for it in tables.rows_of.get(actor, ()) if it.relation.name == relation)
    return [tables.actor_id(row["object"]) for row in own if tables.actor_id(row["subject"]) == actor]


def _has_dated_act(enacted: _Enacted, tables: Tables) -> bool:
    """Whether the day or year is known on which it was passed or signed, or on which voters took it or the whole."""
    key = enacted.law["actor_id"]
    wholes = [it for law in _leads_to(key, _PART_OF, tables) for it in _rows_to(law, tables)]
    acts = any(row["start"] and relation.name in _ACTS for row, relation in (*enacted.rows, *wholes))
    votes = (it.row for it in tables.rows_of.get(key, ()) if it.row["measure"] == _VOTES_FOR)
    return acts or any(row["start"] for row in votes)


def _has_sponsor(enacted: _Enacted, _: Tables) -> bool:
    return bool(enacted.subjects(_SPONSORING))


def _has_campaigner(enacted: _Enacted, _: Tables) -> bool:
    return bool(enacted.subjects(_CAMPAIGNING))


def _has_funder(enacted: _Enacted, tables: Tables) -> bool:
    """Whether somebody gave money to the campaign itself, or to one of those who campaigned."""
    given = any(relation.family == _MONEY for _, relation in enacted.rows)
    campaigners = {tables.actor_id(slug) for slug in enacted.subjects(_CAMPAIGNING)}
    return given or any(it.relation.family == _MONEY for slug in campaigners for it in _rows_to(slug, tables))


def _without(has: Callable[[_Enacted, Tables], bool], cure: str) -> Callable[[Tables], Iterator[Finding]]:
    def findings(tables: Tables) -> Iterator[Finding]:
        for enacted in _enacted(tables):
            if not has(enacted, tables):
                key = enacted.law["actor_id"]
                yield Finding(enacted.law.place, (key,), f"{key}: {cure}")

    return findings


LAW_CHECKS = (
    Check(
        "law_without_date",
        "laws of which no passage or signing is dated",
        _without(_has_dated_act, "no row dates its passage: add who signed or passed it, with the day in start"),
    ),
    Check(
        "law_without_sponsor",
        "laws that nobody is said to have brought in",
        _without(_has_sponsor, "no row says who brought it in: add its sponsor or author"),
    ),
    Check(
        "law_without_campaigner",
        "laws that nobody is said to have worked for",
        _without(_has_campaigner, "no row says who worked for it: add who advocated for it or endorsed it"),
    ),
    Check(
        "law_without_funder",
        "laws of whose campaigners none is known to be funded",
        _without(_has_funder, "nobody is known to have funded one of its campaigners: add a grant to one of them"),
    ),
)
