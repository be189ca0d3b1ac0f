"""Graph streaming: a listener receives the current graph, then the changes that each new version makes.

Gephi reads up to each carriage return and ignores blanks, so a carriage return alone is a heartbeat that changes
nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping

from cachetools import LRUCache

from api.export.graph_files import Selection
from api.http.current_version import CurrentVersion, VersionWatcher
from api.http.request_errors import ServerBusy
from graph.export.gephi_stream import changes, events
from graph.export.writing.layout import Position
from graph.index.networkx_graph import NetworkxSubgraph
from graph.precomputed import AnswerStore
from graph.versions.version_folders import Version

HEARTBEAT = b"\r"
HEARTBEAT_SECONDS = 15.0
MOST_LISTENERS = 32
PIECE_BYTES = 64 << 10
_LAYOUTS_CACHED = 8


class Streaming:
    """The clients that listen, each with the event that wakes it: a new version, or the end of the server."""

    def __init__(
        self, serving: VersionWatcher, *, most: int = MOST_LISTENERS, heartbeat_seconds: float = HEARTBEAT_SECONDS
    ) -> None:
        self._serving = serving
        self._most, self._heartbeat_seconds = most, heartbeat_seconds
        self._listeners: set[asyncio.Event] = set()
        self._layouts: LRUCache[tuple[str, Selection], Mapping[str, Position]] = LRUCache(_LAYOUTS_CACHED)
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

    def stream(self, selection: Selection) -> AsyncIterator[bytes]:
        """The events for one listener; raises ServerBusy where there is no room for another."""
        if len(self._listeners) >= self._most:
            raise ServerBusy(f"{self._most} clients are listening already: try again later", retry_after=60)
        return self._events(selection, asyncio.Event())

    async def _events(self, selection: Selection, woken: asyncio.Event) -> AsyncIterator[bytes]:
        self._listeners.add(woken)
        try:
            current = self._serving.current
            subgraph, positions = await asyncio.to_thread(self._drawn, current, selection)
            async for piece in _in_pieces(events(subgraph, positions=positions)):
                yield piece
            while not self._is_closed:
                if not await self._woken(woken):
                    yield HEARTBEAT
                if self._serving.current is not current:
                    current = self._serving.current
                    fresh, positions = await asyncio.to_thread(self._drawn, current, selection)
                    async for piece in _in_pieces(changes(subgraph, fresh, positions=positions)):
                        yield piece
                    subgraph = fresh
        finally:
            self._listeners.discard(woken)

    def _drawn(self, current: CurrentVersion, selection: Selection) -> tuple[NetworkxSubgraph, Mapping[str, Position]]:
        """What is selected of a version, and where its actors stand."""
        graph, key = current.graph, (current.etag, selection)
        present = selection.in_version(graph)
        if present is None:
            return NetworkxSubgraph(graph.networkx_graph.subgraph([]).copy()), {}
        if key not in self._layouts:
            self._layouts[key] = AnswerStore.of(current.version).answer(present.layout, graph)
        return NetworkxSubgraph(present.networkx(graph)), self._layouts[key]

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


async def _in_pieces(messages: Iterable[bytes]) -> AsyncIterator[bytes]:
    """Events in pieces of some thousand bytes, each made in a thread."""
    source = iter(messages)
    while piece := await asyncio.to_thread(_piece, source):
        yield piece


def _piece(source: Iterator[bytes]) -> bytes:
    piece = bytearray()
    for event in source:
        piece += event
        if len(piece) >= PIECE_BYTES:
            break
    return bytes(piece)
