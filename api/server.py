"""Runs the server. Loads the facts shipped with the project first if there are none."""

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
from api.connection_limits import BoundedProtocol
from api.http.settings import Settings
from api.ingest.curated_facts import load_curated
from api.service_notification import ServiceNotifier
from graph.model.errors import ReentryError
from graph.versions.version_folders import DataFolder
from graph.workers.forkserver_start import ForkserverProcess

BACKLOG = 2048
GRACE_SECONDS = 10
"""Seconds that running requests may take to end when the server stops."""

GC_THRESHOLDS = (50_000, 20, 20)
"""Thresholds of the garbage collector. An answer creates thousands of objects and hardly any cycles: with Python's
default of 700, collecting took a fifth of the time of an answer."""

log = logging.getLogger("reentry")


class CannotListen(ReentryError):
    """The address is in use, or does not belong to this machine."""

    problem = "cannot-listen"


def run(settings: Settings, forkserver: ForkserverProcess | None = None) -> None:
    """Serve until interrupted or terminated; both end cleanly. `forkserver` may have been started already."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    signal.signal(signal.SIGTERM, _end)
    with _listening(settings.host, settings.port) as listener:
        config = configured(settings, forkserver)
        gc.freeze()  # what is here now is here for good: no collection need look at it
        gc.set_threshold(*GC_THRESHOLDS)
        gc.enable()
        _load_first(DataFolder(settings.data))
        log.info("answers on %s", _address(settings.host, listener.getsockname()[1]))
        try:
            Server(config).run(sockets=[listener])
        except KeyboardInterrupt:  # this is how a server is ended on a terminal
            log.info("stopped")


class Server(uvicorn.Server):
    """Ends the open streams before it waits for running requests, and tells systemd how it is."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._notifier = ServiceNotifier()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn when it starts; a version is open afterwards."""
        await super().startup(sockets)
        if self.started:
            self._notifier.ready()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Called by uvicorn when it stops."""
        self._notifier.stopping()
        application: Any = self.config.app
        application.state.streaming.close()
        await super().shutdown(sockets)


def configured(settings: Settings, forkserver: ForkserverProcess | None = None) -> uvicorn.Config:
    """The configuration of uvicorn. Without an access log by default: a line takes as long as a small answer."""
    return uvicorn.Config(
        create_app(settings, forkserver),
        http=BoundedProtocol,
        ws="none",
        access_log=False,  # the application writes one, if that is wanted
        proxy_headers=False,  # the application reads them, of those that it trusts
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _address(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _listening(host: str, port: int) -> socket.socket:
    """Open the socket before anything is loaded, so that an address in use is reported at once."""
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
    log.info("%s has no facts yet: loading those shipped with the project", data_folder.path)
    published = load_curated(data_folder)
    log.info("version %s is loaded", published.version.name)
