from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.statements import EntityRef, PartialDate, Place, Problem, Statement, TermRef, Value, WebAddress
from graph.rdf.ontology import vocabulary
from graph.validation.statement_checks import check, text_problem

ACTORS = {"kim": "person", "cut50": "organization", "act": "law"}
SOURCES = frozenset({"news"})
ANY_ACTOR, ANY_SOURCE = EntityRef("id", ""), EntityRef("source", "")


def at(column: str, line: int = 1) -> Place:
    return Place("t.csv", line, column)


def actor(slug: str, kind: str, line: int = 1, source: str = "news", **facts: Value) -> list[Statement]:
    ref = EntityRef("id", slug)
    said = [Statement(ref, "kind", TermRef(kind), source, at("kind", line))]
    return said + [Statement(ref, name, value, source, at(name, line)) for name, value in facts.items()]


def record(space: str, relation: str, line: int, **facts: Value) -> list[Statement]:
    ref = EntityRef(space, f"{space}-{line}")
    said = [Statement(ref, "kind", TermRef(relation), "news", at("kind", line))]
    return said + [Statement(ref, name, value, "news", at(name, line)) for name, value in facts.items()]


def tie(relation: str, origin: str, target: str, at_line: int = 1, **facts: Value) -> list[Statement]:
    ends: dict[str, Value] = {"from": EntityRef("id", origin), "to": EntityRef("id", target)}
    return record("tie", relation, at_line, **ends, **facts)


def found(
    *said: list[Statement], actors: Mapping[str, str] = ACTORS, unread: frozenset[EntityRef] = frozenset()
) -> list[Problem]:
    return check([one for some in said for one in some], vocabulary(), actors, SOURCES, unread)


def test_sound_statements_have_no_problems() -> None:
    start, end = PartialDate.parse("2018-10"), PartialDate.parse("2018")
    assert found(actor("jo", "person", name="Jo"), tie("apprentice_at", "jo", "cut50", start=start, end=end)) == []


def test_nothing_has_no_problems() -> None:
    assert found() == []


@pytest.mark.parametrize(
    ("said", "place", "text"),
    [
        (actor("jo", "persn"), "t.csv:1:kind", "'persn' is not a kind of actor; did you mean 'person'?"),
        (
            actor("kim", "law"),
            "t.csv:1:kind",
            "'kim' has the kind law here and person elsewhere: give one of the two actors another id",
        ),
        (actor("jo", "person", source="x"), "t.csv:1:source_id", "unknown source 'x'; choose one of news; add it to "),
        (actor("jo", "person", mood="good"), "t.csv:1:mood", "unknown identifier 'mood'; choose one of bill, "),
        (actor("jo", "person", role="chair"), "t.csv:1:role", "unknown identifier 'role'; choose one of bill, "),
        (actor("jo", "person", valid_from="2018"), "t.csv:1:valid_from", "unknown identifier 'valid_from'"),
        (
            actor("jo", "person", ein="123"),
            "t.csv:1:ein",
            "'123' cannot be the EIN: it must look like [0-9]{2}-[0-9]{7}",
        ),
        (actor("jo", "person", url="file:///a"), "t.csv:1:url", "'file:///a' is not a web address"),
        (tie("fund", "kim", "cut50"), "t.csv:1:kind", "unknown relation 'fund'; did you mean 'funds'? Or look up"),
        (
            tie("funds", "kim", "cut5"),
            "t.csv:1:to",
            "unknown actor 'cut5'; did you mean 'cut50'? Or add it to the table",
        ),
        (
            tie("funds", "act", "cut50"),
            "t.csv:1:from",
            "funds cannot go from act, whose kind is law: it goes from",
        ),
        (tie("leads", "kim", "act"), "t.csv:1:to", "leads cannot go to act, whose kind is law: it goes to"),
        (tie("funds", "cut50", "cut50"), "t.csv:1:to", "a tie cannot lead from cut50 to itself: name another actor"),
        (
            tie("funds", "kim", "cut50", amount=-5),
            "t.csv:1:amount",
            "-5 is negative: the amount must be zero or more",
        ),
        (
            tie("leads", "kim", "cut50", start=PartialDate.parse("2019"), attested=PartialDate.parse("2018-12")),
            "t.csv:1:attested",
            "the attested date 2018-12 comes before the start 2019: a source can attest only what has begun",
        ),
        (
            tie("leads", "kim", "cut50", end=PartialDate.parse("2018"), attested=PartialDate.parse("2019-01")),
            "t.csv:1:attested",
            "the end 2018 comes before the attested date 2019-01: a state cannot outlast its end",
        ),
        (tie("funds", "kim", "cut50", cumulative=True), "t.csv:1:cumulative", "a running total of what?"),
        (tie("funds", "kim", "cut50", quantity=5), "t.csv:1", "5 of what? Name in the column unit what is counted"),
        (
            tie("funds", "kim", "cut50", currency="usd"),
            "t.csv:1:currency",
            "'usd' cannot be the currency: it must look",
        ),
        (
            tie("funds", "kim", "cut50", claim_status="sure"),
            "t.csv:1:claim_status",
            "'sure' cannot be the claim status; ch",
        ),
        (
            tie("funds", "kim", "cut50", outcome_type="goal"),
            "t.csv:1:outcome_type",
            "funds is a tie, not an outcome: leave outcome_",
        ),
        (
            record("outcome", "reported_outcome", 1, about=EntityRef("id", "act"), outcome_type="goal"),
            "t.csv:1",
            "repo",
        ),
        (
            record("outcome", "reported_outcome", 1, about=EntityRef("id", "act"), amount=5),
            "t.csv:1",
            "reported_outcome",
        ),
    ],
)
def test_each_mistake_has_its_place_and_its_cure(said: list[Statement], place: str, text: str) -> None:
    (problem,) = found(said)
    assert str(problem.place) == place
    assert problem.text.startswith(text)


