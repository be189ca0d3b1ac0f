"""The application over the small world, with settings of access."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.settings import Settings
from graph.versions.version_folders import DataFolder

CLIENT = ("203.0.113.9", 4711)
"""Address of the client, unless a test says another."""
Open = Callable[..., TestClient]


@pytest.fixture(scope="session")
def open_app(world_home: DataFolder) -> Iterator[Open]:
    """Opens an application with settings, once for each; `client` is the address that connects."""
    with ExitStack() as opened:

        @cache
        def start(client: tuple[str, int] = CLIENT, **settings: Any) -> TestClient:
            chosen = Settings(**{"data": world_home.path, "poll_seconds": 3600, "answer_workers": 0, **settings})
            return opened.enter_context(TestClient(create_app(chosen), client=client))

        yield start
