"""Lazy import of packages that take long to import and that most requests do not need."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class LazyModule:
    """A module, such as networkx, that is imported when one of its attributes is first used."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
