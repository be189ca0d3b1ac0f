from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from loaders.core.loader import StatementWriter
from loaders.curated.facts import facts_path
from loaders.curated.withdrawals import read_withdrawn

HEADER = "id,reason,date,by\n"
DIGEST = hashlib.sha256(b"some-body").hexdigest()


def read(folder: Path, *rows: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """(digest, reason, day) of each row of a table, and what is wrong with it."""
    (folder / "withdrawn.csv").write_text(HEADER + "".join(f"{row}\n" for row in rows))
    writer = StatementWriter()
    found = read_withdrawn(folder, writer)
    problems = [str(problem).removeprefix(str(folder)) for problem in writer.problems]
    return [(row.digest, row.reason, row.day) for row in found], problems


def test_a_folder_without_the_table_withdraws_nothing(tmp_path: Path) -> None:
    writer = StatementWriter()
    assert read_withdrawn(tmp_path, writer) == []
    assert writer.problems == []


def test_a_mistake_may_be_named_and_a_person_stands_by_the_digest(tmp_path: Path) -> None:
    found, problems = read(
        tmp_path, f"sha256:{DIGEST},private person,2026-11-30,Ann", "wrong-body,mistake,2026-12-01,Ann"
    )
    digest = hashlib.sha256(b"wrong-body").hexdigest()
    assert found == [(DIGEST, "private person", "2026-11-30"), (digest, "mistake", "2026-12-01")]
    assert problems == []


@pytest.mark.parametrize(
    ("row", "place", "text"),
    [
        ("some-body,private person,2026-11-30,Ann", "2:id", f"write sha256:{DIGEST} instead of the id"),
        ("some-body,on request,2026-11-30,Ann", "2:id", f"write sha256:{DIGEST} instead of the id"),
        ("sha256:12,mistake,2026-11-30,Ann", "2:id", "write sha256: and the 64 digits"),
        ("some-body,boredom,2026-11-30,Ann", "2:reason", "write private person, on request or mistake"),
        ("some-body,mistake,2026-11,Ann", "2:date", "write YYYY-MM-DD"),
        ("some-body,mistake,2026-11-30,", "2:by", "the cell is empty"),
        (",mistake,2026-11-30,Ann", "2:id", "the cell is empty"),
    ],
)
def test_what_is_wrong_has_its_place_and_its_cure(tmp_path: Path, row: str, place: str, text: str) -> None:
    _, [problem] = read(tmp_path, row)
    assert problem.startswith(f"/withdrawn.csv:{place}: ")
    assert text in problem


def test_an_id_is_withdrawn_once(tmp_path: Path) -> None:
    _, [problem] = read(tmp_path, "a,mistake,2026-11-30,Ann", "a,mistake,2026-12-01,Ann")
    assert "the same id is in line 2" in problem


def test_the_shipped_table_is_sound() -> None:
    writer = StatementWriter()
    read_withdrawn(facts_path(), writer)
    assert writer.problems == []
