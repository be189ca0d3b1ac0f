"""What a user installs holds everything that the code looks up: in a wheel, in an sdist and in an editable install."""

from __future__ import annotations

import configparser
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from contextlib import chdir
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest
from hatchling.build import build_editable

ROOT = Path(__file__).parents[1]
TABLES = ("sources.csv", "actors.csv", "relations.csv")
FACTS = (
    *("README.md", "LICENSE", "identity.csv", "same_money.csv", *TABLES),
    *(f"{folder}/{table}" for folder in ("congress", "irs-bmf", "places") for table in ("chosen.csv", *TABLES)),
    *(f"grant-lists/{table}" for table in TABLES),
)
LOOK_UP = (
    "from graph.rdf.ontology import ontology_path\n"
    "from loaders.curated.facts import facts_path\n"
    "print(ontology_path())\n"
    "print(facts_path())\n"
)


class Built(NamedTuple):
    """The two archives of one build: the wheel is built from the sdist."""

    wheel: zipfile.ZipFile
    sdist: tarfile.TarFile


class Found(NamedTuple):
    """Where an installed copy found what it looks up."""

    ontology: Path
    facts: Path


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel, tarfile.open(next(folder.glob("*.tar.gz"))) as sdist:
        yield Built(wheel, sdist)


def install(wheel: str, target: Path) -> Path:
    """Install one wheel, without what it depends on, into a folder of its own."""
    options = ["-qq", "--no-deps", "--no-index", "--target", str(target)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, wheel], check=True)
    return target


def look_up(folder: Path, elsewhere: Path) -> Found:
    """Ask the copy in `folder`, from another working directory, where it finds ontology and facts."""
    begin = f"import site, sys\nsys.path.insert(0, {str(folder)!r})\nsite.addsitedir({str(folder)!r})\n"
    command = [sys.executable, "-I", "-c", begin + LOOK_UP]
    done = subprocess.run(command, cwd=elsewhere, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ontology, facts = done.stdout.splitlines()
    return Found(Path(ontology), Path(facts))


def sdist_names(built: Built) -> set[str]:
    """The names in the sdist, without the folder that holds them all."""
    return {name.partition("/")[2] for name in built.sdist.getnames()}


def metadata(built: Built) -> Message:
    """What the wheel says of itself."""
    (name,) = (name for name in built.wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return message_from_bytes(built.wheel.read(name))


def test_the_wheel_carries_the_ontology_inside_graph(built: Built) -> None:
    assert built.wheel.read("graph/ontology.ttl") == (ROOT / "ontology.ttl").read_bytes()


def test_the_wheel_carries_the_shapes_inside_graph(built: Built) -> None:
    assert (
        built.wheel.read("graph/validation/shapes.ttl") == (ROOT / "graph" / "validation" / "shapes.ttl").read_bytes()
    )


@pytest.mark.parametrize(
    "name",
    [
        "graph/metadata/examples.ttl",
        "api/static/editor/editor.js",
        "api/static/editor/style.css",
        "api/static/editor/LICENSES.txt",
        "api/templates/sparql.html",
    ],
)
def test_the_wheel_carries_the_examples_and_the_editor(built: Built, name: str) -> None:
    assert built.wheel.read(name) == (ROOT / name).read_bytes()


def test_the_sdist_carries_the_source_of_the_editor_and_no_package_of_others(built: Built) -> None:
    names = sdist_names(built)
    assert {"web/package-lock.json", "web/src/main.ts", "web/build.mjs"} <= names
    assert not any("node_modules" in name for name in names)


@pytest.mark.parametrize("name", FACTS)
def test_the_wheel_carries_the_facts_inside_loaders(built: Built, name: str) -> None:
    assert built.wheel.read(f"loaders/facts/{name}") == (ROOT / "facts" / name).read_bytes()


def test_the_wheel_carries_every_module_of_the_three_packages(built: Built) -> None:
    modules = {
        module.relative_to(ROOT).as_posix()
        for floor in ("graph", "loaders", "api")
        for module in (ROOT / floor).rglob("*.py")
    }
    assert modules <= set(built.wheel.namelist())


def test_the_wheel_carries_nothing_beside_the_three_packages(built: Built) -> None:
    tops = {name.split("/")[0] for name in built.wheel.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"graph", "loaders", "api"}


def test_the_wheel_brings_the_command(built: Built) -> None:
    (name,) = (name for name in built.wheel.namelist() if name.endswith("entry_points.txt"))
    entries = configparser.ConfigParser()
    entries.read_string(built.wheel.read(name).decode())
    assert dict(entries["console_scripts"]) == {"reentry": "api.cli:main"}


def test_the_wheel_carries_both_licences(built: Built) -> None:
    assert metadata(built).get_all("License-File") == ["LICENSE", "facts/LICENSE"]


def test_the_wheel_describes_itself_by_the_readme(built: Built) -> None:
    payload = metadata(built).get_payload(decode=True)
    assert payload == (ROOT / "README.md").read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "ontology.ttl",
        "graph/validation/shapes.ttl",
        *(f"facts/{name}" for name in FACTS),
        "constraints.txt",
        "Makefile",
    ],
)
def test_the_sdist_carries_what_the_checkout_has(built: Built, name: str) -> None:
    assert name in sdist_names(built)


def test_the_sdist_carries_the_tests(built: Built) -> None:
    tests = {test.relative_to(ROOT).as_posix() for test in (ROOT / "tests").rglob("test_*.py")}
    assert tests <= sdist_names(built)


def test_the_wheel_asks_for_every_dependency_of_the_project(built: Built) -> None:
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["dependencies"]
    required = [line for line in metadata(built).get_all("Requires-Dist", []) if "extra ==" not in line]
    assert len(required) == len(asked)


def test_an_installed_wheel_finds_its_own_ontology_and_facts(built: Built, tmp_path: Path) -> None:
    target = install(str(built.wheel.filename), tmp_path / "site")
    found = look_up(target, tmp_path)
    assert found == Found(target / "graph" / "ontology.ttl", target / "loaders" / "facts")
    assert found.ontology.is_file()
    assert found.facts.is_dir()


def test_an_unpacked_sdist_finds_its_own_ontology_and_facts(built: Built, tmp_path: Path) -> None:
    built.sdist.extractall(tmp_path, filter="data")
    (root,) = tmp_path.iterdir()
    assert look_up(root, tmp_path) == Found(root / "ontology.ttl", root / "facts")


def test_an_editable_install_finds_the_ontology_and_facts_of_the_checkout(tmp_path: Path) -> None:
    with chdir(ROOT):
        wheel = build_editable(str(tmp_path))
    target = install(str(tmp_path / wheel), tmp_path / "site")
    assert look_up(target, tmp_path) == Found(ROOT / "ontology.ttl", ROOT / "facts")
