"""The way of a call through the house: which modules a reader has to open to follow it, in order.

A profiler notes each function of `graph`, `loaders` and `api` the first time that it is entered: a reader reads a
function once, however often it runs. Modules in a row are one visit. `modules` are those entered; `returns` counts the
visits to a module that the way had left before.

Counted are functions, methods and properties. Not counted are what runs when a module is imported; comprehensions,
lambdas and nested functions, which are read where they stand; and code made by a library (such as the `__init__` of a
dataclass). A call is made once before it is followed, so that caches are warm.

As a script it prints the way of a request: `python -m tests.ways /api/actors/cut50/neighbors` (on the data folder
`data`, or the one of REENTRY_DATA).
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from types import CodeType, FrameType
from typing import Any, NamedTuple

from starlette.applications import Starlette
from starlette.routing import Match
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api.app import create_app
from api.http.settings import Settings

ROOT = Path(__file__).parents[1]
FLOORS = ("graph", "loaders", "api")


class Visit(NamedTuple):
    """A function that was entered, and the module it is in."""

    module: str
    function: str


class Way:
    """The functions entered, each once, in the order in which they were first entered."""

    def __init__(self) -> None:
        self.functions: list[Visit] = []
        self.is_on = True
        self._seen: set[CodeType] = set()

    @property
    def visits(self) -> list[str]:
        """The modules in the order in which they were entered; modules in a row are one visit."""
        return [module for module, _ in groupby(visit.module for visit in self.functions)]

    @property
    def modules(self) -> list[str]:
        """The modules entered, each once."""
        return list(dict.fromkeys(self.visits))

    @property
    def returns(self) -> list[str]:
        """The module of each visit to one that the way had left before."""
        left: set[str] = set()
        again = []
        for module in self.visits:
            if module in left:
                again.append(module)
            left.add(module)
        return again

    def enter(self, frame: FrameType, event: str, _argument: Any) -> None:
        """What the interpreter calls at each call and return, see `sys.setprofile`."""
        code = frame.f_code
        if not self.is_on or event != "call" or code in self._seen:
            return
        self._seen.add(code)
        if (module := module_of(code)) and "<" not in code.co_qualname:
            self.functions.append(Visit(module, code.co_qualname))

    def __str__(self) -> str:
        lines = [f"{visit.module}: {visit.function}" for visit in self.functions]
        return "\n".join([*lines, f"{len(self.modules)} modules, {len(self.returns)} returns"])


def module_of(code: CodeType) -> str | None:
    """The module of ours that code belongs to; None for code of others."""
    file = Path(code.co_filename)
    if not file.is_absolute() or not file.is_relative_to(ROOT):
        return None
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts) if parts[0] in FLOORS else None


def way_of(call: Callable[[], Any]) -> Way:
    """The way of one call. Call it once before, so that nothing is made on the way that later calls find ready."""
    way = Way()
    with _profiled(way):
        call()
    return way


def way_of_request(app: Starlette, address: str) -> Way:
    """The way of a request: from the first dependency of its route to the response, in whatever thread.

    Middleware is not counted: it is the same for all routes. The application must not cache answers (`answers_mb=0`).
    """
    way, route = Way(), _RouteOnly(app, address)
    with _profiled(way, is_on=False), TestClient(app) as client:
        client.get(address).raise_for_status()
        with route.followed(way):
            client.get(address).raise_for_status()
    return way


class _RouteOnly:
    """Switches a way on while the route of an address answers, and off while the response goes out."""

    def __init__(self, app: Starlette, address: str) -> None:
        scope = {"type": "http", "method": "GET", "path": address.partition("?")[0], "headers": []}
        self._route = next(each for each in app.routes if each.matches(scope)[0] is Match.FULL)

    @contextmanager
    def followed(self, way: Way) -> Iterator[None]:
        route: Any = self._route
        answer = route.handle

        async def follow(scope: Scope, receive: Receive, send: Send) -> None:
            async def send_unseen(message: Message) -> None:
                way.is_on = False
                await send(message)

            way.is_on = True
            await answer(scope, receive, send_unseen)

        route.handle = follow
        try:
            yield
        finally:
            route.handle, way.is_on = answer, False


@contextmanager
def _profiled(way: Way, *, is_on: bool = True) -> Iterator[None]:
    """Let a way see all calls of this thread and of those started from now on."""
    way.is_on = is_on
    threading.setprofile(way.enter)
    sys.setprofile(way.enter)
    try:
        yield
    finally:
        sys.setprofile(None)
        threading.setprofile(None)


def main(address: str) -> None:
    """Print the way of a request."""
    app = create_app(Settings(poll_seconds=3600, answers_mb=0, answer_workers=0))
    sys.stdout.write(f"{way_of_request(app, address)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
