"""Parts of files: a download that broke off goes on where it stopped, and never with the bytes of another file."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from api.answers.spooled_response import byte_range
from api.http.request_errors import RangeNotSatisfiable

FILES = ["/export/graph.gexf", "/export/ties.csv", "/static/style.css", "/api/ties?format=csv", "/export/graph.xlsx"]
PLAIN = {"Accept-Encoding": "identity"}


@pytest.mark.parametrize("address", FILES)
def test_a_file_comes_in_parts(world_client: TestClient, address: str) -> None:
    whole = world_client.get(address, headers=PLAIN)
    assert whole.headers["accept-ranges"] == "bytes"
    assert whole.headers["etag"].startswith('"')
    size = len(whole.content)
    for asked, start, end in [("0-9", 0, 10), ("10-", 10, size), ("-7", size - 7, size), (f"5-{size + 9}", 5, size)]:
        part = world_client.get(address, headers={"Range": f"bytes={asked}", "If-Range": whole.headers["etag"]})
        assert (part.status_code, part.content) == (206, whole.content[start:end])
        assert part.headers["content-range"] == f"bytes {start}-{end - 1}/{size}"
        assert part.headers["etag"] == whole.headers["etag"]
        assert "content-encoding" not in part.headers


@pytest.mark.parametrize("address", FILES)
def test_of_another_file_comes_the_whole(world_client: TestClient, address: str) -> None:
    tag = world_client.get(address, headers=PLAIN).headers["etag"]
    for other in ('"another"', f"W/{tag}", f'{tag[:-1]}-gzip"', "Mon, 01 Jan 2024 00:00:00 GMT"):
        answer = world_client.get(address, headers={"Range": "bytes=0-9", "If-Range": other})
        assert (answer.status_code, len(answer.content) > 10) == (200, True)


@pytest.mark.parametrize("address", FILES)
def test_behind_the_end_there_is_nothing(world_client: TestClient, address: str) -> None:
    size = len(world_client.get(address).content)
    answer = world_client.get(address, headers={"Range": f"bytes={size}-"})
    assert (answer.status_code, answer.headers["content-range"]) == (416, f"bytes */{size}")


@pytest.mark.parametrize("address", FILES)
def test_a_compressed_file_has_another_tag_and_is_known_again(world_client: TestClient, address: str) -> None:
    plain, packed = (world_client.get(address, headers={"Accept-Encoding": one}) for one in ("identity", "gzip"))
    assert packed.headers.get("content-encoding") == "gzip"
    assert packed.headers["etag"] == f'{plain.headers["etag"][:-1]}-gzip"'
    assert packed.content == plain.content
    for tag in (plain.headers["etag"], packed.headers["etag"]):
        again = world_client.get(address, headers={"If-None-Match": tag, "Range": "bytes=0-9"})
        assert (again.status_code, again.content) == (304, b"")


def test_head_has_no_parts(world_client: TestClient) -> None:
    answer = world_client.head("/export/ties.csv", headers={"Range": "bytes=0-9"})
    assert (answer.status_code, answer.headers["accept-ranges"]) == (200, "bytes")
    assert "content-length" not in answer.headers


def test_an_answer_that_is_no_file_comes_whole(world_client: TestClient) -> None:
    answer = world_client.get("/api/ties", headers={"Range": "bytes=0-9"})
    assert answer.status_code == 200
    assert "accept-ranges" not in answer.headers


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        *(("bytes=0-0", (0, 1)), ("bytes=9-", (9, 10)), ("bytes=-3", (7, 10)), ("bytes=-99", (0, 10))),
        *(("BYTES = 2 - 4", (2, 5)), ("bytes=3-99", (3, 10)), ("bytes=5-2", None), ("bytes=-", None), ("", None)),
        *(("bytes=0-1,4-5", None), ("lines=1-2", None), ("bytes=a-b", None), ("bytes=-1-2", None), ("0-5", None)),
    ],
)
def test_one_range_is_read_and_what_is_none_passed_over(asked: str, chosen: tuple[int, int] | None) -> None:
    assert byte_range(asked, 10) == chosen


@pytest.mark.parametrize("asked", ["bytes=10-", "bytes=10-12", "bytes=-0", f"bytes={'9' * 30}-"])
def test_a_range_of_nothing_is_refused(asked: str) -> None:
    with pytest.raises(RangeNotSatisfiable):
        byte_range(asked, 10)
