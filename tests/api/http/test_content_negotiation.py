"""Which of the formats offered a client wants most."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.http.content_negotiation import best_match, negotiate
from api.http.request_errors import RequestError

TURTLE, JSON_LD, HTML = "text/turtle", "application/ld+json", "text/html"
OFFERED = [TURTLE, JSON_LD, HTML]


@pytest.mark.parametrize(
    ("accept", "best"),
    [
        (None, TURTLE),
        ("", TURTLE),
        ("*/*", TURTLE),
        ("text/html", HTML),
        ("TEXT/HTML", HTML),
        ("application/*", JSON_LD),
        ("text/*", TURTLE),
        ("text/turtle;q=0.1, text/html;q=0.2", HTML),
        ("text/html;q=0.5, */*;q=0.1", HTML),
        ("text/turtle;q=0, */*", JSON_LD),
        ("text/*;q=0.9, text/turtle;q=0.1, application/ld+json;q=0.5", HTML),
        ("application/ld+json ; q=1.0 , text/turtle ; q=0.9", JSON_LD),
        ("text/turtle;charset=utf-8;q=0.2, text/html;q=0.1", TURTLE),
        ("text/html;level=1", HTML),
        ("image/png, text/html", HTML),
        (", ,text/html,", HTML),
        ("text/html;q=7", HTML),
        ("image/png", None),
        ("text/html;q=0", None),
        ("text/html;q=none", None),
        ("text/html;q=nan", None),
        ("text", None),
        ("*", None),
    ],
)
def test_the_best_match(accept: str | None, best: str | None) -> None:
    assert best_match(accept, OFFERED) == best


def test_no_match_lists_what_is_offered() -> None:
    with pytest.raises(RequestError) as caught:
        negotiate("image/png", OFFERED)
    assert caught.value.status == 406
    assert caught.value.members()["offered"] == OFFERED


@given(st.text(max_size=200))
def test_any_text_is_understood_or_refused(accept: str) -> None:
    assert best_match(accept, OFFERED) in {*OFFERED, None}


@given(st.permutations(["text/turtle;q=0.3", "application/ld+json;q=0.9", "text/html;q=0.6", "image/png"]))
def test_the_order_of_a_list_says_nothing(parts: list[str]) -> None:
    assert best_match(", ".join(parts), OFFERED) == JSON_LD
