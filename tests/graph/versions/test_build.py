from __future__ import annotations

import errno
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.index.open_version import OpenVersion
from graph.model.ids import BASE
from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value
from graph.rdf import nquads
from graph.rdf.ontology import RG, Vocabulary, vocabulary
from graph.rdf.records import records
from graph.rdf.terms import ONTOLOGY_GRAPH, quads
from graph.storage.name_search import Index
from graph.versions.build import Contribution, Published, ontology_lines, publish
from graph.versions.version_folders import DataFolder

SLUGS = ("kim", "cut50", "arc", "act")
KINDS = ("person", "organization", "organization", "law")
ENDS = st.sampled_from([("kim", "leads", "cut50"), ("kim", "leads", "arc"), ("cut50", "funds", "arc")])
TIES = st.lists(st.tuples(ENDS, st.sampled_from(["news", "paper", "blog"])), max_size=8)


def said(ties: Sequence[tuple[tuple[str, str, str], str]]) -> list[Statement]:
    """Four actors that one source describes, and ties that any source states."""
    found = [
        Statement(EntityRef("id", slug), "kind", TermRef(kind), "news") for slug, kind in zip(SLUGS, KINDS, strict=True)
    ]
    for (start, relation, end), source in ties:
        ref = EntityRef("tie", f"{start}--{relation}--{end}")
        found += [
            Statement(ref, "kind", TermRef(relation), source),
            Statement(ref, "from", EntityRef("id", start), source),
            Statement(ref, "to", EntityRef("id", end), source),
        ]
    return found


def gift(source: str, day: str) -> list[Statement]:
    """A source says that Ann gave the center a grant on a partial date, or does not say when."""
    ref = EntityRef("tie", f"ann--grants-to--center--{day}".removesuffix("--"))
    facts: list[tuple[str, Value]] = [("kind", TermRef("grants_to"))]
    facts += [("from", EntityRef("id", "ann")), ("to", EntityRef("id", "center"))]
    facts += [("start", PartialDate.parse(day))] if day else []
    return [Statement(ref, name, value, source) for name, value in facts]


def lines(statements: Sequence[Statement]) -> list[str]:
    return nquads.lines(quads(statements, vocabulary()))


def published(folder: Path, datasets: Mapping[str, Contribution], terms: Vocabulary | None = None) -> Published:
    home = DataFolder(folder)
    with home.writing():
        return publish(home, datasets, {}, terms or vocabulary())


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> pytest.TempPathFactory:
    return tmp_path_factory


@settings(max_examples=8)
@given(TIES)
def test_the_default_graph_is_the_union_of_the_named_graphs_each_triple_once(
    folders: pytest.TempPathFactory, ties: list[tuple[tuple[str, str, str], str]]
) -> None:
    store = published(folders.mktemp("home"), {"a": lines(said(ties))}).version.open_store()
    merged = list(store.quads_for_pattern(None, None, None, ox.DefaultGraph()))
    named = [quad for quad in store.quads_for_pattern(None, None, None, None) if quad.graph_name != ox.DefaultGraph()]
    assert len(merged) == len({quad.triple for quad in merged})
    assert {quad.triple for quad in merged} == {quad.triple for quad in named}


def test_the_default_graph_of_the_shipped_facts_is_what_sources_state_but_for_what_is_listed(home: DataFolder) -> None:
    store = home.require().open_store()
    alone = ox.parse(home.require().sources_alone(), format=ox.RdfFormat.N_TRIPLES)
    apart = {(str(one.subject), str(one.predicate), str(one.object)) for one in alone}
    merged: set[tuple[str, str, str]] = set()
    named: set[tuple[str, str, str]] = set()
    count = 0
    for subject, predicate, value, graph in store.quads_for_pattern(None, None, None, None):
        in_default = isinstance(graph, ox.DefaultGraph)
        (merged if in_default else named).add((str(subject), str(predicate), str(value)))
        count += in_default
    assert merged == named - apart
    assert apart <= named
    assert count == len(merged) == home.require().manifest.counts["triples"]


@settings(max_examples=6)
@given(TIES, st.randoms(use_true_random=False))
def test_the_same_statements_in_any_order_have_the_same_digest_and_bytes(
    folders: pytest.TempPathFactory, ties: list[tuple[tuple[str, str, str], str]], random: Random
) -> None:
    shuffled = list(ties)
    random.shuffle(shuffled)
    one, other = (published(folders.mktemp("home"), {"a": lines(said(each))}).version for each in (ties, shuffled))
    assert one.manifest.digest == other.manifest.digest
    assert one.datasets()["a"].read_bytes() == other.datasets()["a"].read_bytes()


def test_it_makes_no_difference_to_the_digest_which_dataset_says_what(tmp_path: Path) -> None:
    some = lines(said([(("kim", "leads", "arc"), "news")]))
    one = published(tmp_path / "1", {"a": some[:9], "b": some[9:]})
    other = published(tmp_path / "2", {"a": some, "b": some})
    assert one.version.manifest.digest == other.version.manifest.digest


def test_what_is_published_again_is_no_new_version(tmp_path: Path) -> None:
    first = published(tmp_path, {"a": lines(said([]))})
    again = published(tmp_path, {"a": lines(said([]))})
    assert (first.is_new, again.is_new) == (True, False)
    assert again.version.path == first.version.path
    assert [path.name for path in (tmp_path / "versions").iterdir()] == ["000001"]


