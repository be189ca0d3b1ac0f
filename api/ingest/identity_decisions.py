"""Identity decisions (which actors are the same), from the tables of facts to datasets of a version."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from graph.identity.actor_merging import CURATED, DECISIONS, DIFFERENT, SAME, UNSURE, decision_line
from graph.model.statements import DataError, EntityRef
from graph.queries.duplicate_candidates import Candidate
from loaders.core.loader import StatementWriter
from loaders.curated.identity_decisions import COLUMNS, read_decisions
from loaders.curated.tie_decisions import read_tie_decisions

_RELATIONS = {"same": SAME, "not same": DIFFERENT, "unsure": UNSURE}


def identity_datasets(
    folders: Iterable[tuple[str, Path]], ties: Mapping[str, Mapping[str, EntityRef]]
) -> dict[str, list[str]]:
    """The decisions in these folders, as the lines of the datasets that they become; raises DataError.

    `ties` are the ties that the rows of relations.csv state, by dataset and relation id.

    A folder without decisions gives a dataset without lines, so that its earlier decisions are removed.
    """
    writer = StatementWriter()
    datasets = {
        _name(dataset): sorted(
            [
                *_lines(read_decisions(folder, writer), "id"),
                *_lines(read_tie_decisions(folder, ties.get(dataset, {}), writer), "tie"),
            ]
        )
        for dataset, folder in folders
    }
    if writer.problems:
        raise DataError(writer.problems)
    return datasets


def candidate_lines(candidates: Iterable[Candidate]) -> Iterator[str]:
    """Candidates as lines of text, the most similar first."""
    nothing = True
    for it in candidates:
        nothing = False
        yield f"{it.score:5.1f}  {it.one}  {it.other}  {it.why}"
    if nothing:
        yield "no two actors are so similar that somebody must decide"


def write_candidates(path: Path, candidates: Iterable[Candidate]) -> None:
    """Write candidates as rows of identity.csv, to be filled in with the decision, its author and its date."""
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        rows.writerows([it.one, it.other, "", "", "", it.why] for it in candidates)


def _name(dataset: str) -> str:
    """`identity` beside the shipped facts `curated`, `identity-mine` beside `curated-mine`."""
    return f"{DECISIONS}{dataset.removeprefix(CURATED)}"


def _lines(decisions: Sequence[tuple[str, str, str, object]], space: str) -> list[str]:
    return [decision_line(one, _RELATIONS[decision], other, space) for one, other, decision, _ in decisions]
