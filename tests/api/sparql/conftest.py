"""Servers that many tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from graph.versions.version_folders import DataFolder
from tests.api.sparql.server import Served, serving


@pytest.fixture(scope="session")
def served(home: DataFolder) -> Iterator[Served]:
    """A server over the shipped facts."""
    with serving(home.path) as server:
        yield server


@pytest.fixture(scope="session")
def strict(home: DataFolder) -> Iterator[Served]:
    """The same with limits that a test can wait for."""
    with serving(home.path, query_timeout=3, query_memory_mb=64, query_result_mb=1, query_queue=2) as server:
        yield server
