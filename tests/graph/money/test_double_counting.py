"""No money is counted twice, and nothing is left out without a reason."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.index.open_version import OpenVersion
from graph.money.double_counting import reckon
from graph.money.reckoning import Reckoning
from graph.rdf.records import Record
from tests.graph.worlds import graph_of, tie

GIFT = ("ann", "donates_to", "home")


def reckoned(*ties: tuple[str, Record], currency: str = "USD") -> Reckoning:
    """The sum of all these ties."""
    return reckon(graph_of(*ties), [key for key, _ in ties], currency)


def reasons(found: Reckoning) -> dict[str, str]:
    """Why each tie was left out, by its id."""
    return {left_out.tie: left_out.reason for left_out in found.left_out}


def test_gifts_to_two_recipients_add_up() -> None:
    found = reckoned(tie(*GIFT, amount=10), tie("ann", "donates_to", "shelter", amount=5))
    assert (found.total, found.left_out) == (15, ())


def test_one_gift_told_with_and_without_its_date_counts_once_with_the_date() -> None:
    dated = tie(*GIFT, amount=10, start="2021-08-25", sources=("s1",))
    undated = tie(*GIFT, amount=10, sources=("t1",))
    found = reckoned(dated, undated)
    assert (found.total, found.counted) == (10, (dated[0],))
    assert reasons(found) == {undated[0]: "same_gift"}


def test_one_gift_told_by_two_relations_counts_once() -> None:
    grant = tie("fund", "grants_to", "home", amount=10, start="2014", sources=("s1",))
    gift = tie("fund", "donates_to", "home", amount=10, start="2014-11-07", sources=("t1",))
    assert reckoned(grant, gift).counted == (gift[0],)


def test_two_gifts_of_one_amount_on_two_days_both_count() -> None:
    first, second = (tie(*GIFT, amount=10, start=day, sources=(day,)) for day in ("2024-09-20", "2024-10-01"))
    assert reckoned(first, second).total == 20


def test_one_source_that_tells_of_two_gifts_is_believed() -> None:
    assert reckoned(tie(*GIFT, amount=10, start="2024"), tie(*GIFT, amount=10)).total == 20


def test_gifts_of_two_amounts_are_two_gifts() -> None:
    assert reckoned(tie(*GIFT, amount=10, sources=("s1",)), tie(*GIFT, amount=11, sources=("t1",))).total == 21


def test_a_cumulative_total_holds_the_gifts_of_its_years() -> None:
    total = tie(*GIFT, amount=300, start="2015", end="2022-02", cumulative=True)
    earlier = tie(*GIFT, amount=217, start="2015", end="2020-02", cumulative=True)
    part, later = tie(*GIFT, amount=25, start="2016"), tie(*GIFT, amount=7, start="2023")
    found = reckoned(total, earlier, part, later)
    assert (found.total, found.counted) == (307, (total[0], later[0]))
    assert reasons(found) == {earlier[0]: "part_of", part[0]: "part_of"}


def test_a_total_that_a_note_alone_calls_cumulative_holds_nothing() -> None:
    period = tie(*GIFT, amount=300, start="2015", end="2022", note="cumulative")
    gift = tie(*GIFT, amount=25, start="2016")
    assert reckoned(period, gift).total == 325


def test_an_undated_gift_is_not_taken_for_part_of_a_cumulative_total() -> None:
    total, gift = tie(*GIFT, amount=300, start="2015", end="2022", cumulative=True), tie(*GIFT, amount=25)
    assert reckoned(total, gift).total == 325


def test_a_gift_marked_as_money_of_another_counts_once() -> None:
    gift = tie("dorsey", "donates_to", "home", amount=10, start="2020-05-11")
    vehicle = tie("start-small", "grants_to", "home", amount=10, start="2020", money_in=(gift[0],))
    found = reckoned(gift, vehicle)
    assert (found.total, reasons(found)) == (10, {vehicle[0]: "same_gift"})


def test_a_marked_share_counts_where_its_whole_is_not_asked_about() -> None:
    whole = tie("ye", "funds", "gift", amount=100)
    share = tie("ye", "donates_to", "home", amount=25, money_in=(whole[0],))
    graph = graph_of(whole, share)
    assert reckon(graph, [whole[0], share[0]]).total == 100
    assert reckon(graph, [share[0]]).total == 25


def test_marks_are_followed_through_ties_that_are_not_asked_about() -> None:
    whole = tie("ann", "funds", "fund", amount=100)
    middle = tie("ann", "donates_to", "home", amount=10, money_in=(whole[0],))
    share = tie("fund", "grants_to", "home", amount=10, money_in=(middle[0],))
    graph = graph_of(whole, middle, share)
    assert [left.tie for left in reckon(graph, [whole[0], share[0]]).left_out] == [share[0]]


def test_a_part_of_a_total_is_left_out_however_often_it_is_told() -> None:
    total = tie(*GIFT, amount=300, start="2015", end="2022", cumulative=True)
    part = tie(*GIFT, amount=25, start="2016", sources=("t1",))
    again = tie(*GIFT, amount=25, sources=("u1",))
    found = reckoned(total, part, again)
    assert (found.total, reasons(found)) == (300, {part[0]: "part_of", again[0]: "same_gift"})
    assert {left.because for left in found.left_out} == {(total[0],)}


def test_a_mark_on_one_telling_of_a_gift_counts_for_all() -> None:
    whole = tie("ann", "funds", "fund", amount=100)
    exact = tie(*GIFT, amount=10, start="2020-05-11", sources=("t1",))
    vague = tie(*GIFT, amount=10, start="2020", sources=("u1",), money_in=(whole[0],))
    found = reckoned(whole, exact, vague)
    assert (found.total, found.counted) == (100, (whole[0],))


def test_of_two_totals_that_are_alike_one_counts() -> None:
    totals = [
        tie(*GIFT, amount=300, start="2015", end="2022", cumulative=True, key=key, sources=("s1",)) for key in "ab"
    ]
    assert reckoned(*totals).counted == ("a",)


def test_gifts_marked_as_each_other_count_once() -> None:
    one = tie("ann", "donates_to", "home", amount=10, key="one", money_in=("two",))
    two = tie("bob", "donates_to", "home", amount=10, key="two", money_in=("one",))
    assert reckoned(one, two).counted == ("one",)


def test_of_a_conflict_the_side_with_the_strongest_source_counts_and_the_range_tells_the_others() -> None:
    sides = [
        tie(*GIFT, amount=amount, start="2014", sources=(source,), conflicts=("how-much",))
        for amount, source in ((14, "s1"), (15, "t2"), (12, "u2"))
    ]
    found = reckoned(*sides, tie("bob", "donates_to", "home", amount=100))
    assert (found.total, found.low, found.high) == (114, 112, 115)
    assert set(reasons(found).values()) == {"conflict"}


def test_money_that_an_actor_passes_on_counts_once() -> None:
    came, went = (
        tie("ann", "funds", "fund", amount=100, start="2019"),
        tie("fund", "grants_to", "home", amount=60, start="2020"),
    )
    found = reckoned(came, went)
    assert (found.total, found.passed_on) == (100, 60)
    assert [(hand.actor, hand.received, hand.gave) for hand in found.hands] == [("fund", 100, 60)]


def test_a_hand_that_gives_more_than_it_received_adds_the_rest() -> None:
    came = tie("bezos", "funds", "award", amount=100)
    gifts = [tie("award", "awarded_to", winner, amount=100) for winner in ("ann", "bob")]
    assert reckoned(came, *gifts).total == 200


def test_money_received_after_the_gift_was_not_passed_on() -> None:
    went, came = (
        tie("fund", "grants_to", "home", amount=60, start="2019"),
        tie("ann", "funds", "fund", amount=100, start="2020"),
    )
    assert reckoned(came, went).total == 160


def test_money_is_not_passed_on_where_only_one_hand_is_asked_about() -> None:
    came, went = tie("ann", "funds", "fund", amount=100), tie("fund", "grants_to", "home", amount=60)
    graph = graph_of(came, went)
    assert reckon(graph, [went[0]]).total == 60


def test_a_tie_without_an_amount_is_unknown_and_not_nothing() -> None:
    told, untold = tie(*GIFT, amount=10), tie("bob", "donates_to", "home")
    assert reckoned(told, untold).unknown == (untold[0],)


def test_another_currency_is_left_out_and_said_so() -> None:
    pounds = tie(*GIFT, amount=10, currency="GBP")
    assert reasons(reckoned(pounds, tie("bob", "donates_to", "home", amount=1))) == {pounds[0]: "other_currency"}
    assert reckoned(pounds, currency="GBP").total == 10


@st.composite
def worlds(draw: st.DrawFn) -> tuple[OpenVersion, list[str]]:
    """Some gifts among few actors, with many chances to tell of the same money."""
    ties: dict[str, Record] = {}
    for number in range(draw(st.integers(1, 12))):
        ends = draw(st.lists(st.sampled_from("abcd"), min_size=2, max_size=2, unique=True))
        facts: dict[str, Any] = {
            "amount": draw(st.none() | st.sampled_from([10, 20, 100])),
            "start": draw(st.none() | st.sampled_from(["2015", "2016", "2016-05", "2019"])),
            "end": draw(st.none() | st.sampled_from(["2019", "2020"])),
            "sources": (draw(st.sampled_from(["s1", "t2", "u3"])),),
            "conflicts": draw(st.just(()) | st.just(("which",))),
            "cumulative": draw(st.none() | st.just(True)),
            "money_in": draw(st.just(()) | st.tuples(st.integers(0, 11).map(lambda other: f"t{other:02d}"))),
        }
        key, record = tie(
            ends[0], draw(st.sampled_from(["donates_to", "funds"])), ends[1], key=f"t{number:02d}", **facts
        )
        ties[key] = record
    return graph_of(*ties.items()), list(ties)


@given(worlds(), st.randoms(use_true_random=False))
def test_every_tie_is_counted_left_out_or_unknown_whatever_the_order(
    world: tuple[OpenVersion, list[str]], chance: Any
) -> None:
    graph, keys = world
    found = reckon(graph, keys)
    assert sorted([*found.counted, *(left.tie for left in found.left_out), *found.unknown]) == sorted(keys)
    chance.shuffle(keys)
    assert reckon(graph, keys) == found


@given(worlds())
def test_a_sum_lies_within_its_range_and_is_no_more_than_all_amounts(world: tuple[OpenVersion, list[str]]) -> None:
    graph, keys = world
    found = reckon(graph, keys)
    assert found.low <= found.total <= found.high
    assert found.total + found.passed_on == sum(graph.tie(key)["amount"] for key in found.counted)


@given(worlds())
def test_some_money_counts_where_any_is_told_of(world: tuple[OpenVersion, list[str]]) -> None:
    graph, keys = world
    told = [key for key in keys if graph.tie(key)["amount"] is not None]
    assert bool(reckon(graph, keys).counted) == bool(told)


@pytest.mark.parametrize("reason", ["same_gift", "part_of", "conflict"])
def test_a_tie_left_out_names_the_tie_in_its_place(facts: OpenVersion, reason: str) -> None:
    money = [key for key, record in facts.records.ties.items() if facts.relation(record).family == "money_tie"]
    found = [left for left in reckon(facts, money).left_out if left.reason == reason]
    assert found
    assert all(set(left.because) <= set(money) - {left.tie} and left.because for left in found)
