"""Watches whether the client of a request is still there: the work for one who has left is stopped."""

from __future__ import annotations

import asyncio

from fastapi import Request

from api.http.request_errors import ClientGone

_QUICK_S = 0.05
"""If the work takes longer, we start to watch."""


class ClientWatch:
    """Cancels the current task when the client disconnects. Quick work ends before the watch starts."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._is_gone = False
        self._watching: asyncio.Task[None] | None = None

    def __enter__(self) -> None:
        self._work = asyncio.current_task()
        self._begin = asyncio.get_running_loop().call_later(_QUICK_S, self._watch)

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self._begin.cancel()
        if self._watching is not None:
            self._watching.cancel()
        if self._is_gone and self._work is not None and not self._work.uncancel():
            raise ClientGone("the client disconnected, so its work was stopped") from error

    def _watch(self) -> None:
        self._watching = asyncio.get_running_loop().create_task(self._wait())

    async def _wait(self) -> None:
        while (await self._request.receive())["type"] != "http.disconnect":
            pass
        self._is_gone = True
        if self._work is not None:
            self._work.cancel()
