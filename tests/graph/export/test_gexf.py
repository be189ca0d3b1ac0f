from __future__ import annotations

import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from hypothesis import given, settings
from lxml import etree

from graph.export.gexf import GexfExporter
from graph.export.writing.escaping import printable
from graph.export.writing.exporter import notes, weight
from tests.graph.export.exported import exported
from tests.graph.export.node import read_with
from tests.graph.export.world import empty_world, small_world, undated_world
from tests.graph.export.worlds import worlds

SCHEMA = Path(__file__).parents[4] / "shared" / "suites" / "gexf-1.3" / "gexf.rng"
G = "{http://gexf.net/1.3}"
POSITIONS = {"cut50": (1.5, -2.25)}


def gexf(graph: Any, **options: Any) -> bytes:
    return exported(GexfExporter, graph, **options)


def tree(graph: Any, **options: Any) -> Any:
    return etree.fromstring(gexf(graph, **options))


def edge_named(graph: Any, tie_id: str) -> Any:
    return next(edge for edge in tree(graph).iter(f"{G}edge") if edge.get("id") == tie_id)


def attvalues(element: Any) -> dict[str, str]:
    return {value.get("for"): value.get("value") for value in element.iter(f"{G}attvalue")}


@pytest.fixture(scope="module")
def schema() -> Any:
    if not SCHEMA.is_file():
        pytest.skip("the official RELAX NG of GEXF 1.3 is not there: ../shared/suites/gexf-1.3/gexf.rng")
    return etree.RelaxNG(etree.parse(SCHEMA))


@pytest.mark.parametrize("make", [small_world, undated_world, empty_world])
def test_a_file_is_valid_by_the_official_schema(schema: Any, make: Any) -> None:
    schema.assertValid(tree(make(), positions=POSITIONS))


@given(graph=worlds())
def test_whatever_the_text_the_file_is_valid(schema: Any, graph: Any) -> None:
    schema.assertValid(tree(graph))


def test_dated_ties_make_a_dynamic_graph() -> None:
    graph = tree(small_world()).find(f"{G}graph")
    assert (graph.get("mode"), graph.get("timeformat"), graph.get("timerepresentation")) == (
        "dynamic",
        "date",
        "interval",
    )


def test_a_graph_without_dates_is_static() -> None:
    graph = tree(undated_world()).find(f"{G}graph")
    assert (graph.get("mode"), graph.get("timeformat")) == ("static", None)


@pytest.mark.parametrize(
    ("tie_id", "interval"),
    [
        ("t-gift", ("2019-01-01", "2019-12-31")),
        ("t-apprentice", ("2018-10-01", None)),
        ("t-visit", (None, "2017-05-31")),
        ("t-self", (None, None)),
    ],
)
def test_an_interval_has_the_bounds_that_are_known_and_no_others(tie_id: str, interval: tuple[str | None, ...]) -> None:
    edge = edge_named(small_world(), tie_id)
    assert (edge.get("start"), edge.get("end")) == interval


def test_a_date_is_also_given_as_it_was_stated() -> None:
    assert attvalues(edge_named(small_world(), "t-apprentice"))["stated_start"] == "2018-10"


def test_ties_of_one_relation_between_two_actors_have_different_kinds() -> None:
    edges = [edge_named(small_world(), tie_id) for tie_id in ("t-gift", "t-gift-again")]
    assert [edge.get("kind") for edge in edges] == ["grants_to", "grants_to 2"]
    assert [attvalues(edge)["relation"] for edge in edges] == ["grants_to", "grants_to"]


def test_the_weight_of_a_tie_is_the_number_of_its_sources() -> None:
    assert edge_named(small_world(), "t-apprentice").get("weight") == "2"


def test_an_amount_is_written_in_plain_digits() -> None:
    assert attvalues(edge_named(small_world(), "t-gift-again"))["amount"] == "1000.50"


