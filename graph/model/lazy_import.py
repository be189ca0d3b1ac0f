"""Packages that few questions need, and that take long to import: imported when they are first used."""

from __future__ import annotations

from importlib import import_module
from typing import Any


class Later:
    """Stands for a module, such as networkx, until something of it is asked for."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __getattr__(self, name: str) -> Any:
        return getattr(import_module(self._name), name)
