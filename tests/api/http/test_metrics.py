"""Figures for an operator, as Prometheus reads them."""

from __future__ import annotations

from pathlib import Path

import pytest
from prometheus_client.openmetrics import parser as openmetrics
from prometheus_client.parser import text_string_to_metric_families
from starlette.testclient import TestClient

from graph.versions.version_folders import DataFolder
from tests.api.conftest import asking

ASKED_AT_MOST = 2000
"""So often are figures asked for until they show what happens beside the answers."""
Figures = dict[tuple[str, frozenset[tuple[str, str]]], float]


def figures(client: TestClient) -> Figures:
    families = text_string_to_metric_families(client.get("/metrics").text)
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in families
        for sample in family.samples
    }


def key(name: str, **labels: str) -> tuple[str, frozenset[tuple[str, str]]]:
    return name, frozenset(labels.items())


def added(before: Figures, client: TestClient) -> Figures:
    """What came to the figures since then: the application is one that other tests ask too."""
    return {name: value - before.get(name, 0) for name, value in figures(client).items()}


@pytest.mark.parametrize(
    ("method", "address", "route", "status"),
    [
        ("GET", "/id/cut50", "/id/{key}", "200"),
        ("HEAD", "/id/cut50", "/id/{key}", "200"),
        ("GET", "/id/nobody", "/id/{key}", "404"),
        ("GET", "/sparql?query=ASK%7B%7D", "/sparql", "200"),
        ("GET", "/sparql/?query=ASK%7B%7D", "/sparql", "200"),
        ("GET", "/sparql?query=ASK", "/sparql", "400"),
        ("GET", "/static/style.css", "/static", "200"),
        ("GET", "/static/no/such", "/static", "404"),
        ("GET", "/any/where/else", "none", "404"),
        ("OPTIONS", "/any/where/else", "none", "204"),
        ("GET", "/", "/", "200"),
        ("DELETE", "/ontology", "/ontology", "405"),
    ],
)
def test_requests_are_counted_by_method_route_and_status(
    world_client: TestClient, method: str, address: str, route: str, status: str
) -> None:
    before = figures(world_client)
    world_client.request(method, address)
    asked = key("reentry_http_requests_total", method=method, route=route, status=status)
    assert added(before, world_client)[asked] == 1


def test_an_answer_that_still_holds_is_counted_as_such(world_client: TestClient) -> None:
    tag, before = world_client.get("/ontology").headers["etag"], figures(world_client)
    world_client.get("/ontology", headers={"If-None-Match": tag})
    asked = key("reentry_http_requests_total", method="GET", route="/ontology", status="304")
    assert added(before, world_client)[asked] == 1


def test_the_time_of_requests_is_measured_by_route(world_client: TestClient) -> None:
    before = figures(world_client)
    world_client.get("/id/cut50")
    found = added(before, world_client)
    assert found[key("reentry_http_request_seconds_count", route="/id/{key}")] == 1
    assert found[key("reentry_http_request_seconds_bucket", route="/id/{key}", le="+Inf")] == 1
    assert found[key("reentry_http_request_seconds_sum", route="/id/{key}")] > 0


def test_queries_and_the_cache_are_counted(world_client: TestClient) -> None:
    before = figures(world_client)
    for _ in range(3):
        world_client.get("/sparql", params={"query": "SELECT * { ?asked_nowhere_else rg:apprenticeAt ?o }"})
    world_client.get("/sparql", params={"query": "SELECT"})
    found = added(before, world_client)
    assert found[key("reentry_sparql_queries_total")] == 4
    assert found[key("reentry_sparql_answered_total")] == 3
    assert found[key("reentry_sparql_cache_hits_total")] == 2
    assert found[key("reentry_sparql_errors_total", reason="BadSyntax")] == 1


def test_a_query_that_was_stopped_counts_its_worker_as_killed_and_replaced(world_home: DataFolder) -> None:
    slow = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?c != ?i) }"
    with asking(world_home) as client:
        assert client.get("/sparql", params={"query": slow, "timeout": "0.2"}).status_code == 504
        found = figures(client)
        assert found[key("reentry_sparql_kills_total", reason="timeout")] == 1
        assert found[key("reentry_sparql_errors_total", reason="TimedOut")] == 1
        client.get("/sparql", params={"query": "ASK { ?s ?p ?o }"})
        assert figures(client)[key("reentry_sparql_forks_total")] > found[key("reentry_sparql_workers_idle")]


def test_a_stopped_query_and_the_worker_in_its_place_are_logged(
    world_home: DataFolder, caplog: pytest.LogCaptureFixture
) -> None:
    slow = "SELECT (COUNT(*) AS ?logged) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . FILTER(?a != ?d && ?c != ?i) }"
    with asking(world_home) as client, caplog.at_level("INFO"):
        client.get("/sparql", params={"query": slow, "timeout": "0.2"})
        asked = (figures(client)[key("reentry_sparql_respawns_total")] for _ in range(ASKED_AT_MOST))
        assert 1 in asked
    assert any("timeout" in line and "?logged" in line for line in caplog.messages)
    assert "starting a query worker in place of one that exited" in caplog.messages


def test_the_version_and_what_it_holds_are_told(world_client: TestClient, world_home: DataFolder) -> None:
    found, manifest = figures(world_client), world_home.require().manifest
    assert found[key("reentry_data_info", version=manifest.version, digest=manifest.digest)] == 1
    assert found[key("reentry_data_held", what="ties")] == manifest.counts["ties"]
    assert found[key("reentry_sparql_info", version=manifest.version, held_in="memory")] == 1
    assert found[key("reentry_ready")] == 1


def test_the_process_tells_of_itself(world_client: TestClient) -> None:
    found = figures(world_client)
    assert found[key("process_resident_memory_bytes")] > 1 << 20
    assert found[key("reentry_uptime_seconds")] > 0


def test_a_server_without_a_version_says_so(tmp_path: Path) -> None:
    with asking(DataFolder(tmp_path)) as client:
        found = figures(client)
    assert found[key("reentry_ready")] == 0
    assert not any(name == "reentry_data_info" for name, _ in found)


def test_every_family_is_explained(world_client: TestClient) -> None:
    families = list(text_string_to_metric_families(world_client.get("/metrics").text))
    assert len(families) > 20
    assert [family.name for family in families if not family.documentation] == []


def test_who_asks_for_openmetrics_gets_it(world_client: TestClient) -> None:
    answer = world_client.get("/metrics", headers={"Accept": "application/openmetrics-text; version=1.0.0"})
    assert answer.headers["content-type"].startswith("application/openmetrics-text")
    names = {family.name for family in openmetrics.text_string_to_metric_families(answer.text)}  # type: ignore[no-untyped-call]
    assert "reentry_http_requests" in names


def test_a_method_that_nobody_knows_makes_no_figure_of_its_own(world_client: TestClient) -> None:
    before = figures(world_client)
    world_client.request("BREW", "/coffee")
    assert (
        added(before, world_client)[key("reentry_http_requests_total", method="other", route="none", status="404")] == 1
    )


def test_figures_are_never_kept(world_client: TestClient) -> None:
    answer = world_client.get("/metrics")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["content-type"].startswith("text/plain")
    assert "etag" not in answer.headers
