"""Real public records, kept beside the repository: tests that need them are skipped where they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

RECORDS = Path(__file__).parents[3] / "shared" / "records"
CONGRESS = RECORDS / "congress"

needs_records = pytest.mark.skipif(
    not CONGRESS.is_dir(), reason="the real records are absent: they belong in shared/records beside the repository"
)
