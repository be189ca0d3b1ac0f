"""The loaders there are, by name. Each is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from loaders.records import RecordLoader

RECORDS = {
    "congress": ("loaders.congress", "Congress"),
}
"""Loaders of public records: where each stands."""


def record_loader(name: str) -> RecordLoader[Any]:
    """A loader of public records; raises ValueError that says which there are."""
    if name not in RECORDS:
        raise ValueError(f"no loader {name!r}: there are curated, {', '.join(sorted(RECORDS))}")
    module, loader = RECORDS[name]
    made: RecordLoader[Any] = getattr(import_module(module), loader)()
    return made
