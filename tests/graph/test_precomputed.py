"""Long answers are computed once, kept whole, and are the same wherever they were computed."""

from __future__ import annotations

import json
import pickle
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
def test_a_task_comes_back_from_another_process(tie_filter: Filter) -> None:
    task = Task("flow", tie_filter, {"also": ["part_of"], "limit": 5, "start": None})
    assert pickle.loads(pickle.dumps(task)) == task  # noqa: S301 - our own


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
def test_what_is_stored_is_what_was_computed(
    opened: OpenVersion, tmp_path: Path, task: Task, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precomputed, "WORTH_STORING_S", 0.0)
    stored = AnswerStore(tmp_path)
    assert stored.answer(task, opened) == _plain(task.run(opened))
    monkeypatch.setattr(Task, "run", lambda *_: pytest.fail("it is stored"))
    assert stored.answer(task, opened) is not None


def test_a_wrong_question_raises_and_nothing_is_stored(
    opened: OpenVersion, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precomputed, "WORTH_STORING_S", 0.0)
    with pytest.raises(ValueError, match="is not a cursor for this query"):
        AnswerStore(tmp_path).answer(Task("bridges", options={"cursor": "no cursor"}), opened)
    assert list(tmp_path.iterdir()) == []


def test_what_was_never_stored_is_not_there(tmp_path: Path) -> None:
    assert AnswerStore(tmp_path / "nowhere").read(PAGERANK) is None


def test_a_damaged_file_is_as_good_as_none(tmp_path: Path) -> None:
    stored = AnswerStore(tmp_path)
    stored.write(PAGERANK, b'{"values":[1.5]}', 1.0)
    (file,) = tmp_path.glob("*.json")
    file.write_bytes(file.read_bytes()[:-3])
    assert stored.read(PAGERANK) is None


@pytest.mark.parametrize(("bound", "value"), [("MOST_FILES", 2), ("STORED_BYTES", 5)])
def test_the_cheapest_answers_go_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bound: str, value: int) -> None:
    monkeypatch.setattr(precomputed, bound, value)
    stored, tasks = AnswerStore(tmp_path), [Task("coverage", options={"limit": number}) for number in range(30)]
    stored.write(tasks[0], b"0", 11.0)
    stored.write(tasks[1], b"22222222", 0.4)
    for number, task in enumerate(tasks[2:]):
        stored.write(task, b"1", 0.2 + number / 100)
    assert stored.read(tasks[0]) == b"0"
    assert stored.read(tasks[1]) is None
    assert stored.read(tasks[-1]) == b"1"
