"""The facts that ship with the project, as the tools of other people read them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from lxml import etree

from graph.export.file_formats import FORMATS
from graph.export.writing.exporter import ExportContext
from graph.export.writing.layout import positions
from graph.index.networkx_graph import NetworkxSubgraph, networkx_graph
from graph.rdf.records import Records
from tests.graph.export.node import read_with

SCHEMA = Path(__file__).parents[4] / "shared" / "suites" / "gexf-1.3" / "gexf.rng"


@pytest.fixture(scope="module")
def whole(shipped: Records) -> Any:
    return networkx_graph(shipped, "000001", "0" * 64)


@pytest.fixture(scope="module")
def context(shipped: Records, whole: Any) -> ExportContext:
    return ExportContext(sources=shipped.sources, positions=positions(NetworkxSubgraph(whole)))


def written(suffix: str, whole: Any, context: ExportContext) -> bytes:
    out = io.BytesIO()
    FORMATS[suffix](NetworkxSubgraph(whole), out, context).write()
    return out.getvalue()


def test_gexf_is_valid_by_the_official_schema(whole: Any, context: ExportContext) -> None:
    if not SCHEMA.is_file():
        pytest.skip("the official RELAX NG of GEXF 1.3 is not there: ../shared/suites/gexf-1.3/gexf.rng")
    etree.RelaxNG(etree.parse(SCHEMA)).assertValid(etree.fromstring(written("gexf", whole, context)))


def test_gexf_holds_every_tie_and_places_every_actor(whole: Any, context: ExportContext) -> None:
    read = nx.read_gexf(io.BytesIO(written("gexf", whole, context)))
    assert {edge["id"] for *_, edge in read.edges(data=True)} == {key for *_, key in whole.edges(keys=True)}
    places = {(node["viz"]["position"]["x"], node["viz"]["position"]["y"]) for _, node in read.nodes(data=True)}
    assert len(places) == len(whole)


@pytest.mark.parametrize(
    ("script", "package", "suffix"),
    [
        ("read_gexf.cjs", "graphology-gexf", "gexf"),
        ("read_graphology.cjs", "graphology", "graphology.json"),
        ("read_cytoscape.cjs", "cytoscape", "cyjs"),
    ],
)
def test_readers_of_the_browser_find_all_of_it(
    script: str, package: str, suffix: str, whole: Any, context: ExportContext, tmp_path: Path
) -> None:
    file = tmp_path / f"reentry.{suffix}"
    file.write_bytes(written(suffix, whole, context))
    read = read_with(script, package, file)
    assert (len(read["nodes"]), len(read["edges"])) == (len(whole), whole.number_of_edges())


def test_followthemoney_finds_every_entity_valid(whole: Any, context: ExportContext) -> None:
    model = pytest.importorskip("followthemoney", reason="followthemoney is not installed").model
    entities = [json.loads(line) for line in written("ftm.json", whole, context).splitlines()]
    assert len(entities) == len(whole) + whole.number_of_edges()
    for entity in entities:
        model.get(entity["schema"]).validate({"properties": entity["properties"]})
