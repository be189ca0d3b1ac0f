"""Memory does not grow with the number of files: what was read waits on disk. Held by its growth, never by time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.loaders.congress_samples import bill_status, cosponsor

FEW, MANY = 40, 320


@pytest.fixture(scope="module")
def bills(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Folders of bills with forty cosponsors each: few of them, and eight times as many."""
    named = "".join(cosponsor(f"B{number:06d}", "2017-02-01") for number in range(1, 41))
    folders = {}
    for count in (FEW, MANY):
        folders[count] = tmp_path_factory.mktemp(f"bills-{count}")
        for number in range(1, count + 1):
            text = bill_status(f"<cosponsors>{named}</cosponsors>", number=str(number))
            (folders[count] / f"{number}.xml").write_text(text)
    return folders


def held(what: str, folder: Path, home: Path) -> int:
    """The most bytes that a process of its own held."""
    command = [sys.executable, "-m", "tests.api.ingest.memory_of_a_load", what, str(folder), str(home)]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def test_to_read_eight_times_as_many_files_takes_little_more_memory(bills: dict[int, Path], tmp_path: Path) -> None:
    few = held("read", bills[FEW], tmp_path / "few")
    many = held("read", bills[MANY], tmp_path / "many")
    said = sum(run.stat().st_size for run in (tmp_path / "many").iterdir())
    assert said > 25 * 1024**2
    assert many - few < said * 0.4


def test_to_load_eight_times_as_many_files_takes_less_than_twice_the_memory(
    bills: dict[int, Path], tmp_path: Path
) -> None:
    assert held("load", bills[MANY], tmp_path / "many") < 2 * held("load", bills[FEW], tmp_path / "few")
