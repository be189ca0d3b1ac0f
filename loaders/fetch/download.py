"""One file, fetched: asked for only if it changed, resumed where it broke off, checked, and put in place whole."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import httpx2

from loaders.fetch.content_checks import check_form
from loaders.fetch.download_errors import DownloadFailed, StaleDownload, TransientFailure, UnexpectedContent
from loaders.fetch.download_progress import FetchedFile, ProgressListener
from loaders.fetch.pacing import LONGEST_WAIT, Clock, Pace, pause, retry_after
from loaders.fetch.redirects import MOST_TURNS, is_redirect, next_address, same_origin
from loaders.fetch.target import Wanted
from loaders.readers import sidecar
from loaders.readers.sidecar import Sidecar

TRIES = 6
GRACE = 60.0
LEAST_RATE = 512.0
"""Bytes a second, on the average after a minute: whoever drips slower is left."""

_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+|\*)", re.ASCII)


@dataclass(frozen=True)
class Fetcher:
    """Fetches files below a folder, one after the other."""

    client: httpx2.Client
    folder: Path
    pace: Pace
    clock: Clock
    watch: ProgressListener
    secret: Mapping[str, str] = field(default_factory=dict)
    """Headers that show who we are: for the publisher alone, and for nobody that it redirects to."""
    tries: int = TRIES

    def fetch(self, wanted: Wanted) -> FetchedFile:
        """Fetch one file. Raises DownloadFailed; then what was there before still is."""
        file = self.folder / wanted.path
        file.parent.mkdir(parents=True, exist_ok=True)
        tried = 0
        while True:
            tried += 1
            try:
                return self._try(wanted, file)
            except TransientFailure as error:
                self._wait(tried, error)
            except UnexpectedContent:
                sidecar.forget(file)
                raise

    def _wait(self, tried: int, error: TransientFailure) -> None:
        if tried == self.tries:
            raise DownloadFailed(f"{error}; given up after {tried} tries, run this again to go on") from error
        seconds = 0.0 if isinstance(error, StaleDownload) else pause(tried, error.wait, self.clock)
        if seconds > LONGEST_WAIT:
            raise DownloadFailed(f"{error}; the publisher asks to come back in {seconds:,.0f} seconds") from error
        if seconds:
            self.watch.waits(seconds, str(error))
            self.clock.sleep(seconds)

    def _try(self, wanted: Wanted, file: Path) -> FetchedFile:
        part, had = sidecar.part_path(file), _standing(file, wanted)
        begun = _begun(part, wanted)
        with self._answer(wanted.url, _asking(had, begun)) as answer:
            if answer.status_code == 304:
                return self._unchanged(file, had)
            start = _start(answer, begun, file)
            self._receive(wanted, part, answer, start)
        return self._settle(wanted, file, had)

    @contextmanager
    def _answer(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx2.Response]:
        """The answer at the end of all redirections, its body not yet read."""
        here = url
        with _broken_off():
            for _ in range(MOST_TURNS + 1):
                self.pace.keep()
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

    def _unchanged(self, file: Path, had: Sidecar | None) -> FetchedFile:
        if had is None:
            raise DownloadFailed("the publisher says that the file did not change (304), but was not asked that")
        kept = replace(had, checked=self._now())
        sidecar.write_sidecar(file, kept)
        return FetchedFile(file, kept, is_new=False)

    def _receive(self, wanted: Wanted, part: Path, answer: httpx2.Response, start: int) -> None:
        """Write the body to the part, from `start` on."""
        total = _total(answer, start)
        if total is not None and total > wanted.most_bytes:
            raise _too_large(wanted, total)
        headers = answer.headers
        begun = Sidecar(wanted.url, etag=headers.get("etag", ""), last_modified=headers.get("last-modified", ""))
        sidecar.write_sidecar(part, begun)
        self.watch.began(wanted, start, total)
        with part.open("r+b" if start else "wb") as opened:
            opened.truncate(start)
            opened.seek(start)
            got = self._copy(wanted, answer, opened.write, start)
            opened.flush()
            os.fsync(opened.fileno())
        if total is not None and got != total:
            raise TransientFailure(f"the publisher sent {got:,} of {total:,} bytes")

    def _copy(self, wanted: Wanted, answer: httpx2.Response, write: Callable[[bytes], object], start: int) -> int:
        began, got = self.clock.seconds(), start
        for chunk in answer.iter_raw():
            got += len(chunk)
            if got > wanted.most_bytes:
                raise _too_large(wanted, got)
            write(chunk)
            self.watch.grew(len(chunk))
            passed = self.clock.seconds() - began
            if passed > GRACE and (got - start) / passed < LEAST_RATE:
                raise TransientFailure(f"the publisher sends less than {LEAST_RATE:.0f} bytes a second")
        return got

    def _settle(self, wanted: Wanted, file: Path, had: Sidecar | None) -> FetchedFile:
        """Check the whole part and put it in place."""
        part = sidecar.part_path(file)
        begun = sidecar.read_sidecar(part)
        check_form(part, wanted)
        now, sha256 = self._now(), sidecar.digest(part)
        kept = replace(
            begun or Sidecar(wanted.url), checked=now, retrieved=now, sha256=sha256, bytes=part.stat().st_size
        )
        is_new = had is None or had.sha256 != sha256
        if had is not None and not is_new:
            kept = replace(kept, retrieved=had.retrieved)
        part.replace(file)
        sidecar.write_sidecar(file, kept)
        sidecar.forget(file)
        return FetchedFile(file, kept, is_new)

    def _now(self) -> str:
        return self.clock.today().isoformat(timespec="seconds")


def _standing(file: Path, wanted: Wanted) -> Sidecar | None:
    """What is known of the file that is here, where it still is what came from this address."""
    kept = sidecar.read_sidecar(file)
    if kept is None or kept.url != wanted.url or not file.is_file():
        return None
    return kept if file.stat().st_size == kept.bytes and sidecar.digest(file) == kept.sha256 else None


def _begun(part: Path, wanted: Wanted) -> tuple[int, Sidecar] | None:
    """How many bytes are here of an earlier try, and of which edition; None where one cannot go on from there."""
    kept = sidecar.read_sidecar(part)
    if kept is None or kept.url != wanted.url or not kept.validator or not part.is_file():
        return None
    have = part.stat().st_size
    return (have, kept) if have else None


def _asking(had: Sidecar | None, begun: tuple[int, Sidecar] | None) -> dict[str, str]:
    """The headers of a request: to go on where a try broke off, else for the file if it changed."""
    if begun is not None:
        return {"range": f"bytes={begun[0]}-", "if-range": begun[1].validator}
    if had is None:
        return {}
    asked = {"if-none-match": had.etag, "if-modified-since": had.last_modified}
    return {name: value for name, value in asked.items() if value}


def _start(answer: httpx2.Response, begun: tuple[int, Sidecar] | None, file: Path) -> int:
    """Where the body of an answer begins in the file. Raises StaleDownload where it does not fit what is here."""
    if answer.status_code == 200:
        return 0
    if begun is None:
        raise DownloadFailed(f"the publisher answers {answer.status_code}, but no part of the file was asked for")
    have, kept = begun
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if answer.status_code == 206 and found and int(found[1]) == have and kept.same_edition(answer.headers):
        return have
    sidecar.forget(file)
    raise StaleDownload("what is here of the file does not fit what the publisher has now")


def _total(answer: httpx2.Response, start: int) -> int | None:
    """How many bytes the whole file has, as far as the answer says."""
    found = _RANGE.fullmatch(answer.headers.get("content-range", ""))
    if found and found[3] != "*":
        return int(found[3])
    length = answer.headers.get("content-length")
    return start + int(length) if length is not None and length.isdecimal() else None


def _too_large(wanted: Wanted, size: int) -> UnexpectedContent:
    return UnexpectedContent(
        f"the file has {size:,} bytes or more; of this kind at most {wanted.most_bytes:,} are fetched"
    )


@contextmanager
def _broken_off() -> Iterator[None]:
    """Turns what a broken connection raises into a reason."""
    try:
        yield
    except (httpx2.UnsupportedProtocol, httpx2.InvalidURL) as error:
        raise DownloadFailed(f"this address cannot be asked: {error}") from error
    except httpx2.TransportError as error:
        raise TransientFailure(f"the connection broke off ({str(error) or type(error).__name__})") from error
