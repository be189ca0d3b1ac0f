"""An answer on a law leads to its bills, and to those who introduced and cosponsored them."""

from __future__ import annotations

from api.terminal.actor_text import bills
from graph.index.open_version import OpenVersion
from graph.views.bills_of_law import BillOfLaw, bills_of_law
from tests.graph.worlds import graph_of, tie

OTHER_BILLS = ("first_step_act_of_the_house", "first_step_act_of_may", "grace_act")
BILLS = dict.fromkeys(("s_7", "s_7_as_introduced", *OTHER_BILLS), "bill")


def law(*more: tuple[str, dict[str, object]]) -> OpenVersion:
    """A law that took the number of a bill on another subject, with its other bills."""
    return graph_of(
        tie("s-7", "codified_as", "first-step-act"),
        tie("s-7-as-introduced", "text_replaced_by", "s-7"),
        tie("first-step-act-of-may", "relates_to", "s-7"),
        tie("grace-act", "relates_to", "s-7"),
        tie("first-step-act-of-the-house", "companion_of", "first-step-act-of-may"),
        tie("able", "introduced", "first-step-act-of-may"),
        tie("baker", "cosponsored", "first-step-act-of-may", start="2018-05"),
        tie("baker", "cosponsored", "first-step-act-of-may", start="2018-06"),
        tie("cole", "cosponsored", "first-step-act-of-may"),
        tie("drew", "cosponsored", "s-7-as-introduced"),
        tie("drew", "cosponsored", "grace-act"),
        tie("drew", "voted_for", "s-7"),
        *more,
        first_step_act="law",
        **BILLS,
    )


def counts(one: BillOfLaw) -> dict[str, int]:
    return {support["by_relation"]: support["actors"] for support in one["support"]}


def test_the_bill_that_became_the_law_comes_first_then_those_of_its_name_however_far() -> None:
    found = bills_of_law(law(), "first-step-act")
    assert [(one["bill"]["id"], one["enacted"]) for one in found] == [
        ("s-7", True),
        ("first-step-act-of-may", False),
        ("first-step-act-of-the-house", False),
    ]


def test_each_actor_behind_a_bill_counts_once_and_a_vote_is_no_support() -> None:
    enacted, of_may, _ = bills_of_law(law(), "first-step-act")
    assert counts(enacted) == {}
    assert counts(of_may) == {"introduced": 1, "cosponsored": 2}
    assert [one["url"] for one in of_may["support"] if one["by_relation"] == "cosponsored"] == [
        "/api/actors/first-step-act-of-may/neighbors?relation=cosponsored&direction=in"
    ]


def test_each_bill_names_the_ties_by_which_it_is_one() -> None:
    assert [one["ties"] for one in bills_of_law(law(), "first-step-act")] == [
        ["s-7--codified-as--first-step-act"],
        ["first-step-act-of-may--relates-to--s-7"],
        ["first-step-act-of-the-house--companion-of--first-step-act-of-may"],
    ]


def test_year_and_number_of_a_law_are_no_part_of_its_name() -> None:
    graph = law(tie("s-7", "codified_as", "first-step-act-of-2018"))
    assert len(bills_of_law(graph, "first-step-act-of-2018")) == 3


def test_who_is_no_law_has_no_bills() -> None:
    assert bills_of_law(law(), "baker") == bills_of_law(law(), "s-7") == []


def test_the_command_line_says_who_stands_behind_each_bill() -> None:
    assert list(bills(bills_of_law(law(), "first-step-act")))[:4] == [
        "  bill enacted as this law: S 7 (s-7)",
        "      nobody is known to have introduced or cosponsored it",
        "  bill of the same name: First Step Act Of May (first-step-act-of-may)",
        "      was cosponsored by 2 actors; was introduced by 1 actor",
    ]
