"""The audit itself: all checks, what they find, and counts for each check and table."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from api.audit.actor_checks import ACTOR_CHECKS
from api.audit.audited_tables import Tables, read_tables
from api.audit.conflict_checks import CONFLICT_CHECKS
from api.audit.finding import Check, Finding
from api.audit.law_checks import LAW_CHECKS
from api.audit.number_checks import NUMBER_CHECKS
from api.audit.person_checks import PERSON_CHECKS
from api.audit.receipt_checks import RECEIPT_CHECKS
from api.audit.source_checks import SOURCE_CHECKS
from api.audit.time_checks import TIME_CHECKS
from graph.storage.suggestions import suggestion
from graph.validation.statement_checks import place_order
from loaders.curated.facts import facts_path, shipped_folders

CHECKS: Mapping[str, Check] = {
    check.name: check
    for check in (
        *TIME_CHECKS,
        *RECEIPT_CHECKS,
        *CONFLICT_CHECKS,
        *NUMBER_CHECKS,
        *ACTOR_CHECKS,
        *LAW_CHECKS,
        *PERSON_CHECKS,
        *SOURCE_CHECKS,
    )
}
"""What is looked for, by name."""

Counts = Mapping[str, Mapping[str, int]]
"""Check -> table -> number of findings; tables without findings are left out."""


def audit(tables: Tables, checks: Sequence[str] = ()) -> dict[str, list[Finding]]:
    """What the checks find, in the order of places. Default: all checks. Raises ValueError for an unknown check."""
    for name in checks:
        if name not in CHECKS:
            cure = suggestion(name, CHECKS) or f": there are {', '.join(CHECKS)}"
            raise ValueError(f"there is no check {name!r}{cure}")
    return {name: _sorted(CHECKS[name], tables) for name in checks or CHECKS}


def _sorted(check: Check, tables: Tables) -> list[Finding]:
    return sorted(check.findings(tables), key=lambda finding: (place_order(finding.place), finding.ids))


def counts(by_check: Mapping[str, Sequence[Finding]]) -> Counts:
    """How many findings each check has in each table."""
    by_table = {name: Counter(table_of(finding) for finding in findings) for name, findings in by_check.items()}
    return {name: dict(sorted(tables.items())) for name, tables in by_table.items()}


def table_of(finding: Finding) -> str:
    """The table of a finding: `relations.csv`, `congress/actors.csv` below the shipped facts, else its path."""
    file, shipped = os.path.realpath(finding.place.file), os.path.realpath(facts_path())
    return Path(file).relative_to(shipped).as_posix() if file.startswith(f"{shipped}{os.sep}") else finding.place.file


def audited(folders: Sequence[Path], day: date) -> Tables:
    """The tables of these folders. Default: the facts shipped with the project. Raises DataError."""
    return read_tables(folders or shipped_folders(), day)
