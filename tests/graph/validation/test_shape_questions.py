"""What shapes ask of a node, one question at a time."""

from __future__ import annotations

import pyoxigraph as ox
import pytest

from graph.validation.shape_questions import Question, ShapeNodes, Term, answers, questions

PREFIXES = "@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix : <http://example.org/> . "


def read(shapes: str) -> ShapeNodes:
    nodes: dict[ox.NamedNode | ox.BlankNode, list[tuple[str, Term]]] = {}
    for triple in ox.parse(PREFIXES + shapes, format=ox.RdfFormat.TURTLE):
        assert isinstance(triple.subject, ox.NamedNode | ox.BlankNode)
        nodes.setdefault(triple.subject, []).append((triple.predicate.value, triple.object))
    return nodes


def asked(shapes: str) -> set[frozenset[str]]:
    """The properties that each question looks at, by their last words."""
    return {frozenset(prop.strip("<>").rpartition("/")[2] for prop in it.asked) for it in questions(read(shapes))}


TYPE = "22-rdf-syntax-ns#type"


@pytest.mark.parametrize(
    ("shapes", "looked_at"),
    [
        (":S sh:targetSubjectsOf :a ; sh:property [ sh:path :b ] , [ sh:path :c ] .", [{"b"}, {"c"}]),
        (":S sh:targetClass :C ; sh:property [ sh:path :b ] .", [{"b", TYPE}]),
        (":S sh:targetSubjectsOf :a ; sh:property [ sh:path :b ; sh:lessThanOrEquals :c ] .", [{"b", "c"}]),
        (":S sh:targetSubjectsOf :a ; sh:property :P . :P sh:path :b .", [{"b"}]),
        (
            ":S sh:targetSubjectsOf :a ; sh:or ( [ sh:property [ sh:path :b ] ] [ sh:property [ sh:path :c ] ] ) .",
            [{"b", "c", TYPE}],
        ),
        (":P sh:path :b .", []),
    ],
)
def test_a_question_looks_at_what_is_judged_together(shapes: str, looked_at: list[set[str]]) -> None:
    assert asked(shapes) - {frozenset({TYPE})} == {frozenset(it) for it in looked_at}


def test_who_is_no_target_is_not_asked() -> None:
    question = Question(frozenset({"<a>", "^<b>"}), is_for_classes=False, asked=frozenset({"<c>"}))
    assert answers([question], [("<c>", "1", 1)]) == frozenset()
    assert answers([question], [("<c>", "1", 1), ("<a>", "x", 1)]) == answers(
        [question], [("<c>", "1", 1), ("^<b>", "", 1), ("<d>", "1", 1)]
    )


def test_an_answer_says_whether_a_thing_is_a_target_for_a_property_too() -> None:
    question = Question(frozenset({"<a>"}), is_for_classes=True, asked=frozenset({"<c>"}))
    assert answers([question], [("<a>", "x", 1)]) != answers([question], [])
