"""Hedges: what several of one number, and those of the parts of a sum, come to."""

from __future__ import annotations

import pytest

from graph.model.hedges import HEDGES, hedge_of_sum, hedged, widest
from graph.rdf.ontology import vocabulary


@pytest.mark.parametrize("name", ["amount_hedge", "quantity_hedge"])
def test_the_ontology_allows_these_hedges(name: str) -> None:
    assert set(vocabulary().properties[name].allowed) == set(HEDGES)


@pytest.mark.parametrize(
    ("hedges", "expected"),
    [
        ([], None),
        (["nearly"], "nearly"),
        (["more than", "more than"], "more than"),
        (["more than", "at least"], "at least"),
        (["less than", "up to"], "up to"),
        (["more than", "nearly"], "about"),
        (["more than", "up to"], "about"),
    ],
)
def test_hedges_of_one_number_come_to_the_widest(hedges: list[str], expected: str | None) -> None:
    assert widest(hedges) == expected


@pytest.mark.parametrize(
    ("hedges", "count", "expected"),
    [
        ([], 3, None),
        (["more than"], 1, "more than"),
        (["more than"], 2, "at least"),
        (["up to", "less than"], 2, "at most"),
        (["nearly"], 2, "about"),
        (["more than", "up to"], 3, "about"),
    ],
)
def test_a_sum_is_bounded_as_its_parts_are(hedges: list[str], count: int, expected: str | None) -> None:
    assert hedge_of_sum(hedges, count) == expected


def test_a_number_is_written_with_its_hedge() -> None:
    assert (hedged("7,000", "more than"), hedged("7,000", None)) == ("more than 7,000", "7,000")
