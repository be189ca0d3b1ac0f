"""Sums by donor, recipient, year, relation and kind; the traps in the shipped facts; what is not known."""

from __future__ import annotations

from typing import Any, get_args

import pytest

from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.money.grouping import By
from graph.money.ledger import entries
from graph.money.sum_views import MoneySum
from graph.money.totals import MoneyAnswer, money
from graph.views.pagination import BadCursor
from tests.graph.worlds import graph_of, tie

BYS: tuple[By, ...] = get_args(By)


def small() -> OpenVersion:
    """Ann gives through a fund; Bob gives by himself, once for an unknown amount."""
    return graph_of(
        tie("ann", "funds", "fund", amount=100, start="2019"),
        tie("fund", "grants_to", "home", amount=60, start="2020"),
        tie("bob", "donates_to", "home", amount=30, start="2019", end="2021"),
        tie("bob", "donates_to", "shelter"),
        tie("ann", "leads", "fund"),
        fund="organization",
        home="organization",
    )


def totals(answer: MoneyAnswer) -> dict[str, int | float]:
    """What each sum adds up to, by its key."""
    return {found["key"]: found["total"]["total"] for found in answer["sums"]}


def one(facts: OpenVersion, **asked: Any) -> MoneySum:
    """The only sum of an answer."""
    (found,) = money(facts, **asked)["sums"]
    return found


@pytest.mark.parametrize(
    ("by", "expected"),
    [
        ("donor", {"ann": 100, "fund": 60, "bob": 30}),
        ("recipient", {"fund": 100, "home": 90, "shelter": 0}),
        ("year", {"2019": 100, "2019 to 2021": 30, "2020": 60, "no date": 0}),
        ("relation", {"funds": 100, "grants_to": 60, "donates_to": 30}),
        ("donor_kind", {"person": 130, "organization": 60}),
        ("recipient_kind", {"organization": 130, "person": 0}),
        ("all", {"all": 130}),
    ],
)
def test_money_adds_up_by(by: By, expected: dict[str, int]) -> None:
    assert totals(money(small(), by=by)) == expected


def test_the_total_of_an_answer_counts_money_that_was_passed_on_once() -> None:
    total = money(small(), by="donor")["total"]
    assert (total["total"], total["passed_on"], [hand["actor"]["id"] for hand in total["hands"]]) == (130, 60, ["fund"])


def test_a_sum_shows_its_ties_with_their_receipts() -> None:
    found = one(small(), donor="ann")
    assert [view["id"] for view in found["counted"]] == ["ann--funds--fund--2019--100"]
    assert found["counted"][0]["receipts"][0]["source"]["id"] == "s1"


def test_ties_without_an_amount_are_part_of_the_answer() -> None:
    answer = money(small(), by="donor", donor="bob")
    assert [view["id"] for view in answer["sums"][0]["unknown"]] == ["bob--donates-to--shelter"]
    assert answer["gaps"]["ties_without_amount"] == 1


def test_years_without_data_are_part_of_the_answer() -> None:
    graph = graph_of(
        tie("ann", "donates_to", "home", start="2015"), tie("ann", "donates_to", "home", start="2018", end="2019")
    )
    assert money(graph)["gaps"]["years_without_ties"] == [2016, 2017]


def test_donor_recipient_and_filter_narrow_what_is_added() -> None:
    graph = small()
    assert totals(money(graph, recipient="home")) == {"fund": 60, "bob": 30}
    assert totals(money(graph, donor="bob", recipient="home")) == {"bob": 30}
    assert totals(money(graph, tie_filter=Filter(relations=frozenset({"funds"})))) == {"ann": 100}


def test_a_donor_that_is_not_held_is_unknown() -> None:
    with pytest.raises(Unknown):
        money(small(), donor="nobody")


