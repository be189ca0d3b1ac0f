"""One tree of errors: each exception of ours says which problem it is, its HTTP status and its exit code."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from http import HTTPStatus

import pytest

import api
import graph
import loaders
from graph.model.errors import ReentryError

INTERNAL = {"LineFull", "NoRoom", "Spent", "_Refused"}
"""Caught where they are raised: no user sees them."""


def exceptions() -> Iterator[type[Exception]]:
    """Every exception that a module of ours defines."""
    for package in (api, graph, loaders):
        for info in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if info.name.endswith("__main__"):
                continue
            module = importlib.import_module(info.name)
            for _, cls in inspect.getmembers(module, inspect.isclass):
                if issubclass(cls, Exception) and cls.__module__ == module.__name__:
                    yield cls


EXCEPTIONS = sorted(set(exceptions()), key=lambda cls: (cls.__module__, cls.__name__))
OURS = [cls for cls in EXCEPTIONS if issubclass(cls, ReentryError)]


def test_every_exception_is_in_the_tree_or_internal() -> None:
    assert {cls.__name__ for cls in EXCEPTIONS if not issubclass(cls, ReentryError)} == INTERNAL


@pytest.mark.parametrize("cls", OURS, ids=lambda cls: cls.__name__)
def test_every_error_has_a_status_and_an_exit_code(cls: type[ReentryError]) -> None:
    assert cls.problem == "-".join(cls.problem.lower().split())
    assert HTTPStatus(cls.status) >= HTTPStatus.PERMANENT_REDIRECT
    assert cls.exit_code in {1, 2}
