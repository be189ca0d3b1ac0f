"""The version that the server answers from: opened, and replaced by a newer one without a pause."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Annotated

from fastapi import Query, Request
from pyoxigraph import Store

from api.http.etag import version_etag
from api.http.request_errors import InvalidParameter
from graph.index.open_version import OpenVersion
from graph.model.errors import ReentryError
from graph.versions.known_at import refuse_withdrawn, version_named
from graph.versions.version_folders import DataFolder, NoVersion, Version

log = logging.getLogger("reentry")
EARLIER = 2
"""How many earlier versions stay open."""
SwapListener = Callable[[Version], Awaitable[None]]
"""Called with a version before the server answers from it."""


@dataclass(frozen=True)
class CurrentVersion:
    """An open version: its graph, its RDF store, and the entity tag of its answers.

    `is_earlier`: a request asked for it by `known_at`, and there is a newer one.
    """

    version: Version
    graph: OpenVersion
    is_earlier: bool = False
    etag: str = field(init=False)

    def __post_init__(self) -> None:
        etag = version_etag(self.version.path.name, self.graph.digest)
        object.__setattr__(self, "etag", etag)  # the way to set a field of a frozen dataclass

    @cached_property
    def store(self) -> Store:
        """Its RDF, opened on first use: it starts threads, which a process must not have before it forks."""
        return self.version.open_store()


class VersionWatcher:
    """Keeps the current version open, and looks for a newer one."""

    def __init__(self, data_folder: DataFolder, poll_seconds: float) -> None:
        self.data_folder = data_folder
        self._poll_seconds = poll_seconds
        self._current: CurrentVersion | None = None
        self._last_error = ""
        self.on_swap: list[SwapListener] = []
        self._earlier: OrderedDict[str, CurrentVersion] = OrderedDict()
        self._opening = asyncio.Lock()

    @property
    def current(self) -> CurrentVersion:
        """The open version; raises NoVersion while there is none."""
        if self._current is None:
            raise NoVersion("no version is open yet: try again in a few seconds")
        return self._current

    @property
    def refused(self) -> str:
        """Why the newest version cannot be opened; empty if it answers."""
        return self._last_error

    @property
    def is_ready(self) -> bool:
        """Whether a version is open."""
        return self._current is not None

    async def refresh(self) -> bool:
        """Open the newest version if it is not open yet. True if it was opened now."""
        name = self.data_folder.current_name()
        if name is None or (self._current and self._current.version.path.name == name):
            return False
        version = self.data_folder.require()
        self._current = await (self._swap_to(version) if self._current else self._open_first(version))
        self._earlier.clear()  # it may have withdrawn somebody whom they name
        log.info("version %s answers", name)
        return True

    async def known_at(self, text: str) -> CurrentVersion:
        """The version that a number or a date names; raises UnknownVersion, VersionGone and NoVersion.

        The few that were asked last stay open. They are opened one at a time, as each takes memory.
        """
        current = self.current
        version = await asyncio.to_thread(version_named, self.data_folder, text)
        name = version.path.name
        if name == current.version.path.name:
            return current
        async with self._opening:
            if name not in self._earlier:
                earlier = replace(await asyncio.to_thread(_open, version), is_earlier=True)
                await asyncio.to_thread(refuse_withdrawn, version, current.version, earlier.graph.actor_ids)
                self._earlier[name] = earlier
            self._earlier.move_to_end(name)
            while len(self._earlier) > EARLIER:
                self._earlier.popitem(last=False)
            return self._earlier[name]

    async def _swap_to(self, version: Version) -> CurrentVersion:
        """Open a newer version, one step at a time: if a step fails, the old version goes on answering."""
        fresh = await asyncio.to_thread(_open, version)
        for listener in self.on_swap:
            await listener(version)
        return fresh

    async def _open_first(self, version: Version) -> CurrentVersion:
        """Open the first version, all steps at the same time: nothing is being answered yet."""
        opening = asyncio.ensure_future(asyncio.to_thread(_open, version))
        await asyncio.gather(opening, *(listener(version) for listener in self.on_swap))
        return opening.result()

    async def keep_fresh(self) -> None:
        """Open a newer version if there is one. A failure is logged once, and the old version goes on answering."""
        try:
            await self.refresh()
            self._last_error = ""
        except Exception as error:  # a faulty new version must not end the answers of the old one
            if str(error) != self._last_error:
                log.exception("the newest version cannot be opened: the one before it goes on answering")
            self._last_error = str(error)

    async def watch(self) -> None:
        """Look for a newer version until cancelled."""
        while True:
            await asyncio.sleep(self._poll_seconds)
            await self.keep_fresh()


def _open(version: Version) -> CurrentVersion:
    current = CurrentVersion(version, OpenVersion.open(version))
    assert current.store  # opened now: a version without it must not answer
    return current


async def current_version(request: Request) -> CurrentVersion:
    """The version that answers this request; raises NoVersion. A coroutine: FastAPI would use a thread otherwise."""
    versions: VersionWatcher = request.app.state.versions
    current = versions.current
    request.state.etag = current.etag
    return current


async def version_asked(
    request: Request,
    known_at: Annotated[
        str | None,
        Query(
            max_length=40,
            description="Ask what the graph said then: the number of a version, or a date (the last version that was "
            "published by the end of it). Default: the newest version.",
            examples=["000001"],
        ),
    ] = None,
) -> CurrentVersion:
    """The version that the request asks for, by default the newest. Raises what `VersionWatcher.known_at` raises."""
    if known_at is None:
        return await current_version(request)
    versions: VersionWatcher = request.app.state.versions
    try:
        asked = await versions.known_at(known_at)
    except ReentryError:
        raise
    except ValueError as error:
        raise InvalidParameter(str(error)) from error
    request.state.etag = asked.etag
    return asked
