"""From which folder each dataset of tables was loaded, so that two folders of one name do not take turns."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from graph.model.statements import Place, Problem
from graph.versions.version_folders import Home
from loaders.readers.input_files import printable_path

_NOTED = "folders.json"
Named = tuple[str, Path]
"""The name of a dataset, and the folder of its tables."""


def rivals(home: Home, named: Iterable[Named]) -> list[Problem]:
    """What is wrong where a dataset is held that was loaded from another folder, which is there still."""
    current, noted = home.current(), _noted(home)
    held = current.datasets() if current else {}
    return [
        Problem(
            Place(printable_path(folder)),
            f"{name} is held already, loaded from {noted[name]}: load this folder under a name "
            f"of its own (--as NAME), or rename one of the two folders",
        )
        for name, folder in named
        if name in held and name in noted and noted[name] != os.path.realpath(folder) and _is_there(Path(noted[name]))
    ]


def remember(home: Home, named: Iterable[Named]) -> None:
    """Note from which folder each of these datasets was loaded."""
    known = {**_noted(home), **{name: os.path.realpath(folder) for name, folder in named}}
    fresh = home.path / f"{_NOTED}.new"
    fresh.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(home.path / _NOTED)


def _noted(home: Home) -> Mapping[str, str]:
    try:
        known = json.loads((home.path / _NOTED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(name): str(folder) for name, folder in known.items()}


def _is_there(folder: Path) -> bool:
    return (folder / "sources.csv").is_file()
