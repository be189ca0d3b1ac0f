"""The counts of the shipped facts do not grow, and the file that they stand in can be read."""

from __future__ import annotations

import warnings
from datetime import date
from pathlib import Path

import pytest

from api.audit.baseline import (
    REFRESH,
    Baseline,
    Change,
    UnreadableBaseline,
    baseline_path,
    changes,
    read_baseline,
    write_baseline,
)
from api.audit.standing_audit import audit, audited, counts


def test_no_count_of_the_shipped_facts_has_grown() -> None:
    before = read_baseline(baseline_path())
    differences = list(changes(before.counts, counts(audit(audited([], before.day)))))
    fewer = [str(change) for change in differences if change.now < change.before]
    if fewer:
        with warnings.catch_warnings():
            warnings.simplefilter("default")
            warnings.warn(f"lower the baseline with `{REFRESH}`: {'; '.join(fewer)}", stacklevel=1)
    grown = [str(change) for change in differences if change.now > change.before]
    assert grown == [], f"mend what is new (`reentry audit` shows it), or run `{REFRESH}` and say why"


def test_changes_are_what_grew_what_shrank_and_what_is_new() -> None:
    before = {"hub": {"actors.csv": 3, "b/actors.csv": 1}, "long_note": {"relations.csv": 2}}
    now = {"hub": {"actors.csv": 3, "c/actors.csv": 4}, "long_note": {"relations.csv": 1}, "same_page": {"s.csv": 1}}
    assert list(changes(before, now)) == [
        Change("long_note", "relations.csv", 2, 1),
        Change("hub", "b/actors.csv", 1, 0),
        Change("hub", "c/actors.csv", 0, 4),
        Change("same_page", "s.csv", 0, 1),
    ]


def test_a_baseline_is_read_as_it_was_written(tmp_path: Path) -> None:
    baseline = Baseline(date(2026, 11, 30), {"hub": {"congress/actors.csv": 5, "actors.csv": 8}, "long_note": {}})
    write_baseline(tmp_path / "audit.toml", baseline)
    assert read_baseline(tmp_path / "audit.toml") == baseline


@pytest.mark.parametrize(
    "text", ["day = 2026-11-30", "[counts]", "day = 2026-11-30\n[counts.hub]\na = -1", "day = 1\n[counts]", "day ="]
)
def test_a_spoiled_baseline_is_refused_with_the_cure(tmp_path: Path, text: str) -> None:
    file = tmp_path / "audit.toml"
    file.write_text(text)
    with pytest.raises(UnreadableBaseline, match=r"audit\.toml: .*--update-baseline"):
        read_baseline(file)
