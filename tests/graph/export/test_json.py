"""The three JSON formats of graphs, read with what they are written for."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings

from graph.export.cytoscape import CytoscapeExporter
from graph.export.graphology import GraphologyExporter
from graph.export.node_link import NodeLinkExporter
from graph.export.writing.attributes import receipts, tie_values
from graph.export.writing.escaping import encodable
from graph.export.writing.exporter import Exporter
from tests.graph.export.exported import exported
from tests.graph.export.node import read_with
from tests.graph.export.world import small_world
from tests.graph.export.worlds import worlds

PLACES = {"cut50": (1.5, -2.0)}


def text(exporter: type[Exporter], graph: Any, **options: Any) -> str:
    return exported(exporter, graph, **options).decode()


def clean(value: Any) -> Any:
    """What JSON in UTF-8 keeps of a value: all but lone surrogates."""
    return json.loads(encodable(json.dumps(value, ensure_ascii=False)))


@pytest.mark.parametrize("exporter", [GraphologyExporter, CytoscapeExporter, NodeLinkExporter])
@given(graph=worlds())
def test_names_and_wordings_come_back_as_they_were(exporter: type[Exporter], graph: Any) -> None:
    read = text(exporter, graph)
    strings: set[str] = set()
    json.loads(read, object_hook=lambda found: strings.update(v for v in found.values() if isinstance(v, str)))
    assert {encodable(name) for _, name in graph.nodes(data="name")} <= strings
    assert {encodable(label) for *_, label in graph.edges(data="label")} <= strings


@given(graph=worlds())
def test_networkx_makes_the_same_multigraph_of_node_link_json(graph: Any) -> None:
    read = nx.node_link_graph(json.loads(text(NodeLinkExporter, graph)), edges="edges")
    assert isinstance(read, nx.MultiDiGraph)
    assert set(read.nodes) == set(graph.nodes)
    assert set(read.edges(keys=True)) == set(graph.edges(keys=True))
    for *ends, tie in graph.edges(keys=True, data=True):
        assert read.edges[tuple(ends)] == clean(tie_values(tie) | {"receipts": receipts(tie)})


@settings(max_examples=10, deadline=None)
@given(graph=worlds())
def test_graphology_imports_the_same_graph(tmp_path_factory: Any, graph: Any) -> None:
    file = tmp_path_factory.mktemp("graphology") / "graph.json"
    file.write_text(text(GraphologyExporter, graph), encoding="utf-8")
    read = read_with("read_graphology.cjs", "graphology", file)
    assert read["options"] == {"allowSelfLoops": True, "multi": True, "type": "directed"}
    names = {node["key"]: node["attributes"]["name"] for node in read["nodes"]}
    assert names == {slug: encodable(name) for slug, name in graph.nodes(data="name")}
    ties = {(edge["source"], edge["target"], edge["key"]): edge["attributes"] for edge in read["edges"]}
    assert ties == {
        tuple(ends): clean(tie_values(tie) | {"receipts": receipts(tie)})
        for *ends, tie in graph.edges(keys=True, data=True)
    }


@settings(max_examples=10, deadline=None)
@given(graph=worlds())
def test_cytoscape_opens_the_same_graph(tmp_path_factory: Any, graph: Any) -> None:
    file = tmp_path_factory.mktemp("cytoscape") / "graph.cyjs"
    file.write_text(text(CytoscapeExporter, graph), encoding="utf-8")
    read = read_with("read_cytoscape.cjs", "cytoscape", file)
    names = {node["data"]["id"]: node["data"]["name"] for node in read["nodes"]}
    assert names == {slug: encodable(name) for slug, name in graph.nodes(data="name")}
    ties = {(edge["data"]["source"], edge["data"]["target"], edge["data"]["id"]) for edge in read["edges"]}
    assert ties == set(graph.edges(keys=True))


def test_cytoscape_places_actors_with_the_vertical_axis_down(tmp_path: Path) -> None:
    file = tmp_path / "graph.cyjs"
    file.write_text(text(CytoscapeExporter, small_world(), positions=PLACES), encoding="utf-8")
    nodes = {node["data"]["id"]: node for node in read_with("read_cytoscape.cjs", "cytoscape", file)["nodes"]}
    assert nodes["cut50"]["position"] == {"x": 1.5, "y": 2.0}


def test_graphology_has_what_sigma_draws() -> None:
    nodes = json.loads(text(GraphologyExporter, small_world(), positions=PLACES))["nodes"]
    cut50 = next(node["attributes"] for node in nodes if node["key"] == "cut50")
    assert {name: cut50[name] for name in ("label", "x", "y", "color")} == {
        "label": "#cut50", "x": 1.5, "y": -2.0, "color": "#0072b2",
    }  # fmt: skip


def test_an_amount_of_whole_dollars_is_a_whole_number() -> None:
    edges = json.loads(text(NodeLinkExporter, small_world()))["edges"]
    amounts = {edge["key"]: edge["amount"] for edge in edges if "amount" in edge}
    assert [(amount, type(amount)) for amount in amounts.values()] == [(250000, int), (1000.5, float)]
