"""Facts are checked against the shapes in partition_graph; each problem names the thing, the rule and the source."""

from __future__ import annotations

import logging
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest
from rdflib import SH, Graph, URIRef

import graph.validation.shacl
from api.ingest.curated_facts import check_curated, load_curated
from graph.model.ids import BASE
from graph.model.statements import DataError, Problem
from graph.rdf import nquads
from graph.rdf.default_graph import in_default_graph
from graph.rdf.ontology import RG, vocabulary
from graph.storage import nquads_files
from graph.validation.partitions import partition_graph, subjects
from graph.validation.shacl import CheckFailed, validate, validate_changes, validate_graph, validate_lines
from graph.validation.shacl_worker import graph_problems, problems, rdf_graph, shapes
from graph.versions.build import ontology_lines
from graph.versions.version_folders import DataFolder, Version
from tests.graph.validation.test_shapes import MISTAKES, together
from tests.graph.validation.test_shapes import world as shaped

LOCAL = {
    *("path", "targetClass", "targetSubjectsOf", "targetObjectsOf", "property", "or", "message"),
    *("minCount", "maxCount", "datatype", "nodeKind", "class", "in", "pattern", "minLength", "maxLength"),
    *("minInclusive", "lessThanOrEquals"),
}
"""What shapes may use: each can be judged by a thing, the classes around it, and what points at it."""

GIFT = f"{BASE}tie/kim-kardashian--donates-to--anti-recidivism-coalition--2019--until-2019--usd-250000"
CURRENCY_RULE = f"{GIFT.removeprefix(BASE)}:currency: An amount has one currency, a code of three letters: USD."


@pytest.fixture(scope="module")
def lines(world_home: DataFolder) -> list[str]:
    """The contributions of the small world."""
    return list(nquads_files.merged(list(world_home.require().datasets().values())))


def spoiled(lines: Iterable[str], was: str, becomes: str) -> list[str]:
    """The lines, sorted, with one text in another's place; none of an empty line."""
    changed = [line.replace(was, becomes) for line in lines]
    assert changed != lines
    return sorted({line for line in changed if line.strip()})


def default_graph(version: Version) -> list[str]:
    """The lines that are in the default graph."""
    quads = in_default_graph(map(nquads.parse, version.statement_lines()))
    return [quad.line for quad, is_default in quads if is_default]


def found(lines: list[str], size: int = 1000, about: frozenset[str] | None = None) -> list[str]:
    return [str(problem) for problem in validate_lines(lambda: iter(lines), vocabulary(), about, size)]


def test_the_shipped_facts_conform(home: DataFolder) -> None:
    assert validate(home.require()) == []


def test_one_node_in_forty_conforms_where_no_likeness_is_asked_for(home: DataFolder) -> None:
    lines = default_graph(home.require())
    chosen = frozenset(sorted(subjects(lines))[::40])
    (portion,) = partition_graph(lambda: iter(lines), chosen, graph.validation.shacl._pointer_properties(), len(lines))
    assert len(portion.focus) == len(chosen)
    assert problems(portion, graph.validation.shacl._subclasses(vocabulary())) == []


def test_the_small_world_conforms(world_home: DataFolder) -> None:
    assert validate(world_home.require()) == []


def test_a_problem_names_the_thing_the_property_the_rule_the_value_and_the_source(lines: list[str]) -> None:
    assert found(spoiled(lines, '#currency> "USD"', '#currency> "dollars"')) == [
        f"{CURRENCY_RULE} (the value is 'dollars'; stated by filing-2020)"
    ]


def test_values_that_contradict_each_other_are_all_told(lines: list[str]) -> None:
    other = f'<{GIFT}> <{RG}currency> "EUR" <{BASE}source/news-2018> .\n'
    assert found(sorted([*lines, other])) == [
        f"{CURRENCY_RULE} (the values are 'EUR', 'USD'; stated by filing-2020, news-2018)"
    ]


