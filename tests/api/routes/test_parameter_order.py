"""An address means the same, and has the same answer, in whatever order its parameters stand."""

from __future__ import annotations

from itertools import permutations
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

MOST_ORDERS = 24
ADDRESSES = {
    "/api/money": [
        ("by", "recipient"),
        ("donor", "macarthur-foundation"),
        ("relation", "grants_to"),
        ("relation", "funds"),
        ("limit", "3"),
    ],
    "/api/money/flow": [("end", "reform-alliance"), ("hops", "2"), ("also", "runs_program"), ("also", "invested_in")],
    "/api/actors/macarthur-foundation/ties": [
        ("relation", "grants_to"),
        ("relation", "funds"),
        ("sort", "date"),
        ("limit", "3"),
    ],
    "/api/actors/macarthur-foundation/neighbors": [
        ("relation", "grants_to"),
        ("relation", "funds"),
        ("sort", "amount"),
        ("depth", "2"),
    ],
    "/api/paths": [("from", "kanye-west"), ("to", "first-step-act"), ("status", "stated"), ("status", "opinion")],
    "/api/search": [("q", "justice"), ("limit", "5"), ("kind", "organization")],
}


@pytest.mark.parametrize("path", ADDRESSES)
def test_the_order_of_parameters_changes_neither_body_nor_tag(client: TestClient, path: str) -> None:
    orders = list(permutations(ADDRESSES[path]))
    chosen = orders[:: max(1, len(orders) // MOST_ORDERS)]
    answers = [client.get(f"{path}?{urlencode(order)}") for order in chosen]
    assert answers[0].status_code == 200, answers[0].text
    assert len({answer.text for answer in answers}) == 1
    assert len({answer.headers["etag"] for answer in answers}) == 1


def test_the_grants_of_a_donor_are_no_fewer_in_another_order(client: TestClient) -> None:
    first = client.get("/api/money?donor=macarthur-foundation&by=all&relation=grants_to").json()
    last = client.get("/api/money?relation=grants_to&by=all&donor=macarthur-foundation").json()
    assert first == last
    assert first["total"]["counted"] > 0
