"""Graph streaming: a listener receives the current graph, then the changes that each new version makes.

Gephi reads up to each carriage return and ignores blanks, so a carriage return alone is a heartbeat that changes
nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Mapping
from pathlib import Path
from typing import BinaryIO

import msgspec
from starlette.responses import StreamingResponse
from starlette.types import Receive, Scope, Send

from api.answers.asking import of_task
from api.answers.long_answers import LongAnswers
from api.answers.question import Question
from api.export.graph_files import Selection
from api.http.current_version import CurrentVersion, VersionWatcher
from api.http.request_errors import ServerBusy
from graph.export.gephi_stream import MEDIA_TYPE, changes, events
from graph.export.writing.layout import Position
from graph.index.networkx_graph import NetworkxSubgraph
from graph.index.open_version import OpenVersion
from graph.versions.version_folders import Version
from graph.workers.fair_queue import LONG

HEARTBEAT = b"\r"
HEARTBEAT_SECONDS = 15.0
MOST_LISTENERS = 32


class Streaming:
    """The clients that listen, each with the event that wakes it: a new version, or the end of the server."""

    def __init__(
        self,
        serving: VersionWatcher,
        answers: LongAnswers,
        *,
        most: int = MOST_LISTENERS,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        self._serving, self._answers = serving, answers
        self._most, self._heartbeat_seconds = most, heartbeat_seconds
        self._listeners: set[asyncio.Event] = set()
        self._is_closed = False

    @property
    def listeners(self) -> int:
        """How many listen now."""
        return len(self._listeners)

    async def swapped(self, _version: Version) -> None:
        """A new version is about to answer."""
        self._wake()

    def close(self) -> None:
        """Let every stream come to its end."""
        self._is_closed = True
        self._wake()

    def listener(self, selection: Selection, client: str = "") -> Listener:
        """A place for one listener, until it is closed; raises ServerBusy where there is none left."""
        if (refusal := self.refusal()) is not None:
            raise refusal
        woken = asyncio.Event()
        self._listeners.add(woken)
        return Listener(self, selection, client, woken)

    def refusal(self) -> ServerBusy | None:
        """Why there is no place left, if there is none."""
        if len(self._listeners) < self._most:
            return None
        return ServerBusy(f"{self._most} clients are listening already: try again later", retry_after=60)

    def remove(self, woken: asyncio.Event) -> None:
        """A listener has gone."""
        self._listeners.discard(woken)

    async def stream(self, selection: Selection, client: str, woken: asyncio.Event) -> AsyncIterator[bytes]:
        """The events for one listener."""
        current, before = self._serving.current, None
        async for piece in self._pieces(current, before, selection, client):
            yield piece
        while not self._is_closed:
            if not await self._woken(woken):
                yield HEARTBEAT
            if self._serving.current is not current:
                current, before = self._serving.current, current.version
                async for piece in self._pieces(current, before, selection, client):
                    yield piece

    async def _pieces(
        self, current: CurrentVersion, before: Version | None, selection: Selection, client: str
    ) -> AsyncIterator[bytes]:
        """The events of a version; only its changes, where the listener has the version before."""
        present = selection.in_version(current.graph)
        positions = await self._positions(current, present, client) if present else b"{}"
        path = before.path if before else None
        question: Question[None] = Question(write_events, (path, selection, positions), lane=LONG, writes=True)
        with await self._answers.answer(current, question, client) as answer:
            for piece in answer.body.chunks():
                yield piece

    async def _positions(self, current: CurrentVersion, selection: Selection, client: str) -> bytes:
        with await self._answers.answer(current, of_task(selection.layout, current), client) as answer:
            return answer.value

    async def _woken(self, woken: asyncio.Event) -> bool:
        """Wait for a new version or the end; False where neither came within the time of a heartbeat."""
        try:
            await asyncio.wait_for(woken.wait(), self._heartbeat_seconds)
        except TimeoutError:
            return False
        woken.clear()
        return True

    def _wake(self) -> None:
        for woken in self._listeners:
            woken.set()


class Listener(StreamingResponse):
    """The events for one client. Its place is free again when it has been sent, or the client has gone."""

    def __init__(self, streaming: Streaming, selection: Selection, client: str, woken: asyncio.Event) -> None:
        self._streaming, self._woken = streaming, woken
        super().__init__(streaming.stream(selection, client, woken), media_type=MEDIA_TYPE, headers=HEADERS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send the events."""
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._streaming.remove(self._woken)


HEADERS = {"Cache-Control": "no-store", "Content-Encoding": "identity", "X-Accel-Buffering": "no"}
"""A stream is not cached, and no proxy on the way buffers it."""


def write_events(
    current: CurrentVersion, out: BinaryIO, before: Path | None, selection: Selection, positions: bytes
) -> None:
    """Write the events that draw a selection; where a version before is given, those that change its drawing."""
    places: Mapping[str, Position] = msgspec.json.decode(positions, type=dict[str, Position])
    subgraph = _drawn(current.graph, selection)
    pieces: Iterable[bytes] = events(subgraph, positions=places)
    if before is not None:
        earlier = OpenVersion.open(Version(before))
        pieces = changes(_drawn(earlier, selection), subgraph, positions=places)
    for event in pieces:
        out.write(event)


def _drawn(graph: OpenVersion, selection: Selection) -> NetworkxSubgraph:
    """What is selected of a version."""
    present = selection.in_version(graph)
    if present is None:
        return NetworkxSubgraph(graph.networkx_graph.subgraph([]).copy())
    return NetworkxSubgraph(present.networkx(graph))
