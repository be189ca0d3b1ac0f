"""Which ties the lines of datasets state, beyond what two statements alone decide."""

from __future__ import annotations

from collections import defaultdict

from graph.identity.tie_lines import tie_matches
from graph.index.open_version import OpenVersion
from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import quads
from graph.versions.version_folders import DataFolder


def founding(source: str, day: str) -> list[Statement]:
    """A source says on which partial date Ann founded the center, which other sources contradict."""
    ref = EntityRef("tie", f"ann--founded--center--{day}")
    facts: list[tuple[str, Value]] = [("kind", TermRef("founded")), ("start", PartialDate.parse(day))]
    facts += [("from", EntityRef("id", "ann")), ("to", EntityRef("id", "center"))]
    facts += [("conflict", EntityRef("conflict", "founding-year"))]
    return [Statement(ref, name, value, source) for name, value in facts]


def test_the_statements_of_one_side_of_a_conflict_are_one_tie_and_its_sides_are_two() -> None:
    statements = [*founding("a", "2018"), *founding("b", "2019-01"), *founding("c", "2019-01-23")]
    lines = nquads.lines(quads(statements, vocabulary()))
    matches = tie_matches(lambda: iter(lines), vocabulary())
    assert matches.may_be == {}
    assert matches.canonical == {"ann--founded--center--2019-01": "ann--founded--center--2019-01-23"}


def test_each_shipped_conflict_has_two_sides(home: DataFolder) -> None:
    graph = OpenVersion.open(home.require())
    sides: dict[str, set[str]] = defaultdict(set)
    for key in [*graph.tie_ids, *graph.records.outcomes]:
        thing = graph.records.outcomes[key] if key in graph.records.outcomes else graph.tie(key)
        for conflict in (*thing["conflicts"], *thing["differences"]):
            sides[conflict].add(key)
    assert sides
    assert [conflict for conflict, keys in sides.items() if len(keys) < 2] == []


def test_a_side_of_a_shipped_conflict_counts_once(home: DataFolder) -> None:
    ties = OpenVersion.open(home.require()).tie_ids
    assert len([key for key in ties if key.startswith("kim-kardashian--apprentice-at--sf-law-firm-unnamed")]) == 1
    assert [key[-10:] for key in ties if key.startswith("meek-mill--co-founded--reform-alliance")] == [
        "ance--2018",
        "2019-01-23",
    ]
