"""`reentry audit` as a person uses it: words, JSON, a sample, and the baseline of the shipped facts."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from api.audit import baseline
from tests.api.audit.small_tables import PAGE, relation, write_folder
from tests.api.conftest import Reentry


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of one tie without role or date, on a page without a date."""
    return write_folder(tmp_path / "mine", [relation("ann", "leads", "camp")], sources=[{**PAGE, "published": ""}])


def test_it_shows_place_and_cure_and_counts_each_check_by_table(reentry: Reentry, folder: Path) -> None:
    code, out, err = reentry("audit", folder)
    table = folder / "relations.csv"
    assert (code, err) == (0, "")
    assert f"{table}:2:role: leads says nothing of the office: write in role what the page calls it" in out
    counted = [line.split() for line in out.splitlines()]
    assert ["role_missing", "1", str(table), "1"] in counted
    assert ["long_note", "0"] in counted
    assert "than in the baseline" not in out


def test_json_holds_all_findings_with_file_line_ids_and_cure(reentry: Reentry, folder: Path) -> None:
    answer = json.loads(reentry("audit", folder, "--json", "--check", "role_missing", "--check", "hub").out)
    table = str(folder / "relations.csv")
    assert answer["counts"] == {"role_missing": {table: 1}, "hub": {}}
    assert answer["findings"] == [
        {
            "check": "role_missing",
            "table": table,
            "file": table,
            "line": 2,
            "column": "role",
            "ids": ["ann--leads--camp--page"],
            "text": "leads says nothing of the office: write in role what the page calls it",
        }
    ]


def test_what_is_not_shown_is_counted_with_the_way_to_see_it(reentry: Reentry, folder: Path) -> None:
    out = reentry("audit", folder, "--check", "actor_on_one_row", "--limit", 1).out
    assert "  ... and 1 more: add --check actor_on_one_row --limit 2" in out.splitlines()


def test_a_sample_is_a_table_of_rows(reentry: Reentry, folder: Path) -> None:
    first = reentry("audit", folder, "--sample", 1, "--seed", 4)
    (row,) = csv.DictReader(first.out.splitlines())
    assert (row["says"], row["address"]) == ("Ann Able leads Camp Free", "https://news.example/page")
    assert reentry("audit", folder, "--sample", 1, "--seed", 4) == first


def test_a_sample_larger_than_the_tables_is_refused(reentry: Reentry, folder: Path) -> None:
    assert reentry("audit", folder, "--sample", 2) == (
        2,
        "",
        "reentry: a sample of 2: choose from 1 to 1, the number of rows\n",
    )


def test_the_shipped_facts_are_compared_with_their_baseline(
    reentry: Reentry, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "audit.toml"
    monkeypatch.setattr(baseline, "baseline_path", lambda: file)
    assert reentry("audit", "--update-baseline").code == 0
    lower = file.read_text().replace("[counts.hub]\n", '[counts.hub]\n"sources.csv" = 1\n')
    file.write_text(lower)
    out = reentry("audit", "--check", "hub").out
    assert "fewer than in the baseline:\n  hub in sources.csv: 1 -> 0\n" in out
    assert "more than in the baseline" not in out


@pytest.mark.parametrize("other", [["--sample", "3"], ["--check", "hub"], ["."]])
def test_a_baseline_is_that_of_all_checks_of_the_shipped_facts(reentry: Reentry, other: list[str]) -> None:
    assert reentry("audit", "--update-baseline", *other).code == 2
