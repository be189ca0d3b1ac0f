from __future__ import annotations

import io
import json
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

from graph.export.graphml import GraphmlExporter
from graph.export.writing.escaping import printable
from graph.export.writing.exporter import notes
from tests.graph.export.exported import exported
from tests.graph.export.world import small_world
from tests.graph.export.worlds import worlds


def graphml(graph: Any, **options: Any) -> bytes:
    return exported(GraphmlExporter, graph, **options)


@given(graph=worlds())
def test_networkx_reads_back_the_same_graph(graph: Any) -> None:
    read: Any = nx.read_graphml(io.BytesIO(graphml(graph)), force_multigraph=True)
    assert set(read.nodes) == set(graph.nodes)
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    for slug, actor in graph.nodes(data=True):
        assert read.nodes[slug]["name"] == printable(actor["name"])
        assert json.loads(read.nodes[slug].get("alt_names", "[]")) == [printable(text) for text in actor["alt_names"]]
    for *ends, tie in graph.edges(keys=True, data=True):
        _assert_same(read.edges[tuple(ends)], tie)


def _assert_same(read: dict[str, Any], tie: dict[str, Any]) -> None:
    assert read["kind"] == tie["kind"]
    assert read["label"] == printable(tie["label"])
    assert read.get("start") == tie["start"]
    assert read.get("valid_until") == tie["valid_until"]
    assert read.get("amount") == (None if tie["amount"] is None else float(tie["amount"]))
    assert json.loads(read.get("notes", "[]")) == [printable(text) for text in notes(tie)]
    assert json.loads(read["sources"]) == list(tie["sources"])


@settings(max_examples=20, deadline=None)
@given(graph=worlds())
def test_igraph_reads_back_the_same_graph(tmp_path_factory: Any, graph: Any) -> None:
    igraph = pytest.importorskip("igraph", reason="igraph is not installed: it comes with the extra `fast`")
    file = tmp_path_factory.mktemp("graphml") / "graph.graphml"
    file.write_bytes(graphml(graph))
    read = igraph.Graph.Read_GraphML(str(file))
    slugs = read.vs["id"]
    assert dict(zip(slugs, read.vs["name"], strict=True)) == {
        slug: printable(name) for slug, name in graph.nodes(data="name")
    }
    ties = {(slugs[edge.source], slugs[edge.target], edge["tie_id"]) for edge in read.es}
    assert ties == set(graph.edges(keys=True))


def test_places_and_colours_stand_where_gephi_looks_for_them() -> None:
    read = nx.read_graphml(io.BytesIO(graphml(small_world(), positions={"cut50": (1.5, -2.0)})))
    node = read.nodes["cut50"]
    assert (node["x"], node["y"]) == (1.5, -2.0)
    assert (node["r"], node["g"], node["b"]) == (0, 114, 178)
