"""What the server answers from: the current version, opened; swapped for a newer one without a pause."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from pyoxigraph import Store
from starlette.requests import Request

from graph.index.open_version import OpenVersion
from graph.versions.version_folders import Home, NoVersion, Version

log = logging.getLogger("reentry")
Opened = Callable[[Version], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Answering:
    """One version that answers, and the tag that its answers carry."""

    version: Version
    graph: OpenVersion
    store: Store

    @property
    def etag(self) -> str:
        """The entity tag of everything this version answers."""
        return f'"{self.version.path.name}-{self.graph.digest[:16]}"'


class Serving:
    """Holds the version that answers, and looks for a newer one."""

    def __init__(self, home: Home, poll_seconds: float) -> None:
        self.home = home
        self._poll_seconds = poll_seconds
        self._answering: Answering | None = None
        self._trouble = ""
        self.on_swap: list[Opened] = []

    @property
    def answering(self) -> Answering:
        """The version that answers; raises NoVersion while there is none."""
        if self._answering is None:
            raise NoVersion("no version is open yet: try again in a few seconds")
        return self._answering

    @property
    def is_ready(self) -> bool:
        """Whether a version is open."""
        return self._answering is not None

    async def refresh(self) -> bool:
        """Open the current version if it is another than the one that answers; whether it was."""
        name = self.home.current_name()
        if name is None or (self._answering and self._answering.version.path.name == name):
            return False
        version = self.home.version(name)
        self._answering = await (self._swapped(version) if self._answering else self._begun(version))
        log.info("version %s answers", name)
        return True

    async def _swapped(self, version: Version) -> Answering:
        """One thing after the other: where the version cannot be opened, all goes on with the old one."""
        fresh = await asyncio.to_thread(_open, version)
        for opened in self.on_swap:
            await opened(version)
        return fresh

    async def _begun(self, version: Version) -> Answering:
        """All at once: nothing answers yet."""
        opening = asyncio.ensure_future(asyncio.to_thread(_open, version))
        await asyncio.gather(opening, *(opened(version) for opened in self.on_swap))
        return opening.result()

    async def keep_fresh(self) -> None:
        """Open a newer version if there is one. One that cannot be opened is told once; the old one goes on."""
        try:
            await self.refresh()
            self._trouble = ""
        except Exception as error:  # whatever ails a new version, it must not end the answers of the old one
            if str(error) != self._trouble:
                log.exception("the current version cannot be opened: what answered before goes on")
            self._trouble = str(error)

    async def watch(self) -> None:
        """Look for a newer version for ever."""
        while True:
            await asyncio.sleep(self._poll_seconds)
            await self.keep_fresh()


def _open(version: Version) -> Answering:
    return Answering(version, OpenVersion.open(version), version.open_store())


async def answering(request: Request) -> Answering:
    """The version that answers this request. Not a plain function, for which FastAPI would take a thread each time."""
    serving: Serving = request.app.state.serving
    found: Answering = serving.answering
    request.state.etag = found.etag
    return found
