"""The terminal sessions of the documents show what the program really prints."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "docs" / "gephi.md"]
_SESSION = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SECONDS = 600
_FIRST = "reentry load"


def steps(document: Path) -> Iterator[tuple[str, list[str]]]:
    """(command, lines it prints) of every session of a document, in order."""
    for session in _SESSION.findall(document.read_text(encoding="utf-8")):
        for step in re.split(r"^\$ ", session, flags=re.MULTILINE)[1:]:
            command, _, printed = step.partition("\n")
            yield command, printed.splitlines()


def pattern(lines: list[str]) -> re.Pattern[str]:
    """What the output must look like: `...` alone on a line stands for any lines, within a line for any text."""
    parts = [r"(?:.*\n)*?" if line.strip() == "..." else _line(line) for line in lines]
    return re.compile("".join(parts))


def _line(line: str) -> str:
    return ".*".join(re.escape(part) for part in line.rstrip().split("...")) + r" *\n"


def in_shell(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a reader of the document would, in a folder."""
    scripts = sysconfig.get_path("scripts")
    environment = {**os.environ, "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1"}
    return subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=_SECONDS,
        check=False,
    )


class Loaded(NamedTuple):
    """A folder in which the facts were loaded, and how that ended."""

    folder: Path
    ended: subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Loaded:
    """The first step of every document, which takes as long as all others together: each goes on from a copy."""
    folder = tmp_path_factory.mktemp("loaded")
    return Loaded(folder, in_shell(_FIRST, folder))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_sessions_print_what_the_document_shows(document: Path, loaded: Loaded, tmp_path: Path) -> None:
    ran = list(steps(document))
    assert [command for command, _ in ran].index(_FIRST) == 0, "the sessions of a document begin with a load"
    shutil.copytree(loaded.folder, tmp_path, dirs_exist_ok=True)
    for command, expected in ran:
        done = loaded.ended if command == _FIRST else in_shell(command, tmp_path)
        assert done.returncode == 0, f"$ {command}\n{done.stderr}"
        assert pattern(expected).fullmatch(done.stdout), f"$ {command}\n{done.stdout}"


def test_the_two_commands_come_first() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shell = re.findall(r"^```sh\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    assert [line.split("#")[0].strip() for line in shell[0].splitlines()] == ["make serve", "make test"]
