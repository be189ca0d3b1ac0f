"""A parameter that an address does not have, or that cannot be obeyed, is an error: never ignored without a word."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

ADDRESSES = [
    "/api/search?q=kim",
    "/api/stats?",
    "/api/actors?",
    "/api/actors/cut50?",
    "/api/actors/cut50/neighbors?",
    "/api/paths?from=kim-kardashian&to=cut50",
    "/api/ties?",
    "/api/money?",
    "/api/money/flow?",
    "/api/measures/degree?",
    "/api/conflicts?",
    "/api/coverage?",
    "/api/outcomes?",
    "/api/sources?",
    "/api/examples?",
    "/api/terms?",
    "/export/ties.csv?",
    "/stream?",
    "/id/cut50?",
    "/ontology?",
    "/problems?",
    "/conflicts?",
    "/?",
]


def refused(client: TestClient, address: str) -> str:
    """The detail of the problem that the address answers with: that of an invalid parameter."""
    answer = client.get(address)
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (422, "/problems/invalid-parameter"), answer.text
    return str(problem["detail"])


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_parameter_that_an_address_lacks_is_an_error(world_client: TestClient, address: str) -> None:
    assert refused(world_client, f"{address}&colour=red").startswith("there is no parameter 'colour' here")


@pytest.mark.parametrize(
    ("address", "cure"),
    [
        ("/api/money?doner=kim-kardashian", "; did you mean 'donor'?"),
        ("/api/actors/cut50/neighbors?asof=2019", "; did you mean 'as_of'?"),
        ("/api/outcomes?measure=recidivism_rate&colour=2019", "; choose one of "),
        ("/api/actors?as_of=2019", "; choose one of cursor, format, in, kind, known_at, limit, sort"),
        ("/problems/unknown-actor?x=1", "; this address has no parameters"),
    ],
)
def test_the_error_names_the_nearest_parameter_or_all(world_client: TestClient, address: str, cure: str) -> None:
    assert cure in refused(world_client, address)


@pytest.mark.parametrize(
    "address",
    [
        "/api/ties?actor=kim-kardashian&actor=cut50",
        "/api/actors?known_at=1&known_at=1",
        "/api/search?q=kim&kind=person&kind=law",
        "/export/ties.csv?tier=1&tier=2",
        "/conflicts?conflict_kind=contradicts&conflict_kind=rounds",
    ],
)
def test_a_parameter_of_one_value_is_sent_once(world_client: TestClient, address: str) -> None:
    assert "takes one value, and here are 2: send one" in refused(world_client, address)


def test_a_list_may_have_several_values(world_client: TestClient) -> None:
    both = world_client.get("/api/ties?relation=donates_to&relation=works_for").json()["ties"]
    assert {tie["relation"] for tie in both} == {"donates_to", "works_for"}


def test_what_others_append_to_links_is_no_error(world_client: TestClient) -> None:
    address = "/id/cut50?utm_source=mail&fbclid=IwAR0&gclid=x"
    assert world_client.get(address, headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/api/money?since=2020&until=2019",
        "/api/ties?since=2019-02&until=2019-01-31",
        "/api/paths?from=kim-kardashian&to=cut50&since=2020&until=2019",
        "/export/ties.csv?since=2020&until=2019",
    ],
)
def test_a_window_does_not_end_before_it_begins(world_client: TestClient, address: str) -> None:
    assert "exchange the two dates" in refused(world_client, address)


def test_a_window_may_end_in_the_year_in_whose_middle_it_begins(world_client: TestClient) -> None:
    assert world_client.get("/api/money?since=2019-06&until=2019").status_code == 200


def test_a_search_for_a_kind_that_does_not_exist_is_an_error(world_client: TestClient) -> None:
    assert "did you mean 'person'?" in refused(world_client, "/api/search?q=kim&kind=persn")


@pytest.mark.parametrize(
    ("address", "cure"),
    [
        ("/?as_of=June+2019", "'June 2019' is not a date: write 2019-06"),
        ("/id/cut50?as_of=21.12.2018", "'21.12.2018' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD"),
        ("/api/ties?since=Dec+21,+2018", "write 2018-12-21"),
        (
            "/conflicts?conflict_kind=bogus",
            "conflict_kind (query): 'bogus' is none of its values: write 'contradicts', 'rounds', ",
        ),
        ("/api/paths?from=cut50", "to (query): is missing: send it"),
        ("/api/actors?known_at=2026-11-30T15:20:00Z", "write a number, as 3, or 2026-11-30"),
    ],
)
def test_the_error_says_what_to_write(world_client: TestClient, address: str, cure: str) -> None:
    assert cure in refused(world_client, address)


def test_an_error_is_named_once(world_client: TestClient) -> None:
    address = f"/api/actors/cut50/neighbors?known_at={'9' * 60}"
    assert refused(world_client, address).count("known_at") == 1


@pytest.mark.parametrize(
    "address", ["/api/actors?in=cut50", "/api/ties?in=cut50", "/api/search?q=kim&in=kim-kardashian"]
)
def test_an_actor_in_which_nothing_lies_is_no_place(world_client: TestClient, address: str) -> None:
    assert "is no place: name a town, a county or a state" in refused(world_client, address)
