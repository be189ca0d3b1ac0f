"""What a server can begin before it is itself imported, which takes longer: the process that loads the graph."""

from __future__ import annotations

from api.http.settings import Settings
from graph.versions.version_folders import Home, NoVersion
from graph.workers.forkserver_start import Spawned, needs_haste, spawn


def begin(settings: Settings) -> Spawned | None:
    """The template of the current version; None where there is no version yet, or another server answers queries.

    It ends with this process, whatever becomes of that. What is wrong with the version is told when it is opened.
    """
    try:
        version = None if settings.sparql else Home(settings.data).current()
    except NoVersion:
        return None
    if version is None:
        return None
    limits = settings.limits
    return spawn(version.path, limits, is_hasty=needs_haste(version.path, limits))
