"""Ties as sentences: the wording of every relation, read in both directions."""

from __future__ import annotations

from graph.rdf.ontology import vocabulary
from tests.golden import regenerate_wording


def test_the_page_of_wordings_is_what_the_code_says_today() -> None:
    assert regenerate_wording.PAGE.read_text(encoding="utf-8") == regenerate_wording.page()


def test_the_page_shows_every_relation_between_actors() -> None:
    text = regenerate_wording.page()
    ties = {name for name, relation in vocabulary().relations.items() if not relation.is_outcome}
    assert {name for name in ties if f"\n| `{name}` |" not in text} == set()
