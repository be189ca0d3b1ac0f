"""Starts the forkserver before the web server is imported, which takes longer than loading the graph."""

from __future__ import annotations

from api.http.settings import Settings
from graph.versions.version_folders import DataFolder, NoVersion
from graph.workers.forkserver_start import ForkserverProcess, is_slow_to_load, start_forkserver


def preload_forkserver(settings: Settings) -> ForkserverProcess | None:
    """The forkserver of the current version; None if there is no version yet, or another server answers queries.

    It ends with this process. If the version is damaged, the error is raised when the server opens it.
    """
    try:
        version = None if settings.sparql else DataFolder(settings.data).current()
    except NoVersion:
        return None
    if version is None:
        return None
    limits = settings.limits
    return start_forkserver(version.path, limits, from_disk=is_slow_to_load(version.path, limits))
