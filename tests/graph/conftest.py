"""The shipped facts, opened once for the questions."""

from __future__ import annotations

import pytest

from graph.index.knowledge import Knowledge
from graph.versions.version_folders import Home


@pytest.fixture(scope="session")
def facts(home: Home) -> Knowledge:
    """The shipped facts, ready for questions. A version never changes, so tests may share it."""
    return Knowledge.open(home.require())
