"""Sorted streams are merged in order, each line once, whatever their lengths."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count

from hypothesis import given
from hypothesis import strategies as st

from graph.storage.sorted_streams import MOST_LINES, merged_streams

LINES = st.lists(st.text("abc\U0001f600\uffff", min_size=1, max_size=3)).map(sorted)


@given(st.lists(LINES, max_size=5))
def test_merging_is_sorting_the_set_of_all_lines(streams: list[list[str]]) -> None:
    assert list(merged_streams(*streams)) == sorted({line for stream in streams for line in stream})


def test_streams_of_several_blocks_are_merged_across_their_borders() -> None:
    lines = [f"{number:06d}\n" for number in range(5 * MOST_LINES)]
    repeated = sorted([*lines[::3], *lines[::3]])
    parts = (lines[::2], lines[1::2], repeated, lines[: MOST_LINES + 1], lines[MOST_LINES - 1 :])
    assert list(merged_streams(*parts)) == lines


def test_a_line_that_fills_several_blocks_comes_once() -> None:
    assert list(merged_streams(["a\n"] * (3 * MOST_LINES), ["a\n", "b\n"])) == ["a\n", "b\n"]


def test_a_stream_is_read_only_as_far_as_it_is_needed() -> None:
    taken = []

    def endless() -> Iterator[str]:
        for number in count():
            taken.append(number)
            yield f"{number:09d}\n"

    assert next(merged_streams(endless(), endless())) == "000000000\n"
    assert len(taken) <= 4 * MOST_LINES
