"""The sandbox of a worker: it can open no files and sockets, start no programs, and use only so much memory.

The kernel enforces it, whatever a query says. Linux has all of it; elsewhere what the system lacks is left out.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 38, 22
_SECCOMP_MODE_FILTER = 2
_ALLOW, _DENY = 0x7FFF0000, 0x00050000 | 1  # SECCOMP_RET_ERRNO with EPERM

# (AUDIT_ARCH, numbers of socket, socketpair, connect, bind, execve, execveat, ptrace, io_uring_setup)
_CALLS = {
    "x86_64": (0xC000003E, (41, 53, 42, 49, 59, 322, 101, 425)),
    "aarch64": (0xC00000B7, (198, 199, 203, 200, 221, 281, 117, 425)),
}

_libc = ctypes.CDLL(None, use_errno=True)  # loaded before the sandbox is entered: it opens files


def close_descriptors(but: Iterable[int]) -> None:
    """Close every inherited descriptor except these and the three standard ones."""
    start = 3
    for descriptor in sorted(but):
        os.closerange(start, descriptor)
        start = max(start, descriptor + 1)
    os.closerange(start, resource.getrlimit(resource.RLIMIT_NOFILE)[0])


def prefer_for_oom_killer() -> None:
    """When the machine runs out of memory, let the kernel end a worker first, not the server."""
    path = Path("/proc/self/oom_score_adj")
    if path.exists():
        path.write_text("1000")


def forbid_sockets_and_programs() -> bool:
    """Make the kernel refuse new sockets and programs. False if it cannot."""
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
    """Allow this process so many more bytes than it has now. Past that, an allocation fails and ends the process."""
    limit = _data_bytes() + more_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def forbid_files(but: int = 0) -> None:
    """Open no file from here on, or about `but` more; what is open stays open.

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
    """A classic BPF program: denied calls and those of another architecture fail with EPERM, all others pass."""
    load, equal, above, give = 0x20, 0x15, 0x35, 0x06
    last = len(denied) + 1  # steps from the comparison with the first call to the refusal
    steps = [(load, 0, 0, 4), (equal, 1, 0, arch), (give, 0, 0, _DENY), (load, 0, 0, 0)]
    steps += [(above, last, 0, 0x40000000)]  # the x32 numbers
    steps += [(equal, last - 1 - index, 0, number) for index, number in enumerate(denied)]
    steps += [(give, 0, 0, _ALLOW), (give, 0, 0, _DENY)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
