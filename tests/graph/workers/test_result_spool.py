"""A finished answer."""

from __future__ import annotations

import pytest

from graph.workers.result_spool import ResultSpool


@pytest.mark.parametrize(
    ("pieces", "is_in_memory"), [([b"abc", b"def"], True), ([b"abc", b"def", b"g"], False), ([], True)]
)
def test_what_was_written_is_read_again(pieces: list[bytes], is_in_memory: bool) -> None:
    spool = ResultSpool(memory_bytes=6)
    for piece in pieces:
        spool.write(piece)
    assert b"".join(spool.chunks()) == b"".join(pieces)
    assert spool.length == len(b"".join(pieces))
    assert spool.is_in_memory is is_in_memory
    spool.close()


def test_it_can_be_read_twice() -> None:
    spool = ResultSpool(memory_bytes=0)
    spool.write(b"abc")
    assert [b"".join(spool.chunks()) for _ in range(2)] == [b"abc", b"abc"]
    spool.close()
