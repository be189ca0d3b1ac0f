"""Work in a forked process, beside the rest of the program: for machines with more than one core."""

from __future__ import annotations

import multiprocessing
import os
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Generic, Self, TypeVar

from graph.model.errors import ReentryError
from graph.model.parent_process import kill_with_parent

_Result = TypeVar("_Result")


class SideWorkEnded(ReentryError, RuntimeError):
    """The process that worked beside this one ended without a result."""

    problem, exit_code = "side-work-ended", 1

    def __init__(self, status: int | None) -> None:
        why = "perhaps for lack of memory: nothing was changed; try again when more is free"
        super().__init__(f"a process that worked beside this one ended with exit code {status}, {why}")


class SideWork(Generic[_Result]):
    """Work that a forked process does from now on; where that cannot be, it is done when the result is asked for.

    The process has all that this one has in memory, so that nothing is copied but the result. It ends with this one.
    """

    def __init__(self, work: Callable[[], _Result], *, is_long: bool = True) -> None:
        """`is_long` says whether the work takes longer than a process takes to start: some hundredths of a second."""
        self._work = work
        self._process: multiprocessing.process.BaseProcess | None = None
        if is_long and _can_fork():
            context = multiprocessing.get_context("fork")
            self._ours, theirs = context.Pipe(duplex=False)
            self._process = context.Process(target=_send_result, args=(work, theirs))
            self._process.start()
            theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """End the process if it still works: nobody needs the result."""
        if self._process is not None:
            self._process.kill()
            self._process.join()

    def result(self) -> _Result:
        """Wait for the result, or do the work now. Raises what the work raised, or SideWorkEnded."""
        if self._process is None:
            return self._work()
        try:
            result, error = self._ours.recv()
        except EOFError:
            self._process.join()
            raise SideWorkEnded(self._process.exitcode) from None
        self._process.join()
        if error is not None:
            raise error
        done: _Result = result
        return done


def _can_fork() -> bool:
    """Whether there is a core for another process, and no other thread that a fork would cut off."""
    return sys.platform == "linux" and (os.cpu_count() or 1) > 1 and threading.active_count() == 1


def _send_result(work: Callable[[], object], link: Connection) -> None:
    kill_with_parent()
    try:
        link.send((work(), None))
    except Exception as error:  # noqa: BLE001  whatever it is, the process that asked raises it
        link.send((None, error))