@pytest.mark.parametrize(
    ("start", "end", "wrong"),
    [
        ("2018", "2017", True),
        ("2018-10", "2018-09", True),
        ("2018-10-14", "2018-10-13", True),
        ("2018-10", "2018", False),
        ("2018", "2018-01", False),
        ("2018-10-14", "2018-10-14", False),
        ("2018-10-14", "2018-10", False),
    ],
)
def test_an_end_is_too_early_only_where_no_day_would_fit(start: str, end: str, wrong: bool) -> None:
    dates: dict[str, Value] = {"start": PartialDate.parse(start), "end": PartialDate.parse(end)}
    assert bool(found(tie("funds", "kim", "cut50", 1, **dates))) == wrong


def test_all_problems_are_found_in_the_order_of_their_places() -> None:
    problems = found(
        tie("funds", "kim", "nobody", at_line=9, amount=Decimal("-0.5"), note="<b>"),
        tie("fund", "kim", "cut50", at_line=2),
        actor("jo", "persn", line=5),
    )
    assert [str(problem.place) for problem in problems] == [
        "t.csv:2:kind",
        "t.csv:5:kind",
        "t.csv:9:amount",
        "t.csv:9:note",
        "t.csv:9:to",
    ]


def test_a_misspelt_relation_is_found_beside_a_right_one_of_the_same_ends() -> None:
    said = [*tie("Funds", "kim", "cut50"), *tie("funds", "kim", "cut50")]
    (problem,) = found([statement._replace(subject=EntityRef("tie", "same")) for statement in said])
    assert "unknown relation 'Funds'" in problem.text


def test_an_actor_of_a_wrong_kind_is_told_once_and_not_at_its_ties() -> None:
    (problem,) = found(actor("jo", "persn"), tie("leads", "jo", "cut50", at_line=2), actor("jo", "person", line=3))
    assert problem.place.column == "kind"
    assert problem.place.line == 1


def test_what_could_not_be_read_is_not_called_unknown() -> None:
    said = [*tie("leads", "jo", "cut50"), *actor("al", "person", source="paper")]
    assert len(found(said)) == 2
    assert found(said, unread=frozenset({EntityRef("id", "jo"), EntityRef("source", "paper")})) == []
    assert found(said, unread=frozenset({ANY_ACTOR, ANY_SOURCE})) == []


def test_one_unreadable_record_excuses_no_other() -> None:
    said = [*tie("leads", "jo", "cut50"), *actor("al", "person", source="paper")]
    assert len(found(said, unread=frozenset({EntityRef("id", "someone"), EntityRef("source", "else")}))) == 2


@pytest.mark.parametrize(
    "text",
    [
        "José Núñez",
        "a < b",
        "5 > 3",
        "AT&T; R&D",
        "say 'yes' \"now\"",
        "日本語",
        "50% off",
        "C++",
        "family 👩\u200d👧",
        "a-b",
    ],
)
def test_plain_text_is_let_through(text: str) -> None:
    assert text_problem(text) is None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a\nb", "in one line"),
        ("a\u2028b", "in one line"),
        ("a\tb", "U+0009"),
        ("a\0", "U+0000"),
        ("a\x7f", "U+007F"),
        ("a\x9f", "U+009F"),
        ("a\ud800", "U+D800"),
        ("a\ufffd", "U+FFFD"),
        ("a\u200bb", "U+200B"),
        ("a\u202eb", "U+202E"),
        ("a\ufeffb", "U+FEFF"),
        ("a\xadb", "U+00AD"),
        ("a\U000e0041b", "U+E0041"),
        ("<b>a</b>", "markup"),
        ("a<br/>b", "markup"),
        ("< script >", "markup"),
        ("<!-- a", "markup"),
        ("<svg onload=a", "markup"),
        ("a &lt; b", "markup"),
        ("a&#60;b", "markup"),
        ("a&#x3C;b", "markup"),
        ("N/A", "leave empty"),
        ("unknown", "leave empty"),
        ("???", "leave empty"),
        ("x" * 2001, "at most 2,000"),
    ],
)
def test_other_text_is_refused_with_the_reason(text: str, said: str) -> None:
    problem = text_problem(text)
    assert problem is not None
    assert said in problem
    assert problem.isprintable()


@given(st.text(max_size=50))
def test_text_that_is_let_through_can_be_printed_and_stored(text: str) -> None:
    if text_problem(text) is None:
        assert "\n" not in text
        assert text.encode().decode() == text


def test_markup_is_found_in_linear_time() -> None:
    assert text_problem("< " * 900 + " " * 150) is None


def test_an_address_is_no_text() -> None:
    source = EntityRef("source", "news")
    assert (
        check([Statement(source, "source_url", WebAddress("https://a.example"), None)], vocabulary(), {}, SOURCES) == []
    )
