"""A filter over the columns admits what it admits tie by tie."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.index.filter_masks import admitted, admitted_rows
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.versions.version_folders import DataFolder

days = st.dates(date(2005, 1, 1), date(2026, 12, 31))
certainties = st.sampled_from(["possible", "certain"])
moments = (
    st.none()
    | st.builds(Moment.as_of, days, certainties)
    | st.builds(Moment.window, st.none() | days, st.none() | days, certainties)
)
relations = st.sampled_from(["funds", "leads", "grants_to", "voted_for", "advocates_for", "apprentice_at"])


@pytest.fixture(scope="module")
def facts(home: DataFolder) -> OpenVersion:
    """The shipped facts."""
    return OpenVersion.open(home.require())


filters = st.builds(
    Filter,
    relations=st.frozensets(relations, max_size=2),
    statuses=st.frozensets(st.sampled_from(["stated", "opinion", "disputed"]), max_size=2),
    worst_tier=st.none() | st.integers(1, 3),
    moment=moments,
    families=st.frozensets(st.sampled_from(["money_tie", "legislative_tie"]), max_size=1),
    kinds=st.frozensets(st.sampled_from(["person", "organization", "law"]), max_size=2),
    sources=st.frozensets(st.sampled_from(["tsr-2019-kanye-charitable-gift", "no-such-source"]), max_size=2),
)


@given(tie_filter=filters)
@settings(max_examples=80, derandomize=True, deadline=None)
def test_the_columns_admit_what_the_ties_admit(facts: OpenVersion, tie_filter: Filter) -> None:
    one_by_one = [key for key, tie in facts.records.ties.items() if tie_filter.admits(facts, tie)]
    assert admitted(facts, tie_filter) == one_by_one
    assert [facts.tie_ids[row] for row in admitted_rows(facts, tie_filter)] == one_by_one


def test_a_filter_that_asks_nothing_admits_all(facts: OpenVersion) -> None:
    assert admitted(facts, ALL) == list(facts.records.ties)
