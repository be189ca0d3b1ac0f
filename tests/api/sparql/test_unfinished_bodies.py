"""One who leaves before the query is complete is no error of the server."""

from __future__ import annotations

import asyncio

import pytest
from fastapi import Request

from api.http.request_errors import ClientGone
from api.sparql.request import read_request


def test_a_body_that_ends_with_its_client_is_no_error_of_ours() -> None:
    async def leave() -> dict[str, str]:
        return {"type": "http.disconnect"}

    headers = [(b"content-type", b"application/sparql-query"), (b"content-length", b"100")]
    scope = {"type": "http", "method": "POST", "path": "/sparql", "query_string": b"", "headers": headers}
    with pytest.raises(ClientGone, match="before its query was complete"):
        asyncio.run(read_request(Request(scope, leave)))
