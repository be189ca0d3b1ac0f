"""Runs the scripts of tests/js, which read exported files with the readers of other tools."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

SCRIPTS = Path(__file__).parents[2] / "js"


def read_with(script: str, package: str, file: Path) -> Any:
    """What the script prints about the file; the test is skipped where node or the package is not installed."""
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed")
    if not (SCRIPTS / "node_modules" / package).is_dir():
        pytest.skip(f"{package} is not installed: run `npm ci` in tests/js")
    done = subprocess.run([node, str(SCRIPTS / script), str(file)], capture_output=True, check=True, timeout=60)
    return json.loads(done.stdout)
