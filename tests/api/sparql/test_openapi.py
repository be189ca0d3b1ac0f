"""The OpenAPI description of SPARQL: what it allows is answered as it says, and nothing ends in an error of ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.sparql.openapi import EXAMPLE

OPERATIONS = [("/sparql", "GET"), ("/sparql", "POST"), ("/store", "GET")]
QUERIES = [EXAMPLE, "ASK {}", "CONSTRUCT WHERE { ?s rg:apprenticeAt ?o }", "DESCRIBE id:cut50"]
bounded = settings(max_examples=40, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def described(world_client: TestClient) -> Any:
    from tests.api import conformance

    return conformance.schema(world_client.get("/openapi.json").json())


def validate(client: TestClient, case: Any) -> None:
    """All but a timeout, for which a query may rightly end in 504."""
    from tests.api import conformance

    for part in (case.query, case.body):
        if isinstance(part, dict):
            part.pop("timeout", None)
    conformance.validate(client, case, conformance.STATUS_AND_TYPE)


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize(("address", "method"), OPERATIONS)
@bounded
@given(data=st.data())
def test_whatever_is_asked_the_answer_is_as_described(
    world_client: TestClient, described: Any, address: str, method: str, mode: str, data: st.DataObject
) -> None:
    from tests.api import conformance

    strategy = conformance.cases(described[address][method], mode)
    if strategy is None:
        pytest.skip("nothing can be asked wrongly here")
    validate(world_client, data.draw(strategy))


@bounded
@given(data=st.data(), query=st.sampled_from(QUERIES))
def test_a_right_query_is_answered_as_described_whatever_stands_beside_it(
    world_client: TestClient, described: Any, data: st.DataObject, query: str
) -> None:
    case = data.draw(described["/sparql"]["GET"].as_strategy())
    case.query["query"] = query
    validate(world_client, case)


def test_the_example_is_answered(world_client: TestClient) -> None:
    answer = world_client.get(f"/sparql?{urlencode({'query': EXAMPLE})}")
    assert len(answer.json()["results"]["bindings"]) == 1
