"""One file from a server that behaves badly: what comes is whole or is refused, and what was there stays."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.fetch.download import TRIES, Fetcher
from loaders.fetch.download_errors import DownloadFailed
from loaders.fetch.target import Target
from tests.loaders.fetch.conftest import FakeClock, RecordedProgress
from tests.loaders.fetch.server import Answer, Asked, Server

BODY = b"<billStatus>" + b"<bill>one of many</bill>" * 500 + b"</billStatus>"
NEWER = b"<billStatus>" + b"<bill>another text</bill>" * 500 + b"</billStatus>"
OLD = b"<billStatus>old</billStatus>"
HALF = len(BODY) // 2


def target(server: Server, most: int = 1_000_000) -> Target:
    return Target(f"{server.url}/bill.xml", Path("congress", "bill.xml"), "xml", most, "billStatus")


def well(body: bytes = BODY, **headers: str) -> Answer:
    """The whole file."""
    return lambda asked: asked.answer(200, body, None, **headers)


def status(number: int, **headers: str) -> Answer:
    """No file."""
    return lambda asked: asked.answer(number, b"sorry", None, **headers)


def cut(body: bytes = BODY, at: int = HALF, **headers: str) -> Answer:
    """Promises the whole, and hangs up before."""
    return lambda asked: asked.answer(200, body[:at], len(body), **headers)


def rest(body: bytes = BODY, **headers: str) -> Answer:
    """The part that is asked for."""

    def answer(asked: Asked) -> None:
        start = int((asked.header("range") or "").removeprefix("bytes=").removesuffix("-"))
        asked.answer(206, body[start:], None, Content_Range=f"bytes {start}-{len(body) - 1}/{len(body)}", **headers)

    return answer


def hidden(folder: Path) -> list[str]:
    """What is kept beside the files."""
    return sorted(path.name for path in (folder / "congress").iterdir() if path.name.startswith("."))


# --- a server that behaves well


def test_a_file_comes_with_its_digest_and_day(server: Server, fetcher: Fetcher) -> None:
    server.will(well(ETag='"one"', Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT"))
    fetched = fetcher.fetch(target(server))
    assert fetched.file.read_bytes() == BODY
    assert json.loads((fetched.file.parent / ".bill.xml.fetched.json").read_text()) == {
        "url": f"{server.url}/bill.xml",
        "retrieved": "2026-11-24T12:00:00+00:00",
        "checked": "2026-11-24T12:00:00+00:00",
        "sha256": hashlib.sha256(BODY).hexdigest(),
        "bytes": len(BODY),
        "etag": '"one"',
        "last_modified": "Tue, 24 Nov 2026 10:00:00 GMT",
    }


def test_no_part_is_left_of_a_whole_file(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    server.will(well(ETag='"one"'))
    fetcher.fetch(target(server))
    assert hidden(tmp_path) == [".bill.xml.fetched.json"]


def test_a_second_fetch_asks_whether_the_file_changed(server: Server, fetcher: Fetcher, fake_clock: FakeClock) -> None:
    server.will(well(ETag='"one"', Last_Modified="Tue, 24 Nov 2026 10:00:00 GMT"), status(304))
    first = fetcher.fetch(target(server))
    fake_clock.now = 60.0
    second = fetcher.fetch(target(server))
    assert server.asked[1].header("if-none-match") == '"one"'
    assert server.asked[1].header("if-modified-since") == "Tue, 24 Nov 2026 10:00:00 GMT"
    assert (second.is_new, second.metadata.retrieved, second.metadata.sha256) == (
        False,
        first.metadata.retrieved,
        first.metadata.sha256,
    )
    assert second.metadata.checked == "2026-11-24T12:01:00+00:00"


def test_a_file_that_was_changed_here_is_fetched_anew(server: Server, fetcher: Fetcher) -> None:
    server.will(well(ETag='"one"'))
    fetched = fetcher.fetch(target(server))
    fetched.file.write_bytes(b"scribbled over")
    fetcher.fetch(target(server))
    assert server.asked[1].header("if-none-match") is None
    assert fetched.file.read_bytes() == BODY


def test_the_same_bytes_again_keep_the_day_on_which_they_came(
    server: Server, fetcher: Fetcher, fake_clock: FakeClock
) -> None:
    server.will(well())
    first = fetcher.fetch(target(server))
    fake_clock.now = 3600.0
    again = fetcher.fetch(target(server))
    assert (again.is_new, again.metadata.retrieved) == (False, first.metadata.retrieved)


# --- connections that break


def test_a_connection_cut_in_the_middle_is_gone_on_with(
    server: Server, fetcher: Fetcher, progress: RecordedProgress
) -> None:
    server.will(cut(ETag='"one"'), rest(ETag='"one"'))
    assert fetcher.fetch(target(server)).file.read_bytes() == BODY
    assert server.asked[1].header("range") == f"bytes={HALF}-"
    assert server.asked[1].header("if-range") == '"one"'
    assert progress.begun == [(0, len(BODY)), (HALF, len(BODY))]


def test_a_part_of_an_earlier_run_is_gone_on_with(server: Server, fetcher: Fetcher) -> None:
    server.will(cut(ETag='"one"'), status(403))
    with pytest.raises(DownloadFailed, match="403"):
        fetcher.fetch(target(server))
    server.will(rest(ETag='"one"'))
    assert fetcher.fetch(target(server)).file.read_bytes() == BODY


def test_a_part_without_validator_is_begun_anew(server: Server, fetcher: Fetcher) -> None:
    server.will(cut(), well())
    assert fetcher.fetch(target(server)).file.read_bytes() == BODY
    assert server.asked[1].header("range") is None


def test_a_weak_etag_joins_no_parts(server: Server, fetcher: Fetcher) -> None:
    server.will(cut(ETag='W/"one"'), well(ETag='W/"one"'))
    fetcher.fetch(target(server))
    assert server.asked[1].header("range") is None


def test_a_range_that_is_ignored_gives_the_whole_file(server: Server, fetcher: Fetcher) -> None:
    server.will(cut(ETag='"one"'), well(ETag='"one"'))
    assert fetcher.fetch(target(server)).file.read_bytes() == BODY


def test_an_etag_that_changed_joins_no_editions(server: Server, fetcher: Fetcher) -> None:
    server.will(cut(ETag='"one"'), rest(NEWER, ETag='"two"'), well(NEWER, ETag='"two"'))
    assert fetcher.fetch(target(server)).file.read_bytes() == NEWER
    assert server.asked[2].header("range") is None


def test_a_range_that_begins_elsewhere_is_not_joined(server: Server, fetcher: Fetcher) -> None:
    def elsewhere(asked: Asked) -> None:
        asked.answer(206, BODY[5:], Content_Range=f"bytes 5-{len(BODY) - 1}/{len(BODY)}", ETag='"one"')

    server.will(cut(ETag='"one"'), elsewhere, well(ETag='"one"'))
    assert fetcher.fetch(target(server)).file.read_bytes() == BODY


def test_a_range_that_cannot_be_met_is_begun_anew(server: Server, fetcher: Fetcher) -> None:
    server.will(cut(ETag='"one"'), status(416), well(ETag='"one"'))
    assert fetcher.fetch(target(server)).file.read_bytes() == BODY


def test_a_promise_of_more_bytes_than_come_is_no_whole_file(server: Server, fetcher: Fetcher, tmp_path: Path) -> None:
    server.will(lambda asked: asked.answer(200, BODY, len(BODY) + 1))
    with pytest.raises(DownloadFailed, match=f"given up after {TRIES} tries"):
        fetcher.fetch(target(server))
    assert not (tmp_path / "congress" / "bill.xml").exists()


def test_a_promise_of_fewer_bytes_than_come_is_no_whole_file(server: Server, fetcher: Fetcher) -> None:
    server.will(lambda asked: asked.answer(200, BODY, len(BODY) - 1))
    with pytest.raises(DownloadFailed, match="not well-formed"):
        fetcher.fetch(target(server))


def test_a_drip_is_left(server: Server, fetcher: Fetcher, fake_clock: FakeClock) -> None:
    def drip(asked: Asked) -> None:
        asked.answer(200, b"<", 1_000_000)
        while asked.write(b"x"):
            pass

    server.will(drip)
    fake_clock.each_look = 10_000.0
    with pytest.raises(DownloadFailed, match="sends less than 512 bytes a second"):
        fetcher.fetch(target(server))


# --- servers that are busy


def test_a_busy_server_is_asked_again_when_it_says(server: Server, fetcher: Fetcher, fake_clock: FakeClock) -> None:
    server.will(status(503, Retry_After="17"), well())
    assert fetcher.fetch(target(server)).is_new
    assert fake_clock.slept == [17.0]


def test_a_server_may_name_a_time(server: Server, fetcher: Fetcher, fake_clock: FakeClock) -> None:
    server.will(status(429, Retry_After="Tue, 24 Nov 2026 12:01:30 GMT"), well())
    fetcher.fetch(target(server))
    assert fake_clock.slept == [90.0]


def test_too_many_requests_without_a_time_wait_longer_each_time(
    server: Server, fetcher: Fetcher, fake_clock: FakeClock
) -> None:
    server.will(status(429), status(429), status(429, Retry_After="soon"), well())
    fetcher.fetch(target(server))
    assert fake_clock.slept == [1.5, 3.0, 6.0]


def test_a_server_that_fails_three_times_is_forgiven(
    server: Server, fetcher: Fetcher, progress: RecordedProgress
) -> None:
    server.will(status(500), status(500), status(500), well())
    assert fetcher.fetch(target(server)).file.read_bytes() == BODY
    assert [why for _, why in progress.waited] == ["the publisher answers 500 Internal Server Error"] * 3


def test_a_server_that_always_fails_is_given_up(server: Server, fetcher: Fetcher) -> None:
    server.will(status(500))
    with pytest.raises(DownloadFailed, match=r"500 .* given up after 6 tries, run this again to go on"):
        fetcher.fetch(target(server))
    assert len(server.asked) == TRIES


def test_who_asks_to_come_back_tomorrow_is_not_waited_for(
    server: Server, fetcher: Fetcher, fake_clock: FakeClock
) -> None:
    server.will(status(503, Retry_After="86400"))
    with pytest.raises(DownloadFailed, match="come back in 86,400 seconds"):
        fetcher.fetch(target(server))
    assert fake_clock.slept == []


# --- answers that are not the file


def page(asked: Asked) -> None:
    asked.answer(200, b"\n<!DOCTYPE html><html><body>Down for maintenance</body></html>", Content_Type="text/html")


def bomb(asked: Asked) -> None:
    asked.answer(200, gzip.compress(b"<billStatus>" + bytes(10_000_000)), Content_Encoding="gzip")


def endless(asked: Asked) -> None:
    """Chunks without end, and without a word on how many."""
    asked._http.send_response(200)
    asked._http.send_header("Connection", "close")
    asked._http.end_headers()
    while asked.write(b"<bill>" * 10_000):
        pass


BAD: list[tuple[str, Answer, str]] = [
    ("page", page, "web page where XML was asked for"),
    ("empty", well(b""), "empty file"),
    ("blank", well(b" \n"), "empty file"),
    ("cut-off", well(BODY[:-5]), "not well-formed"),
    ("other root", well(b"<error>no</error>"), "root element <error>"),
    ("entities", well(b'<!DOCTYPE b [<!ENTITY a "b">]><billStatus>&a;</billStatus>'), "document type"),
    ("gzip bomb", bomb, "packs the file"),
    ("404", status(404), "no such file"),
    ("403", status(403), "403"),
    ("304 unasked", status(304), "304"),
    ("206 unasked", lambda asked: asked.answer(206, BODY[3:], Content_Range="bytes 3-9/10"), "no part"),
    ("too large", lambda asked: asked.answer(200, b"<", 5_000_000), "at most 1,000,000"),
    ("too large, unsaid", endless, "at most 1,000,000"),
    ("loop", lambda asked: asked.answer(302, Location=asked.path), "redirects more than 5 times"),
    ("file", lambda asked: asked.answer(302, Location="file:///etc/hostname"), "another scheme"),
    ("nowhere", status(302), "without saying where"),
    ("password", lambda asked: asked.answer(302, Location="http://a:b@127.0.0.1/"), "name and password"),
]


@pytest.mark.parametrize(("answer", "why"), [row[1:] for row in BAD], ids=[row[0] for row in BAD])
def test_a_bad_answer_is_refused_and_a_good_file_stays(
    server: Server, fetcher: Fetcher, tmp_path: Path, answer: Answer, why: str
) -> None:
    file = tmp_path / "congress" / "bill.xml"
    file.parent.mkdir()
    file.write_bytes(OLD)
    server.will(answer)
    with pytest.raises(DownloadFailed, match=why):
        fetcher.fetch(target(server))
    assert file.read_bytes() == OLD


@pytest.mark.parametrize("answer", [page, well(b""), well(BODY[:-5])], ids=["page", "empty", "cut-off"])
def test_nothing_of_a_bad_answer_is_kept(server: Server, fetcher: Fetcher, tmp_path: Path, answer: Answer) -> None:
    server.will(answer)
    with pytest.raises(DownloadFailed):
        fetcher.fetch(target(server))
    assert hidden(tmp_path) == []


def test_a_redirection_on_the_same_server_is_followed(server: Server, fetcher: Fetcher) -> None:
    server.will(lambda asked: asked.answer(301, Location="/moved.xml"), well())
    assert fetcher.fetch(target(server)).file.read_bytes() == BODY
    assert [asked.path for asked in server.asked] == ["/bill.xml", "/moved.xml"]


@pytest.fixture
def with_secret(fetcher: Fetcher) -> Callable[[], Fetcher]:
    return lambda: Fetcher(
        fetcher.client, fetcher.folder, fetcher.pace, fetcher.clock, fetcher.progress, {"authorization": "Token xyz"}
    )


def test_a_key_goes_to_the_publisher_alone(server: Server, with_secret: Callable[[], Fetcher]) -> None:
    elsewhere = server.url.replace("127.0.0.1", "localhost")
    server.will(lambda asked: asked.answer(302, Location=f"{elsewhere}/bill.xml"), well())
    with_secret().fetch(target(server))
    assert [asked.header("authorization") for asked in server.asked] == ["Token xyz", None]