@pytest.mark.parametrize("sort", ["amount", "name", "ties"])
@pytest.mark.parametrize("by", BYS)
def test_pages_put_together_are_the_whole_answer(facts: OpenVersion, by: By, sort: Any) -> None:
    whole = money(facts, by=by, sort=sort, limit=1000, shown=1)
    limit, found, cursor, pages = max(7, whole["count"] // 3), list[str](), None, 0
    while pages == 0 or cursor:
        part = money(facts, by=by, sort=sort, limit=limit, cursor=cursor, shown=1)
        found, cursor, pages = found + [row["key"] for row in part["sums"]], part["next"], pages + 1
    assert found == [row["key"] for row in whole["sums"]]
    assert len(set(found)) == whole["count"]


def test_a_cursor_that_no_answer_gave_is_refused() -> None:
    for cursor in ("x", "", "W10", "é", "WzEsMl0", "bnVsbA"):
        with pytest.raises(BadCursor):
            money(small(), cursor=cursor)


def test_lists_of_ties_are_cut_and_say_so() -> None:
    found = one(small(), by="all", shown=1)
    assert (len(found["counted"]), found["more"]) == (1, True)


@pytest.mark.parametrize("by", BYS)
def test_each_money_tie_of_the_facts_stands_once_in_each_way_of_grouping(facts: OpenVersion, by: By) -> None:
    answer = money(facts, by=by, limit=10_000, shown=10_000)
    stands = [
        view["id"]
        for row in answer["sums"]
        for view in [*row["counted"], *(left["tie"] for left in row["left_out"]), *row["unknown"]]
    ]
    family = {name for name, relation in facts.terms.relations.items() if relation.family == "money_tie"}
    assert sorted(stands) == [key for key, record in facts.records.ties.items() if record["kind"] in family]


@pytest.mark.parametrize(
    ("donor", "recipient", "total", "told"),
    [
        ("ballmer-group", "concordance", 7_000_000, 2),
        ("google-org", "the-last-mile", 2_000_000, 3),
        ("koch-network", "safe-streets-second-chances", 4_000_000, 2),
        ("chan-zuckerberg-initiative", "just-trust", 350_000_000, 3),
        ("open-society-foundations", "aclu", 50_000_000, 3),
        ("rosenberg-foundation", "californians-for-safety-and-justice", 1_150_000, 3),
        ("hilton-humanitarian-prize", "homeboy-industries", 2_500_000, 2),
        ("californians-for-safer-communities", "california-republican-party", 1_000_000, 2),
        ("us-department-of-education", "second-chance-pell", 35_600_000, 2),
    ],
)
def test_a_gift_that_the_facts_tell_twice_counts_once(
    facts: OpenVersion, donor: str, recipient: str, total: int, told: int
) -> None:
    found = one(facts, donor=donor, recipient=recipient)
    assert found["total"]["total"] == total
    views = [*found["counted"], *(left["tie"] for left in found["left_out"])]
    assert sum(len(view["receipts"]) for view in views) == told


def test_a_program_that_hands_money_on_adds_nothing_to_the_whole(facts: OpenVersion) -> None:
    hands = {hand["actor"]["id"]: hand for hand in money(facts)["total"]["hands"]}
    assert (hands["prowd"]["received"], hands["prowd"]["passed_on"]) == (63_000_000, 6_700_000)


def test_a_conflict_on_an_amount_shows_as_a_range(facts: OpenVersion) -> None:
    total = one(facts, donor="us-department-of-education", recipient="second-chance-pell")["total"]
    assert (total["low"], total["high"]) == (35_600_000, 36_200_000)


@pytest.mark.parametrize("reason", ["same_gift", "part_of", "conflict"])
def test_what_is_left_out_says_why_in_words(facts: OpenVersion, reason: str) -> None:
    rows = one(facts, by="all", shown=1000)["left_out"]
    words = [row["words"] for row in rows if row["reason"] == reason]
    assert words
    assert all(": " in text and "USD" in text for text in words)


@pytest.mark.parametrize(
    ("start", "end", "year"),
    [
        ("2019-03", None, "2019"),
        ("2019-03-01", "2019-12-31", "2019"),
        ("2019", "2021-06", "2019 to 2021"),
        (None, "2021", "until 2021"),
        (None, None, "no date"),
    ],
)
def test_money_over_several_years_stands_under_its_period(start: str | None, end: str | None, year: str) -> None:
    graph = graph_of(tie("ann", "grants_to", "home", start=start, end=end, key="gift"))
    assert [entry.year for entry in entries(graph, ["gift"])] == [year]


def classed(*codes: str) -> OpenVersion:
    """Ann gives to a home, which tax records put into these classes, and to a program and its prize winner."""
    held = graph_of(
        tie("ann", "donates_to", "home", amount=5, start="2019"),
        tie("ann", "donates_to", "camp", amount=7, start="2020"),
        tie("camp", "grants_to", "cat", amount=2, start="2021"),
        home="organization",
        camp="program",
    )
    held.records.actors["home"]["identifiers"] = tuple(("ntee", code) for code in codes)
    return held


@pytest.mark.parametrize(
    ("codes", "topic", "name"),
    [
        (["I43"], "I43", "support of inmates"),
        (["I40Z", "P20"], "I40", "rehabilitation of offenders"),
        (["I99"], "I", "crime and law, other"),
        (["P20"], "P", "human services"),
    ],
)
def test_money_by_topic_follows_the_class_of_the_recipient(codes: list[str], topic: str, name: str) -> None:
    answer = money(classed(*codes), by="topic")
    assert totals(answer) == {topic: 5, "-": 7}
    assert {found["key"]: found["name"] for found in answer["sums"]} == {topic: name, "-": "no topic known"}


def test_money_by_topic_says_how_much_is_told_of_no_topic() -> None:
    assert money(classed("I43"), by="topic")["gaps"]["ties_without_group"] == 2
    assert money(classed(), by="topic")["gaps"]["ties_without_group"] == 3
    assert "no topic" in money(classed(), by="topic")["meaning"]


def test_money_by_program_is_what_it_received_and_gave_counted_once() -> None:
    answer = money(classed(), by="program")
    assert totals(answer) == {"camp": 7, "-": 5}
    assert [found["actor"] and found["actor"]["id"] for found in answer["sums"]] == ["camp", None]
    assert answer["gaps"]["ties_without_group"] == 1


def test_every_dollar_stands_under_one_topic(facts: OpenVersion) -> None:
    answer = money(facts, by="topic", limit=1000)
    counted = sum(found["total"]["counted"] for found in answer["sums"])
    assert counted == answer["total"]["counted"]


def test_several_donors_or_recipients_are_any_of_them() -> None:
    graph = small()
    assert totals(money(graph, donor=["bob", "fund"])) == {"fund": 60, "bob": 30}
    assert money(graph, donor=("fund", "bob")) == money(graph, donor={"bob", "fund"})
    assert totals(money(graph, recipient=["home", "fund"])) == {"ann": 100, "bob": 30, "fund": 60}
    assert totals(money(graph, donor=["ann", "bob"], recipient=["shelter", "home"])) == {"bob": 30}
    assert money(graph, donor=[]) == money(graph)
    with pytest.raises(Unknown, match="'nobody'"):
        money(graph, donor=["ann", "nobody"])
