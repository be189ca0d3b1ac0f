"""facts/audit.toml: how many findings there were, so that no count grows unseen."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeGuard

from api.audit.standing_audit import CHECKS, Counts
from graph.model.errors import ReentryError
from loaders.curated.facts import facts_path

FILE = "audit.toml"
REFRESH = "reentry audit --update-baseline"
_HEAD = f"""\
# How many findings each check of `reentry audit` has in each table. A test holds the counts from growing: mend what is
# new, or, if it has to stay, write these counts anew with `{REFRESH}` and say why in the commit.
# `day` is the day of that audit: later dates lie in the future.
"""


class Baseline(NamedTuple):
    """Counts of an earlier audit, and its day."""

    day: date
    counts: Counts


class Change(NamedTuple):
    """A count that differs from the baseline."""

    check: str
    table: str
    before: int
    now: int

    def __str__(self) -> str:
        return f"{self.check} in {self.table}: {self.before:,} -> {self.now:,}"


class UnreadableBaseline(ReentryError):
    """The file of the baseline is not what `--update-baseline` writes."""

    problem, exit_code = "unreadable-baseline", 1

    def __init__(self, file: Path, why: object) -> None:
        super().__init__(f"{file}: {why}: write it anew with `{REFRESH}`")


def baseline_path() -> Path:
    """The baseline of the shipped facts."""
    return facts_path() / FILE


def write_baseline(file: Path, baseline: Baseline) -> None:
    """Write counts, those of checks without findings too."""
    lines = [f"{_HEAD}day = {baseline.day.isoformat()}\n"]
    for check, tables in sorted(baseline.counts.items()):
        lines.append(f"\n[counts.{check}]\n")
        lines += [f'"{table}" = {count}\n' for table, count in sorted(tables.items())]
    file.write_text("".join(lines), encoding="utf-8")


def read_baseline(file: Path) -> Baseline:
    """Read the counts. Raises UnreadableBaseline."""
    try:
        text = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise UnreadableBaseline(file, error) from error
    day, counts = text.get("day"), text.get("counts")
    if not isinstance(day, date) or not _are_counts(counts):
        raise UnreadableBaseline(file, "it needs a day, and a number for each check and table")
    return Baseline(day, counts)


def _are_counts(counts: object) -> TypeGuard[Counts]:
    return isinstance(counts, dict) and all(
        isinstance(tables, dict) and all(type(count) is int and count >= 0 for count in tables.values())
        for tables in counts.values()
    )


def changes(before: Counts, now: Counts) -> Iterator[Change]:
    """The counts that differ, by check and table. A check that the baseline does not know had no findings."""
    for check in CHECKS:
        earlier, later = before.get(check, {}), now.get(check, {})
        for table in sorted(earlier.keys() | later.keys()):
            change = Change(check, table, earlier.get(table, 0), later.get(table, 0))
            if change.before != change.now:
                yield change
