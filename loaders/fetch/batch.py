"""Fetches all files of a request, one after another; a failed file does not stop the others."""

from __future__ import annotations

import fcntl
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import httpx2

from loaders.fetch.download import Fetcher
from loaders.fetch.download_errors import DownloadFailed
from loaders.fetch.download_progress import FetchedFile, ProgressListener
from loaders.fetch.pacing import Clock, Pace
from loaders.fetch.target import FetchRequest, Target

PROJECT = "https://w3id.org/reentry-graph"
SILENCE = 30.0
"""Seconds without a byte after which a connection counts as lost."""


@dataclass
class FetchResult:
    """The files fetched, and those that failed with the reason."""

    fetched: list[FetchedFile] = field(default_factory=list)
    failed: list[tuple[Target, str]] = field(default_factory=list)


def fetch_all(
    request: FetchRequest,
    folder: Path,
    progress: ProgressListener,
    secret: Mapping[str, str] | None = None,
    clock: Clock | None = None,
) -> FetchResult:
    """Fetch all files of a request into a folder. Raises ValueError if the request makes no sense.

    `secret` are headers that show the publisher who we are.
    """
    time = clock or Clock()
    first = list(request.first_targets())
    result = FetchResult()
    with _folder_lock(folder), _client() as client:
        fetcher = Fetcher(client, folder, Pace(request.seconds_between_requests, time), time, progress, secret or {})
        _fetch(first, fetcher, result)
        _fetch(request.further_targets([fetched.file for fetched in result.fetched]), fetcher, result)
    return result


def user_agent(contact: str = PROJECT) -> str:
    """The User-Agent, with a contact address. Some publishers refuse any that does not begin like a browser's."""
    try:
        number = version("reentry-graph")
    except PackageNotFoundError:
        number = "0"
    return f"Mozilla/5.0 (compatible; reentry-graph/{number}; +{contact})"


def _fetch(target: Iterable[Target], fetcher: Fetcher, result: FetchResult) -> None:
    for one in target:
        try:
            fetched = fetcher.fetch(one)
        except DownloadFailed as error:
            result.failed.append((one, str(error)))
            fetcher.progress.failed(one, str(error))
        else:
            result.fetched.append(fetched)
            fetcher.progress.finished(fetched)


def _client() -> httpx2.Client:
    headers = {"user-agent": user_agent(), "accept-encoding": "identity", "accept": "*/*"}
    return httpx2.Client(headers=headers, timeout=SILENCE, follow_redirects=False)


@contextmanager
def _folder_lock(folder: Path) -> Iterator[None]:
    """Lock the folder. Raises ValueError if another fetch has it."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".fetching").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ValueError(f"another fetch writes to {folder}: wait until it is done") from error
        yield
