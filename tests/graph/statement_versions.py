"""Versions of a few statements: the files of their datasets, without a store."""

from __future__ import annotations

from pathlib import Path

from graph.model.statements import EntityRef, Statement, Value
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import quads
from graph.storage import nquads_files
from graph.versions.version_folders import Version


def write_version(path: Path, **datasets: list[Statement]) -> Version:
    """A version of these statements: the files of its datasets, without a store."""
    (path / "datasets").mkdir(parents=True)
    for name, statements in datasets.items():
        nquads_files.write(path / "datasets" / f"{name}.nq", nquads.lines(quads(statements, vocabulary())))
    return Version(path)


def statement(slug: str, predicate: str, value: Value, source: str | None) -> Statement:
    return Statement(EntityRef("id", slug), predicate, value, source)
