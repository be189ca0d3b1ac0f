"""The OpenAPI description of SPARQL: what it allows is answered as it says, and nothing ends in an error of ours."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance
from starlette.testclient import TestClient

from api.sparql.openapi import EXAMPLE

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance]
OPERATIONS = [("/sparql", "GET"), ("/sparql", "POST"), ("/store", "GET")]
QUERIES = [EXAMPLE, "ASK {}", "CONSTRUCT WHERE { ?s rg:apprenticeAt ?o }", "DESCRIBE id:cut50"]
bounded = settings(max_examples=40, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@pytest.fixture(scope="module")
def described(world_client: TestClient) -> Any:
    return schemathesis.openapi.from_dict(world_client.get("/openapi.json").json())


def validate(client: TestClient, case: Any) -> None:
    """All but a timeout, for which a query may rightly end in 504."""
    for part in (case.query, case.body):
        if isinstance(part, dict):
            part.pop("timeout", None)
    asked = case.as_transport_kwargs(base_url="http://testserver")
    asked.pop("cookies", None)
    case.validate_response(client.request(**asked), checks=CHECKS)


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
@pytest.mark.parametrize(("address", "method"), OPERATIONS)
@bounded
@given(data=st.data())
def test_whatever_is_asked_the_answer_is_as_described(
    world_client: TestClient, described: Any, address: str, method: str, mode: GenerationMode, data: st.DataObject
) -> None:
    try:
        strategy = described[address][method].as_strategy(generation_mode=mode)
    except schemathesis.errors.InvalidSchema:
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
