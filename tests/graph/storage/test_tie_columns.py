"""The columns say in numbers what the ties say in words."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from graph.rdf.records import Records
from graph.storage.record_store import open_records, write_records
from graph.storage.tie_columns import NO_DAY, RUNNING_TOTAL, Columns, columns_of
from graph.versions.version_folders import DataFolder
from tests.graph.worlds import graph_of, tie


@pytest.fixture(scope="module")
def columns(shipped: Records) -> Columns:
    """The columns of the shipped facts."""
    return columns_of(shipped)


def test_each_tie_has_its_row(shipped: Records, columns: Columns) -> None:
    actors = list(shipped.actors)
    for row, record in enumerate(shipped.ties.values()):
        assert (actors[columns.start[row]], actors[columns.end[row]]) == (record["from"], record["to"])
        assert columns.relation_names[columns.relation[row]] == record["kind"]
        assert columns.status_names[columns.status[row]] == record["claim_status"]
        assert columns.sources[row] == len(record["sources"])


def test_amounts_add_up_to_what_the_ties_add_up_to(shipped: Records, columns: Columns) -> None:
    told = [record["amount"] for record in shipped.ties.values()]
    assert np.nansum(columns.amount) == sum(amount for amount in told if amount is not None)
    assert np.isnan(columns.amount).sum() == told.count(None)


def test_a_partial_date_is_its_first_and_last_day() -> None:
    dated = columns_of(graph_of(tie("a", "funds", "b", start="2018-10")).records)
    assert date.fromordinal(int(dated.start_first[0])) == date(2018, 10, 1)
    assert date.fromordinal(int(dated.start_last[0])) == date(2018, 10, 31)
    assert dated.end_first[0] == dated.end_last[0] == NO_DAY


def test_a_running_total_is_one_by_its_property_and_not_by_its_note() -> None:
    marked = tie("a", "funds", "b", amount=5, cumulative=True)
    noted = tie("a", "funds", "c", amount=5, note="cumulative")
    assert columns_of(graph_of(marked, noted).records).caution.tolist() == [RUNNING_TOTAL, 0]


def test_the_tier_is_that_of_the_strongest_source(shipped: Records, columns: Columns) -> None:
    for row, record in enumerate(shipped.ties.values()):
        tiers = [shipped.sources[key]["tier"] for key in record["sources"]]
        assert columns.tier[row] == min(tiers)


def test_a_version_carries_the_columns_of_its_records(home: DataFolder, columns: Columns) -> None:
    _, held = open_records(home.require().records_path)
    for name in Columns.__slots__:
        ours, theirs = getattr(columns, name), getattr(held, name)
        if name.endswith("_names"):
            assert set(ours) == set(theirs)
        elif name not in ("relation", "status", "currency"):  # codes depend on the order of writing
            np.testing.assert_array_equal(ours, theirs)


def test_a_graph_without_ties_has_empty_columns(tmp_path: Path) -> None:
    write_records(tmp_path / "records", [("id", "alone", dict(graph_of(actors=["alone"]).records.actors["alone"]))])
    records, held = open_records(tmp_path / "records")
    assert list(records.actors) == ["alone"]
    assert len(held.start) == 0
