"""Downloads one file: only if it changed, resuming a partial download, checked, and moved into place atomically."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2

from loaders.fetch.content_checks import check_content
from loaders.fetch.download_errors import DownloadFailed, StaleDownload, TransientFailure, UnexpectedContent
from loaders.fetch.download_progress import FetchedFile, ProgressListener
from loaders.fetch.pacing import LONGEST_WAIT, Clock, Pace, retry_after, retry_delay
from loaders.fetch.redirects import MOST_TURNS, is_redirect, next_address, same_origin
from loaders.fetch.target import Target
from loaders.readers import sidecar
from loaders.readers.sidecar import Sidecar

TRIES = 6
GRACE = 60.0
LEAST_RATE = 512.0
"""Bytes a second on average after a minute; slower downloads are aborted."""

_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)", re.ASCII)


@dataclass(frozen=True)
class Fetcher:
    """Fetches files below a folder, one after the other."""

    client: httpx2.Client
    folder: Path
    pace: Pace
    clock: Clock
    progress: ProgressListener
    secret: Mapping[str, str] = field(default_factory=dict)
    """Headers with credentials: for the publisher only, and for nobody it redirects to."""
    tries: int = TRIES

    def fetch(self, target: Target) -> FetchedFile:
        """Fetch one file. Raises DownloadFailed, and leaves the file that was there before in place."""
        file = self.folder / target.path
        file.parent.mkdir(parents=True, exist_ok=True)
        tried = 0
        while True:
            tried += 1
            try:
                return self._try(target, file)
            except TransientFailure as error:
                self._wait(tried, error)
            except UnexpectedContent:
                sidecar.discard_part(file)
                raise

    def _wait(self, tried: int, error: TransientFailure) -> None:
        if tried == self.tries:
            raise DownloadFailed(f"{error}; given up after {tried} tries, run this again to go on") from error
        seconds = 0.0 if isinstance(error, StaleDownload) else retry_delay(tried, error.wait, self.clock)
        if seconds > LONGEST_WAIT:
            raise DownloadFailed(f"{error}; the publisher asks to come back in {seconds:,.0f} seconds") from error
        if seconds:
            self.progress.waiting(seconds, str(error))
            self.clock.sleep(seconds)

    def _try(self, target: Target, file: Path) -> FetchedFile:
        part, current = sidecar.part_path(file), _current_sidecar(file, target)
        partial = _partial_download(part, target)
        with self._answer(target.url, _conditional_headers(current, partial)) as answer:
            if answer.status_code == 304:
                return self._unchanged(file, current)
            start = _body_offset(answer, partial, file)
            self._receive(target, part, answer, start)
        return self._finish(target, file, current)

    @contextmanager
    def _answer(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx2.Response]:
        """The response at the end of all redirects, its body not yet read."""
        here = url
        with _transport_errors():
            for _ in range(MOST_TURNS + 1):
                self.pace.wait_turn()
                sent = {**headers, **(self.secret if same_origin(url, here) else {})}
                with self.client.stream("GET", here, headers=sent, follow_redirects=False) as answer:
                    if not is_redirect(answer.status_code):
                        self._refuse(answer)
                        yield answer
                        return
                    here = next_address(url, here, answer.headers.get("location"))
        raise DownloadFailed(f"the publisher redirects more than {MOST_TURNS} times")

    def _refuse(self, answer: httpx2.Response) -> None:
        status = answer.status_code
        if status in _BUSY:
            wait = retry_after(answer.headers.get("retry-after"), self.clock)
            raise TransientFailure(f"the publisher answers {status} {answer.reason_phrase}".strip(), wait)
        if status in (404, 410):
            raise DownloadFailed(f"the publisher has no such file ({status}): {answer.url}")
        if status not in (200, 206, 304, 416):
            raise DownloadFailed(f"the publisher answers {status} {answer.reason_phrase}".strip())
        if (coding := answer.headers.get("content-encoding", "identity")) != "identity":
            raise DownloadFailed(f"the publisher packs the file ({coding[:20]}) though plain bytes were asked for")

    def _unchanged(self, file: Path, current: Sidecar | None) -> FetchedFile:
        if current is None:
            raise DownloadFailed("the publisher says that the file did not change (304), but was not asked that")
        metadata = replace(current, checked=self._now())
        sidecar.write_sidecar(file, metadata)
        return FetchedFile(file, metadata, is_new=False)

    def _receive(self, target: Target, part: Path, answer: httpx2.Response, start: int) -> None:
        """Write the body to the partial file, from offset `start` on."""
        total = _total(answer, start)
        if total is not None and total > target.most_bytes:
            raise _too_large(target, total)
        headers = answer.headers
        metadata = Sidecar(target.url, etag=headers.get("etag", ""), last_modified=headers.get("last-modified", ""))
        sidecar.write_sidecar(part, metadata)
        self.progress.started(target, start, total)
        with part.open("r+b" if start else "wb") as opened:
            opened.truncate(start)
            opened.seek(start)
            got = self._copy(target, answer, opened.write, start)
            opened.flush()
            os.fsync(opened.fileno())
        if total is not None and got != total:
            raise TransientFailure(f"the publisher sent {got:,} of {total:,} bytes")

    def _copy(self, target: Target, answer: httpx2.Response, write: Callable[[bytes], object], start: int) -> int:
        started, got = self.clock.seconds(), start
        for chunk in answer.iter_raw():
            got += len(chunk)
            if got > target.most_bytes:
                raise _too_large(target, got)
            write(chunk)
            self.progress.received(len(chunk))
            passed = self.clock.seconds() - started
            if passed > GRACE and (got - start) / passed < LEAST_RATE:
                raise TransientFailure(f"the publisher sends less than {LEAST_RATE:.0f} bytes a second")
        return got

    def _finish(self, target: Target, file: Path, current: Sidecar | None) -> FetchedFile:
        """Check the complete file and move it into place."""
        part = sidecar.part_path(file)
        partial = sidecar.read_sidecar(part)
        check_content(part, target)
        now, sha256 = self._now(), sidecar.sha256_of(part)
        metadata = replace(
            partial or Sidecar(target.url), checked=now, retrieved=now, sha256=sha256, bytes=part.stat().st_size
        )
        is_new = current is None or current.sha256 != sha256
        if current is not None and not is_new:
            metadata = replace(metadata, retrieved=current.retrieved)
        part.replace(file)
        sidecar.write_sidecar(file, metadata)
        sidecar.discard_part(file)
        return FetchedFile(file, metadata, is_new)

    def _now(self) -> str:
        return self.clock.today().isoformat(timespec="seconds")


def _current_sidecar(file: Path, target: Target) -> Sidecar | None:
    """The sidecar of the file that is there, if it still matches and came from this address."""
    metadata = sidecar.read_sidecar(file)
    if metadata is None or metadata.url != target.url or not file.is_file():
        return None
    return metadata if file.stat().st_size == metadata.bytes and sidecar.sha256_of(file) == metadata.sha256 else None


def _partial_download(part: Path, target: Target) -> tuple[int, Sidecar] | None:
    """Size and sidecar of a partial download; None if it cannot be resumed."""
    metadata = sidecar.read_sidecar(part)
    if metadata is None or metadata.url != target.url or not metadata.validator or not part.is_file():
        return None
    have = part.stat().st_size
    return (have, metadata) if have else None


def _conditional_headers(current: Sidecar | None, partial: tuple[int, Sidecar] | None) -> dict[str, str]:
    """The headers of a request: to resume a partial download, else for the file only if it changed."""
    if partial is not None:
        return {"range": f"bytes={partial[0]}-", "if-range": partial[1].validator}
    if current is None:
        return {}
    headers = {"if-none-match": current.etag, "if-modified-since": current.last_modified}
    return {name: value for name, value in headers.items() if value}


def _body_offset(answer: httpx2.Response, partial: tuple[int, Sidecar] | None, file: Path) -> int:
    """The offset of the body of a response in the file. Raises StaleDownload if the partial download does not fit."""
    if answer.status_code == 200:
        return 0
    if partial is None:
        raise DownloadFailed(f"the publisher answers {answer.status_code}, but no part of the file was asked for")
    have, metadata = partial
    match = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if answer.status_code == 206 and match and int(match[1]) == have and metadata.same_edition(answer.headers):
        return have
    sidecar.discard_part(file)
    raise StaleDownload("what is here of the file does not fit what the publisher has now")


def _total(answer: httpx2.Response, start: int) -> int | None:
    """The size of the whole file, if the response tells it."""
    match = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if match and match[3] != "*":
        return int(match[3])
    length = answer.headers.get("content-length")
    return start + int(length) if length is not None and length.isdecimal() else None


def _too_large(target: Target, size: int) -> UnexpectedContent:
    return UnexpectedContent(
        f"the file has {size:,} bytes or more; of this kind at most {target.most_bytes:,} are fetched"
    )


@contextmanager
def _transport_errors() -> Iterator[None]:
    """Turns the errors of a connection into DownloadFailed or TransientFailure."""
    try:
        yield
    except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
        raise DownloadFailed(f"this address cannot be requested: {error}") from error
    except httpx2.TransportError as error:
        raise TransientFailure(f"the connection broke off ({str(error) or type(error).__name__})") from error