def test_the_file_names_its_licence_and_the_version_of_the_data() -> None:
    description = tree(small_world()).findtext(f"{G}meta/{G}description")
    assert "CC BY 4.0" in description
    assert "Data version 000001" in description


def test_only_placed_actors_have_a_position() -> None:
    found = tree(small_world(), positions=POSITIONS).iter("{http://gexf.net/1.3/viz}position")
    assert [(place.getparent().get("id"), place.get("x"), place.get("y")) for place in found] == [
        ("cut50", "1.5", "-2.25")
    ]


@given(graph=worlds())
def test_networkx_reads_back_the_same_graph(graph: Any) -> None:
    read = nx.read_gexf(io.BytesIO(gexf(graph)))
    assert set(read.nodes) == set(graph.nodes)
    assert {edge["id"] for *_, edge in read.edges(data=True)} == {key for *_, key in graph.edges(keys=True)}
    for slug, actor in graph.nodes(data=True):
        assert read.nodes[slug]["name"] == printable(actor["name"])
        assert read.nodes[slug].get("description") == cleaned(actor["description"])
    for origin, target, edge in read.edges(data=True):
        tie = graph.edges[origin, target, edge["id"]]
        assert edge["label"] == printable(tie["label"])
        assert edge["relation"] == tie["kind"]
        assert edge["weight"] == weight(tie)
        assert (edge.get("start"), edge.get("end")) == (tie["valid_from"], tie["valid_until"])
        assert edge.get("amount") == (None if tie["amount"] is None else float(tie["amount"]))
        assert json.loads(edge["sources"]) == list(tie["sources"])


def cleaned(text: str | None) -> str | None:
    return None if text is None else printable(text)


def cleaned_all(texts: Iterable[str]) -> list[str]:
    return [printable(text) for text in texts]


@settings(max_examples=15, deadline=None)
@given(graph=worlds())
def test_graphology_reads_back_the_same_graph(tmp_path_factory: Any, graph: Any) -> None:
    file = tmp_path_factory.mktemp("gexf") / "graph.gexf"
    file.write_bytes(gexf(graph, positions=POSITIONS))
    read = read_with("read_gexf.cjs", "graphology-gexf", file)
    nodes = {node["key"]: node["attributes"] for node in read["nodes"]}
    edges = {edge["key"]: edge for edge in read["edges"]}
    assert set(nodes) == set(graph.nodes)
    for slug, actor in graph.nodes(data=True):
        assert nodes[slug]["name"] == printable(actor["name"])
        assert nodes[slug].get("alt_names", []) == cleaned_all(actor["alt_names"])
    assert {(edge["source"], edge["target"], key) for key, edge in edges.items()} == set(graph.edges(keys=True))
    for _, _, key, tie in graph.edges(keys=True, data=True):
        _assert_same_tie(edges[key]["attributes"], tie)


def _assert_same_tie(read: dict[str, Any], tie: dict[str, Any]) -> None:
    assert read["label"] == printable(tie["label"])
    assert read["sources"] == list(tie["sources"])
    assert read.get("roles", []) == cleaned_all(tie["roles"])
    assert read.get("notes", []) == cleaned_all(notes(tie))
    assert read.get("amount") == (None if tie["amount"] is None else float(tie["amount"]))
    assert read.get("stated_start") == tie["start"]


def test_graphology_finds_colours_sizes_and_positions(tmp_path: Path) -> None:
    file = tmp_path / "graph.gexf"
    file.write_bytes(gexf(small_world(), positions=POSITIONS))
    nodes = {n["key"]: n["attributes"] for n in read_with("read_gexf.cjs", "graphology-gexf", file)["nodes"]}
    assert nodes["cut50"]["color"] == "rgb(0,114,178)"
    assert nodes["cut50"]["size"] > nodes["a-place-alone"]["size"]
    assert (nodes["cut50"]["x"], nodes["cut50"]["y"]) == (1.5, -2.25)
