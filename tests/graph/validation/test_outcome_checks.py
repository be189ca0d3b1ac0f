"""An outcome's number fits its measure, and what does not is refused with the cure."""

from __future__ import annotations

import pytest

from graph.model.statements import Value
from graph.rdf.ontology import vocabulary
from graph.validation.outcome_checks import outcome_problems


def problems(relation: str = "reported_outcome", **values: Value) -> list[tuple[str | None, str]]:
    terms = vocabulary()
    kind: dict[str, Value] = {"outcome_type": "result"} if relation == "reported_outcome" else {}
    return list(outcome_problems({**kind, **values}, terms.relations[relation], terms))


def test_a_number_in_a_unit_of_its_measure_is_sound() -> None:
    assert (
        problems(measure="recidivism_rate", quantity=12, unit="percent", population="graduates", window_years=3) == []
    )
    assert problems(measure="people_served", quantity=12, unit="families") == []
    assert problems(measure="dollars_saved", amount=12) == []


def test_an_outcome_without_a_measure_may_have_any_unit() -> None:
    assert problems(quantity=12, unit="barrels") == []


def test_a_unit_that_the_measure_does_not_have_is_refused() -> None:
    assert problems(measure="employment_rate", quantity=12, unit="percents") == [
        ("unit", "'percents' is not a unit of employment rate; did you mean 'percent'?")
    ]
    assert problems(measure="people_served", quantity=12, unit="barrels") == [
        ("unit", "'barrels' is not a unit of people served; choose one of families, people")
    ]


def test_a_measure_that_is_counted_needs_a_quantity() -> None:
    assert problems(measure="records_cleared", amount=12) == [
        (None, "records cleared is a number of records: give the quantity and its unit")
    ]


def test_a_sum_of_money_needs_an_amount_and_nothing_else() -> None:
    assert problems(measure="dollars_granted", quantity=12, unit="US dollars") == [
        (None, "dollars granted is a sum of money: give the amount"),
        ("quantity", "dollars granted is a sum of money: leave quantity empty, and give the amount alone"),
        ("unit", "dollars granted is a sum of money: leave unit empty, and give the amount alone"),
    ]


@pytest.mark.parametrize("name", ["measure", "population", "window_years", "outcome_type"])
def test_a_tie_has_no_measure(name: str) -> None:
    assert problems("funds", **{name: "share"}) == [(name, f"funds is a tie, not an outcome: leave {name} empty")]
