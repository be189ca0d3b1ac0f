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
from api.http.problem_types import PROBLEM_TYPES
from graph.model.errors import ReentryError

INTERNAL = {"Fault", "QueueFull", "EffortSpent", "SpoolsFull", "Undecided", "_Refused", "HeadAnswered"}
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


def test_every_problem_has_a_page_and_every_page_a_problem() -> None:
    assert {cls.problem for cls in OURS} == set(PROBLEM_TYPES)


@pytest.mark.parametrize("cls", OURS, ids=lambda cls: cls.__name__)
def test_every_error_has_a_status_and_an_exit_code(cls: type[ReentryError]) -> None:
    assert cls.problem == "-".join(cls.problem.lower().split())
    assert HTTPStatus(cls.status) >= HTTPStatus.MULTIPLE_CHOICES
    assert cls.exit_code in {1, 2}


@pytest.mark.parametrize("cls", [cls for cls in OURS if "problem" in vars(cls)], ids=lambda cls: cls.__name__)
def test_the_page_shows_the_status_and_exit_code_of_the_error(cls: type[ReentryError]) -> None:
    page = PROBLEM_TYPES[cls.problem]
    assert page.get("status", cls.status) == cls.status
    assert page.get("exit_code", cls.exit_code) == cls.exit_code