def test_what_is_missing_is_asked_of_those_who_describe_the_thing(lines: list[str]) -> None:
    names = [line for line in lines if line.startswith(f"<{BASE}id/cut50> ") and "prefLabel" in line]
    assert found([line for line in lines if line not in names]) == [
        "id/cut50:name: An actor needs a name of 1 to 300 characters, as plain text. (stated by news-2018)"
    ]


def test_a_source_is_stated_by_nobody(lines: list[str]) -> None:
    tier = f"<{BASE}source/news-2018> <{RG}tier> "
    assert found([line for line in lines if not line.startswith(tier)]) == [
        "source/news-2018:tier: A source has one tier: 1, 2 or 3."
    ]


def test_long_values_are_cut_and_many_are_counted(lines: list[str]) -> None:
    more = [f'<{GIFT}> <{RG}currency> "{letter * 200}" <{BASE}source/news-2018> .\n' for letter in "ABCD"]
    (problem,) = {text.partition(" (")[2] for text in found(sorted([*lines, *more]))}
    assert problem.startswith("the values are 'AAAA")
    assert "...', 'BBB" in problem
    assert "and 2 more; stated by" in problem


def test_only_what_is_asked_about_is_checked(lines: list[str]) -> None:
    broken = spoiled(lines, '#currency> "USD"', '#currency> "dollars"')
    assert found(broken, about=frozenset([f"{BASE}id/cut50"])) == []
    assert len(found(broken, about=frozenset([GIFT]))) == 1


def as_lines(data: Graph) -> list[str]:
    """Triples as what one source states."""
    graph = f"<{BASE}source/page>"
    return sorted(f"{s.n3()} {p.n3()} {literal(o)} {graph} .\n" for s, p, o in data)


def literal(term: object) -> str:
    text: str = URIRef(term).n3() if isinstance(term, URIRef) else term.n3()  # type: ignore[attr-defined]
    return text


def test_portions_find_what_the_whole_graph_shows() -> None:
    told = as_lines(together(map(shaped, MISTAKES.values())))
    more = [line for line in ontology_lines(vocabulary()) if "subClassOf" in line]
    whole = graph_problems(rdf_graph([*told, *more]), lines=told)
    assert len(whole) >= len(MISTAKES)
    assert validate_lines(lambda: iter(told), vocabulary(), size=1) == whole


def test_an_rdflib_graph_can_be_checked(lines: list[str]) -> None:
    assert validate_graph(rdf_graph(lines)) == []
    (problem,) = validate_graph(rdf_graph(spoiled(lines, '#currency> "USD"', '#currency> "dollars"')))
    assert problem.place.column == "currency"


def test_a_thing_that_is_pointed_at_and_nowhere_told_of_is_noticed(lines: list[str]) -> None:
    outcome = f"{BASE}outcome/none"
    pointer = f"<{BASE}id/cut50> <{RG}reportedOutcome> <{outcome}> <{BASE}source/news-2018> .\n"
    told = sorted([*lines, pointer])
    assert {text.split(":")[0] for text in found(told, size=1)} == {"outcome/none"}
    assert {text.split(":")[0] for text in found(told, about=frozenset([f"{BASE}id/cut50"]))} == {"outcome/none"}
    assert found(told, about=frozenset([GIFT])) == []


@pytest.mark.parametrize("size", [1, 7, 50, 1000])
def test_portions_hold_each_line_once(size: int, lines: list[str]) -> None:
    cut = list(partition_graph(lambda: iter(lines), None, frozenset(), size))
    assert [line for portion in cut for line in portion.lines] == lines
    assert [thing for portion in cut for thing in portion.focus] == sorted(subjects(lines), key=lambda it: f"<{it}>")


