from __future__ import annotations

import io
from typing import Any

import pytest
from hypothesis import given, settings

from graph.export.file_formats import FORMATS
from graph.export.writing.exporter import ExportContext, TooLarge
from graph.index.networkx_graph import NetworkxSubgraph
from tests.graph.export.world import NEWS, built_backwards, empty_world, small_world
from tests.graph.export.worlds import worlds

SOURCES = {NEWS: {"title": "A star & a bill", "source_url": "https://news.example/2018", "tier": 1}}


OF_SUBGRAPHS = [suffix for suffix, exporter in FORMATS.items() if not exporter.needs_store]


def written(suffix: str, graph: Any, **context: Any) -> bytes:
    out = io.BytesIO()
    FORMATS[suffix](NetworkxSubgraph(graph), out, ExportContext(**context)).write()
    return out.getvalue()


@pytest.mark.parametrize("suffix", OF_SUBGRAPHS)
def test_the_order_in_which_a_mirror_was_built_does_not_show(suffix: str) -> None:
    assert written(suffix, built_backwards(small_world())) == written(suffix, small_world())


@pytest.mark.parametrize("suffix", OF_SUBGRAPHS)
def test_a_graph_without_actors_can_be_written(suffix: str) -> None:
    assert bool(written(suffix, empty_world())) == (suffix != "ftm.json"), "only a format without a head is empty then"


@pytest.mark.parametrize("suffix", OF_SUBGRAPHS)
@settings(max_examples=20, deadline=None)
@given(graph=worlds())
def test_whatever_the_text_it_is_written_the_same_twice(suffix: str, graph: Any) -> None:
    assert written(suffix, graph) == written(suffix, graph)


class OnlyWrites:
    """A file that can be written to and nothing else, as a socket can."""

    def __init__(self) -> None:
        self.bytes = bytearray()

    def write(self, piece: bytes) -> int:
        self.bytes += piece
        return len(piece)

    def flush(self) -> None:
        """A socket has nothing to flush."""


@pytest.mark.parametrize("suffix", OF_SUBGRAPHS)
def test_a_file_is_written_from_front_to_back(suffix: str) -> None:
    out: Any = OnlyWrites()
    FORMATS[suffix](NetworkxSubgraph(small_world()), out).write()
    assert out.bytes


@pytest.mark.parametrize("suffix", [suffix for suffix in OF_SUBGRAPHS if suffix not in {"xlsx", "svg", "ftm.json"}])
def test_a_text_format_names_version_and_licence(suffix: str) -> None:
    text = written(suffix, small_world()).decode()
    assert "000001" in text
    assert "CC BY 4.0" in text


@pytest.mark.parametrize("suffix", ["csv", "actors.csv", "ftm.json"])
def test_addresses_of_sources_are_told_where_they_are_known(suffix: str) -> None:
    assert b"https://news.example/2018" in written(suffix, small_world(), sources=SOURCES)


@pytest.mark.parametrize("suffix", ["gexf", "graphml", "graphology.json", "cyjs"])
def test_positions_that_are_given_are_used(suffix: str) -> None:
    assert b"1234.5" in written(suffix, small_world(), positions={"cut50": (1234.5, 0.0)})


@pytest.mark.parametrize("suffix", ["gexf", "graphml", "graphology.json", "cyjs"])
def test_positions_are_computed_where_none_are_given(suffix: str) -> None:
    assert written(suffix, small_world()) != written(suffix, small_world(), positions={})


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_says_what_it_is(suffix: str) -> None:
    exporter = FORMATS[suffix]
    assert exporter.name
    assert "/" in exporter.media_type


def test_a_picture_of_too_many_actors_is_refused_before_anything_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(FORMATS["svg"], "most_actors", 2)
    out = io.BytesIO()
    with pytest.raises(TooLarge, match=r"at most 2: narrow the selection .* graph\.gexf"):
        FORMATS["svg"](NetworkxSubgraph(small_world()), out)
    assert out.getvalue() == b""


def test_rdf_cannot_be_written_without_its_store() -> None:
    with pytest.raises(ValueError, match="store"):
        FORMATS["ttl"](NetworkxSubgraph(small_world()), io.BytesIO()).write()
