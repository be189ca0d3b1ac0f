"""From which folder each dataset of tables was loaded, so that two folders of one name do not take turns."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from graph.model.statements import Place, Problem
from graph.versions.version_folders import DataFolder
from loaders.readers.input_files import printable_path

_NOTED = "folders.json"
Named = tuple[str, Path]
"""The name of a dataset, and the folder of its tables."""


def rivals(data_folder: DataFolder, named: Iterable[Named]) -> list[Problem]:
    """What is wrong where a dataset is held that was loaded from another folder, which is there still."""
    current, noted = data_folder.current(), _noted(data_folder)
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


def remember(data_folder: DataFolder, named: Iterable[Named]) -> None:
    """Note from which folder each of these datasets was loaded."""
    known = {**_noted(data_folder), **{name: os.path.realpath(folder) for name, folder in named}}
    fresh = data_folder.path / f"{_NOTED}.new"
    fresh.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(data_folder.path / _NOTED)


def _noted(data_folder: DataFolder) -> Mapping[str, str]:
    try:
        known = json.loads((data_folder.path / _NOTED).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(name): str(folder) for name, folder in known.items()}


def _is_there(folder: Path) -> bool:
    return (folder / "sources.csv").is_file()