def test_the_shapes_ask_for_no_more_than_a_portion_holds() -> None:
    used = {str(term).removeprefix(str(SH)) for term in shapes().predicates() if str(term).startswith(str(SH))}
    assert used - LOCAL == set()
    assert all(isinstance(path, URIRef) for path in shapes().objects(None, SH.path))
    inner = {node for shape in shapes().subjects(SH.path) for node in shapes().transitive_objects(shape, None)}
    assert [node for node in inner if (node, SH.property, None) in shapes()] == []


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every portion be checked in a process of its own, however small."""
    monkeypatch.setattr(graph.validation.shacl, "_IN_PROCESS_LINES", 0)


@pytest.mark.usefixtures("apart")
def test_a_process_of_its_own_finds_the_same(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    broken = spoiled(lines, '#currency> "USD"', '#currency> "dollars & é 🦋"')
    there = found(broken)
    monkeypatch.setattr(graph.validation.shacl, "_IN_PROCESS_LINES", 1000)
    assert there == found(broken) != []


@pytest.mark.usefixtures("apart")
def test_the_process_imports_nothing_from_the_working_directory(
    lines: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "rdflib.py").write_text("raise SystemExit('imported from the working directory')")
    monkeypatch.chdir(tmp_path)
    assert found(lines) == []


@pytest.mark.usefixtures("apart")
def test_a_check_that_breaks_down_is_no_answer(lines: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    broken = shutil.which("false")
    assert broken is not None
    monkeypatch.setattr(sys, "executable", broken)
    with pytest.raises(CheckFailed, match="crashed with exit code 1"):
        found(lines)


def test_too_many_changed_lines_are_not_checked_and_a_warning_says_so(
    lines: list[str], caplog: pytest.LogCaptureFixture
) -> None:
    fresh = {"fresh": spoiled(lines, '#currency> "USD"', '#currency> "dollars"')}
    assert len(validate_changes(fresh, {}, vocabulary(), max_lines=len(lines))) == 1
    with caplog.at_level(logging.WARNING):
        assert validate_changes(fresh, {}, vocabulary(), max_lines=len(lines) - 1) == []
    assert f"{len(lines):,} changed lines are not checked against the shapes" in caplog.text
    assert len(validate_changes(fresh, {}, vocabulary(), max_lines=None)) == 1


def test_what_is_held_already_is_not_checked_again(lines: list[str], tmp_path: Path) -> None:
    broken = spoiled(lines, '#currency> "USD"', '#currency> "dollars"')
    nquads_files.write(tmp_path / "it.nq", broken)
    assert validate_changes({"it": broken}, {"it": tmp_path / "it.nq"}, vocabulary()) == []
    assert len(validate_changes({"it": broken}, {"other": tmp_path / "it.nq"}, vocabulary())) == 1


@pytest.mark.parametrize("text", ["prefLabel", "#tier>"])
def test_what_loses_a_line_is_checked(text: str, lines: list[str], tmp_path: Path) -> None:
    nquads_files.write(tmp_path / "it.nq", lines)
    fresh = [line for line in lines if text not in line]
    assert len(validate_changes({"it": fresh}, {"it": tmp_path / "it.nq"}, vocabulary())) == len(lines) - len(fresh)


def test_a_load_that_breaks_a_shape_publishes_nothing(world: Path, tmp_path: Path) -> None:
    home, second = DataFolder(tmp_path / "data"), Path(shutil.copytree(world, tmp_path / "second"))
    load_curated(home, [world])
    sources = second / "sources.csv"
    sources.write_text(sources.read_text(encoding="utf-8").replace("/2018/10/reform", "/elsewhere"), encoding="utf-8")
    for check in (load_curated, check_curated):
        with pytest.raises(DataError, match="source/news-2018:source_url: A source has one address"):
            check(home, [second])
    assert [version.name for version in home.versions()] == ["000001"]


def test_a_load_of_the_same_facts_checks_nothing(world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = DataFolder(tmp_path / "data")
    load_curated(home, [world])

    def refuse(*_: object) -> list[Problem]:
        raise AssertionError("a portion was checked")

    monkeypatch.setattr(graph.validation.shacl, "_check_here", refuse)
    assert not load_curated(home, [world]).is_new
    with pytest.raises(AssertionError, match="a portion was checked"):
        check_curated(home, [world])
