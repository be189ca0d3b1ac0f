"""Lets requests for long answers in one at a time, so that a thousand at once do not hold up small requests."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import Callable, Mapping

from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problem_details import problem_response
from api.http.request_errors import ServerBusy

PATHS = ("/export/", "/stream", "/store", "/sparql", "/api/measures", "/api/communities", "/api/money", "/api/coverage")
MOST_WAITING = 2000
"""How many requests may wait here; beyond that, they are refused before any work."""
Refusal = Callable[[], ServerBusy | None]


class GateMiddleware:
    """One request enters in each turn of the event loop: reading its parameters takes milliseconds.

    The paths take turns, so that two hundred exports hold up no question about money.
    `refusals`: beginning of a path -> why a request is refused now, if it is; asked before any other work.
    """

    def __init__(self, app: ASGIApp, refusals: Mapping[str, Refusal]) -> None:
        self._app = app
        self._refusals = refusals
        self._waiting: OrderedDict[str, deque[asyncio.Future[None]]] = OrderedDict()
        self._is_entering = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        prefix = next(filter(scope["path"].startswith, PATHS), "") if scope["type"] == "http" else ""
        error = await self._enter(prefix) if prefix else None
        if error is not None:
            await problem_response(error)(scope, receive, send)
        else:
            await self._app(scope, receive, send)

    async def _enter(self, prefix: str) -> ServerBusy | None:
        """Wait for a turn; why the request is refused, if it is."""
        if sum(map(len, self._waiting.values())) >= MOST_WAITING:
            return ServerBusy(f"{MOST_WAITING:,} requests are waiting already: try again later", retry_after=30)
        if self._is_entering:
            turn = asyncio.get_running_loop().create_future()
            self._waiting.setdefault(prefix, deque()).append(turn)
            await turn
        else:
            self._is_entering = True
            asyncio.get_running_loop().call_soon(self._next)
        return self._refusals[prefix]() if prefix in self._refusals else None

    def _next(self) -> None:
        while self._waiting:
            prefix, own = self._waiting.popitem(last=False)
            turn = own.popleft()
            if own:
                self._waiting[prefix] = own  # behind all others
            if not turn.done():  # else its request was cancelled
                turn.set_result(None)
                asyncio.get_running_loop().call_soon(self._next)
                return
        self._is_entering = False
