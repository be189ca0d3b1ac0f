"""What `reentry load` and `reentry check` say of public records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path

import typer

from api.ingest.public_records import check_records, load_records, write_report
from graph.model.statements import DataError, Place, Problem
from graph.versions.version_folders import Home
from loaders.core.record_loader import Remark

_SHOWN = 20
_WHAT = {
    "refused": "refused",
    "superseded": "passed over, since another file tells of the same source",
    "foreign": "passed over, since no record of this kind stands in them",
    "note": "read in part",
}


def load(
    home: Home,
    name: str,
    paths: Sequence[Path],
    *,
    retrieved: str | None,
    jobs: int,
    cluster: str | None,
    report: Path | None,
) -> None:
    """Load record files and say what came of it."""
    outcome = load_records(home, name, _named(paths), retrieved=_day(retrieved), jobs=jobs, cluster=cluster)
    _say(outcome.remarks, outcome.tally, report)
    assert outcome.published is not None
    manifest = outcome.published.version.manifest
    counts = ", ".join(f"{manifest.counts[thing]:,} {thing}" for thing in ("actors", "ties", "outcomes", "sources"))
    state = "is new" if outcome.published.is_new else "stands already: the facts are the same"
    typer.echo(f"version {manifest.version} {state} ({counts})")


def check(name: str, paths: Sequence[Path], *, jobs: int, cluster: str | None, report: Path | None) -> None:
    """Read record files without loading them; raises DataError where one is refused."""
    outcome = check_records(name, _named(paths), jobs=jobs, cluster=cluster)
    _say(outcome.remarks, outcome.tally, report)
    if refused := [one for one in sorted(outcome.remarks) if one.what == "refused"]:
        raise DataError([Problem(Place(one.file), one.reason) for one in refused])
    typer.echo(f"no problems in {outcome.tally.get('records', 0):,} records")


def _say(remarks: Sequence[Remark], tally: Mapping[str, int], report: Path | None) -> None:
    if report is not None:
        write_report(report, remarks)
    for line in _told(remarks, report):
        typer.echo(line, err=True)
    counted = ", ".join(
        f"{count:,} {name}" for name, count in sorted(tally.items()) if name.islower() and " of " not in name
    )
    typer.echo(f"read {counted}")


def _told(remarks: Sequence[Remark], report: Path | None) -> Iterator[str]:
    refused = sorted(remark for remark in remarks if remark.what == "refused")
    yield from (f"{remark.file}: refused: {remark.reason}" for remark in refused[:_SHOWN])
    counted = Counter(remark.what for remark in {(one.what, one.file): one for one in remarks}.values())
    yield from (f"{counted[what]:,} files were {words}" for what, words in _WHAT.items() if counted[what])
    if remarks and report is None:
        yield "give --report FILE to have each with its reason, as JSON lines"


def _named(paths: Iterable[Path]) -> list[Path]:
    named = list(paths)
    if not named:
        raise ValueError("name the files or folders of records to read")
    return named


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
