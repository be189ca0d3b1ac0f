"""`reentry audit`: what a fact-checker would ask of the tables, counted; and a sample of rows to check by hand."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.commands.options import limit
from api.terminal.output import say, say_all, write

if TYPE_CHECKING:
    from api.audit.audited_tables import Tables


def audit(
    folders: Annotated[
        list[Path] | None, typer.Argument(help="Folders of tables. Default: the facts shipped with the project.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Write all findings and counts as JSON.")] = False,
    check: Annotated[
        list[str] | None, typer.Option(help="Only this check, as undated_twin; may be repeated. Default: all.")
    ] = None,
    most: Annotated[int, limit("findings of each check", 100_000)] = 3,
    sample: Annotated[
        int | None,
        typer.Option(min=1, help="Instead, write so many rows as CSV, to check them by hand. Default: no sample."),
    ] = None,
    seed: Annotated[int, typer.Option(help="Which sample: the same number draws the same rows.")] = 0,
    update_baseline: Annotated[
        bool,
        typer.Option("--update-baseline", help="Instead, write the counts of the shipped facts to their baseline."),
    ] = False,
) -> None:
    """Show what should be looked at in tables of facts.

    Unlike `reentry check`, it refuses nothing: each finding is a question to a person, with place and cure.
    For the shipped facts, counts are compared with the baseline in facts/audit.toml.
    """
    from api.audit.standing_audit import audited

    shipped_alone = not folders
    if update_baseline and (folders or check or sample):
        raise ValueError("--update-baseline counts all checks of the shipped facts: leave out the rest")
    tables = audited(folders or [], datetime.now(UTC).date())
    if sample is not None:
        _say_sample(tables, sample, seed)
    elif update_baseline:
        _write_baseline(tables)
    else:
        _say_audit(tables, check or [], most, shipped_alone=shipped_alone, as_json=as_json)


def _say_sample(tables: Tables, count: int, seed: int) -> None:
    from api.audit.row_sample import draw, sample_text

    write(sample_text(draw(tables, count, seed)).encode())


def _write_baseline(tables: Tables) -> None:
    from api.audit.baseline import Baseline, baseline_path, write_baseline
    from api.audit.standing_audit import audit as run_audit
    from api.audit.standing_audit import counts

    write_baseline(baseline_path(), Baseline(tables.day, counts(run_audit(tables))))
    say(f"{baseline_path()} has the counts of {tables.day}")


def _say_audit(tables: Tables, checks: list[str], most: int, *, shipped_alone: bool, as_json: bool) -> None:
    from api.audit.baseline import baseline_path, changes, read_baseline
    from api.audit.standing_audit import audit as run_audit
    from api.audit.standing_audit import counts
    from api.terminal.audit_text import audit_json, change_lines, count_lines, finding_lines

    findings = run_audit(tables, checks)
    now = counts(findings)
    has_baseline = shipped_alone and baseline_path().is_file()
    before = read_baseline(baseline_path()).counts if has_baseline else now
    differences = [change for change in changes(before, now) if change.check in now]
    if as_json:
        write(audit_json(findings, now, differences).encode())
    else:
        say_all([*finding_lines(findings, most), *count_lines(now), *change_lines(differences)])
