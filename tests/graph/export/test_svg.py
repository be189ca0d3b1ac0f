"""The picture shows every actor, names the best connected, and survives odd names."""

from __future__ import annotations

import networkx as nx
from lxml import etree

from graph.export.svg import NAMED, SvgExporter
from graph.index.networkx_graph import NetworkxGraph
from tests.graph.export.exported import exported

SVG = "{http://www.w3.org/2000/svg}"


def star(rays: int, centre: str = "Centre") -> NetworkxGraph:
    graph: NetworkxGraph = nx.MultiDiGraph(version="000001", digest="0" * 64)
    graph.add_node("centre", kind="law", name=centre)
    for ray in range(rays):
        graph.add_node(f"ray-{ray:03d}", kind="person", name=f"Ray {ray}")
        graph.add_edge(f"ray-{ray:03d}", "centre", key=f"tie-{ray:03d}")
    return graph


def drawn(graph: NetworkxGraph) -> etree._Element:
    return etree.fromstring(exported(SvgExporter, graph))


def test_every_actor_is_a_circle_and_every_pair_of_neighbors_a_line() -> None:
    picture = drawn(star(5))
    circles = [c for c in picture.iter(f"{SVG}circle") if c.get("stroke")]
    assert len(circles) == 6
    assert len(list(picture.iter(f"{SVG}line"))) == 5


def test_the_best_connected_is_named_and_names_are_bounded() -> None:
    names = [t.text for t in drawn(star(200)).iter(f"{SVG}text") if t.get("class") is None]
    assert "Centre" in names
    assert len(names) <= NAMED


def test_markup_and_control_characters_in_a_name_stay_text() -> None:
    names = [t.text for t in drawn(star(1, centre="<b>\x00&]]>")).iter(f"{SVG}text")]
    assert "<b>\ufffd&]]>" in names


def test_the_same_mirror_gives_the_same_bytes() -> None:
    assert exported(SvgExporter, star(30)) == exported(SvgExporter, star(30))


def test_an_empty_mirror_is_an_empty_picture() -> None:
    assert not list(drawn(nx.MultiDiGraph()).iter(f"{SVG}circle"))
