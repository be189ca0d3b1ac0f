from __future__ import annotations

import hashlib
from itertools import pairwise
from pathlib import Path
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.storage import nquads_files

THINGS = st.sampled_from(["https://a.example/x", "https://a.example/x-1", "https://a.example/y"]).map(ox.NamedNode)
GRAPHS = st.sampled_from(["https://g.example/1", "https://g.example/11", "https://g.example/2"]).map(ox.NamedNode)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=6) | st.sampled_from([" <a> .\n", '" <', "\\", "\n"])
VALUES = THINGS | TEXTS.map(ox.Literal) | st.integers().map(ox.Literal)
QUADS = st.lists(st.builds(ox.Quad, THINGS, THINGS, VALUES, GRAPHS), max_size=20)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("contributions")


def written(folder: Path, *datasets: list[ox.Quad]) -> list[Path]:
    paths = [folder / f"{number}.nq" for number in range(len(datasets))]
    for path, quads in zip(paths, datasets, strict=True):
        nquads_files.write(path, nquads_files.lines(quads))
    return paths


@given(QUADS, st.randoms(use_true_random=False))
def test_the_order_of_quads_leaves_no_trace(quads: list[ox.Quad], random: Random) -> None:
    shuffled = [*quads, *quads]
    random.shuffle(shuffled)
    assert nquads_files.lines(shuffled) == nquads_files.lines(quads)


@given(QUADS)
def test_each_quad_is_one_line_that_gives_it_back(quads: list[ox.Quad]) -> None:
    lines = nquads_files.lines(quads)
    assert len(lines) == len(set(quads))
    assert {quad for line in lines for quad in ox.parse(line, format=ox.RdfFormat.N_QUADS)} == set(quads)


@given(QUADS)
def test_a_line_knows_its_subject_its_graph_and_its_triple(quads: list[ox.Quad]) -> None:
    for quad in quads:
        (line,) = nquads_files.lines([quad])
        assert isinstance(quad.subject, ox.NamedNode)
        assert isinstance(quad.graph_name, ox.NamedNode)
        assert nquads_files.subject_of(line) == quad.subject.value
        assert nquads_files.graph_of(line) == quad.graph_name.value
        (triple,) = ox.parse(nquads_files.triple_of(line), format=ox.RdfFormat.N_TRIPLES)
        assert triple == ox.Quad(quad.subject, quad.predicate, quad.object)


@given(QUADS, QUADS, QUADS)
def test_several_datasets_and_more_lines_merge_to_each_line_once_in_order(
    folder: Path, one: list[ox.Quad], other: list[ox.Quad], more: list[ox.Quad]
) -> None:
    paths = written(folder, one, other)
    expected = nquads_files.lines([*one, *other, *more])
    assert list(nquads_files.merged(paths, nquads_files.lines(more))) == expected
    assert list(nquads_files.merged(paths[::-1], nquads_files.lines(more))) == expected


@given(QUADS, QUADS)
def test_the_quads_of_datasets_come_back_each_once(folder: Path, one: list[ox.Quad], other: list[ox.Quad]) -> None:
    read = list(nquads_files.quads(written(folder, one, other)))
    assert len(read) == len(set(read))
    assert set(read) == {*one, *other}


@given(QUADS)
def test_triples_that_several_graphs_hold_stand_beside_each_other(quads: list[ox.Quad]) -> None:
    triples = [nquads_files.triple_of(line) for line in nquads_files.lines(quads)]
    changes = sum(one != other for one, other in pairwise(triples))
    assert changes + bool(triples) == len(set(triples))


def test_many_lines_come_back_over_the_edges_of_batches(folder: Path) -> None:
    thing = ox.NamedNode("https://a.example/x")
    quads = [ox.Quad(thing, thing, ox.Literal(number), thing) for number in range(4001)]
    assert len(list(nquads_files.quads(written(folder, quads)))) == 4001


def test_the_digest_is_that_of_all_lines() -> None:
    taken: list[str] = []
    assert nquads_files.digested(["a\n", "é\n"], taken.append) == hashlib.sha256("a\né\n".encode()).hexdigest()
    assert taken == ["a\n", "é\n"]


def test_kinds_are_read_from_type_lines_alone() -> None:
    a, b = ox.NamedNode("https://a.example/x"), ox.NamedNode("https://a.example/B")
    rdf_type = ox.NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
    quoting = ox.Literal(f"it says {a} {rdf_type} {b} .")
    lines = nquads_files.lines([ox.Quad(a, rdf_type, b, a), ox.Quad(a, b, quoting, a), ox.Quad(a, b, b, a)])
    assert list(nquads_files.kinds(lines)) == [(a.value, b.value)]


def test_without_a_source_stays_what_others_say() -> None:
    thing, gone, stays = (ox.NamedNode(f"https://a.example/{name}") for name in ("x", "source/1", "source/11"))
    kept = [ox.Quad(thing, thing, ox.Literal(f" <{gone.value}> .\n"), stays), ox.Quad(stays, thing, gone, stays)]
    dropped = [ox.Quad(thing, thing, stays, gone), ox.Quad(gone, thing, thing, stays)]
    left = nquads_files.without_source(nquads_files.lines([*kept, *dropped]), gone.value)
    assert list(left) == nquads_files.lines(kept)
