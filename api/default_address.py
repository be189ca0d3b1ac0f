"""Where the data are and where the server listens by default. Imports little, since `reentry --help` must be quick."""

from __future__ import annotations

from pathlib import Path
from typing import Final

DATA: Final = Path("data")
HOST: Final = "127.0.0.1"
PORT: Final = 8000
