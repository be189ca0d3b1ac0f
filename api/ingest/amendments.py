"""Which of what was read is older than what is held: an original return stands back behind the amendment of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from graph.model.ids import BASE
from graph.rdf import nquads
from graph.rdf.ontology import RG
from graph.storage import nquads_files
from graph.storage.sorted_runs import SortedRuns
from loaders.core.record_loader import Remark

_SOURCE = f"<{BASE}source/"
_EDITION = nquads.iri_term(f"{RG}edition")


def stand_back(runs: SortedRuns, before: Path | None) -> list[Remark]:
    """Take out of the runs each source that the dataset so far holds in a later edition; say so of each."""
    return [_remark(runs, source) for source in list(_older(runs, before))]


def _older(runs: SortedRuns, before: Path | None) -> Iterator[str]:
    for source, held in _held(before) if before else ():
        fresh = runs.edition(source)
        if fresh is not None and fresh.published < held:
            yield source


def _held(dataset: Path) -> Iterator[tuple[str, str]]:
    """(source, its edition) of each source of which that is known."""
    for line in nquads_files.read(dataset):
        if line.startswith(_SOURCE) and (quad := nquads.parse(line)).predicate == _EDITION:
            yield nquads.iri_of(quad.subject).removeprefix(f"{BASE}source/"), nquads.literal_parts(quad.object).text


def _remark(runs: SortedRuns, source: str) -> Remark:
    text = f"{source} is held in a later edition: `reentry drop {source}` first if this one is to count"
    return Remark(runs.forget(source), "superseded", text)
