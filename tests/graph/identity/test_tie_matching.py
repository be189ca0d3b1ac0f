from __future__ import annotations

from datetime import date
from itertools import combinations

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from graph.identity.tie_matching import (
    NO_MEASURE,
    Measure,
    StatedTie,
    TieDecisions,
    TieEnds,
    TieMatches,
    match,
)
from graph.model.dates import Span
from graph.model.ids import tie_ref
from graph.model.statements import PartialDate

ENDS = TieEnds("ann", "grants_to", "center")


def stated(start: str = "", end: str = "", amount: str = "", role: str = "", **more: Span | date | None) -> StatedTie:
    """A statement under the id that a loader gives it."""
    marks = (("", start), ("until", end), ("USD", int(amount) if amount else None), ("role", role))
    key = tie_ref(ENDS.start, ENDS.relation, ENDS.end, marks).key
    dates = [PartialDate.parse(text) if text else None for text in (start, end)]
    measure = Measure("USD", amount) if amount else NO_MEASURE
    return StatedTie(key, dates[0], dates[1], measure, role=role, **more)  # type: ignore[arg-type]


def matched(*ties: StatedTie, decisions: TieDecisions | None = None) -> TieMatches:
    return match(ENDS, ties, decisions or TieDecisions())


def test_an_undated_statement_supports_the_one_dated_tie() -> None:
    undated, dated = stated(), stated("2018-10")
    assert matched(undated, dated).canonical == {undated.key: dated.key}


def test_a_year_supports_the_month_within_it() -> None:
    year, month = stated("2018"), stated("2018-10")
    assert matched(year, month).canonical == {year.key: month.key}


def test_a_start_and_an_end_are_one_tie_with_both() -> None:
    start, end = stated("2010"), stated("", "2015")
    both = stated("2010", "2015").key
    assert matched(start, end).canonical == {start.key: both, end.key: both}


def test_contradicting_statements_stay_apart() -> None:
    assert matched(stated("2018"), stated("2019")) == TieMatches()
    assert matched(stated("2018", amount="100"), stated("2018", amount="200")) == TieMatches()
    assert matched(stated("2018"), stated("", "2017")) == TieMatches()


def test_what_fits_several_is_named_and_supports_none() -> None:
    undated, first, second = stated(), stated("2018"), stated("2019")
    matches = matched(undated, first, second)
    assert matches.canonical == {}
    assert matches.may_be == {undated.key: (first.key, second.key)}


def test_a_role_that_is_not_given_contradicts_none() -> None:
    bare, full = stated("2020"), stated("2020", role="commutation")
    assert matched(bare, full).canonical == {bare.key: full.key}
    assert matched(stated(role="pardon"), stated(role="commutation")) == TieMatches()


def test_a_source_tells_of_nothing_that_begins_years_after_it() -> None:
    early, late = stated(known_by=date(2020, 8, 29)), stated("2025-02")
    assert matched(early, late) == TieMatches()
    assert matched(early._replace(known_by=date(2024, 12, 1)), late).canonical == {early.key: late.key}


def test_an_attested_day_before_the_start_or_after_the_end_contradicts_it() -> None:
    day = Span(date(2015, 6, 1), date(2015, 6, 1))
    assert matched(stated(attested=day), stated("2016")) == TieMatches()
    assert matched(stated(attested=day), stated("", "2014")) == TieMatches()
    assert matched(stated(attested=day), stated("2015")).canonical != {}


def test_people_can_say_which_of_several_a_statement_means() -> None:
    undated, first, second = stated(), stated("2018"), stated("2019")
    same = TieDecisions(same=frozenset([frozenset((undated.key, second.key))]))
    assert matched(undated, first, second, decisions=same) == TieMatches({undated.key: second.key})


def test_people_can_keep_two_statements_apart() -> None:
    undated, dated = stated(), stated("2018")
    different = TieDecisions(different=frozenset([frozenset((undated.key, dated.key))]))
    assert matched(undated, dated, decisions=different) == TieMatches()


def test_a_decision_against_the_dates_is_named_and_not_followed() -> None:
    one, other = stated("2018"), stated("2019")
    matches = matched(one, other, decisions=TieDecisions(same=frozenset([frozenset((one.key, other.key))])))
    assert matches.canonical == {}
    assert matches.contradictions == (frozenset((one.key, other.key)),)


DATES = st.sampled_from(["", "2018", "2018-10", "2018-10-14", "2018-11", "2019"])
STATEMENTS = st.builds(stated, DATES, DATES, st.sampled_from(["", "100", "200"]))
GROUPS = st.lists(STATEMENTS, min_size=2, max_size=7, unique_by=lambda tie: tie.key).filter(
    lambda ties: all(tie.is_compatible(tie) for tie in ties)
)


@given(GROUPS, st.randoms())
def test_the_order_of_statements_does_not_matter(ties: list[StatedTie], random: object) -> None:
    mixed = list(ties)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert matched(*mixed) == matched(*ties)


@given(GROUPS)
def test_a_statement_supports_a_tie_where_one_largest_set_of_compatible_ones_holds_it(ties: list[StatedTie]) -> None:
    """The rule in other words, by networkx: a statement of several maximal cliques may be of any of them."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(tie.key for tie in ties)
    graph.add_edges_from((one.key, other.key) for one, other in combinations(ties, 2) if one.is_compatible(other))
    cliques = list(map(frozenset, nx.find_cliques(graph)))
    sure = {tie.key for tie in ties if sum(tie.key in clique for clique in cliques) == 1}
    matches = matched(*ties)
    assert matches.may_be.keys() <= {tie.key for tie in ties} - sure
    assert matches.canonical.keys() <= sure
    final = {key: matches.canonical.get(key, key) for key in sure}
    for one, other in combinations(sorted(sure), 2):
        together = any({one, other} <= clique for clique in cliques)
        assert (final[one] == final[other]) == together


@given(GROUPS)
def test_a_merged_tie_says_the_most_exact_of_what_its_statements_say(ties: list[StatedTie]) -> None:
    matches = matched(*ties)
    for tie in ties:
        if merged := matches.canonical.get(tie.key):
            for text in (str(tie.start or ""), tie.amount.value):
                assert text in merged
