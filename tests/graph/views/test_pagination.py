"""Pages stay where they were, and hold everything once."""

from __future__ import annotations

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.views.pagination import MOST, BadCursor, Key, page

Row = tuple[int, str]


def key(row: Row) -> Key:
    return (-row[0], row[1])


def written(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


@given(st.sets(st.tuples(st.integers(), st.text())), st.integers(1, 7))
def test_pages_put_together_hold_everything_once_in_order(rows: set[Row], limit: int) -> None:
    found, cursor, more = list[Row](), None, True
    while more:
        part = page(list(rows), key, limit=limit, cursor=cursor)
        found, cursor, more = found + part.items, part.next, part.next is not None
        assert len(part.items) <= limit
    assert found == sorted(rows, key=key)


def test_a_page_stays_where_it_was_when_something_comes_before_it() -> None:
    rows: list[Row] = [(3, "a"), (2, "b"), (1, "c")]
    first = page(rows, key, limit=2)
    assert page([(9, "new"), *rows], key, limit=2, cursor=first.next).items == [(1, "c")]


def test_a_page_goes_on_where_the_last_thing_shown_is_gone() -> None:
    rows: list[Row] = [(3, "a"), (2, "b"), (1, "c")]
    first = page(rows, key, limit=2)
    assert page([(3, "a"), (1, "c")], key, limit=2, cursor=first.next).items == [(1, "c")]


def test_a_page_has_at_least_one_and_at_most_a_thousand_things() -> None:
    rows = [(number, "") for number in range(MOST + 1)]
    assert [len(page(rows, key, limit=limit).items) for limit in (0, 10**9)] == [1, MOST]


@pytest.mark.parametrize("cursor", ["", "x", "é", "!!!!", *map(written, [None, 7, [], ["a", 1], [1], [1, "a", 2]])])
def test_a_cursor_of_another_question_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor, match="not a cursor"):
        page([(1, "a")], key, limit=1, cursor=cursor)


@pytest.mark.parametrize("text", ['[NaN,"a"]', '[null,"a"]', '[{"a":1},"a"]', "[" * 100_000])
def test_a_cursor_that_cannot_be_compared_is_refused(text: str) -> None:
    with pytest.raises(BadCursor):
        page([(1, "a")], key, limit=1, cursor=base64.urlsafe_b64encode(text.encode()).decode().rstrip("="))
