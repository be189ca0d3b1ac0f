from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from hypothesis import given

from graph.export.gephi_stream import changes, events
from graph.index.networkx_graph import NetworkxSubgraph
from tests.graph.export.world import add_tie, empty_world, small_world
from tests.graph.export.worlds import worlds


class Client:
    """What Gephi's plugin does: split at carriage returns, apply each event in turn.

    A column takes the type of the first value that comes, as in Java; no other value fits it, least of all none.
    """

    def __init__(self) -> None:
        self.columns: dict[tuple[str, str], type] = {}
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[str, dict[str, Any]] = {}

    def read(self, stream: Iterable[bytes]) -> list[str]:
        lines = b"".join(stream).split(b"\r")
        assert lines.pop() == b""
        return [self._apply(json.loads(line)) for line in lines]

    def _apply(self, event: dict[str, Any]) -> str:
        [(name, elements)] = event.items()
        for key, values in elements.items():
            for column, value in values.items():
                assert type(value) is self.columns.setdefault((name[1], column), type(value)) in (str, float, bool)
            getattr(self, f"_{name}")(key, values)
        return name

    def shown(self) -> list[dict[str, dict[str, Any]]]:
        """What a person sees: an empty cell, whether it was told as an empty text or never."""
        return [{key: _filled(values) for key, values in held.items()} for held in (self.nodes, self.edges)]

    def _an(self, key: str, values: dict[str, Any]) -> None:
        assert key not in self.nodes
        self.nodes[key] = values

    def _ae(self, key: str, values: dict[str, Any]) -> None:
        assert key not in self.edges
        assert {values["source"], values["target"]} <= self.nodes.keys()
        self.edges[key] = values

    def _dn(self, key: str, values: dict[str, Any]) -> None:
        assert not values
        del self.nodes[key]
        assert not any(key in (edge["source"], edge["target"]) for edge in self.edges.values())

    def _de(self, key: str, values: dict[str, Any]) -> None:
        assert not values
        del self.edges[key]

    def _cn(self, key: str, values: dict[str, Any]) -> None:
        self.nodes[key] = self.nodes[key] | values

    def _ce(self, key: str, values: dict[str, Any]) -> None:
        assert not {"source", "target"} & values.keys()
        self.edges[key] = self.edges[key] | values


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value != ""}


def drawn(graph: Any, **options: Any) -> Iterator[bytes]:
    return events(NetworkxSubgraph(graph), **options)


def changed(old: Any, new: Any, **options: Any) -> Iterator[bytes]:
    return changes(NetworkxSubgraph(old), NetworkxSubgraph(new), **options)


def client_of(graph: Any) -> Client:
    client = Client()
    client.read(drawn(graph))
    return client


def test_a_client_rebuilds_the_graph() -> None:
    client, graph = client_of(small_world()), small_world()
    assert client.nodes.keys() == set(graph.nodes)
    assert {(edge["source"], edge["target"], key) for key, edge in client.edges.items()} == set(graph.edges(keys=True))
    assert client.nodes["cut50"]["label"] == "#cut50"
    assert client.edges["t-gift"]["amount"] == 250000.0
    assert client.edges["t-apprentice"]["sources"] == "filing-2020; news-2019"


@given(old=worlds(), new=worlds())
def test_changes_turn_the_old_graph_into_the_new_one(old: Any, new: Any) -> None:
    client = client_of(old)
    client.read(changed(old, new))
    client.read(changed(new, old))
    client.read(changed(old, new))
    assert client.shown() == client_of(new).shown()


@given(graph=worlds())
def test_where_nothing_changed_nothing_is_told(graph: Any) -> None:
    assert list(changed(graph, graph)) == []


def test_everything_can_come_and_go() -> None:
    client = client_of(empty_world())
    assert set(client.read(changed(empty_world(), small_world()))) == {"an", "ae"}
    assert set(client.read(changed(small_world(), empty_world()))) == {"dn", "de"}
    assert (client.nodes, client.edges) == ({}, {})


def test_a_withdrawn_text_is_told_as_an_empty_one() -> None:
    new = small_world()
    new.nodes["cut50"]["description"] = None
    new.nodes["kim-kardashian"]["alt_names"] = ()
    kim, cut50 = "kim-kardashian", "cut50"
    new.edges[kim, cut50, "t-apprentice"].update(roles=(), start=None, valid_from=None)
    told = [json.loads(line) for line in changed(small_world(), new)]
    assert told == [
        {"cn": {cut50: {"description": ""}}},
        {"cn": {kim: {"alt_names": ""}}},
        {"ce": {"t-apprentice": {"roles": "", "start": "", "valid_from": ""}}},
    ]


@pytest.mark.parametrize(
    ("tie", "had", "has"),
    [
        ("t-gift", {"amount": 250000}, {"amount": None}),
        ("t-helps", {"quantity": 1200}, {"quantity": None}),
        ("t-gift", {"cumulative": True}, {"cumulative": None}),
    ],
)
def test_a_tie_that_loses_a_number_is_told_anew(tie: str, had: dict[str, Any], has: dict[str, Any]) -> None:
    old, new = small_world(), small_world()
    _update_tie(old, tie, had)
    _update_tie(new, tie, has)
    client = client_of(old)
    assert client.read(changed(old, new)) == ["de", "ae"]
    assert has.keys().isdisjoint(client.edges[tie])
    assert client.shown() == client_of(new).shown()


def _update_tie(graph: Any, key: str, facts: dict[str, Any]) -> None:
    (values,) = (values for *_, tie, values in graph.edges(keys=True, data=True) if tie == key)
    values.update(facts)


def test_every_number_has_a_point_so_that_gephi_makes_a_column_of_doubles_of_the_first() -> None:
    told = b"".join(drawn(small_world())).decode()
    numbers = re.findall(r'"(?:amount|quantity|weight|size|r|g|b)":([^,}]+)', told)
    assert len(numbers) > 20
    assert [number for number in numbers if "." not in number] == []


def test_a_new_tie_changes_the_size_of_its_actors_and_nothing_else() -> None:
    new = small_world()
    add_tie(new, "t-new", "jose-nunez", "visited", "a-place-alone")
    client = client_of(small_world())
    assert client.read(changed(small_world(), new)) == ["ae", "cn", "cn"]
    told = [json.loads(line) for line in b"".join(changed(small_world(), new)).split(b"\r")[1:-1]]
    assert [list(values) for event in told for values in event["cn"].values()] == [["size"], ["size"]]


def test_only_new_actors_are_placed() -> None:
    places = dict.fromkeys(small_world(), (1.0, 2.0))
    placed = [json.loads(line) for line in drawn(small_world(), positions=places)]
    assert placed[0]["an"]["a-place-alone"]["x"] == 1.0
    renamed = small_world()
    renamed.nodes["cut50"]["name"] = "Dream.Org Justice"
    told = [json.loads(line) for line in changed(small_world(), renamed, positions=places)]
    assert told == [{"cn": {"cut50": {"label": "Dream.Org Justice", "name": "Dream.Org Justice"}}}]


def test_colours_are_shares_of_one() -> None:
    node = client_of(small_world()).nodes["cut50"]
    assert all(0 <= node[channel] <= 1 for channel in "rgb")
