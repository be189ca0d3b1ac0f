"""The shipped facts, opened once for the questions."""

from __future__ import annotations

import pytest

from graph.index.open_version import OpenVersion
from graph.versions.version_folders import DataFolder


@pytest.fixture(scope="session")
def facts(home: DataFolder) -> OpenVersion:
    """The shipped facts, ready for questions. A version never changes, so tests may share it."""
    return OpenVersion.open(home.require())
