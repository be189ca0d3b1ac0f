"""Run the server: load the shipped facts where there are none, then answer."""

from __future__ import annotations

import logging
from pathlib import Path

import uvicorn

from api.app import create_app
from api.load import load_curated
from api.settings import Settings
from graph.versions import Home

log = logging.getLogger("reentry")


def run(data: Path, host: str | None, port: int | None) -> None:
    """Serve until interrupted. Flags win over `REENTRY_*` variables."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    flags = {"data": data, "host": host, "port": port}
    settings = Settings.model_validate({**Settings().model_dump(), **{k: v for k, v in flags.items() if v is not None}})
    _load_first(Home(settings.data))
    uvicorn.run(create_app(settings), host=settings.host, port=settings.port, log_level="info", server_header=False)


def _load_first(home: Home) -> None:
    if home.current_name() is not None:
        return
    log.info("%s holds no facts yet: loading those that ship", home.path)
    published = load_curated(home)
    log.info("version %s is loaded", published.version.name)
