"""Tells systemd how the server is (sd_notify): that it is ready, that it still lives, that it stops."""

from __future__ import annotations

import asyncio
import os
import socket
from collections.abc import MutableMapping


class ServiceNotifier:
    """Sends to the socket that systemd names in the environment. Where there is none, sends nothing."""

    def __init__(self, environment: MutableMapping[str, str] = os.environ) -> None:
        """Takes its variables out of the environment, so that no process that is started later speaks for this one."""
        name = environment.pop("NOTIFY_SOCKET", "")
        self._address = f"\0{name[1:]}" if name.startswith("@") else name
        microseconds = int(environment.pop("WATCHDOG_USEC", "0"))
        is_ours = environment.pop("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self._pause_s = microseconds / 2e6 if is_ours and name else 0.0
        self._watched: asyncio.Task[None] | None = None

    def ready(self) -> None:
        """The server answers. From now on, say again and again that its event loop runs, if systemd wants to know."""
        self._send("READY=1")
        if self._pause_s:
            self._watched = asyncio.get_running_loop().create_task(self._live())

    def stopping(self) -> None:
        """The server ends. It is watched until then: what does not end is killed at the unit's deadline."""
        self._send("STOPPING=1")

    async def _live(self) -> None:
        while True:
            self._send("WATCHDOG=1")
            await asyncio.sleep(self._pause_s)

    def _send(self, state: str) -> None:
        if not self._address:
            return
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as sender:
            sender.connect(self._address)
            sender.sendall(state.encode())
