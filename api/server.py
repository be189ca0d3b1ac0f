"""Run the server: load the shipped facts where there are none, then answer."""

from __future__ import annotations

import gc
import logging
import signal
import socket
import sys
from types import FrameType
from typing import Any, NoReturn

import uvicorn

from api.app import create_app
from api.http.connection_limits import BoundedProtocol
from api.http.settings import Settings
from api.ingest.curated_facts import load_curated
from graph.model.errors import ReentryError
from graph.versions.version_folders import DataFolder
from graph.workers.forkserver_start import ForkserverProcess

BACKLOG = 2048
GRACE_SECONDS = 10
"""How long running requests may take to end once the server is told to stop."""

SEARCHED_AFTER = (50_000, 20, 20)
"""Objects after which garbage is looked for. An answer makes some thousand and hardly a cycle: Python's own 700 took a
fifth of the time of an answer."""

log = logging.getLogger("reentry")


class CannotListen(ReentryError):
    """The address is taken, or is none of this machine."""

    problem = "cannot-listen"


def run(settings: Settings, forkserver: ForkserverProcess | None = None) -> None:
    """Serve until interrupted or terminated, both of which end it cleanly. `forkserver` already loads its version."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGTERM, _end)
    with _listening(settings.host, settings.port) as door:
        config = configured(settings, forkserver)
        gc.freeze()  # what is here now is here for good: no collection need look at it
        gc.set_threshold(*SEARCHED_AFTER)
        gc.enable()
        _load_first(DataFolder(settings.data))
        log.info("answers on %s", _address(settings.host, door.getsockname()[1]))
        try:
            Server(config).run(sockets=[door])
        except KeyboardInterrupt:  # this is how a server is ended on a terminal
            log.info("stopped")


class Server(uvicorn.Server):
    """Lets streams come to their end before it waits for what is still being answered."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn once it is told to stop."""
        application: Any = self.config.app
        application.state.streaming.close()
        await super().shutdown(sockets)


def configured(settings: Settings, forkserver: ForkserverProcess | None = None) -> uvicorn.Config:
    """How uvicorn serves the application. No line a request: it would take as long as a small answer does."""
    return uvicorn.Config(
        create_app(settings, forkserver),
        http=BoundedProtocol,
        ws="none",
        access_log=settings.access_log,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listening(host: str, port: int) -> socket.socket:
    """The door, before anything is loaded: a taken address should not cost the wait."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=BACKLOG)
    except OSError as error:
        why = f"cannot listen on {_address(host, port)}: {error.strerror}; choose another --port or --host"
        raise CannotListen(why) from error


def _end(_signal: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(0)


def _load_first(data_folder: DataFolder) -> None:
    if data_folder.current_name() is not None:
        return
    log.info("%s holds no facts yet: loading those that ship", data_folder.path)
    published = load_curated(data_folder)
    log.info("version %s is loaded", published.version.name)
