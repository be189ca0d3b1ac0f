"""Long computations: run beside the event loop, each one once, a few at a time, with their answers cached."""

from __future__ import annotations

import asyncio
import logging
import shutil
import sys
from asyncio.subprocess import DEVNULL, PIPE
from pathlib import Path
from typing import Annotated, Any

from cachetools import LRUCache
from fastapi import Depends, Request

from api.http.current_version import CurrentVersion
from api.http.request_errors import AnswerTimeout, InvalidParameter, ServerBusy
from graph.index.filters import Filter
from graph.precomputed import QUICK, WRONG_CALL, AnswerStore, Task
from graph.versions.version_folders import DataFolder, Version

log = logging.getLogger("reentry")
AT_ONCE = 2
"""How many computations run at the same time."""
WAITING = 16
"""How many may run or wait; beyond that, ServerBusy."""
SECONDS = 900.0
_IN_MEMORY = 8
"""How many answers stay in memory."""


_Question = tuple[str, str, str, Filter, str]


class TaskRunner:
    """Computes tasks, small ones in a thread and large ones in a process, unless their answer is stored already."""

    def __init__(self, data_folder: DataFolder, seconds: float = SECONDS) -> None:
        self._data_folder = data_folder
        self._seconds = seconds
        self._running: dict[_Question, asyncio.Task[Any]] = {}
        self._slots = asyncio.Semaphore(AT_ONCE)
        self._answers: LRUCache[_Question, Any] = LRUCache(_IN_MEMORY)

    async def answer(self, current: CurrentVersion, task: Task) -> Any:
        """The answer to a task as plain JSON values.

        Raises ServerBusy, AnswerTimeout, and what the task raises. The work goes on when the client goes away: the next
        client finds its answer.
        """
        question = _question(current, task)
        if question in self._answers:
            return self._answers[question]
        if question not in self._running:
            if len(self._running) >= WAITING:
                raise ServerBusy("too many long computations are running or waiting", retry_after=30)
            job = asyncio.create_task(self._read_or_compute(current, AnswerStore.of(current.version), task))
            self._running[question] = job
            job.add_done_callback(lambda job: self._done(question, job))
        return await asyncio.shield(self._running[question])

    async def swapped(self, version: Version) -> None:
        """Delete the stored answers of versions that no longer exist."""
        names = {version.path.name, *(other.path.name for other in self._data_folder.versions())}
        await asyncio.to_thread(_delete_others, self._data_folder.path / "measures", names)

    async def close(self) -> None:
        """Cancel what runs."""
        for job in list(self._running.values()):
            job.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _done(self, question: _Question, job: asyncio.Task[Any]) -> None:
        self._running.pop(question, None)
        if not job.cancelled() and job.exception() is None:
            self._answers[question] = job.result()

    async def _read_or_compute(self, current: CurrentVersion, stored: AnswerStore, task: Task) -> Any:
        known = await asyncio.to_thread(stored.read, task)
        if known is not None:
            return known
        async with self._slots:
            if await asyncio.to_thread(task.steps, current.graph) <= QUICK:
                return await asyncio.to_thread(_compute, current, stored, task)
            await self._run_process(_command(current.version, task, stored))
        return await asyncio.to_thread(stored.read, task)

    async def _run_process(self, command: list[str]) -> None:
        process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
        try:
            _, message = await asyncio.wait_for(process.communicate(), self._seconds)
        except TimeoutError:
            raise AnswerTimeout(f"this takes longer than {self._seconds:g} seconds: ask about fewer ties") from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode == WRONG_CALL:
            raise InvalidParameter(message.decode(errors="replace"))
        if process.returncode:
            raise RuntimeError(f"a long computation failed: {message.decode(errors='replace')}")


def _question(current: CurrentVersion, task: Task) -> _Question:
    """What an answer in memory is found by; cheaper than the name of its file, which hashes the task."""
    return current.graph.version, current.graph.digest, task.answer, task.tie_filter, repr(task.options)


def _compute(current: CurrentVersion, stored: AnswerStore, task: Task) -> Any:
    answer = task.run(current.graph)
    try:
        stored.write(task, answer)
    except OSError as error:
        log.warning("an answer could not be stored: %s", error)
    return answer


def _command(version: Version, task: Task, stored: AnswerStore) -> list[str]:
    return [
        sys.executable,
        "-P",
        "-m",
        "graph.precomputed",
        str(version.path),
        task.dump().decode(),
        str(stored.folder),
    ]


def _delete_others(folder: Path, names: set[str]) -> None:
    for path in folder.glob("*"):
        if path.name.partition("-")[0] not in names:
            shutil.rmtree(path, ignore_errors=True)


async def task_runner(request: Request) -> TaskRunner:
    """The task runner of this application."""
    runner: TaskRunner = request.app.state.task_runner
    return runner


TaskRunnerDep = Annotated[TaskRunner, Depends(task_runner)]
