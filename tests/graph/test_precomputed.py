"""Long answers are computed once, kept whole, and are the same wherever they were computed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from graph import precomputed
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.precomputed import AnswerStore, Task
from graph.versions.version_folders import DataFolder

NARROW = Filter(
    relations=frozenset({"funds", "donates_to"}), worst_tier=2, moment=Moment.window(date(2018, 1, 1), None, "certain")
)
PAGERANK = Task("scores", options={"name": "pagerank"})


@pytest.fixture(scope="module")
def opened(world_home: DataFolder) -> OpenVersion:
    """The small world, opened."""
    return OpenVersion.open(world_home.require())


def _plain(answer: Any) -> Any:
    return json.loads(json.dumps(answer))


@pytest.mark.parametrize("tie_filter", [ALL, NARROW])
def test_a_task_comes_back_from_its_text(tie_filter: Filter) -> None:
    task = Task("flow", tie_filter, {"also": ["part_of"], "limit": 5, "start": None})
    assert Task.load(task.dump()) == task


def test_equal_questions_have_one_file() -> None:
    one = Task(
        "scores", Filter(relations=frozenset(["leads", "funds", "visited"])), {"name": "degree", "samples": None}
    )
    other = Task(
        "scores", Filter(relations=frozenset(["visited", "funds", "leads"])), {"samples": None, "name": "degree"}
    )
    assert one.file_name == other.file_name
    assert one.file_name != Task("scores", options={"name": "degree", "samples": None}).file_name


@pytest.mark.parametrize(
    "task",
    [
        PAGERANK,
        Task("scores", options={"name": "betweenness", "samples": 3}),
        Task("partition", options={"resolution": 2.0}),
        Task("coverage", NARROW),
        Task("gap", options={"name": "ties_without_dates", "limit": 2}),
        Task("bridges", options={"limit": 2}),
        Task("conflicts", options={"actor": "cut50"}),
        Task("money", options={"by": "year"}),
        Task("flow", options={"also": ["partners_with"]}),
    ],
    ids=lambda task: task.answer,
)
def test_a_process_gives_what_is_computed_in_place(
    opened: OpenVersion, world_home: DataFolder, tmp_path: Path, task: Task
) -> None:
    precomputed.main(str(world_home.require().path), task.dump().decode(), str(tmp_path))
    assert AnswerStore(tmp_path).read(task) == _plain(task.run(opened))


def test_the_program_keeps_its_answer(opened: OpenVersion, world_home: DataFolder, tmp_path: Path) -> None:
    asked = [str(world_home.require().path), PAGERANK.dump().decode(), str(tmp_path)]
    assert subprocess.run([sys.executable, "-P", "-m", "graph.precomputed", *asked], check=False).returncode == 0
    assert AnswerStore(tmp_path).read(PAGERANK) == _plain(PAGERANK.run(opened))


def test_a_wrong_question_is_told_and_nothing_is_kept(
    world_home: DataFolder, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    task = Task("bridges", options={"cursor": "no cursor"})
    assert (
        precomputed.main(str(world_home.require().path), task.dump().decode(), str(tmp_path)) == precomputed.WRONG_CALL
    )
    assert "is not a cursor for this query" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_what_was_never_kept_is_not_there(tmp_path: Path) -> None:
    assert AnswerStore(tmp_path / "nowhere").read(PAGERANK) is None


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    kept = AnswerStore(tmp_path)
    kept.write(PAGERANK, {"values": [1.5]})
    kept.path(PAGERANK).write_bytes(kept.path(PAGERANK).read_bytes()[:-3])
    assert kept.read(PAGERANK) is None


def test_the_oldest_answers_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(precomputed, "MOST_FILES", 2)
    kept, asked = AnswerStore(tmp_path), [Task("coverage", options={"limit": number}) for number in range(3)]
    for number, task in enumerate(asked):
        kept.write(task, number)
        os.utime(kept.path(task), (number, number))
    kept.write(asked[2], 2)
    assert [kept.read(task) for task in asked] == [None, 1, 2]
