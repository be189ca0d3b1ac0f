"""Suggestions for misspelled names."""

from __future__ import annotations

import pytest

from graph.storage.suggestions import suggestion


@pytest.mark.parametrize(
    ("word", "choices", "hint"),
    [
        ("fund", ["funds", "leads"], "; did you mean 'funds'?"),
        ("donates", ["donates_to", "drew"], "; did you mean 'donates_to'?"),
        ("zebra", ["b", "a"], "; choose one of a, b"),
        ("zebra", [f"choice-{number}" for number in range(99)], ""),
        ("zebra", [], ""),
        ("x" * 10**6, ["a"], "; choose one of a"),
    ],
)
def test_a_similar_choice_is_suggested_or_all_where_they_are_few(word: str, choices: list[str], hint: str) -> None:
    assert suggestion(word, choices) == hint
