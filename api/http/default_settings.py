"""The default of each setting that more than one place needs. Imports little, since `reentry --help` must be quick."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from graph.workers.limits import Limits

DATA: Final = Path("data")
HOST: Final = "127.0.0.1"
PORT: Final = 8000
LIMITS: Final = Limits()
"""Limits of SPARQL queries: their own defaults are the table."""
