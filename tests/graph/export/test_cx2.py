"""CX2, read back with ndex2, the library of the format's makers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from graph.export.cx2 import EDGES, NODES, Cx2Exporter
from graph.export.writing import colours
from graph.export.writing.attributes import actor_values, tie_values
from graph.export.writing.escaping import encodable
from tests.graph.export.exported import exported
from tests.graph.export.world import small_world
from tests.graph.export.worlds import worlds

PLACES = {"cut50": (1.5, -2.0)}


def written(graph: Any, **options: Any) -> bytes:
    return exported(Cx2Exporter, graph, **options)


def aspects(graph: Any, **options: Any) -> dict[str, Any]:
    """The parts of the file by name."""
    return {name: part for aspect in json.loads(written(graph, **options)) for name, part in aspect.items()}


def clean(value: Any) -> Any:
    return json.loads(encodable(json.dumps(value, ensure_ascii=False)))


@settings(max_examples=20, deadline=None)
@given(graph=worlds())
def test_ndex2_reads_the_same_nodes_edges_and_attributes(graph: Any, tmp_path_factory: Any) -> None:
    cx2 = pytest.importorskip("ndex2.cx2", reason="ndex2 is not installed: it comes with the extra `readers`")
    file: Path = tmp_path_factory.mktemp("cx2") / "graph.cx2"
    file.write_bytes(written(graph))
    network = cx2.RawCX2NetworkFactory().get_cx2network(str(file))
    actors = {node["v"]["actor_id"]: node["v"] for node in network.get_nodes().values()}
    ties = {edge["v"]["tie_id"]: edge for edge in network.get_edges().values()}
    assert actors.keys() == set(map(encodable, graph))
    for slug, actor in graph.nodes(data=True):
        assert {name: actors[slug][name] for name in actors[slug] if name not in ("actor_id", "size")} == clean(
            actor_values(actor)
        )
    slugs = {number: node["v"]["actor_id"] for number, node in network.get_nodes().items()}
    for origin, target, key, tie in graph.edges(keys=True, data=True):
        told = clean(tie_values(tie))
        edge, words = ties[key], told.pop("label")
        assert (slugs[edge["s"]], slugs[edge["t"]], edge["v"]["interaction"]) == (origin, target, words)
        assert {name: value for name, value in edge["v"].items() if name not in ("tie_id", "interaction")} == told


@given(graph=worlds())
def test_every_attribute_is_declared_with_its_type(graph: Any) -> None:
    held = aspects(graph)
    python: dict[str, Any] = {"string": str, "list_of_string": list, "double": (int, float), "integer": int}
    python["boolean"] = bool
    for aspect, declared in (("nodes", NODES), ("edges", EDGES)):
        for element in held[aspect]:
            assert all(isinstance(value, python[declared[name]]) for name, value in element["v"].items())


@given(graph=worlds())
def test_the_counts_are_those_of_the_graph(graph: Any) -> None:
    counts = {each["name"]: each["elementCount"] for each in aspects(graph)["metaData"]}
    assert (counts["nodes"], counts["edges"]) == (len(graph), graph.number_of_edges())


def test_places_point_down_as_in_cytoscape() -> None:
    placed = {
        node["v"]["actor_id"]: (node.get("x"), node.get("y"))
        for node in aspects(small_world(), positions=PLACES)["nodes"]
    }
    assert placed["cut50"] == (1.5, 2.0)
    assert placed["kim-kardashian"] == (None, None)


def test_the_file_names_version_and_licence_and_colours_the_kinds() -> None:
    held = aspects(small_world())
    assert held["networkAttributes"][0]["version"]
    assert "CC BY 4.0" in held["networkAttributes"][0]["licence"]
    drawn = held["visualProperties"][0]["nodeMapping"]["NODE_BACKGROUND_COLOR"]["definition"]["map"]
    assert {"v": "person", "vp": colours.look("person").hex} in drawn


def test_the_same_bytes_twice() -> None:
    assert written(small_world(), positions=PLACES) == written(small_world(), positions=PLACES)