def test_a_change_of_the_ontology_is_a_new_version(tmp_path: Path) -> None:
    published(tmp_path, {"a": lines(said([]))})
    more = Vocabulary(vocabulary().turtle + b"\nrg:Tie rdfs:seeAlso rg:Actor .\n")
    assert published(tmp_path, {"a": lines(said([]))}, more).is_new


def test_the_ontology_stands_in_a_graph_of_its_own_without_blank_nodes(home: DataFolder) -> None:
    held = home.require().open_store().quads_for_pattern(None, None, None, ONTOLOGY_GRAPH)
    assert {f"{quad} .\n" for quad in held} == set(ontology_lines(vocabulary()))
    assert not any("_:" in line.split('"')[0] for line in ontology_lines(vocabulary()))


def test_the_file_of_an_earlier_version_is_taken_over_as_it_is(tmp_path: Path) -> None:
    first = published(tmp_path, {"a": lines(said([]))}).version
    second = published(
        tmp_path, {"a": first.datasets()["a"], "b": lines(said([(("kim", "leads", "arc"), "x")]))}
    ).version
    assert second.datasets()["a"].read_bytes() == first.datasets()["a"].read_bytes()
    assert sorted(second.datasets()) == ["a", "b"]


def test_a_file_system_without_links_is_served_by_copies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.EPERM, "no links here")

    first = published(tmp_path, {"a": lines(said([]))}).version
    monkeypatch.setattr(os, "link", refuse)
    second = published(
        tmp_path, {"a": first.datasets()["a"], "b": lines(said([(("kim", "leads", "arc"), "x")]))}
    ).version
    assert second.datasets()["a"].read_bytes() == first.datasets()["a"].read_bytes()


def test_the_manifest_counts_what_the_version_holds(world_home: DataFolder) -> None:
    manifest = world_home.require().manifest
    found = records(world_home.require().quads(), vocabulary())
    held = {"actors": found.actors, "ties": found.ties, "outcomes": found.outcomes, "sources": found.sources}
    assert {name: len(some) for name, some in held.items()} == {"actors": 6, "ties": 8, "outcomes": 1, "sources": 2}
    assert {name: manifest.counts[name] for name in held} == {name: len(some) for name, some in held.items()}


def test_the_manifest_names_datasets_and_tools(world_home: DataFolder) -> None:
    manifest = world_home.require().manifest
    assert manifest.datasets["curated-world"]["licence"] == "CC-BY-4.0"
    assert manifest.tools["pyoxigraph"] == ox.__version__


def test_a_version_has_its_index(world_home: DataFolder) -> None:
    index = Index(world_home.require().search_path)
    assert [hit.slug for hit in index.search("arc")] == ["anti-recidivism-coalition"]
    index.close()


def test_nothing_is_left_of_the_files_that_only_building_needs(world_home: DataFolder) -> None:
    names = {path.name for path in world_home.require().path.iterdir()}
    assert names == {
        *("datasets", "manifest.json", "merged.json", "merged_ties.json", "own.nq"),
        *("records", "search.sqlite3", "sources_alone.nt", "store"),
    }


def test_a_version_may_be_empty(tmp_path: Path) -> None:
    version = published(tmp_path, {}).version
    assert version.datasets() == {}
    assert version.manifest.counts["actors"] == 0


def test_a_date_that_another_source_gives_more_exactly_stays_in_the_graph_of_its_source(tmp_path: Path) -> None:
    store = published(
        tmp_path, {"a": lines(gift("news", "2018")), "b": lines(gift("filing", "2018-10"))}
    ).version.open_store()
    tie = ox.NamedNode(f"{BASE}tie/ann--grants-to--center--2018-10")
    start = ox.NamedNode(f"{RG}start")
    in_graph = {
        str(quad.graph_name): quad.object.value  # type: ignore[union-attr]
        for quad in store.quads_for_pattern(tie, start, None, None)
    }
    assert in_graph == {
        f"<{BASE}source/news>": "2018",
        f"<{BASE}source/filing>": "2018-10",
        str(ox.DefaultGraph()): "2018-10",
    }


def test_a_statement_that_may_be_of_several_ties_is_no_tie_of_the_default_graph(tmp_path: Path) -> None:
    gifts = [gift("news", "2018"), gift("filing", "2019"), gift("page", "")]
    version = published(tmp_path, {str(place): lines(one) for place, one in enumerate(gifts)}).version
    grants = version.open_store().quads_for_pattern(None, ox.NamedNode(f"{RG}to"), None, ox.DefaultGraph())
    assert sorted(str(quad.subject)[-5:-1] for quad in grants) == ["2018", "2019"]
    opened = OpenVersion.open(version)
    assert opened.tie("ann--grants-to--center")["may_be"] == tuple(opened.tie_ids)
    assert version.manifest.counts["ties"] == 2


def test_the_id_of_a_tie_that_got_a_date_leads_to_the_dated_one(tmp_path: Path) -> None:
    published(tmp_path, {"a": lines(gift("news", ""))})
    version = published(tmp_path, {"a": lines(gift("news", "2018"))}).version
    assert version.merged_ties == {"ann--grants-to--center": "ann--grants-to--center--2018"}
    later = published(tmp_path, {"a": lines(gift("news", "2018-10"))}).version
    assert later.merged_ties == dict.fromkeys(
        ("ann--grants-to--center", "ann--grants-to--center--2018"), "ann--grants-to--center--2018-10"
    )
