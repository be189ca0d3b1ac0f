"""What a worker process gives up before it answers its first query: files, sockets, programs, memory without end.

Works by the kernel, whatever a query says. Linux has all of it; elsewhere what the system lacks is left out.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 1, 38, 22
_SECCOMP_MODE_FILTER = 2
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ERRNO with EPERM

# (AUDIT_ARCH, numbers of socket, socketpair, connect, bind, execve, execveat, ptrace, io_uring_setup)
_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 42, 49, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 199, 203, 200, 221, 281, 117, 425)),
}

_libc = ctypes.CDLL(None, use_errno=True)  # before the cage is shut: it opens files


def die_with_parent() -> None:
    """Be killed when the process that started this one ends, however it ends."""
    if sys.platform == "linux":
        _libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def close_all_but(kept: Iterable[int]) -> None:
    """Close every descriptor that was inherited, save these and the three standard ones."""
    start = 3
    for descriptor in sorted(kept):
        os.closerange(start, descriptor)
        start = max(start, descriptor + 1)
    os.closerange(start, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def volunteer_for_the_killer() -> None:
    """When the machine runs out of memory, let a worker go first, not the server."""
    path = Path("/proc/self/oom_score_adj")
    if path.exists():
        path.write_text("1000")


def forbid_sockets_and_programs() -> bool:
    """Make the kernel refuse new sockets and programs. False where it cannot."""
    known = _CALLS.get(platform.machine())
    if sys.platform != "linux" or known is None:
        return False
    program = _filter(*known)
    code = ctypes.create_string_buffer(program, len(program))
    # struct sock_fprog: a count and a pointer, aligned as C does
    head = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code)))
    if _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0):
        return False
    return not _libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, head, 0, 0)


def limit_memory(more_bytes: int) -> None:
    """Let this process take so much more memory than it has now. Past it, an allocation fails and ends the process."""
    limit = _data_bytes() + more_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_files(but: int = 0) -> None:
    """Open nothing from here on, or not many more than so many: what is open stays, and no other descriptor can be had.

    A store on disk opens sixteen of its files at once and each of the others when a query first needs it.
    """
    limit = max(int(path.name) for path in Path("/dev/fd").iterdir()) + 1 + but if but else 0
    resource.setrlimit(resource.RLIMIT_NOFILE, (limit, limit))


def _data_bytes() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmData:"))
    return int(line.split()[1]) * 1024


def _filter(arch: int, denied: tuple[int, ...]) -> bytes:
    """A classic BPF program: another architecture's or a denied call fails with EPERM, the rest passes."""
    load, equal, above, give = 0x20, 0x15, 0x35, 0x06
    last = len(denied) + 1  # how far the refusal stands behind the comparison with the first call
    steps = [(load, 0, 0, 4), (equal, 1, 0, arch), (give, 0, 0, _DENY), (load, 0, 0, 0)]
    steps += [(above, last, 0, 0x40000000)]  # the x32 numbers
    steps += [(equal, last - 1 - index, 0, number) for index, number in enumerate(denied)]
    steps += [(give, 0, 0, _ALLOW), (give, 0, 0, _DENY)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
