"""The rules of the house that no tool knows: what a tracked file may say, and which names are taken."""

from __future__ import annotations

import ast
import csv
import itertools
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest

from graph.rdf.ontology import vocabulary
from tests.conftest import LONGEST

ROOT = Path(__file__).parents[1]
FLOORS = ("graph", "loaders", "api")
MOST_BYTES = 2 * 1024 * 1024
# Each with a class of one letter, so that this file does not name them itself.
REGISTRIES = re.compile(r"py[p]i\.org|python[h]osted|registry\.n[p]mjs|registry\.y[a]rnpkg|deb\.d[e]bian")
# The folders of one machine, where a path begins; not inside a web address.
MACHINE_PATHS = re.compile(r"(?<![\w.:/~$})-])/(?:work|root|home/\w+|Users/\w+|opt/\w+|tmp/\w+)(?:/|\b)")
ADDRESS = re.compile(r"https?:|file:|git\+|//|^\s*-", re.MULTILINE)
PIN = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*==[0-9][\w.]*(?: ; .+)?")
EXAMPLE = re.compile(r"```csv\n(.*?)```", re.DOTALL)


def tracked() -> list[Path]:
    """The files that git keeps, where this is a checkout."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is not a git checkout, so nothing says which files belong to the project")
    paths = (ROOT / name for name in listed.stdout.decode().split("\0") if name)
    return [path for path in paths if path.is_file()]


def lines_with(pattern: re.Pattern[str]) -> Iterator[str]:
    """Each place in a tracked file where the pattern stands."""
    for path in tracked():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            if found := pattern.search(line):
                yield f"{path.relative_to(ROOT)}:{number}: {found.group()}"


def test_the_files_that_run_first_are_there() -> None:
    assert [name for name in LONGEST if not (ROOT / name).is_file()] == []


def imported(module: Path) -> set[str]:
    """The modules that one file imports, by full name."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names.add(node.module)
    return names


def pins() -> list[str]:
    """The lines of constraints.txt that pin something."""
    lines = (ROOT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def project() -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    table: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    return table


def plain_names(requirements: Iterable[str]) -> set[str]:
    """The names of distributions in requirements, in lower case with dashes."""
    return {plain_name(re.split(r"[ \[<>=;!~]", requirement)[0]) for requirement in requirements}


def plain_name(name: str) -> str:
    """One name of a distribution, in lower case with dashes."""
    return re.sub(r"[-_.]+", "-", name).lower()


def names_asked_for() -> set[str]:
    """Every distribution that pyproject.toml asks for, to run and to develop."""
    table = project()
    return plain_names(itertools.chain(table["dependencies"], *table["optional-dependencies"].values()))


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert list(lines_with(REGISTRIES)) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert list(lines_with(MACHINE_PATHS)) == []


def test_no_file_is_too_large_to_read() -> None:
    assert [path.name for path in tracked() if path.stat().st_size > MOST_BYTES] == []


def test_no_environment_cache_or_data_is_tracked() -> None:
    wrong = {".venv", ".venv-dev", "__pycache__", "node_modules", "data", "dist", "build"}
    assert [str(path) for path in tracked() if wrong & set(path.relative_to(ROOT).parts[:-1])] == []


def test_constraints_are_exact_pins_without_addresses() -> None:
    assert [line for line in pins() if ADDRESS.search(line) or not PIN.fullmatch(line)] == []


def test_constraints_pin_everything_that_pyproject_asks_for() -> None:
    pinned = {line.partition("==")[0] for line in pins()}
    assert names_asked_for() - pinned == set()


def test_every_dependency_has_its_reason_in_the_docs() -> None:
    text = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8")
    assert {name for name in names_asked_for() if not re.search(rf"^\|.*\b{name}\b.*\|", text, re.MULTILINE)} == set()


def test_every_import_of_the_packages_is_a_dependency_of_the_project() -> None:
    modules = [module for floor in FLOORS for module in (ROOT / floor).rglob("*.py")]
    tops = {name.split(".")[0] for module in modules for name in imported(module)}
    others = tops - sys.stdlib_module_names - set(FLOORS)
    asked_for = [*project()["dependencies"], *project()["optional-dependencies"]["fast"]]
    known, distributions = plain_names(asked_for), packages_distributions()
    assert {top for top in others if known.isdisjoint(map(plain_name, distributions.get(top, ())))} == set()


@pytest.mark.parametrize("floor", FLOORS)
def test_no_module_takes_the_name_of_a_package(floor: str) -> None:
    inside = [path for top in (*FLOORS, "tests", "bench") for path in (ROOT / top).rglob(f"{floor}.py")]
    assert inside == []


def test_every_folder_of_tests_is_a_package() -> None:
    folders = {test.parent for test in (ROOT / "tests").rglob("*.py") if "node_modules" not in test.parts}
    assert [folder for folder in folders if not (folder / "__init__.py").exists()] == []


def test_the_model_stands_on_the_standard_library() -> None:
    imports = {name for module in (ROOT / "graph" / "model").glob("*.py") for name in imported(module)}
    others = {name for name in imports if not name.startswith("graph.model.")}
    assert {name.split(".")[0] for name in others} - sys.stdlib_module_names == set()


@pytest.mark.parametrize("floor", ["graph", "loaders"])
def test_packages_are_entered_without_loading_their_rooms(floor: str) -> None:
    program = f"import sys, {floor}; print([name for name in sys.modules if name.startswith('{floor}.')])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_the_ontology_carries_the_version_of_the_project() -> None:
    ontology = (ROOT / "ontology.ttl").read_text(encoding="utf-8")
    assert f'owl:versionInfo "{project()["version"]}"' in ontology


def test_the_changelog_tells_of_the_version_of_the_project() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\n## {project()['version']}" in changelog


def test_the_worked_example_of_the_facts_stands_in_the_tables() -> None:
    examples = EXAMPLE.findall((ROOT / "facts" / "README.md").read_text(encoding="utf-8"))
    rows = [row for example in examples for row in csv.reader(line.strip() for line in example.strip().splitlines())]
    known = [row for table in ("sources", "actors", "relations") for row in table_rows(table)]
    assert len(rows) == 4
    assert [row for row in rows if row not in known] == []


@pytest.mark.parametrize("table", ["sources", "actors", "relations"])
def test_every_column_of_the_facts_is_explained(table: str) -> None:
    text = (ROOT / "facts" / "README.md").read_text(encoding="utf-8")
    section = text.split(f"## {table}.csv")[1].split("\n## ")[0]
    explained = {name for line in section.splitlines() if line.startswith("| `") for name in words(line.split("|")[1])}
    assert set(next(table_rows(table))) - explained == set()


def test_the_facts_are_explained_in_the_words_of_the_ontology() -> None:
    terms = vocabulary()
    text = (ROOT / "facts" / "README.md").read_text(encoding="utf-8")
    assert set(words(text.split("Kinds:")[1].split(". ")[0])) == set(terms.kinds)
    for column in ("outcome_type", "claim_status"):
        rows = text.split(f"\n| `{column}` | ")[-1].split("\n\n")[0].splitlines()[2:]
        assert {word for row in rows for word in words(row.split("|")[1])} == terms.properties[column].allowed
    assert set(words(text.split("| topic | predicates |")[1].split("\n\n")[0])) <= set(terms.relations)


def words(text: str) -> list[str]:
    """The names set as code in a text."""
    return re.findall(r"`(\w+)`", text)


def table_rows(table: str) -> Iterator[list[str]]:
    """The rows of one of the fact tables, header first."""
    with (ROOT / "facts" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.reader(file)
