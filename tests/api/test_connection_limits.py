"""A request that does not come, or comes too slowly, is not waited for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import uvicorn
from starlette.responses import PlainTextResponse, StreamingResponse

from api import connection_limits

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHos"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_limits, "_HEAD_S", 0.05)
    monkeypatch.setattr(connection_limits, "_LINGER_S", 0.05)


async def _door(application: Any) -> asyncio.Server:
    config = uvicorn.Config(application, http=connection_limits.BoundedProtocol, log_level="critical", lifespan="off")
    config.load()
    server = uvicorn.Server(config)
    return await asyncio.get_running_loop().create_server(
        lambda: connection_limits.BoundedProtocol(config=config, server_state=server.server_state, app_state={}),
        "127.0.0.1",
        0,
    )


async def heard(*sent: bytes) -> bytes:
    """All that a server answers to these pieces, until it closes. After each but the last, the answer is awaited."""
    door = await _door(PlainTextResponse("hello"))
    async with door, asyncio.timeout(20):
        reader, writer = await asyncio.open_connection(*door.sockets[0].getsockname())
        answer = b""
        for number, piece in enumerate(sent):
            writer.write(piece)
            if number < len(sent) - 1:
                answer += await reader.readuntil(b"hello")
        answer += await reader.read()
        writer.close()
        await writer.wait_closed()
    return answer


def test_one_who_does_not_read_is_dropped_and_the_answer_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_limits, "READ_S", 0.1)
    ended = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        try:
            while True:
                yield b"x" * 65_536
                await asyncio.sleep(0)
        finally:
            ended.set()

    async def scene() -> None:
        door = await _door(StreamingResponse(endless()))
        async with door, asyncio.timeout(20):
            _reader, writer = await asyncio.open_connection(*door.sockets[0].getsockname(), limit=1)
            writer.write(WHOLE)
            await ended.wait()
            writer.transport.abort()

    asyncio.run(scene())


def test_half_a_head_is_told_that_it_took_too_long() -> None:
    answer = asyncio.run(heard(HALF))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer


def test_half_a_head_after_a_whole_request_is_not_waited_for_either() -> None:
    answer = asyncio.run(heard(WHOLE, HALF))
    assert answer.count(b"HTTP/1.1 200 ") == 1
    assert answer.count(b"HTTP/1.1 408 ") == 1


def test_a_connection_on_which_nothing_comes_is_closed_without_a_word() -> None:
    assert asyncio.run(heard(b"")) == b""
