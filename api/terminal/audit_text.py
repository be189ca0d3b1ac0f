"""An audit in words and as JSON: what was found, and how many findings each check has in each table."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.audit.baseline import Change
from api.audit.finding import Finding
from api.audit.standing_audit import CHECKS, Counts, table_of

Found = Mapping[str, Sequence[Finding]]


def finding_lines(by_check: Found, most: int) -> Iterator[str]:
    """Each check with its first findings: place, what is wrong, and the cure."""
    for name, findings in by_check.items():
        if findings:
            yield f"{CHECKS[name].title} ({name}): {len(findings):,}"
            yield from (f"  {finding.place}: {finding.text}" for finding in findings[:most])
            if len(findings) > most:
                yield f"  ... and {len(findings) - most:,} more: add --check {name} --limit {len(findings)}"
            yield ""


def count_lines(counts: Counts) -> Iterator[str]:
    """One line for each check: its findings, and how many of them each table has."""
    width = max(map(len, counts), default=0)
    for name, tables in counts.items():
        shares = ", ".join(f"{table} {count:,}" for table, count in tables.items())
        yield f"{name:<{width}}  {sum(tables.values()):>7,}  {shares}".rstrip()


def change_lines(changes: Sequence[Change]) -> Iterator[str]:
    """What differs from the baseline: what grew first."""
    grown = [change for change in changes if change.now > change.before]
    shrunk = [change for change in changes if change.now < change.before]
    for word, part in (("more", grown), ("fewer", shrunk)):
        if part:
            yield f"{word} than in the baseline:"
            yield from (f"  {change}" for change in part)


def audit_json(by_check: Found, counts: Counts, changes: Sequence[Change]) -> str:
    """All findings, counts and changes as one JSON object."""
    answer: dict[str, Any] = {
        "counts": counts,
        "changes": [change._asdict() for change in changes],
        "findings": [_view(name, finding) for name, findings in by_check.items() for finding in findings],
    }
    return json.dumps(answer, ensure_ascii=False, indent=1)


def _view(check: str, finding: Finding) -> dict[str, Any]:
    place = finding.place
    where = {"table": table_of(finding), "file": place.file, "line": place.line, "column": place.column}
    return {"check": check, **where, "ids": list(finding.ids), "text": finding.text}
