"""The ways through the house are short: a reader who follows a call opens few modules, and goes back to few."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Any

import pytest

from api.app import create_app
from api.http.settings import Settings
from graph.model.dates import Moment
from graph.versions.version_folders import DataFolder
from tests.module_graph import DOCUMENT
from tests.ways import Visit, Way, module_of, way_of, way_of_request


@pytest.mark.parametrize("address", ["/api/actors/cut50/neighbors", "/api/actors/kim-kardashian/neighbors?limit=5"])
def test_a_request_for_neighbors_enters_few_modules(home: DataFolder, address: str) -> None:
    app = create_app(Settings(data=home.path, poll_seconds=3600, answers_mb=0, answer_workers=0))
    way = way_of_request(app, address)
    assert {"api.routes.actors", "graph.queries.neighbors", "graph.views.tie_views"} <= set(way.modules)
    assert way.modules == described("The way of a request for neighbors"), str(way)
    assert len(way.modules) <= 7
    assert len(way.returns) <= 5, str(way)


def described(heading: str) -> list[str]:
    """The modules of a way as the document lists them."""
    section = DOCUMENT.read_text(encoding="utf-8").split(f"## {heading}\n")[1].split("\n## ")[0]
    return [path.replace("/", ".") for path in re.findall(r"^\d+\. \[(.+)\.py\]", section, re.MULTILINE)]


MIDDLEWARE = {
    "api.answers.gate",
    "api.answers.stall_watch",
    "api.http.etag",
    "api.http.metrics",
    "api.http.middleware",
    "api.http.response_cache",
}
"""Entered again whenever a handler that awaited a thread goes on; not counted, as it is the same for all routes."""


ANSWERING = {
    *("api.answers.question", "api.answers.long_answers", "api.answers.spooled_response", "api.http.client_watch"),
    *("graph.workers.result_spool", "graph.storage.cost_cache", "graph.precomputed"),
}
"""Brings each long answer from a worker; not counted, as it is the same for all of them."""


def test_an_export_enters_few_modules_and_never_climbs_from_graph_back_to_api(home: DataFolder) -> None:
    app = create_app(Settings(data=home.path, poll_seconds=3600, answers_mb=0, answer_workers=0, kept_mb=0))
    way = way_of_request(app, "/export/graph.gexf?around=cut50")
    handler = way.functions.index(Visit("api.routes.export", "graph_file"))
    way.functions = [visit for visit in way.functions[handler:] if visit.module not in MIDDLEWARE | ANSWERING]
    assert {"api.routes.export", "graph.export.writing.exporter", "graph.export.gexf"} <= set(way.modules)
    assert way.modules == described("The way of a GEXF export"), str(way)
    assert len(way.modules) <= 10
    assert [upper for lower, upper in pairwise(way.visits) if lower.startswith("graph.") and "api." in upper] == []


def test_a_way_counts_each_function_once_and_each_return_to_a_module() -> None:
    tie: dict[str, Any] = {"start": None, "end": None, "attested": ()}
    way = way_of(lambda: [Moment().admits(tie, is_event=True) for _ in range(3)])
    assert way.modules == ["graph.model.dates"]
    assert way.functions[0].function == "Moment.admits"
    assert len(way.functions) == len(set(way.functions)) > 1


def test_a_visit_to_a_module_that_was_left_is_a_return() -> None:
    way = Way()
    way.functions = [Visit(module, "function") for module in ["a", "a", "b", "a", "c", "b"]]
    assert way.visits == ["a", "b", "a", "c", "b"]
    assert way.modules == ["a", "b", "c"]
    assert way.returns == ["a", "b"]


def test_code_of_others_has_no_module_of_ours() -> None:
    assert module_of(pytest.mark.__class__.__getattr__.__code__) is None
