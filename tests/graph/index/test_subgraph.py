"""Both kinds of subgraph give the same answers."""

from __future__ import annotations

from typing import Any

import pytest

from graph.index.filters import Filter
from graph.index.networkx_graph import NetworkxSubgraph
from graph.index.open_version import OpenVersion
from graph.index.subgraph import Subgraph
from graph.index.subgraph_extraction import networkx_subgraph, subgraph_stream
from graph.versions.version_folders import DataFolder

PARTS: dict[str, dict[str, Any]] = {
    "all": {},
    "money": {"tie_filter": Filter(families=frozenset({"money_tie"}))},
    "around": {"around": ["cut50"], "depth": 2},
    "nothing": {"tie_filter": Filter(relations=frozenset({"no_such_relation"}))},
}


@pytest.fixture(scope="module")
def shipped_graph(home: DataFolder) -> OpenVersion:
    return OpenVersion.open(home.require())


@pytest.fixture(scope="module", params=PARTS.values(), ids=list(PARTS))
def both(shipped_graph: OpenVersion, request: pytest.FixtureRequest) -> tuple[Subgraph, Subgraph]:
    graph = networkx_subgraph(shipped_graph, **request.param)
    return subgraph_stream(shipped_graph, **request.param), NetworkxSubgraph(graph)


def test_they_name_the_same_version(both: tuple[Subgraph, Subgraph]) -> None:
    streamed, in_memory = both
    assert (streamed.version, streamed.digest) == (in_memory.version, in_memory.digest)


def test_they_give_the_same_actors_in_order_of_id(both: tuple[Subgraph, Subgraph]) -> None:
    streamed, in_memory = both
    assert list(streamed.actors()) == list(in_memory.actors())
    ids = list(streamed.actor_ids())
    assert ids == sorted(ids) == list(in_memory.actor_ids())
    assert len(ids) == streamed.number_of_actors == in_memory.number_of_actors
    assert all(streamed.actor(slug) == in_memory.actor(slug) for slug in ids)


def test_they_give_the_same_ties_in_order(both: tuple[Subgraph, Subgraph]) -> None:
    streamed, in_memory = both
    ties = [(origin, target, key) for origin, target, key, _ in streamed.ties()]
    assert ties == sorted(ties) == [(origin, target, key) for origin, target, key, _ in in_memory.ties()]
    assert len(ties) == streamed.number_of_ties == in_memory.number_of_ties
    for (*_, one), (*_, other) in zip(streamed.ties(), in_memory.ties(), strict=True):
        assert other.items() <= one.items(), "the streamed record also names the two actors"


def test_they_give_the_same_ends_degrees_and_dates(both: tuple[Subgraph, Subgraph]) -> None:
    streamed, in_memory = both
    assert sorted(streamed.tie_ends()) == sorted(in_memory.tie_ends())
    assert streamed.degrees() == in_memory.degrees()
    assert streamed.is_dated == in_memory.is_dated
