"""Many requests for long answers at once enter one at a time, and small requests pass between them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from api.answers import gate
from api.answers.gate import GateMiddleware
from api.http.request_errors import ServerBusy


class _Answers:
    """An application that notes in which order requests came to it, and statuses that others got instead."""

    def __init__(self) -> None:
        self.entered: list[str] = []
        self.statuses: list[int] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002
        self.entered.append(scope["path"])

    async def send(self, message: Any) -> None:
        """Called with what a refused client gets."""
        if message["type"] == "http.response.start":
            self.statuses.append(message["status"])


async def _request(middleware: GateMiddleware, answers: _Answers, path: str) -> None:
    await middleware({"type": "http", "path": path}, None, answers.send)  # type: ignore[arg-type]


def test_a_small_request_overtakes_a_thousand_large_ones() -> None:
    answers = _Answers()

    async def scene() -> None:
        middleware = GateMiddleware(answers, {})
        large = [asyncio.create_task(_request(middleware, answers, "/export/all.nq")) for _ in range(1000)]
        await asyncio.sleep(0)
        await asyncio.create_task(_request(middleware, answers, "/healthz"))
        await asyncio.gather(*large)

    asyncio.run(scene())
    assert answers.entered.index("/healthz") <= 3
    assert len(answers.entered) == 1001


def test_paths_take_turns() -> None:
    answers = _Answers()

    async def scene() -> None:
        middleware = GateMiddleware(answers, {})
        large = [asyncio.create_task(_request(middleware, answers, "/export/all.nq")) for _ in range(100)]
        await asyncio.sleep(0)
        await asyncio.create_task(_request(middleware, answers, "/api/money"))
        await asyncio.gather(*large)

    asyncio.run(scene())
    assert answers.entered.index("/api/money") <= 5


def test_one_who_left_while_waiting_holds_up_nobody() -> None:
    answers = _Answers()

    async def scene() -> None:
        middleware = GateMiddleware(answers, {})
        large = [asyncio.create_task(_request(middleware, answers, "/export/all.nq")) for _ in range(3)]
        await asyncio.sleep(0)
        large[1].cancel()
        await asyncio.gather(*large, return_exceptions=True)
        await _request(middleware, answers, "/export/all.nq")

    asyncio.run(scene())
    assert len(answers.entered) == 3


def test_what_is_full_refuses_before_any_work(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = _Answers()
    monkeypatch.setattr(gate, "MOST_WAITING", 1)

    async def scene() -> None:
        middleware = GateMiddleware(answers, {"/stream": lambda: ServerBusy("full", 60)})
        await _request(middleware, answers, "/stream")
        await asyncio.gather(*(_request(middleware, answers, "/export/all.nq") for _ in range(4)))

    asyncio.run(scene())
    assert answers.statuses == [503, 503, 503]
    assert len(answers.entered) == 2
