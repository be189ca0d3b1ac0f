"""Thirty questions over the shipped facts: the project's answers, and the same worked out by hand from the tables.

The second column of QUESTIONS knows nothing of RDF, of the mirror or of networkx: it reads facts/*.csv with loops.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from graph.analysis.centrality import MeasureName, measure, scores
from graph.index.filter_masks import admitted
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Certainty, Moment
from graph.money.flow import flow
from graph.money.sum_views import MoneySum
from graph.money.totals import money
from graph.queries.conflicts import conflicts
from graph.queries.coverage import coverage
from graph.queries.gaps import gap
from graph.queries.neighbors import neighborhood
from graph.queries.paths import paths, shortest_paths
from graph.queries.source_dependence import source_dependence
from tests.graph import tables
from tests.graph.tables import Row
from tests.shipped import FACTS
from tests.shipped import rows as rows_of

Answer = Callable[[OpenVersion], Any]
ByHand = Callable[[list[Row]], Any]
JUNE = date(2019, 6, 30)
IN_2010 = Filter(moment=Moment.window(date(2010, 1, 1), date(2010, 12, 31)))
TSR = "tsr-2019-kanye-charitable-gift"


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """The ties of the tables."""
    return tables.ties()


def length(facts: OpenVersion, start: str, end: str, **asked: Any) -> int | None:
    """How many hops the shortest path has."""
    found = paths(facts, start, end, **asked)["paths"]
    return found[0]["length"] if found else None


def the_sum(facts: OpenVersion, **asked: Any) -> MoneySum:
    """The only sum of an answer."""
    (found,) = money(facts, **asked)["sums"]
    return found


def held(facts: OpenVersion, day: date, certainty: Certainty) -> int:
    """How many ties held on a day, or had happened by then."""
    return sum(1 for _ in admitted(facts, Filter(moment=Moment.as_of(day, certainty))))


def top(facts: OpenVersion, name: MeasureName, limit: int) -> list[tuple[str, float]]:
    """The actors that rank highest."""
    return [(rank["actor"]["id"], rank["value"]) for rank in measure(facts, name, limit=limit)["ranks"]]


def donors_of_grants(facts: OpenVersion) -> tuple[int, list[tuple[str, int]]]:
    """How many donors of grants there are, and the recipients of the three with most."""
    answer = money(facts, tie_filter=GRANTS, limit=1000, shown=1000)
    recipients = {
        row["key"]: len({view["to"]["id"] for view in [*row["counted"], *row["unknown"]]}) for row in answer["sums"]
    }
    return answer["count"], tables.most(recipients, 3)


LEADS = Filter(relations=frozenset({"leads"}), moment=Moment.as_of(JUNE))
GRANTS = Filter(relations=frozenset({"grants_to"}))

QUESTIONS: dict[str, tuple[Answer, ByHand]] = {
    # Paths and neighbors
    "How many hops lead from Kanye West to the First Step Act?": (
        lambda facts: length(facts, "kanye-west", "first-step-act"),
        lambda rows: tables.hops(rows, "kanye-west", "first-step-act"),
    ),
    "How many hops lead from Jay-Z to the United States Senate?": (
        lambda facts: length(facts, "jay-z", "us-senate"),
        lambda rows: tables.hops(rows, "jay-z", "us-senate"),
    ),
    "Over whom do two hops lead from Kanye West to the First Step Act?": (
        lambda facts: sorted(
            path["hops"][0]["end"]["id"]
            for path in shortest_paths(facts, "kanye-west", "first-step-act", limit=20, longest=2)
        ),
        lambda rows: tables.middles(rows, "kanye-west", "first-step-act"),
    ),
    "How far is Kanye West from Alice Johnson if paths may not go through Kim Kardashian or Donald Trump?": (
        lambda facts: length(
            facts, "kanye-west", "alice-marie-johnson", avoid=frozenset({"kim-kardashian", "donald-trump"})
        ),
        lambda rows: tables.distances(
            tables.neighbors(rows), "kanye-west", without=frozenset({"kim-kardashian", "donald-trump"})
        )["alice-marie-johnson"],
    ),
    "How many hops lead from the MacArthur Foundation to Cook County along the direction of the ties?": (
        lambda facts: length(facts, "macarthur-foundation", "cook-county-il", directed=True),
        lambda rows: tables.hops(rows, "macarthur-foundation", "cook-county-il", directed=True),
    ),
    "How far are Jay-Z and the First Step Act by ties that are stated, neither opinion nor disputed?": (
        lambda facts: length(facts, "jay-z", "first-step-act", tie_filter=Filter(statuses=frozenset({"stated"}))),
        lambda rows: tables.hops([row for row in rows if row.statuses == {"stated"}], "jay-z", "first-step-act"),
    ),
    "Does a path of six hops lead from a journalist to a prison?": (
        lambda facts: length(facts, "christina-calloway", "sing-sing-correctional-facility"),
        lambda rows: tables.within_six(tables.hops(rows, "christina-calloway", "sing-sing-correctional-facility")),
    ),
    "Who are the neighbors of REFORM Alliance?": (
        lambda facts: sorted(found["actor"]["id"] for found in neighborhood(facts, "reform-alliance")["neighbors"]),
        lambda rows: sorted(tables.neighbors(rows)["reform-alliance"]),
    ),
    "How many actors are within two hops of #cut50?": (
        lambda facts: neighborhood(facts, "cut50", depth=2)["count"],
        lambda rows: sum(1 <= step <= 2 for step in tables.distances(tables.neighbors(rows), "cut50").values()),
    ),
    # Money
    "What did the Ballmer Group give to Concordance, told with and without its date?": (
        lambda facts: the_sum(facts, donor="ballmer-group", recipient="concordance")["total"]["total"],
        lambda rows: sum({row.amount or 0 for row in tables.given(rows, "ballmer-group", end="concordance")}),
    ),
    "What did the Last Mile receive from Google.org, told three times?": (
        lambda facts: the_sum(facts, donor="google-org", recipient="the-last-mile")["total"]["total"],
        lambda rows: sum({row.amount or 0 for row in tables.given(rows, "google-org", end="the-last-mile")}),
    ),
    "What did the Public Welfare Foundation give in 2022?": (
        lambda facts: next(
            row["total"]["total"]
            for row in money(facts, by="year", donor="public-welfare-foundation", limit=1000)["sums"]
            if row["key"] == "2022"
        ),
        lambda rows: tables.total(tables.given(rows, "public-welfare-foundation", since="2022")),
    ),
    "What do the Re-Link grants add up to?": (
        lambda facts: the_sum(facts, donor="re-link")["total"]["total"],
        lambda rows: tables.total(tables.given(rows, "re-link")),
    ),
    "Who received most from the Second Chance Act grant programs, and how much?": (
        lambda facts: [
            (row["key"], row["total"]["total"])
            for row in money(facts, by="recipient", donor="second-chance-act-grants", limit=3)["sums"]
        ],
        lambda rows: tables.most(
            {row.end: row.amount or 0 for row in tables.given(rows, "second-chance-act-grants")}, 3
        ),
    ),
    "What did the Department of Justice spend on Second Chance Act programs in 2010?": (
        lambda facts: the_sum(facts, donor="us-department-of-justice", tie_filter=IN_2010)["total"]["total"],
        lambda rows: tables.total(
            row for row in tables.given(rows, "us-department-of-justice") if row.since.startswith("2010")
        ),
    ),
    "How much did the Just Trust receive, told twice, and how much is seen to be handed on?": (
        lambda facts: next(
            (hand["received"], hand["gave"])
            for hand in money(facts)["total"]["hands"]
            if hand["actor"]["id"] == "just-trust"
        ),
        lambda rows: (
            sum({row.amount or 0 for row in rows if row.end == "just-trust"}),
            tables.total(tables.given(rows, "just-trust")),
        ),
    ),
    "Between what does the spending on Second Chance Pell lie, where sources disagree?": (
        lambda facts: [the_sum(facts, recipient="second-chance-pell")["total"][bound] for bound in ("low", "high")],
        lambda rows: sorted(
            row.amount or 0 for row in tables.given(rows, "us-department-of-education", end="second-chance-pell")
        ),
    ),
    "By how many money ties does nobody say how much?": (
        lambda facts: money(
            facts, tie_filter=Filter(relations=frozenset({"funds", "grants_to", "donates_to", "awarded_to"}))
        )["gaps"]["ties_without_amount"],
        lambda rows: sum(
            row.amount is None for row in rows if row.relation in {"funds", "grants_to", "donates_to", "awarded_to"}
        ),
    ),
    "How many money ties name no program?": (
        lambda facts: money(facts, by="program", limit=1)["gaps"]["ties_without_group"],
        tables.without_program,
    ),
    "How many money ties go to actors of which no tax record says what they work on?": (
        lambda facts: money(facts, by="topic", limit=1)["gaps"]["ties_without_group"],
        tables.without_topic,
    ),
    "Where does money of the Chan Zuckerberg Initiative come to within two hands?": (
        lambda facts: sorted(
            node["id"] for node in flow(facts, start="chan-zuckerberg-initiative", hops=2)["nodes"] if node["layer"] > 0
        ),
        lambda rows: tables.two_hands(rows, "chan-zuckerberg-initiative"),
    ),
    # Ranks
    "Which five actors have most neighbors?": (
        lambda facts: top(facts, "degree", 5),
        lambda rows: tables.most(
            {actor: len(others) for actor, others in tables.neighbors(tables.but_parties_and_votes(rows)).items()}, 5
        ),
    ),
    "Which five actors have most ties?": (
        lambda facts: top(facts, "weighted_degree", 5),
        lambda rows: tables.most(Counter(end for row in tables.but_parties_and_votes(rows) for end in row.ends), 5),
    ),
    "Who is in the innermost core, and what is its number?": (
        lambda facts: [
            (rank["actor"]["id"], rank["value"])
            for rank in measure(facts, "k_core", limit=1000)["ranks"]
            if rank["rank"] == 1
        ],
        lambda rows: tables.innermost(tables.but_parties_and_votes(rows)),
    ),
    "How many donors of grants are there, and who has most recipients?": (
        donors_of_grants,
        tables.grants_by_hand,
    ),
    "How many actors have one neighbor alone?": (
        lambda facts: scores(facts, "degree")["values"].count(1),
        lambda rows: sum(len(others) == 1 for others in tables.neighbors(tables.but_parties_and_votes(rows)).values()),
    ),
    # Dates
    "How many ties may have held on 30 June 2019, or have happened by then?": (
        lambda facts: held(facts, JUNE, "possible"),
        lambda rows: sum(tables.possible(row, JUNE) for row in rows),
    ),
    "How many ties certainly held on 30 June 2019, or had happened by then?": (
        lambda facts: held(facts, JUNE, "certain"),
        lambda rows: sum(tables.certain(row, JUNE) for row in rows),
    ),
    "How many events certainly happened in 2018?": (
        lambda facts: sum(
            facts.relation(facts.tie(key)).temporality == "event"
            for key in admitted(facts, Filter(moment=Moment.window(date(2018, 1, 1), date(2018, 12, 31), "certain")))
        ),
        lambda rows: sum(tables.within(row, date(2018, 1, 1), date(2018, 12, 31)) for row in rows),
    ),
    "Who may have led REFORM Alliance on 30 June 2019?": (
        lambda facts: sorted(
            found["actor"]["id"]
            for found in neighborhood(facts, "reform-alliance", tie_filter=LEADS, direction="in")["neighbors"]
        ),
        lambda rows: tables.led(rows, "reform-alliance", JUNE),
    ),
    # Sources
    "Which conflicts are there?": (
        lambda facts: [conflict["id"] for conflict in conflicts(facts, limit=1000)["conflicts"]],
        lambda _: sorted(
            row["conflict_id"] for row in rows_of(FACTS / "conflicts.csv") if row["kind"] == "contradicts"
        ),
    ),
    "Which actors are known from one source alone, and how many ties fall with The Shade Room's page?": (
        lambda facts: (gap(facts, "actors_with_one_source")["count"], source_dependence(facts, TSR)["ties_lost"]),
        lambda rows: (tables.one_source(), sum(row.sources == {TSR} for row in rows)),
    ),
}


def test_there_are_more_than_thirty_questions() -> None:
    assert len(QUESTIONS) == 32


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_answer_is_what_the_tables_say(facts: OpenVersion, rows: list[Row], question: str) -> None:
    answer, by_hand = QUESTIONS[question]
    expected = by_hand(rows)
    assert answer(facts) == expected
    assert expected not in ([], 0, "")


def test_the_tables_hold_the_ties_that_the_graph_counts(facts: OpenVersion, rows: list[Row]) -> None:
    assert coverage(facts)["ties"] == len(rows)
