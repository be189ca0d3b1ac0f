from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from graph.model.statements import EntityRef, Place, Statement, TermRef, Value
from loaders.core.loader import Card, Cell, End, Facts, StatementWriter, run

HERE = Place("t.csv", 2, "name")
KIM, CUT50 = End(EntityRef("id", "kim"), HERE), End(EntityRef("id", "cut50"), HERE)


class Echo:
    """A loader whose records are the names of files."""

    card = Card("echo", "Echo", "Nobody", "CC0-1.0", "https://a.example", "Shout.", date(2026, 11, 24))

    def rows(self, path: Path, writer: StatementWriter) -> Iterator[str]:
        if path.name == "bad":
            writer.add_problem(Place(str(path)), "bad")
            writer.mark_unread("id", "lost")
        else:
            yield path.name

    def read(self, row: str, writer: StatementWriter) -> None:
        writer.entity(EntityRef("id", row), "person", "news", HERE).add("name", row, HERE)


def facts(**named: Value | None) -> Facts:
    return Facts((name, value, HERE) for name, value in named.items())


def test_a_cell_is_parsed_where_it_is_filled() -> None:
    writer = StatementWriter()
    assert writer.parse(Cell("7", HERE), int) == 7
    assert writer.parse(Cell("", HERE), int) is None
    assert writer.problems == []


def test_a_cell_that_cannot_be_parsed_is_a_problem_and_no_value() -> None:
    writer = StatementWriter()
    assert writer.parse(Cell("x", HERE), int) is None
    (problem,) = writer.problems
    assert problem.place == HERE
    assert "'x'" in problem.text


def test_a_cell_that_must_be_filled_is_a_problem_where_it_is_empty() -> None:
    writer = StatementWriter()
    assert writer.require(Cell("", HERE), int) is None
    assert [problem.text for problem in writer.problems] == ["the cell is empty: it must have a value"]


def test_a_cell_that_has_a_problem_already_is_not_called_empty() -> None:
    writer = StatementWriter()
    writer.add_problem(HERE, "there was a formula")
    writer.require(Cell("", HERE), int)
    assert len(writer.problems) == 1


def test_an_error_that_is_no_value_error_is_not_swallowed() -> None:
    with pytest.raises(ZeroDivisionError):
        StatementWriter().parse(Cell("0", HERE), lambda text: 1 / int(text))


def test_an_entity_says_its_kind_and_what_is_added_and_nothing_of_what_is_empty() -> None:
    writer = StatementWriter()
    writer.entity(KIM.ref, "person", "news", HERE).add("name", "Kim", HERE).add("note", "", HERE).add(
        "role", None, HERE
    )
    assert writer.statements == [
        Statement(KIM.ref, "kind", TermRef("person"), "news", HERE),
        Statement(KIM.ref, "name", "Kim", "news", HERE),
    ]


def test_zero_is_said() -> None:
    writer = StatementWriter()
    writer.entity(KIM.ref, "person", "news", HERE).add("amount", 0, HERE).add("quantity", Decimal("0.0"), HERE)
    assert [statement.value for statement in writer.statements[1:]] == [0, Decimal("0.0")]


def test_a_tie_has_kind_ends_and_facts() -> None:
    writer = StatementWriter()
    writer.write_tie(Cell("leads", HERE), KIM, CUT50, "news", facts(start="2018", role="head"))
    assert {(statement.predicate, str(statement.value)) for statement in writer.statements} == {
        ("kind", "leads"),
        ("from", "id/kim"),
        ("to", "id/cut50"),
        ("start", "2018"),
        ("role", "head"),
    }
    assert {statement.subject for statement in writer.statements} == {EntityRef("tie", "kim--leads--cut50--2018")}


def test_the_role_tells_ties_apart_where_the_relation_says_so() -> None:
    writer = StatementWriter(by_role=frozenset({"leads"}))
    for relation in ("leads", "funds"):
        writer.write_tie(Cell(relation, HERE), KIM, CUT50, "news", facts(role="head"))
    assert {statement.subject.key for statement in writer.statements} == {
        "kim--leads--cut50--role-head",
        "kim--funds--cut50",
    }


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (facts(amount=5, currency="USD"), facts(amount=6, currency="USD")),
        (facts(amount=5, currency="USD"), facts(amount=5, currency="EUR")),
        (facts(amount=5, currency="USD", unit="a year"), facts(amount=5, currency="USD", unit="in all")),
        (facts(quantity=5, unit="people"), facts(quantity=5, unit="% of people")),
        (facts(start="2018"), facts(end="2018")),
        (facts(start="2018"), facts()),
    ],
)
def test_what_is_measured_tells_ties_apart(one: Facts, other: Facts) -> None:
    writer = StatementWriter()
    for some in (one, other):
        writer.write_tie(Cell("funds", HERE), KIM, CUT50, "news", some)
    assert len({statement.subject for statement in writer.statements}) == 2


def test_note_and_locator_do_not_tell_ties_apart() -> None:
    writer = StatementWriter()
    for text in ("a", "b"):
        writer.write_tie(
            Cell("funds", HERE), KIM, CUT50, "news", facts(note=text, locator=text, role=text, conflict=text)
        )
    assert len({statement.subject for statement in writer.statements}) == 1


def test_an_outcome_is_about_an_actor_perhaps_through_another() -> None:
    writer = StatementWriter()
    for through in (None, CUT50):
        writer.write_outcome(Cell("reported_outcome", HERE), KIM, through, "news", facts(quantity=5, unit="people"))
    assert [
        (statement.predicate, statement.value)
        for statement in writer.statements
        if statement.predicate in ("about", "achieved_through")
    ] == [
        ("about", KIM.ref),
        ("about", KIM.ref),
        ("achieved_through", CUT50.ref),
    ]
    assert len({statement.subject for statement in writer.statements}) == 2


def test_a_run_reads_every_record_of_every_path_and_keeps_the_problems() -> None:
    reading = run(Echo(), [Path("ann"), Path("bad"), Path("bo")], "echo", frozenset())
    assert [statement.value for statement in reading.statements if statement.predicate == "name"] == ["ann", "bo"]
    assert [str(problem) for problem in reading.problems] == ["bad: bad"]
    assert reading.unread == {EntityRef("id", "lost")}
    assert reading.dataset == "echo"


def test_a_key_that_is_no_id_is_not_noted_as_unread() -> None:
    writer = StatementWriter()
    writer.mark_unread("id", "not an id\0")
    writer.mark_unread(None, "a")
    assert writer.unread == set()
