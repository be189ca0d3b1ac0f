"""Why a worker's process has ended, from its exit status and its last words."""

from __future__ import annotations

import signal

from graph.sparql.query_errors import Crashed, OutOfMemory, QueryError
from graph.workers.limits import Limits

_NO_MEMORY = "memory allocation of"  # Rust, when the kernel refuses memory


def cause_of_death(status: int, said: str, limits: Limits) -> QueryError:
    """What to tell the client whose query it was."""
    if _NO_MEMORY in said or "MemoryError" in said:
        return OutOfMemory(limits.memory_bytes)
    if status == -signal.SIGSEGV:
        return Crashed("the stack overflowed: it is nested too deeply")
    if status == -signal.SIGKILL:
        return Crashed("killed from outside, as when the machine runs out of memory")
    return Crashed(_name(status))


def _name(status: int) -> str:
    return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit code {status}"
