"""Manifests as a test wants them: other times and names, older formats."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from graph.versions.manifest import FORMAT, Manifest
from graph.versions.version_folders import MANIFEST


def rewrite(folder: Path, **fields: Any) -> None:
    """Change some fields of the manifest of a version, as if it had been published with them."""
    path = folder / MANIFEST
    path.write_text(replace(Manifest.parse(path.read_text()), **fields).dump())


def set_format(folder: Path, number: int) -> None:
    """Give a current version the number of another format. Manifests of older ones list no files, and have no seal."""
    path = folder / MANIFEST
    fields = json.loads(path.read_text()) | {"format": number}
    if number < FORMAT:
        del fields["files"], fields["seal"]
        (folder.parents[1] / "current").write_text(f"{folder.name}\n")  # there is no seal to point to
    path.write_text(json.dumps(fields))
