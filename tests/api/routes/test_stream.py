"""Who listens as Gephi does holds the graph, and then each new version, for as long as both sides like."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.answers.long_answers import LongAnswers
from api.export.event_stream import HEARTBEAT, Streaming
from api.export.graph_files import Selection
from api.http.current_version import VersionWatcher
from api.http.request_errors import RequestError
from api.http.settings import Settings
from api.ingest.curated_facts import load_curated
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.versions.version_folders import DataFolder
from tests.api.served import SECONDS, Served
from tests.folders import Folder

ENDS = ("source", "target")


class Drawing:
    """A graph as Gephi holds it, changed by events."""

    def __init__(self) -> None:
        self.nodes: dict[str, dict[str, Any]] = {}
        self.edges: dict[str, dict[str, Any]] = {}

    def apply(self, event: dict[str, dict[str, Any]]) -> None:
        """Do what one event says; an edge needs both its ends."""
        for what, elements in event.items():
            held = self.nodes if what[1] == "n" else self.edges
            for key, values in elements.items():
                self._apply(what, held, key, values)

    def _apply(self, what: str, held: dict[str, dict[str, Any]], key: str, values: dict[str, Any]) -> None:
        match what[0]:
            case "a":
                assert key not in held
                assert what == "an" or all(values[end] in self.nodes for end in ENDS)
                held[key] = dict(values)
            case "c":
                held[key] = held[key] | values
            case "d":
                del held[key]
                assert not any(key in (edge["source"], edge["target"]) for edge in self.edges.values())

    def told(self) -> Any:
        """What it shows, but for places, which are told once."""
        nodes = {key: {name: node[name] for name in node if name not in "xy"} for key, node in self.nodes.items()}
        return tuple({key: _known(one) for key, one in elements.items()} for elements in (nodes, self.edges))


def _known(values: dict[str, Any]) -> dict[str, Any]:
    assert None not in values.values()
    return {name: value for name, value in values.items() if value != ""}


class Listener:
    """Gets a stream as Gephi's graph streaming does: what comes before a carriage return is one event, or blank."""

    def __init__(self, address: str, path: str = "/stream", **headers: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=SECONDS)
        self._connection.request("GET", path, headers=headers)
        self.answer = self._connection.getresponse()
        self.drawing = Drawing()
        self.events = 0

    def hear(self) -> bool:
        """Apply one event; False where the stream has ended."""
        told = bytearray()
        while (byte := self.answer.read(1)) and byte != b"\r":
            told += byte
        if told.strip():
            self.drawing.apply(json.loads(told))
            self.events += 1
        return bool(byte)

    def until(self, nodes: int, edges: int) -> Drawing:
        """Hear until the graph is of this size."""
        while (len(self.drawing.nodes), len(self.drawing.edges)) != (nodes, edges):
            assert self.hear(), "the stream ended"
        return self.drawing

    def close(self) -> None:
        """Go away."""
        self.answer.close()
        self._connection.close()


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Tables to change between two versions."""
    return Folder(tmp_path / "world")


@pytest.fixture
def moving(tmp_path: Path, folder: Folder) -> DataFolder:
    """Versions that a test may add to; the first is the small world."""
    home = DataFolder(tmp_path / "home")
    load_curated(home, [folder.path])
    return home


@pytest.fixture
def server(moving: DataFolder) -> Iterator[Served]:
    """A server over these versions."""
    server = Served(moving.path, REENTRY_POLL_SECONDS="0.05")
    try:
        server.until("/readyz", status="ready")
        yield server
    finally:
        server.close()


def _change(home: DataFolder, folder: Folder) -> None:
    """A tie goes, a text and a number are withdrawn, an actor gets another name, and a new one comes with a tie."""
    folder.set("actors", 3, "description", "")
    folder.set("relations", 10, "quantity", "")
    folder.set("relations", 10, "unit", "")
    folder.remove("relations", 4)
    folder.set("actors", 2, "name", "Kim K.")
    folder.copy("actors", 7, actor_id="second-facility", name="Second Facility", alt_names="")
    folder.copy("relations", 5, relation_id="second-visit", object="second-facility", start="2020", end="2020")
    assert load_curated(home, [folder.path]).is_new


def test_a_listener_holds_the_whole_graph(served: Served, world_home: DataFolder) -> None:
    graph = OpenVersion.open(world_home.require()).networkx_graph
    listener = Listener(served.address)
    drawn = listener.until(len(graph), graph.number_of_edges())
    assert {key: node["label"] for key, node in drawn.nodes.items()} == {
        key: facts["name"] for key, facts in graph.nodes.items()
    }
    assert {(edge["source"], edge["target"], key) for key, edge in drawn.edges.items()} == set(graph.edges(keys=True))
    assert all("x" in node and "y" in node for node in drawn.nodes.values())
    listener.close()


def test_a_new_version_comes_as_changes(server: Served, moving: DataFolder, folder: Folder) -> None:
    listener = Listener(server.address)
    before = listener.until(6, 8)
    assert before.nodes["kim-kardashian"]["label"] == "Kim Kardashian"
    told = listener.events
    _change(moving, folder)
    server.until("/readyz", version="000002")
    fresh = Listener(server.address)
    graph = OpenVersion.open(moving.require()).networkx_graph
    expected = fresh.until(len(graph), graph.number_of_edges())
    while listener.drawing.told() != expected.told():
        assert listener.hear(), "the stream ended"
    assert listener.drawing.nodes["kim-kardashian"]["label"] == "Kim K."
    assert listener.drawing.nodes["cut50"]["description"] == ""
    (partners,) = (tie for tie in listener.drawing.edges.values() if tie["kind"] == "partners_with")
    assert "quantity" not in partners
    assert "second-facility" in listener.drawing.nodes
    assert listener.events - told < fresh.events
    listener.close()
    fresh.close()


def test_a_stream_comes_to_its_end_when_the_server_does(server: Served) -> None:
    listener = Listener(server.address)
    listener.until(6, 8)
    assert server.end() == 0
    while listener.hear():
        pass
    assert "Cancel" not in server.printed()
    listener.close()


def test_a_stream_is_not_compressed_and_not_kept(served: Served) -> None:
    held = served.json("/api/stats")
    listener = Listener(
        served.address,
        **{"Accept-Encoding": "gzip", "If-None-Match": f'W/"{held["version"]}-{held["digest"][:16]}-json"'},
    )
    assert listener.answer.status == 200
    assert listener.answer.headers["Content-Encoding"] == "identity"
    assert listener.answer.headers["Cache-Control"] == "no-store"
    assert listener.answer.headers["ETag"] is None
    listener.close()


def test_a_listener_may_want_a_part(served: Served) -> None:
    listener = Listener(served.address, "/stream?around=cut50&relation=apprentice_at")
    assert set(listener.until(2, 1).nodes) == {"cut50", "kim-kardashian"}
    listener.close()


def test_the_head_of_a_stream_has_an_end(world_client: TestClient) -> None:
    answer = world_client.head("/stream")
    assert (answer.status_code, answer.content) == (200, b"")


def test_nobody_can_be_listened_to_who_is_not_there(world_client: TestClient) -> None:
    assert world_client.get("/stream?around=nobody").status_code == 404
    assert world_client.get("/stream?relation=nothing").status_code == 422


def _streams(home: DataFolder, **limits: Any) -> tuple[VersionWatcher, Streaming]:
    serving = VersionWatcher(home, poll_seconds=3600)
    return serving, Streaming(serving, LongAnswers(Settings(answer_workers=0).answer_limits, ""), **limits)


def _events(streaming: Streaming) -> AsyncIterator[bytes]:
    return cast("AsyncIterator[bytes]", streaming.listener(Selection(ALL)).body_iterator)


def test_a_stream_shows_a_sign_of_life(world_home: DataFolder) -> None:
    async def listen() -> list[bytes]:
        serving, streaming = _streams(world_home, heartbeat_seconds=0.01)
        await serving.refresh()
        events = _events(streaming)
        heard = [await anext(events) for _ in range(3)]
        streaming.close()
        return heard

    graph, *signs = asyncio.run(listen())
    assert graph.endswith(b"\r")
    assert signs == [HEARTBEAT, HEARTBEAT]


def test_there_is_room_for_so_many_listeners_and_who_leaves_makes_room(world_home: DataFolder) -> None:
    async def leave(*_: Any) -> Any:
        return {"type": "http.disconnect"}

    async def listen() -> None:
        serving, streaming = _streams(world_home, most=2)
        await serving.refresh()
        first, _second = (streaming.listener(Selection(ALL)) for _ in range(2))
        for _ in range(1000):  # whether they were heard already or not
            with pytest.raises(RequestError) as refused:
                streaming.listener(Selection(ALL))
            assert refused.value.status == 503
        await first({"type": "http", "asgi": {"spec_version": "2.0"}}, leave, leave)
        assert streaming.listeners == 1
        streaming.listener(Selection(ALL))

    asyncio.run(listen())


def test_a_part_goes_on_around_those_who_are_still_there(world_home: DataFolder) -> None:
    graph = OpenVersion.open(world_home.require())
    assert Selection(ALL, ("gone",)).in_version(graph) is None
    left = Selection(Filter(relations=frozenset({"visited"})), ("gone", "kim-kardashian")).in_version(graph)
    assert left
    assert set(left.networkx(graph)) == {
        "kim-kardashian",
        "california-institution-for-women",
    }
