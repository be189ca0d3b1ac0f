"""What an outcome measures: its measure, whom it counts, and over how many years, for JSON and in words."""

from __future__ import annotations

from typing_extensions import TypedDict

from graph.index.open_version import OpenVersion
from graph.rdf.records import Record
from graph.views.tie_views import Number, as_number


class Measured(TypedDict):
    """The measure of an outcome by its id and its label, with what a fair comparison needs; None for what is not known.

    `population` says who or what is counted, `window_years` over how many years a rate is measured.
    """

    measure: str | None
    measure_label: str | None
    population: str | None
    window_years: Number | None


def measured(graph: OpenVersion, outcome: Record) -> Measured:
    """What an outcome measures."""
    measure, years = outcome["measure"], outcome["window_years"]
    return {
        "measure": measure,
        "measure_label": graph.terms.concepts[measure].label if measure else None,
        "population": outcome["population"],
        "window_years": None if years is None else as_number(years),
    }


def window_in_words(years: Number) -> str:
    """`within 3 years`, `within 6 months`."""
    months = round(years * 12)
    if months % 12:
        return f"within {months} {'month' if months == 1 else 'months'}"
    return f"within {years} {'year' if years == 1 else 'years'}"


def scope_in_words(population: str | None, window_years: Number | None) -> str:
    """Whom a number counts, and over how many years: `graduates, within 3 years`; empty where neither is known."""
    window = window_in_words(window_years) if window_years is not None else None
    return ", ".join(filter(None, (population, window)))
