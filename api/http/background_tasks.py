"""Long answers beside the web process: one computation of each at a time, few at once, kept for who asks next."""

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

from api.http.current_version import Answering
from api.http.request_errors import AnswerTimeout, InvalidParameter, ServerBusy
from graph.precomputed import QUICK, WRONG_CALL, Kept, Task
from graph.versions.version_folders import Home, Version

log = logging.getLogger("reentry")
AT_ONCE = 2
WAITING = 16
SECONDS = 900.0
_HELD = 8


class Computing:
    """Answers tasks, from memory or disk where they are known, else by a thread (small) or a process (large)."""

    def __init__(self, home: Home, seconds: float = SECONDS) -> None:
        self._home = home
        self._seconds = seconds
        self._running: dict[Path, asyncio.Task[Any]] = {}
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._held: LRUCache[Path, Any] = LRUCache(_HELD)

    async def answer(self, current: Answering, task: Task) -> Any:
        """The answer to a task as plain JSON values.

        Raises ServerBusy, AnswerTimeout, and what the task raises. A client that goes away does not end the work: the
        next one finds it done.
        """
        kept = Kept.beside(current.version)
        path = kept.path(task)
        if path in self._held:
            return self._held[path]
        if path not in self._running:
            if len(self._running) >= WAITING:
                raise ServerBusy("too many long questions are being worked on", retry_after=30)
            job = asyncio.create_task(self._found(current, kept, task))
            self._running[path] = job
            job.add_done_callback(lambda job: self._done(path, job))
        return await asyncio.shield(self._running[path])

    async def swapped(self, version: Version) -> None:
        """Forget what is kept of versions that are no longer held."""
        held = {version.path.name, *(other.path.name for other in self._home.versions())}
        await asyncio.to_thread(_sweep, self._home.path / "measures", held)

    async def close(self) -> None:
        """End what runs."""
        for job in list(self._running.values()):
            job.cancel()
        await asyncio.gather(*self._running.values(), return_exceptions=True)

    def _done(self, path: Path, job: asyncio.Task[Any]) -> None:
        self._running.pop(path, None)
        if not job.cancelled() and job.exception() is None:
            self._held[path] = job.result()

    async def _found(self, current: Answering, kept: Kept, task: Task) -> Any:
        known = await asyncio.to_thread(kept.read, task)
        if known is not None:
            return known
        async with self._turn:
            if task.steps(current.graph) <= QUICK:
                return await asyncio.to_thread(_here, current, kept, task)
            await self._in_process(_command(current.version, task, kept))
        return await asyncio.to_thread(kept.read, task)

    async def _in_process(self, command: list[str]) -> None:
        process = await asyncio.create_subprocess_exec(*command, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE)
        try:
            _, told = await asyncio.wait_for(process.communicate(), self._seconds)
        except TimeoutError:
            detail = f"this takes longer than {self._seconds:g} seconds: ask about fewer ties"
            raise AnswerTimeout(detail) from None
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
        if process.returncode == WRONG_CALL:
            raise InvalidParameter(told.decode(errors="replace"))
        if process.returncode:
            raise RuntimeError(f"a long answer failed: {told.decode(errors='replace')}")


def _here(current: Answering, kept: Kept, task: Task) -> Any:
    answer = task.run(current.graph)
    try:
        kept.write(task, answer)
    except OSError as error:
        log.warning("an answer is not kept: %s", error)
    return answer


def _command(version: Version, task: Task, kept: Kept) -> list[str]:
    return [sys.executable, "-P", "-m", "graph.precomputed", str(version.path), task.dump().decode(), str(kept.folder)]


def _sweep(folder: Path, held: set[str]) -> None:
    for path in folder.glob("*"):
        if path.name.partition("-")[0] not in held:
            shutil.rmtree(path, ignore_errors=True)


async def computing(request: Request) -> Computing:
    """What works on the long answers of this application."""
    found: Computing = request.app.state.computing
    return found


Computes = Annotated[Computing, Depends(computing)]
