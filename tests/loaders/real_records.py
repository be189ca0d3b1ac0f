"""Real public records, kept beside the repository: tests that need them are skipped where they are absent."""

from __future__ import annotations

from pathlib import Path

import pytest

RECORDS = Path(__file__).parents[3] / "shared" / "records"
CONGRESS = RECORDS / "congress"
BILL_STATUS = RECORDS / "billstatus"
"""The chosen bills of the 115th to the 117th Congress that are not in CONGRESS."""

needs_records = pytest.mark.skipif(
    not CONGRESS.is_dir(), reason="the real records are absent: they belong in shared/records beside the repository"
)

needs_bill_status = pytest.mark.skipif(
    not (CONGRESS.is_dir() and BILL_STATUS.is_dir()),
    reason="the real records are absent: they belong in shared/records/congress and shared/records/billstatus",
)

needs_tax_register = pytest.mark.skipif(
    not (RECORDS / "irs_bmf" / "2026-04").is_dir(),
    reason="the state files of the tax register are absent: they belong in shared/records/irs_bmf",
)
