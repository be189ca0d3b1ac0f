from __future__ import annotations

import hashlib
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.rdf import nquads
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
        nquads_files.write(path, nquads.lines(quads))
    return paths


@given(QUADS, QUADS, QUADS)
def test_several_datasets_and_more_lines_merge_to_each_line_once_in_order(
    folder: Path, one: list[ox.Quad], other: list[ox.Quad], more: list[ox.Quad]
) -> None:
    paths = written(folder, one, other)
    expected = nquads.lines([*one, *other, *more])
    assert list(nquads_files.merged(paths, nquads.lines(more))) == expected
    assert list(nquads_files.merged(paths[::-1], nquads.lines(more))) == expected


@given(QUADS, QUADS)
def test_the_quads_of_datasets_come_back_each_once(folder: Path, one: list[ox.Quad], other: list[ox.Quad]) -> None:
    read = list(nquads_files.quads(written(folder, one, other)))
    assert len(read) == len(set(read))
    assert set(read) == {*one, *other}


def test_many_lines_come_back_over_the_edges_of_batches(folder: Path) -> None:
    thing = ox.NamedNode("https://a.example/x")
    quads = [ox.Quad(thing, thing, ox.Literal(number), thing) for number in range(4001)]
    assert len(list(nquads_files.quads(written(folder, quads)))) == 4001


def test_the_digest_is_that_of_all_lines() -> None:
    lines = ["a\n", "é\n"] * 5_000
    assert nquads_files.digest(iter(lines)) == hashlib.sha256("".join(lines).encode()).hexdigest()


def test_without_a_source_stays_what_others_say() -> None:
    thing, gone, stays = (ox.NamedNode(f"https://a.example/{name}") for name in ("x", "source/1", "source/11"))
    kept = [ox.Quad(thing, thing, ox.Literal(f" <{gone.value}> .\n"), stays), ox.Quad(stays, thing, gone, stays)]
    dropped = [ox.Quad(thing, thing, stays, gone), ox.Quad(gone, thing, thing, stays)]
    left = nquads_files.without_sources(nquads.lines([*kept, *dropped]), {gone.value})
    assert list(left) == nquads.lines(kept)
