"""Between any two versions what is told otherwise is a change, nothing else is, and the way back is the same turned."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value
from graph.versions.diff import changes
from tests.graph.statement_versions import statement, write_version

SLUGS = st.sampled_from(["a", "a-b", "a-b-c", "b"])
TEXTS = st.sampled_from(["x", "y", "é 🦋", 'quote " and \\ back', "<a> <b>"])
DESCRIBED = st.builds(
    statement, SLUGS, st.sampled_from(["name", "alt_name", "description"]), TEXTS, st.sampled_from("pq")
)


@st.composite
def ties(draw: Any) -> list[Statement]:
    """One tie, as one source tells it."""
    start, end, source = draw(SLUGS), draw(SLUGS), draw(st.sampled_from("pq"))
    facts: dict[str, Value] = {
        "kind": TermRef("funds"),
        "from": EntityRef("id", start),
        "to": EntityRef("id", end),
        "note": draw(TEXTS),
        "start": PartialDate.parse(draw(st.sampled_from(["2019", "2019-01", "2019-01-02"]))),
        "quantity": draw(st.sampled_from([1, Decimal("1.5")])),
    }
    return [Statement(EntityRef("tie", f"{start}--{end}"), name, value, source) for name, value in facts.items()]


@st.composite
def facts(draw: Any) -> list[Statement]:
    described = draw(st.lists(DESCRIBED, max_size=8))
    return [*described, *(one for tie in draw(st.lists(ties(), max_size=3)) for one in tie)]


Fact = tuple[EntityRef, str, str, str | None]


def stated_facts(statements: list[Statement]) -> set[Fact]:
    """What the statements say. A version has one name for each actor: whatever else names it is an alternative name."""
    facts = {(it.subject, it.predicate, str(it.value), it.source) for it in statements}
    preferred = {subject: preferred_name(facts, subject) for subject, *_ in facts}
    return {
        (subject, "name" if value == preferred[subject] else "alt_name", value, source)
        if predicate in ("name", "alt_name")
        else (subject, predicate, value, source)
        for subject, predicate, value, source in facts
    }


def preferred_name(facts: set[Fact], subject: EntityRef) -> str | None:
    """The name that most sources give to an actor, the first in order if several do; None where it has none."""
    given = {
        predicate: [fact[2] for fact in facts if fact[:2] == (subject, predicate)] for predicate in ("name", "alt_name")
    }
    votes = Counter(given["name"] or given["alt_name"])
    return min(votes, key=lambda name: (-votes[name], name), default=None)


@settings(deadline=None)
@given(before=facts(), after=facts())
def test_whatever_is_told_otherwise_is_a_change_and_nothing_else_is(
    before: list[Statement], after: list[Statement], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("versions")
    was, now = write_version(folder / "was", d=before), write_version(folder / "now", d=after)
    different = {subject for subject, *_ in stated_facts(before) ^ stated_facts(after)}
    assert {(change.thing, change.id) for change in changes(was, now)} == {
        ("actor" if subject.space == "id" else "tie", subject.key) for subject in different
    }


@settings(deadline=None)
@given(before=facts(), after=facts())
def test_the_way_back_is_the_way_there_turned_round(
    before: list[Statement], after: list[Statement], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("versions")
    was, now = write_version(folder / "was", d=before), write_version(folder / "now", d=after)
    turned = {"came": "went", "went": "came", "changed": "changed"}
    there = [
        (
            turned[it.happening],
            it.id,
            it.sources_withdrawn,
            [(prop.name, prop.after, prop.before) for prop in it.properties],
        )
        for it in changes(was, now)
    ]
    back = [
        (it.happening, it.id, it.sources_added, [(prop.name, prop.before, prop.after) for prop in it.properties])
        for it in changes(now, was)
    ]
    assert there == back
