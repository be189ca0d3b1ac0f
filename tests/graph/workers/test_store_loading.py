"""A version in memory is the same as on disk, and comes from its N-Quads files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pyoxigraph as ox
import pytest

from graph.model.statements import EntityRef, Statement, TermRef
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import quads
from graph.versions.build import publish
from graph.versions.version_folders import PROJECT, STATEMENTS, DataFolder, Version
from graph.workers import store_loading


def person(source: str, slug: str, name: str, bioguide: str) -> list[str]:
    known = (("kind", TermRef("person")), ("name", name), ("bioguide", bioguide))
    statements = [Statement(EntityRef("id", slug), predicate, value, source) for predicate, value in known]
    return nquads.lines(quads(statements, vocabulary()))


def judged(one: str, other: str) -> list[str]:
    ids = "https://w3id.org/reentry-graph/"
    triple = f"<{ids}id/{one}> <http://www.w3.org/2002/07/owl#differentFrom> <{ids}id/{other}>"
    return [f"{triple} <{ids}graph/identity> .\n"]


ANN = person("page", "ann-able", "Ann Able", "A000001")
SAME_AS_ANN = person("roll", "us-bioguide-A000001", "Able, Ann", "A000001")


def lines(store: ox.Store) -> set[str]:
    return {str(quad) for quad in store}


@pytest.mark.parametrize(
    ("datasets", "is_merged"),
    [
        ({"curated": ANN}, False),
        ({"curated": ANN, "identity": judged("ann-able", "ann-abel")}, False),
        ({"curated": ANN, "congress": SAME_AS_ANN}, True),
    ],
    ids=["as it stands", "with a judgement", "with a merged actor"],
)
def test_the_lines_of_a_version_are_what_its_store_holds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, datasets: dict[str, list[str]], is_merged: bool
) -> None:
    home = DataFolder(tmp_path)
    with home.writing():
        version = publish(home, datasets, {}, vocabulary()).version
    monkeypatch.setattr(store_loading, "_copy_store", lambda version: pytest.fail(f"{version} was copied from disk"))
    stores = store_loading.load_in_memory(version.path)
    assert lines(stores.full) == lines(version.open_store())
    merge = stores.full.quads_for_pattern(None, None, None, ox.DefaultGraph())
    assert lines(stores.merged) == {str(quad) for quad in merge}
    assert len(stores.merged) == version.manifest.counts["triples"]
    assert (version.path / STATEMENTS).exists() is is_merged


@pytest.mark.parametrize("lost", [PROJECT, "datasets"])
def test_a_version_without_its_lines_is_copied_from_its_store(tmp_path: Path, version: Path, lost: str) -> None:
    poorer = shutil.copytree(version, tmp_path / "000001")
    if lost == PROJECT:
        (poorer / PROJECT).unlink()
    else:
        shutil.rmtree(poorer / lost)
    assert lines(store_loading.load_in_memory(poorer).full) == lines(Version(version).open_store())
