"""Of things that the shapes cannot tell apart, one is checked for all; and no mistake hides behind a likeness."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest

from graph.model.ids import BASE
from graph.rdf.ontology import RG, vocabulary
from graph.rdf.terms import RDF_TYPE
from graph.storage import nquads_files
from graph.validation import equivalence_classes, shacl
from graph.validation.equivalence_classes import EquivalenceClass, EquivalenceClasses
from graph.validation.partitions import Partition, subjects
from graph.validation.shacl import validate_lines
from graph.validation.shacl_worker import graph_problems, rdf_graph
from graph.versions.build import ontology_lines
from graph.versions.version_folders import DataFolder

SHAPES = Path(equivalence_classes.__file__).with_name("shapes.ttl").read_bytes()
XSD = "http://www.w3.org/2001/XMLSchema#"
TIE, PAGE = f"<{BASE}tie/x>", f"<{BASE}source/page>"
SPOILED = {
    "a status": ('"stated"', '"surely"'),
    "a currency": ('"USD"', '"dollars"'),
    "a date": (f'"^^<{XSD}date>', '"'),
    "a datatype": (f'"^^<{XSD}integer>', '"'),
    "a language": (' "Kim Kardashian"', ' "Kim Kardashian"@en'),
    "a class": ("ontology#Apprenticeship>", "ontology#Nothing>"),
    "an address": ("<https://", "<ftp://"),
    "a sign": (f'"^^<{XSD}integer>', f'0"^^<{XSD}integer>'),
}


@pytest.fixture(scope="module")
def lines(world_home: DataFolder) -> list[str]:
    """The small world and its twin: each thing is like another."""
    changed = list(nquads_files.merged(list(world_home.require().datasets().values())))
    twins = (re.sub(rf"<{BASE}(id|tie|outcome|source)/", rf"<{BASE}\1/twin-", line) for line in changed)
    return sorted({*changed, *twins})


def of(*properties: str) -> EquivalenceClass:
    """The equivalence class of a tie with these properties."""
    return equivalence_classes.project_classes().class_of(
        f"{BASE}tie/x", [f"{TIE} {text} {PAGE} .\n" for text in properties], {}, []
    )


def test_all_words_of_the_shapes_are_known() -> None:
    assert equivalence_classes.project_classes().all_terms_known


@pytest.mark.parametrize(
    "unknown",
    [
        "sh:property [ sh:path rg:role ; sh:maxExclusive 3 ]",
        "sh:property [ sh:path ( rg:from rg:role ) ; sh:minCount 1 ]",
        "sh:property [ sh:path rg:from ; sh:property [ sh:path rg:role ; sh:minCount 1 ] ]",
        "sh:not [ sh:class rg:Person ]",
        'sh:pattern "^https://"',
        "sh:closed true",
    ],
)
def test_where_a_word_of_the_shapes_is_unknown_nothing_is_alike(unknown: str) -> None:
    more = f"\nshape:More a sh:NodeShape ; sh:targetClass rg:Tie ; {unknown} .\n".encode()
    known = EquivalenceClasses(SHAPES + more)
    assert known.class_of(f"{BASE}tie/x", [], {}, []) != known.class_of(f"{BASE}tie/y", [], {}, [])


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f'<{RG}note> "this"', f'<{RG}note> "that"'),
        (f'<{RG}note> "this"', f'<{RG}note> "a \\"quoted\\" word"'),
        (f'<{RG}currency> "USD"', f'<{RG}currency> "EUR"'),
        (f'<{RG}amount> "1"^^<{XSD}integer>', f'<{RG}amount> "0"^^<{XSD}integer>'),
        (f'<{RG}start> "2018"^^<{XSD}gYear>', f'<{RG}start> "1999"^^<{XSD}gYear>'),
        (f"<{RG}funds> <{BASE}id/a>", f"<{RG}visited> <{BASE}id/b>"),
    ],
)  # fmt: skip
def test_what_no_shape_asks_for_tells_nothing_apart(one: str, other: str) -> None:
    assert of(one) == of(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (f'<{RG}note> "this"', f'<{RG}note> ""'),
        (f'<{RG}note> "this"', f'<{RG}note> "{"x" * 2001}"'),
        (f'<{RG}note> "this"', f'<{RG}note> "this"@en'),
        (f'<{RG}note> "this"', f'<{RG}role> "this"'),
        (f'<{RG}currency> "USD"', f'<{RG}currency> "usd"'),
        (f'<{RG}claimStatus> "stated"', f'<{RG}claimStatus> "opinion"'),
        (f'<{RG}start> "2018"^^<{XSD}gYear>', f'<{RG}start> "2018-02-30"^^<{XSD}date>'),
        (f'<{RG}amount> "1"^^<{XSD}integer>', f'<{RG}amount> "-1"^^<{XSD}integer>'),
        (f"<{RG}moneyIn> <{BASE}tie/y>", f'<{RG}moneyIn> "y"'),
    ],
)  # fmt: skip
def test_what_a_shape_asks_for_tells_things_apart(one: str, other: str) -> None:
    assert of(one) != of(other)


def test_of_dates_that_are_compared_the_order_counts() -> None:
    first, day, later = (f'"{year}-10-31"^^<{XSD}date>' for year in (2017, 2018, 2019))
    assert of(f"<{RG}validFrom> {day}") == of(f"<{RG}validFrom> {later}")
    ended = f"<{RG}validUntil> {day}"
    assert of(f"<{RG}validFrom> {day}", ended) != of(f"<{RG}validFrom> {later}", ended)
    assert of(f"<{RG}validFrom> {first}", ended) == of(f"<{RG}validFrom> {day}", f"<{RG}validUntil> {later}")


def test_what_is_compared_with_something_else_than_a_day_stands_as_it_is() -> None:
    ended = f'<{RG}validUntil> "2018-10-15T12:00:00"^^<{XSD}dateTime>'
    one, other = (f'<{RG}validFrom> "{year}-10-15"^^<{XSD}date>' for year in (2018, 2019))
    assert of(one, ended) != of(other, ended)


def test_of_classes_those_count_that_the_shapes_name() -> None:
    known = EquivalenceClasses(SHAPES, [line for line in ontology_lines(vocabulary()) if "subClassOf" in line])
    funding, bill, law = (
        known.class_of(f"{BASE}x", [f"<{BASE}x> {RDF_TYPE} <{RG}{name}> {PAGE} .\n"], {}, [])
        for name in ("Funding", "Bill", "Law")
    )
    apprenticeship = known.class_of(f"{BASE}y", [f"<{BASE}y> {RDF_TYPE} <{RG}Apprenticeship> {PAGE} .\n"], {}, [])
    assert funding == apprenticeship
    assert len({funding, bill, law}) == 3


def test_two_values_are_not_one() -> None:
    assert of(f'<{RG}currency> "USD"') != of(f'<{RG}currency> "USD"', f'<{RG}currency> "EUR"')


def whole(lines: Sequence[str]) -> list[str]:
    """What is wrong when all things are checked in one graph."""
    more = [line for line in ontology_lines(vocabulary()) if "subClassOf" in line]
    return sorted(map(str, graph_problems(rdf_graph([*lines, *more]), lines=lines)))


@pytest.mark.parametrize("name", SPOILED)
def test_each_mistake_is_found_wherever_it_stands(name: str, lines: list[str]) -> None:
    was, becomes = SPOILED[name]
    places = [place for place, line in enumerate(lines) if was in line]
    assert places
    for place in places[:: max(1, len(places) // 3)]:
        changed = sorted({*lines[:place], lines[place].replace(was, becomes), *lines[place + 1 :]})
        problems = [str(it) for it in validate_lines(partial(iter, changed), vocabulary())]
        assert problems == whole(changed)


@pytest.mark.parametrize("seed", range(12))
def test_what_loses_lines_at_random_is_judged_as_the_whole_graph_is(seed: int, lines: list[str]) -> None:
    chosen = random.Random(seed)  # noqa: S311  no secret
    changed = [line for line in lines if chosen.random() > 0.05]
    assert [str(found) for found in validate_lines(lambda: iter(changed), vocabulary())] == whole(changed)


def test_things_of_one_form_are_checked_once(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []
    check = shacl._check_here

    def noted(partition: Partition, more: list[str]) -> object:
        checked.extend(partition.focus)
        return check(partition, more)

    monkeypatch.setattr(shacl, "_check_here", noted)
    validate_lines(lambda: iter(lines), vocabulary())
    assert 0 < len(checked) <= len(subjects(lines)) / 2


def test_a_combination_of_answers_that_were_checked_is_not_checked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    checked: list[str] = []

    def noted(partition: Partition, _: object) -> list[object]:
        checked.extend(partition.focus)
        return []

    monkeypatch.setattr(shacl, "_check_here", noted)
    kind, note, role = f"{RDF_TYPE} <{RG}Funding>", f'<{RG}note> "a note"', f'<{RG}role> "a role"'
    ties = {"a": (kind,), "b": (kind, note), "c": (kind, role), "d": (kind, note, role), "e": (kind, note, note)}
    lines = sorted({f"<{BASE}tie/{key}> {text} {PAGE} .\n" for key, texts in ties.items() for text in texts})
    assert validate_lines(lambda: iter(lines), vocabulary()) == []
    assert [iri.removeprefix(f"{BASE}tie/") for iri in checked] == ["a", "b", "c"]


def test_where_one_answer_is_wrong_all_who_give_it_are_named() -> None:
    kinds = [f'<{BASE}tie/{key}> <{RG}note> "" {PAGE} .\n' for key in "ab"]
    roles = [f'<{BASE}tie/{key}> <{RG}role> "{key}" {PAGE} .\n' for key in "bc"]
    problems = validate_lines(lambda: iter(sorted([*kinds, *roles])), vocabulary())
    assert {problem.place.file for problem in problems} == {"tie/a", "tie/b"}
