"""Work beside the program: its result, its errors, and no process left behind."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path
from typing import NoReturn

import pytest

from graph.model.side_work import SideWork, SideWorkEnded


@pytest.fixture
def two_cores(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let work go aside whatever machine runs the tests, and whatever threads earlier tests left."""
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    monkeypatch.setattr(threading, "active_count", lambda: 1)


@pytest.mark.usefixtures("two_cores")
def test_long_work_is_done_in_another_process() -> None:
    with SideWork(os.getpid) as work:
        assert work.result() != os.getpid()


def test_short_work_is_done_here_when_it_is_asked_for() -> None:
    done = []
    with SideWork(lambda: done.append(os.getpid()), is_long=False) as work:
        assert done == []
        work.result()
    assert done == [os.getpid()]


@pytest.mark.usefixtures("two_cores")
def test_beside_other_threads_nothing_is_forked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threading, "active_count", lambda: 2)
    with SideWork(os.getpid) as work:
        assert work.result() == os.getpid()


@pytest.mark.usefixtures("two_cores")
def test_what_the_work_raises_is_raised_here() -> None:
    def wrong() -> NoReturn:
        raise ValueError("row 7 is wrong")

    with SideWork(wrong) as work, pytest.raises(ValueError, match="row 7 is wrong"):
        work.result()


@pytest.mark.usefixtures("two_cores")
def test_a_killed_process_is_told_with_its_exit_code() -> None:
    with SideWork(lambda: os.kill(os.getpid(), signal.SIGKILL)) as work, pytest.raises(SideWorkEnded, match="-9"):
        work.result()


@pytest.mark.usefixtures("two_cores")
def test_work_that_nobody_waits_for_is_ended(tmp_path: Path) -> None:
    def endless() -> None:
        (tmp_path / "pid").write_text(str(os.getpid()))
        time.sleep(600)

    with SideWork(endless):
        while not (tmp_path / "pid").exists() or not (tmp_path / "pid").read_text():
            os.sched_yield()
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "pid").read_text()), 0)
