"""The code base stays easy to survey: floors, folders, names, and a document about them that is never out of date."""

from __future__ import annotations

import ast
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from tests.module_graph import (
    DOCUMENT,
    FLOORS,
    ROOT,
    circles,
    drawn,
    floor_of,
    folder_graph,
    folder_of,
    module_graph,
    modules,
    tree,
)

MOST_MODULES = 15
RIDDLES = frozenset({"told", "said", "held", "found", "settled", "kept", "Only", "Always", "Told"})
"""Words that stood for a hundred different things: a name says what a thing is."""
SAME_ON_TWO_FLOORS = frozenset({"identity_decisions", "withdrawals", "pagination", "paths", "neighbors"})
"""Names of modules that stand for one thing, once as knowledge and once as a face of it."""
LINK = re.compile(r"\[[^\]]+\]\(([^)#\s]+)(?:#[^)]*)?\)")


def named(name: str) -> Iterator[str]:
    """Every name that a module gives to something: functions, classes, parameters, variables, attributes."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
        elif isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store):
            yield node.attr
        elif isinstance(node, ast.alias) and node.asname:
            yield node.asname
        elif isinstance(node, ast.MatchAs | ast.MatchStar) and node.name:
            yield node.name


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert circles(module_graph()) == []


def test_no_folder_imports_itself_by_way_of_others() -> None:
    assert circles(folder_graph()) == []


def test_no_module_imports_from_a_floor_above_not_even_by_name() -> None:
    assert [edge for edge in module_graph().edges if floor_of(edge[0]) < floor_of(edge[1])] == []


def test_no_folder_holds_more_modules_than_a_reader_can_take_in() -> None:
    counts = Counter(folder_of(name) for name, path in modules().items() if path.name != "__init__.py")
    assert {folder: count for folder, count in counts.items() if count > MOST_MODULES} == {}


def test_two_modules_share_a_name_only_if_they_are_one_subject_on_two_floors() -> None:
    places: dict[str, list[int]] = defaultdict(list)
    for name, path in modules().items():
        if path.name != "__init__.py":
            places[path.stem].append(floor_of(name))
    twice = {stem: floors for stem, floors in places.items() if len(floors) > 1}
    assert {stem for stem, floors in twice.items() if len(set(floors)) < len(floors)} == set()
    assert set(twice) <= SAME_ON_TWO_FLOORS


@pytest.mark.parametrize("floor", FLOORS)
def test_no_name_is_a_riddle(floor: str) -> None:
    here = [name for name in modules() if name.partition(".")[0] == floor]
    assert sorted({(name, word) for name in here for word in named(name) if word.strip("_") in RIDDLES}) == []


def test_every_folder_says_what_it_holds() -> None:
    packages = [name for name, path in modules().items() if path.name == "__init__.py"]
    assert [name for name in packages if not ast.get_docstring(tree(name))] == []


def test_the_picture_shows_the_imports_of_today() -> None:
    text = DOCUMENT.read_text(encoding="utf-8")
    assert drawn(text) == text, "run `make architecture`"


@pytest.mark.parametrize("document", sorted({*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md"), ROOT / "facts/README.md"}))
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    targets = [unquote(target) for target in LINK.findall(document.read_text(encoding="utf-8"))]
    local = [target for target in targets if not re.match(r"[a-z]+:", target)]
    assert [target for target in local if not (document.parent / target).exists()] == []
