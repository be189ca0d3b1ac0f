"""Loans, investments and repayments are no gifts: they stand apart, with sums of their own."""

from __future__ import annotations

import pytest

from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.money.flow import flow
from graph.money.not_gifts import NotGifts, not_gifts
from graph.money.totals import money
from graph.queries.neighbors import neighborhood
from tests.graph.worlds import graph_of, tie


def project() -> OpenVersion:
    """A bank lends and invests, a foundation gives, a city pays back."""
    return graph_of(
        tie("bank", "lent_to", "project", amount=9, start="2014"),
        tie("bank", "invested_in", "project", amount=2, start="2014"),
        tie("foundation", "grants_to", "project", amount=3, start="2014"),
        tie("city", "repaid", "project", amount=12, start="2020"),
        tie("project", "grants_to", "home", amount=1, start="2015"),
        project="program",
        home="organization",
    )


def apart(answer: NotGifts) -> dict[str, int | float]:
    """What passed by each relation that is no gift."""
    return {one["key"]: one["total"]["total"] for one in answer["sums"]}


def test_a_total_is_of_gifts_and_lists_the_rest_apart() -> None:
    answer = money(project(), by="recipient", recipient="project")
    assert answer["total"]["total"] == 3
    assert apart(answer["not_gifts"]) == {"invested_in": 2, "lent_to": 9, "repaid": 12}
    assert [one["name"] for one in answer["not_gifts"]["sums"]] == ["invested in", "lent money to", "pays back"]


def test_what_stands_apart_is_that_of_the_question() -> None:
    assert apart(not_gifts(project(), donor="city")) == {"repaid": 12}
    assert apart(not_gifts(project(), tie_filter=Filter(relations=frozenset({"lent_to"})))) == {"lent_to": 9}
    assert apart(not_gifts(project(), tie_filter=Filter(families=frozenset({"money_tie"})))) == {}


def test_a_question_about_financing_alone_has_no_gifts() -> None:
    answer = money(project(), by="donor", tie_filter=Filter(families=frozenset({"financing_tie"})))
    assert (answer["sums"], answer["total"]["counted"]) == ([], 0)
    assert apart(answer["not_gifts"]) == {"invested_in": 2, "lent_to": 9, "repaid": 12}


def test_one_loan_in_two_papers_counts_once() -> None:
    dated = tie("bank", "lent_to", "project", amount=9, start="2014-01-07", sources=("s1",))
    undated = tie("bank", "lent_to", "project", amount=9, sources=("t2",))
    (loans,) = not_gifts(graph_of(dated, undated))["sums"]
    assert (loans["total"]["total"], [row["reason"] for row in loans["left_out"]]) == (9, ["same_gift"])


def test_the_lists_of_ties_are_cut_and_say_so() -> None:
    loans = [tie("bank", "lent_to", name, amount=1) for name in ("one", "two", "three")]
    (found,) = not_gifts(graph_of(*loans), shown=2)["sums"]
    assert (len(found["counted"]), found["total"]["counted"], found["more"]) == (2, 3, True)


def test_a_flow_follows_gifts_and_lists_the_rest_apart() -> None:
    answer = flow(project(), end="home")
    assert {link["source"] for link in answer["links"]} == {"foundation", "project"}
    assert apart(answer["not_gifts"]) == {"invested_in": 2, "lent_to": 9, "repaid": 12}


def test_a_flow_from_a_lender_names_its_loans() -> None:
    answer = flow(project(), start="bank")
    assert answer["links"] == []
    assert apart(answer["not_gifts"]) == {"invested_in": 2, "lent_to": 9}


def test_a_flow_that_is_asked_to_follow_investments_counts_them_in_no_value() -> None:
    answer = flow(project(), start="bank", also=frozenset({"invested_in"}))
    links = {(link["source"], link["target"]): link for link in answer["links"]}
    first = links["bank", "project"]
    assert (first["value"], [view["amount"] for view in first["not_gifts"]]) == (None, [2])
    assert links["project", "home"]["value"] == 1
    assert {node["id"]: node["received"] for node in answer["nodes"]} == {"bank": 0, "project": 0, "home": 1}


def test_the_amount_beside_a_neighbor_is_what_was_given() -> None:
    graph = graph_of(
        tie("bank", "lent_to", "project", amount=9),
        tie("bank", "grants_to", "project", amount=3),
        tie("bank", "invested_in", "other", amount=2),
    )
    found = {one["actor"]["id"]: one["amount"] for one in neighborhood(graph, "bank")["neighbors"]}
    assert found == {"project": 3, "other": None}


@pytest.mark.parametrize("by", ["donor", "recipient", "year", "relation", "donor_kind", "all"])
def test_no_sum_of_the_facts_has_a_tie_that_is_no_gift(facts: OpenVersion, by: str) -> None:
    answer = money(facts, by=by, limit=5000, shown=1000)  # type: ignore[arg-type]
    keys = {
        view["id"]
        for row in answer["sums"]
        for view in [*row["counted"], *(left["tie"] for left in row["left_out"]), *row["unknown"]]
    }
    assert {facts.relation(facts.records.ties[key]).family for key in keys} == {"money_tie"}
    assert answer["not_gifts"]["sums"]


def test_the_loans_of_a_pay_for_success_project_are_no_gifts_and_neither_is_what_the_state_pays(
    facts: OpenVersion,
) -> None:
    answer = money(facts, by="recipient", recipient="roca-pay-for-success")
    assert answer["total"]["total"] == 6_000_000
    assert apart(answer["not_gifts"]) == {"invested_in": 12_000_000, "repaid": 27_000_000}


def test_a_hundred_million_to_each_of_two_people_is_two_gifts(facts: OpenVersion) -> None:
    answer = money(facts, by="recipient", donor="jeff-bezos")
    assert answer["total"]["total"] == 200_000_000
    assert [row["total"]["total"] for row in answer["sums"]][:2] == [100_000_000, 100_000_000]
