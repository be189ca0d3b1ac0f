"""A request that does not come, or comes too slowly, is not waited for."""

from __future__ import annotations

import asyncio

import pytest
import uvicorn
from starlette.responses import PlainTextResponse

from api import connection_limits

WHOLE = b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"
HALF = b"GET / HTTP/1.1\r\nHos"


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection_limits, "_HEAD_S", 0.05)
    monkeypatch.setattr(connection_limits, "_LINGER_S", 0.05)


async def heard(*sent: bytes) -> bytes:
    """All that a server answers to these pieces, until it closes. After each but the last, the answer is awaited."""
    config = uvicorn.Config(
        PlainTextResponse("hello"), http=connection_limits.BoundedProtocol, log_level="error", lifespan="off"
    )
    config.load()
    server = uvicorn.Server(config)
    loop = asyncio.get_running_loop()
    door = await loop.create_server(
        lambda: connection_limits.BoundedProtocol(config=config, server_state=server.server_state, app_state={}),
        "127.0.0.1",
        0,
    )
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
