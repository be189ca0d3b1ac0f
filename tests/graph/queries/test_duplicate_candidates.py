"""Names alone propose, and never merge."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from api.ingest.identity_decisions import candidate_lines, write_candidates
from graph.identity.actor_merging import SAME, decision_line, decisions
from graph.index.open_version import OpenVersion
from graph.model.statements import EntityRef, Statement, TermRef, Value, WebAddress
from graph.queries.duplicate_candidates import candidates
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import quads
from graph.storage import nquads_files
from graph.versions.build import publish
from graph.versions.version_folders import DataFolder

Made = Callable[..., OpenVersion]


def person(dataset: str, slug: str, name: str, kind: str = "person", **known: str) -> list[Statement]:
    """An actor as the only one of its source."""
    ref, source = EntityRef("id", slug), f"{dataset}-{slug}"
    about: dict[str, Value] = {"kind": TermRef("source"), "title": source, "tier": 1, "dataset": dataset}
    about["source_url"] = WebAddress("https://example.org/")
    said = [Statement(EntityRef("source", source), key, value, None) for key, value in about.items()]
    known_as: dict[str, Value] = {"kind": TermRef(kind), "name": name, **known}
    return [*said, *(Statement(ref, key, value, source) for key, value in known_as.items())]


@pytest.fixture
def made(tmp_path: Path) -> Made:
    """Makes a version of curated and of recorded actors, and perhaps judgements."""

    def make(curated: list[Statement], records: list[Statement], *judged: str) -> OpenVersion:
        home = DataFolder(tmp_path)
        datasets = {"curated": curated, "records": records}
        lines = {name: nquads.lines(quads(said, vocabulary())) for name, said in datasets.items()}
        with home.writing():
            publish(home, {**lines, **({"identity": sorted(judged)} if judged else {})}, {}, vocabulary())
        return OpenVersion.open(home.require())

    return make


def pairs(graph: OpenVersion) -> list[tuple[str, str]]:
    return [(it.one, it.other) for it in candidates(graph, frozenset())]


ANN = person("curated", "ann-able", "Ann Able")


def test_the_same_name_is_a_candidate_and_nothing_is_merged(made: Made) -> None:
    graph = made(ANN, person("records", "us-1", "Ann Able"))
    assert pairs(graph) == [("ann-able", "us-1")]
    assert set(graph.records.actors) == {"ann-able", "us-1"}


@pytest.mark.parametrize("name", ["Ann B. Able", "ABLE, ANN", "Ann Ablé"])
def test_a_name_that_is_nearly_the_same_is_one(made: Made, name: str) -> None:
    assert pairs(made(ANN, person("records", "us-1", name))) == [("ann-able", "us-1")]


@pytest.mark.parametrize("name", ["Zoe Cole", "Ann Zimmerman", "Bob Able"])
def test_another_name_is_none(made: Made, name: str) -> None:
    assert pairs(made(ANN, person("records", "us-1", name))) == []


def test_actors_of_another_kind_are_none(made: Made) -> None:
    assert pairs(made(ANN, person("records", "us-1", "Ann Able", "place"))) == []


def test_who_has_another_code_is_another(made: Made) -> None:
    curated = person("curated", "ann-able", "Ann Able", bioguide="A000001")
    assert pairs(made(curated, person("records", "us-1", "Ann Able", bioguide="A000002"))) == []


def test_who_is_merged_is_no_candidate_any_more(made: Made) -> None:
    graph = made(ANN, person("records", "us-1", "Ann Able"), decision_line("ann-able", SAME, "us-1"))
    assert pairs(graph) == []


def test_a_pair_that_is_decided_is_left_out(made: Made, tmp_path: Path) -> None:
    graph = made(ANN, person("records", "us-1", "Ann Able"))
    file = tmp_path / "identity.nq"
    nquads_files.write(file, [decision_line("ann-able", SAME, "us-1")])
    assert candidates(graph, decisions([file])) == []


def test_two_curated_actors_are_no_candidates(made: Made) -> None:
    curated = [*ANN, *person("curated", "ann-able-2", "Ann Able")]
    assert pairs(made(curated, person("records", "us-1", "Zoe Cole"))) == []


def test_candidates_are_told_with_the_names_that_met(made: Made) -> None:
    found = candidates(made(ANN, person("records", "us-1", "Ann Able")), frozenset())
    assert list(candidate_lines(found)) == ["100.0  ann-able  us-1  Ann Able ~ Ann Able"]
    assert list(candidate_lines([])) == ["no two actors are so similar that somebody must decide"]


def test_candidates_are_written_as_rows_that_wait_for_a_decision(made: Made, tmp_path: Path) -> None:
    found = candidates(made(ANN, person("records", "us-1", "Ann Able")), frozenset())
    write_candidates(tmp_path / "review.csv", found)
    rows = (tmp_path / "review.csv").read_text().splitlines()
    assert rows == ["left,right,decision,by,date,why", "ann-able,us-1,,,,Ann Able ~ Ann Able"]
