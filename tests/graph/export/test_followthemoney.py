from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings

from graph.export.followthemoney import FollowTheMoneyExporter
from graph.export.writing.escaping import printable
from tests.graph.export.exported import exported
from tests.graph.export.world import NEWS, small_world
from tests.graph.export.worlds import worlds


def entities(graph: Any, **options: Any) -> dict[str, dict[str, Any]]:
    content = exported(FollowTheMoneyExporter, graph, **options)
    found = [json.loads(line) for line in content.decode().split("\n") if line]
    return {entity["id"]: entity for entity in found}


def test_every_actor_and_every_tie_is_an_entity() -> None:
    graph = small_world()
    assert entities(graph).keys() == set(graph) | {key for *_, key in graph.edges(keys=True)}


@pytest.mark.parametrize(
    ("key", "schema", "properties"),
    [
        ("kim-kardashian", "Person", {"name": ["Kim Kardashian"], "keywords": ["Person"]}),
        ("first-step-act", "Document", {"title": ["First Step Act"], "fileName": ["first-step-act"]}),
        ("anti-recidivism-coalition", "Organization", {"taxNumber": ["46-2131524"]}),
        ("t-helps-back", "Employment", {"employee": ["jose-nunez"], "employer": ["anti-recidivism-coalition"]}),
        ("t-gift", "Payment", {"payer": ["kim-kardashian"], "amount": ["250000"], "amountUsd": ["250000"]}),
        ("t-apprentice", "UnknownLink", {"subject": ["kim-kardashian"], "object": ["cut50"], "startDate": ["2018-10"]}),
        ("t-supports", "UnknownLink", {"role": ["advocates for"], "sourceUrl": ["https://news.example/"]}),
    ],
)
def test_it_says_the_same_in_other_words(key: str, schema: str, properties: dict[str, list[str]]) -> None:
    entity = entities(small_world(), sources={NEWS: {"source_url": "https://news.example/"}})[key]
    assert entity["schema"] == schema
    assert {name: entity["properties"][name] for name in properties} == properties


def test_a_tie_whose_end_does_not_fit_is_an_unknown_link() -> None:
    graph = small_world()
    graph.nodes["anti-recidivism-coalition"]["kind"] = "program"
    link = entities(graph)["t-gift"]
    assert link["schema"] == "UnknownLink"
    assert "250000 USD" in link["properties"]["summary"][0]


@settings(max_examples=100, deadline=None)
@given(graph=worlds())
def test_the_followthemoney_package_loads_it(graph: Any) -> None:
    model = pytest.importorskip("followthemoney", reason="followthemoney is not installed").model
    for entity in entities(graph).values():
        proxy = model.get_proxy(entity)
        assert proxy.schema.name == entity["schema"]
        assert proxy.schema.validate({"properties": entity["properties"]}) is None
        for name, values in entity["properties"].items():
            assert name in proxy.schema.properties
            if proxy.schema.properties[name].type.name not in {"url", "name", "text", "identifier", "string"}:
                assert proxy.get(name) == values


@given(graph=worlds())
def test_names_come_back_as_they_were(graph: Any) -> None:
    found = entities(graph)
    for slug, name in graph.nodes(data="name"):
        assert found[slug]["properties"]["name"] in ([printable(name)], [slug])
        if any(letter.isalnum() for letter in name):
            assert found[slug]["properties"]["name"] == [printable(name)]


@pytest.mark.parametrize("name", [" ", "''", '"', "\u200b", "\t"])
def test_a_name_that_shows_nothing_gives_way_to_the_id(name: str) -> None:
    graph = small_world()
    graph.nodes["cut50"]["name"] = name
    assert entities(graph)["cut50"]["properties"]["name"] == ["cut50"]
