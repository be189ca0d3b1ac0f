"""Amended records: of an original return and its amendment, the later edition counts."""

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


def remove_older(runs: SortedRuns, before: Path | None) -> list[Remark]:
    """Remove from the runs each source that the current dataset has in a later edition; a remark on each."""
    return [_remark(runs, source) for source in list(_older(runs, before))]


def _older(runs: SortedRuns, before: Path | None) -> Iterator[str]:
    for source, edition in _editions(before) if before else ():
        fresh = runs.edition(source)
        if fresh is not None and fresh.published < edition:
            yield source


def _editions(dataset: Path) -> Iterator[tuple[str, str]]:
    """(source, edition) of each source whose edition is known."""
    for line in nquads_files.read(dataset):
        if line.startswith(_SOURCE) and (quad := nquads.parse(line)).predicate == _EDITION:
            yield nquads.iri_of(quad.subject).removeprefix(f"{BASE}source/"), nquads.literal_parts(quad.object).text


def _remark(runs: SortedRuns, source: str) -> Remark:
    text = f"a later edition of {source} is loaded: run `reentry drop {source}` first to load this one"
    return Remark(runs.forget(source), "superseded", text)
