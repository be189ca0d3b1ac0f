"""Outcomes say what they measure, of whom, and over how many years."""

from __future__ import annotations

import pytest

from api.ingest.curated_facts import load_curated
from api.terminal.actor_text import outcomes as lines_of
from graph.index.open_version import OpenVersion
from graph.queries.listings import outcomes
from graph.versions.version_folders import DataFolder
from graph.views.measured import scope_in_words
from tests.folders import with_rates


@pytest.fixture(scope="module")
def rates(tmp_path_factory: pytest.TempPathFactory) -> OpenVersion:
    home = DataFolder(tmp_path_factory.mktemp("rates"))
    load_curated(home, [with_rates(tmp_path_factory.mktemp("tables") / "folder").path])
    return OpenVersion.open(home.require())


def test_an_outcome_shows_measure_population_and_window(rates: OpenVersion) -> None:
    (shown,) = outcomes(rates, actor="cut50")["outcomes"]
    assert (shown["measure"], shown["measure_label"]) == ("recidivism_rate", "recidivism rate")
    assert (shown["quantity"], shown["unit"]) == (12.5, "percent")
    assert (shown["population"], shown["window_years"]) == ("graduates", 2.5)


def test_a_measure_takes_in_the_narrower_ones_and_no_wider_one(rates: OpenVersion) -> None:
    def about(measure: str) -> list[str]:
        return [shown["about"]["id"] for shown in outcomes(rates, measure=measure)["outcomes"]]

    assert about("recidivism_rate") == ["anti-recidivism-coalition", "cut50"]
    assert about("recidivism") == ["anti-recidivism-coalition", "cut50"]
    assert about("rearrest_rate") == ["anti-recidivism-coalition"]
    assert about("people_served") == []


def test_an_outcome_reads_with_measure_population_and_window(rates: OpenVersion) -> None:
    line = next(lines_of(outcomes(rates, actor="cut50")["outcomes"]))
    assert line == "  #cut50: recidivism rate, 12.5 percent  [graduates, within 30 months; result]"


@pytest.mark.parametrize(
    ("population", "years", "words"),
    [
        ("graduates", 3, "graduates, within 3 years"),
        (None, 1, "within 1 year"),
        (None, 0.5, "within 6 months"),
        (None, 0.08, "within 1 month"),
        ("graduates", None, "graduates"),
        (None, None, ""),
    ],
)
def test_the_scope_of_a_number_is_read_aloud(population: str | None, years: float | None, words: str) -> None:
    assert scope_in_words(population, years) == words
