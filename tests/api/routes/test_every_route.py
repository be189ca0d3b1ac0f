"""What holds for every route: it refuses parameters that it lacks, and `as_of` works or is refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from httpx2 import Response
from starlette.routing import Mount
from starlette.testclient import TestClient

from api.app import create_app

EXEMPT = {"/openapi.json", "/sparql", "/sparql/"}
"""A document that FastAPI serves, and the protocol whose clients send the parameters of other servers."""
IN_PATH = {
    "slug": "kim-kardashian",
    "tie_id": "kim-kardashian--advocates-for--first-step-act--2018-05-30",
    "outcome_id": "first-step-act--people-released--7000",
    "source_id": "news-2018",
    "measure": "degree",
    "gap": "ties_without_dates",
    "name": "ties.csv",
    "ending": "ttl",
    "number": "0.1.0",
}
KEYS = {
    "/id/{key}": "kim-kardashian",
    "/tie/{key}": IN_PATH["tie_id"],
    "/source/{key}": "news-2018",
    "/outcome/{key}": "x",
    "/conflict/{key}": "apprenticeship-host",
}
NEEDED = {
    "/api/paths": "from=kim-kardashian&to=cut50",
    "/api/search": "q=kim",
    "/api/measures/{measure}/ties": "actor=cut50",
}
TIMED = {
    "/",
    "/api/actors/{slug}",
    "/api/actors/{slug}/ego",
    "/api/actors/{slug}/neighbors",
    "/api/actors/{slug}/ties",
    "/api/bridges",
    "/api/communities",
    "/api/communities/{slug}",
    "/api/conflicts",
    "/api/coverage",
    "/api/coverage/{gap}",
    "/api/measures/{measure}",
    "/api/measures/{measure}/ties",
    "/api/money",
    "/api/money/flow",
    "/api/paths",
    "/api/ties",
    "/export/{name}",
    "/id/{key}",
    "/stream",
}
"""The routes whose answers are chosen by dates. Every other one refuses `as_of`."""


def routes(app: FastAPI) -> Iterator[str]:
    """The address of every route, as a template."""
    for one in app.routes:
        contexts = getattr(one, "effective_route_contexts", None)
        if contexts is not None:
            yield from (context.path for context in contexts())
        elif not isinstance(one, Mount):
            yield one.path  # type: ignore[attr-defined]


ROUTES = sorted({*routes(create_app())} - EXEMPT)


def ask(client: TestClient, route: str, more: str = "", **headers: str) -> Response:
    """The answer of a route to an example, with more parameters."""
    filled = IN_PATH | ({"key": KEYS[route]} if route in KEYS else {})
    address = re.sub(r"\{(\w+)(:\w+)?\}", lambda part: filled.get(part[1], "x"), route)
    query = "&".join(filter(None, (NEEDED.get(route), more)))
    return client.get(f"{address}?{query}", headers=headers)


def refusal(answer: Response) -> str:
    """The detail of the problem that an answer is: an invalid parameter."""
    assert answer.status_code == 422, answer.text[:300]
    problem: dict[str, Any] = answer.json()
    assert problem["type"] == "/problems/invalid-parameter"
    return str(problem["detail"])


@pytest.mark.parametrize("route", ROUTES)
def test_every_route_refuses_a_parameter_that_it_lacks(world_client: TestClient, route: str) -> None:
    assert refusal(ask(world_client, route, "colour=red")).startswith("there is no parameter 'colour' here")


@pytest.mark.parametrize("route", [route for route in ROUTES if route not in TIMED])
def test_a_route_without_time_says_that_it_has_none(world_client: TestClient, route: str) -> None:
    told = refusal(ask(world_client, route, "as_of=2019"))
    assert told.startswith("there is no parameter 'as_of' here: this answer does not choose ties by their dates; ")


@pytest.mark.parametrize("route", sorted(TIMED - {"/stream", "/", "/id/{key}"}))
def test_a_route_with_time_has_another_answer_then(world_client: TestClient, route: str) -> None:
    ever, then = ask(world_client, route), ask(world_client, route, "as_of=1900")
    assert ever.status_code == 200, ever.text[:300]
    if route == "/api/communities/{slug}":  # without ties there is no community
        assert then.status_code == 404
    else:
        assert then.status_code == 200, then.text[:300]
        assert then.text != ever.text


def test_a_page_shows_the_ties_of_the_time(world_client: TestClient) -> None:
    ever, then = (ask(world_client, "/id/{key}", more, Accept="text/html") for more in ("", "as_of=1900"))
    assert "legal apprentice" in ever.text
    assert "legal apprentice" not in then.text


@pytest.mark.parametrize("media_type", ["text/turtle", "application/ld+json"])
def test_rdf_of_all_times_is_not_taken_for_that_of_one(world_client: TestClient, media_type: str) -> None:
    assert "RDF tells all times" in refusal(ask(world_client, "/id/{key}", "as_of=2019", Accept=media_type))


# --- a filter that may be repeated is a set


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("/api/money?donor=kim-kardashian&donor=cut50", "/api/money?donor=cut50&donor=kim-kardashian"),
        ("/api/money?donor=kim-kardashian", "/api/money?donor=kim-kardashian&donor=kim-kardashian"),
        ("/api/ties?relation=funds&tier=2&relation=leads", "/api/ties?relation=leads&relation=funds&tier=2"),
        ("/api/ties?status=stated&status=opinion", "/api/ties?status=opinion&status=stated&status=opinion"),
        ("/api/actors?kind=law&kind=person", "/api/actors?kind=person&kind=law"),
        ("/export/graph.gexf?around=cut50&around=jose-nunez", "/export/graph.gexf?around=jose-nunez&around=cut50"),
        (
            "/api/paths?from=kim-kardashian&to=jose-nunez&avoid=cut50&avoid=first-step-act",
            "/api/paths?avoid=first-step-act&avoid=cut50&to=jose-nunez&from=kim-kardashian",
        ),
        (
            "/api/money/flow?start=kim-kardashian&also=leads&also=works_for",
            "/api/money/flow?also=works_for&also=leads&start=kim-kardashian",
        ),
    ],
)
def test_the_order_of_values_changes_neither_answer_nor_tag(world_client: TestClient, one: str, other: str) -> None:
    first, second = world_client.get(one), world_client.get(other)
    assert (first.status_code, first.headers["etag"]) == (200, second.headers["etag"])
    undated = first.text.replace(one.partition("?")[2], ""), second.text.replace(other.partition("?")[2], "")
    assert undated[0] == undated[1]
