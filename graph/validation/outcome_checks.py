"""Measures of outcomes checked against the ontology: does the number fit what is measured?"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from graph.model.statements import Value
from graph.rdf.ontology import Concept, Relation, Vocabulary
from graph.storage.suggestions import suggestion

_OF_OUTCOMES = ("outcome_type", "measure", "population", "window_years")


def outcome_problems(
    values: Mapping[str, Value], relation: Relation, vocabulary: Vocabulary
) -> Iterator[tuple[str | None, str]]:
    """(name of the value, what is wrong with it and the cure) of a tie or an outcome; the name is None for the row."""
    if not relation.is_outcome:
        for name in _OF_OUTCOMES:
            if name in values:
                yield name, f"{relation.name} is a tie, not an outcome: leave {name} empty"
    elif not ("quantity" in values or "amount" in values):
        yield None, f"{relation.name} needs a number: give a quantity with its unit, or an amount"
    elif measure := vocabulary.concepts.get(str(values.get("measure"))):
        yield from _number_problems(values, measure)
    if relation.is_outcome and "outcome_type" not in values:
        yield None, f"{relation.name} needs an outcome_type: choose what sort of number this is"


def _number_problems(values: Mapping[str, Value], measure: Concept) -> Iterator[tuple[str | None, str]]:
    if not measure.units:
        if "amount" not in values:
            yield None, f"{measure.label} is a sum of money: give the amount"
        for name in ("quantity", "unit"):
            if name in values:
                yield name, f"{measure.label} is a sum of money: leave {name} empty, and give the amount alone"
    elif "quantity" not in values:
        yield None, f"{measure.label} is a number of {_choice(measure)}: give the quantity and its unit"
    elif "unit" in values and values["unit"] not in measure.units:
        unit = str(values["unit"])
        yield "unit", f"{unit[:60]!r} is not a unit of {measure.label}{suggestion(unit, measure.units)}"


def _choice(measure: Concept) -> str:
    return " or ".join(sorted(measure.units))
