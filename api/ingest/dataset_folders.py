"""The folder that each dataset of tables comes from, so that two folders of one name do not overwrite each other."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from graph.model.statements import Place, Problem
from graph.versions.version_folders import DataFolder
from loaders.readers.input_files import printable_path

_FILE = "folders.json"
Named = tuple[str, Path]
"""The name of a dataset, and the folder of its tables."""


def folder_conflicts(data_folder: DataFolder, named: Iterable[Named]) -> list[Problem]:
    """Problems with datasets that were loaded from another folder, which still exists."""
    current, recorded = data_folder.current(), _recorded(data_folder)
    datasets = current.datasets() if current else {}
    return [
        Problem(
            Place(printable_path(folder)),
            f"{name} is loaded already, from {recorded[name]}: load this folder under another name "
            f"(--as NAME), or rename one of the two folders",
        )
        for name, folder in named
        if name in datasets and _is_another(folder, recorded.get(name))
    ]


def record_folders(data_folder: DataFolder, named: Iterable[Named]) -> None:
    """Record the folder that each of these datasets was loaded from."""
    known = {**_recorded(data_folder), **{name: os.path.realpath(folder) for name, folder in named}}
    fresh = data_folder.path / f"{_FILE}.new"
    fresh.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    fresh.replace(data_folder.path / _FILE)


def _recorded(data_folder: DataFolder) -> Mapping[str, str]:
    try:
        known = json.loads((data_folder.path / _FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return {str(name): str(folder) for name, folder in known.items()}


def _is_another(folder: Path, recorded: str | None) -> bool:
    """Whether a dataset was loaded from another folder, which still has tables."""
    return recorded not in (None, os.path.realpath(folder)) and Path(str(recorded), "sources.csv").is_file()
