"""What people judged of who is who, from the tables of facts to datasets of a version."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from graph.identity.resolver import CURATED, DECISIONS, DIFFERENT, SAME, UNSURE, decision_line
from graph.model.statements import DataError
from graph.queries.duplicate_candidates import Candidate
from loaders.core.loader import StatementWriter
from loaders.curated.identity_decisions import COLUMNS, read_decisions

_RELATIONS = {"same": SAME, "not same": DIFFERENT, "unsure": UNSURE}


def judged(folders: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    """The judgements of folders, each with the name of its dataset, as the lines of datasets; raises DataError.

    A folder without judgements gives a dataset without lines, so that those it had before go.
    """
    writer = StatementWriter()
    found = {_name(dataset): _lines(read_decisions(folder, writer)) for dataset, folder in folders}
    if writer.problems:
        raise DataError(writer.problems)
    return found


def candidate_lines(found: Iterable[Candidate]) -> Iterator[str]:
    """Candidates as lines of text, the likest first."""
    nothing = True
    for it in found:
        nothing = False
        yield f"{it.score:5.1f}  {it.one}  {it.other}  {it.why}"
    if nothing:
        yield "no two actors are so alike that somebody must decide"


def write_candidates(path: Path, found: Iterable[Candidate]) -> None:
    """Write candidates as rows of identity.csv that lack a decision, who took it and when."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        rows.writerows([it.one, it.other, "", "", "", it.why] for it in found)


def _name(dataset: str) -> str:
    """`identity` beside the shipped facts `curated`, `identity-mine` beside `curated-mine`."""
    return f"{DECISIONS}{dataset.removeprefix(CURATED)}"


def _lines(found: Sequence[tuple[str, str, str, object]]) -> list[str]:
    return sorted(decision_line(one, _RELATIONS[decision], other) for one, other, decision, _ in found)
