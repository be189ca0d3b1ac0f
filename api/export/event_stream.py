"""Graph streaming: who listens is told the graph as it is, then of each new version what is different.

Gephi's reader takes what comes before each carriage return, and passes over what is blank: so a carriage return alone
is a sign of life that changes nothing.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping

from cachetools import LRUCache

from api.export.subgraph_selection import Part
from api.http.current_version import CurrentVersion, VersionWatcher
from api.http.request_errors import ServerBusy
from graph.export.gephi_stream import changes, events
from graph.export.writing.graph_writer import Position
from graph.index.networkx_graph import NetworkxSubgraph
from graph.precomputed import Kept
from graph.versions.version_folders import Version

HEARTBEAT = b"\r"
HEARTBEAT_SECONDS = 15.0
MOST_LISTENERS = 32
PIECE_BYTES = 64 << 10
_PLACES_HELD = 8


class Streaming:
    """The listeners, and what wakes them: a new version, or the end."""

    def __init__(
        self, serving: VersionWatcher, *, most: int = MOST_LISTENERS, heartbeat_seconds: float = HEARTBEAT_SECONDS
    ) -> None:
        self._serving = serving
        self._most, self._heartbeat_seconds = most, heartbeat_seconds
        self._listeners: set[asyncio.Event] = set()
        self._places: LRUCache[tuple[str, Part], Mapping[str, Position]] = LRUCache(_PLACES_HELD)
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

    def stream(self, part: Part) -> AsyncIterator[bytes]:
        """The events of one listener; raises ServerBusy where there is no room for another."""
        if len(self._listeners) >= self._most:
            raise ServerBusy(f"{self._most} listen already: try again later", retry_after=60)
        return self._told(part, asyncio.Event())

    async def _told(self, part: Part, woken: asyncio.Event) -> AsyncIterator[bytes]:
        self._listeners.add(woken)
        try:
            current = self._serving.current
            held, places = await asyncio.to_thread(self._drawn, current, part)
            async for piece in _in_pieces(events(held, positions=places)):
                yield piece
            while not self._is_closed:
                if not await self._woken(woken):
                    yield HEARTBEAT
                if self._serving.current is not current:
                    current = self._serving.current
                    fresh, places = await asyncio.to_thread(self._drawn, current, part)
                    async for piece in _in_pieces(changes(held, fresh, positions=places)):
                        yield piece
                    held = fresh
        finally:
            self._listeners.discard(woken)

    def _drawn(self, current: CurrentVersion, part: Part) -> tuple[NetworkxSubgraph, Mapping[str, Position]]:
        """What is wanted of a version, and where its actors stand."""
        graph, key = current.graph, (current.etag, part)
        here = part.still_there(graph)
        if here is None:
            return NetworkxSubgraph(graph.mirror.subgraph([]).copy()), {}
        if key not in self._places:
            self._places[key] = Kept.beside(current.version).answer(here.places, graph)
        return NetworkxSubgraph(here.of(graph)), self._places[key]

    async def _woken(self, woken: asyncio.Event) -> bool:
        """Wait until there is something to look at; False where nothing came for so long that a sign of life is due."""
        try:
            await asyncio.wait_for(woken.wait(), self._heartbeat_seconds)
        except TimeoutError:
            return False
        woken.clear()
        return True

    def _wake(self) -> None:
        for woken in self._listeners:
            woken.set()


async def _in_pieces(told: Iterable[bytes]) -> AsyncIterator[bytes]:
    """Events in pieces of some thousand bytes, each made in a thread."""
    source = iter(told)
    while piece := await asyncio.to_thread(_piece, source):
        yield piece


def _piece(source: Iterator[bytes]) -> bytes:
    piece = bytearray()
    for event in source:
        piece += event
        if len(piece) >= PIECE_BYTES:
            break
    return bytes(piece)
