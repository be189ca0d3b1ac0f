"""A file made of a streamed subgraph is the file made of the networkx graph.

That the two subgraphs are the same for the whole of the shipped facts too, tests/graph/index/test_subgraph.py checks.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from graph.export.file_formats import FORMATS
from graph.export.writing.exporter import ExportContext
from graph.index.filters import ALL, Filter
from graph.index.networkx_graph import NetworkxSubgraph
from graph.index.open_version import OpenVersion
from graph.index.subgraph import Subgraph
from graph.index.subgraph_extraction import networkx_subgraph, subgraph_stream
from graph.model.dates import Moment
from graph.versions.version_folders import DataFolder

POSTS = frozenset({"leads", "works_for", "founded"})
PARTS: dict[str, dict[str, Any]] = {
    "money": {"tie_filter": Filter(families=frozenset({"money_tie"}))},
    "then": {"tie_filter": Filter(moment=Moment.as_of(date(2019, 6, 30), "certain"), relations=POSTS)},
    "around": {"around": ["cut50", "first-step-act"]},
    "money around": {"tie_filter": Filter(families=frozenset({"money_tie"})), "around": ["cut50"], "depth": 2},
    "nothing": {"tie_filter": Filter(relations=frozenset({"no_such_relation"}))},
}
STREAMED = [suffix for suffix, each in FORMATS.items() if not each.needs_store and suffix not in ("csv", "xlsx")]


@pytest.fixture(scope="module")
def shipped_graph(home: DataFolder) -> OpenVersion:
    """The shipped facts."""
    return OpenVersion.open(home.require())


def written(suffix: str, part: Any, context: ExportContext) -> bytes:
    out = io.BytesIO()
    FORMATS[suffix](part, out, context).write()
    return out.getvalue()


@pytest.fixture(scope="module", params=PARTS.values(), ids=list(PARTS))
def both(shipped_graph: OpenVersion, request: pytest.FixtureRequest) -> tuple[Subgraph, Subgraph]:
    """A part of the shipped facts, streamed and in memory."""
    in_memory = NetworkxSubgraph(networkx_subgraph(shipped_graph, **request.param))
    return subgraph_stream(shipped_graph, **request.param), in_memory


def of_version(version: OpenVersion) -> ExportContext:
    """The context of a file, with places for all actors."""
    places = {slug: (float(n % 50), float(n // 50)) for n, slug in enumerate(version.records.actors)}
    return ExportContext(sources=version.records.sources, positions=places)


@pytest.mark.parametrize("suffix", STREAMED)
def test_every_format_is_the_same(shipped_graph: OpenVersion, both: tuple[Subgraph, Subgraph], suffix: str) -> None:
    of_stream, of_graph = (written(suffix, part, of_version(shipped_graph)) for part in both)
    assert of_stream == of_graph


@pytest.mark.parametrize("suffix", STREAMED)
def test_every_format_is_the_same_of_a_whole_version(world_home: DataFolder, suffix: str) -> None:
    version = OpenVersion.open(world_home.require())
    of_stream = written(suffix, subgraph_stream(version), of_version(version))
    assert of_stream == written(suffix, NetworkxSubgraph(version.networkx_graph), of_version(version))


def test_the_quads_of_a_part_are_the_same(both: tuple[Subgraph, Subgraph], home: DataFolder) -> None:
    store = home.require().open_store()
    of_stream, of_graph = (written("nq", part, ExportContext(store=store)) for part in both)
    assert of_stream == of_graph


def test_only_all_of_a_version_is_the_whole(shipped_graph: OpenVersion) -> None:
    assert subgraph_stream(shipped_graph).is_whole
    assert not subgraph_stream(shipped_graph, ALL, around=["cut50"]).is_whole
    assert not subgraph_stream(shipped_graph, Filter(worst_tier=3)).is_whole


def test_degrees_count_a_tie_to_oneself_twice(shipped_graph: OpenVersion) -> None:
    degrees = subgraph_stream(shipped_graph).degrees()
    assert all(degrees[slug] == count for slug, count in shipped_graph.networkx_graph.degree())
