"""The API keeps to its own description, whatever is asked within it and beside it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api.app import create_app
from api.http import problem_details
from api.http.problem_types import PROBLEM_TYPES
from api.http.settings import Settings

DESCRIPTION = create_app(Settings(data=Path("no facts are needed for this"))).openapi()
APART = ("/sparql", "/store", "/stream")
"""Tested on their own: there a wrong question may rightly end in 503 or 507, and a stream has no end."""
ADDRESSES = {path: asked["get"] for path, asked in DESCRIPTION["paths"].items() if path not in APART}
WITH_QUESTIONS = [
    path for path, asked in ADDRESSES.items() if any(one["in"] == "query" for one in asked.get("parameters", ()))
]
APPRENTICESHIP = "kim-kardashian--apprentice-at--cut50--2018-10"
RELEASED = "first-step-act--people-released--2018-12-21--until-2019-07--people-released-7000--type-result"
HELD = {
    "/id/{key}": "cut50",
    "/tie/{key}": APPRENTICESHIP,
    "/outcome/{key}": RELEASED,
    "/source/{key}": "news-2018",
    "/conflict/{key}": "apprenticeship-host",
    "/export/{name}": "graph.gexf",
    "/problems/{slug}": "unknown-actor",
    "slug": "cut50",
    "tie_id": APPRENTICESHIP,
    "outcome_id": RELEASED,
    "source_id": "news-2018",
    "measure": "pagerank",
    "gap": "ties_without_dates",
}
"""Things of the small world, by the address or the parameter that names them."""

bounded = settings(max_examples=6, phases=[Phase.generate], suppress_health_check=list(HealthCheck))


@lru_cache(maxsize=1)
def _schema() -> Any:
    from tests.api import conformance

    return conformance.schema(DESCRIPTION)


def _validate(client: TestClient, case: Any) -> None:
    from tests.api import conformance

    conformance.validate(client, case, conformance.FULL)


def _case(address: str, mode: str, data: st.DataObject) -> Any:
    from tests.api import conformance

    cases = conformance.cases(_schema()[address]["GET"], mode)
    assert cases is not None
    return data.draw(cases)


OPERATIONS = [
    pytest.param(operation, id=f"{method} {path}")
    for path, methods in DESCRIPTION["paths"].items()
    for method, operation in methods.items()
]


def _is_derived(operation: dict[str, Any]) -> bool:
    """Whether the summary is the one that FastAPI makes of a function's name: `Ego Of` of `ego_of`."""
    words = str(operation["summary"]).lower().split()
    return str(operation["operationId"]).startswith("_".join(words) + "_")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_operation_has_a_summary_that_somebody_wrote_and_a_description(operation: dict[str, Any]) -> None:
    assert len(operation["summary"].split()) >= 2
    assert not _is_derived(operation)
    assert len(operation["description"].split()) >= 3


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_parameter_has_a_description_and_an_example(operation: dict[str, Any]) -> None:
    for parameter in operation.get("parameters", ()):
        assert parameter.get("description"), parameter["name"]
        assert parameter["schema"].get("examples"), parameter["name"]


def test_the_problem_schema_shows_types() -> None:
    problem = DESCRIPTION["paths"]["/healthz"]["get"]["responses"]["4XX"]["content"]["application/problem+json"][
        "schema"
    ]
    examples = problem["properties"]["type"]["examples"]
    assert {address.removeprefix("/problems/") for address in examples} <= set(PROBLEM_TYPES)
    for path, methods in DESCRIPTION["paths"].items():
        for operation in methods.values():
            content = operation["responses"]["4XX"]["content"]["application/problem+json"]
            assert content["schema"] == problem_details.SCHEMA, path


@pytest.mark.parametrize("address", ADDRESSES)
@bounded
@given(data=st.data())
def test_every_answer_is_as_described(world_client: TestClient, address: str, data: st.DataObject) -> None:
    _validate(world_client, _case(address, "positive", data))


@pytest.mark.parametrize("address", WITH_QUESTIONS)
@bounded
@given(data=st.data())
def test_what_is_wrongly_asked_is_refused_as_described(
    world_client: TestClient, address: str, data: st.DataObject
) -> None:
    _validate(world_client, _case(address, "negative", data))


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "{" in address])
@bounded
@given(data=st.data())
def test_every_answer_of_what_is_held_is_as_described(
    world_client: TestClient, address: str, data: st.DataObject
) -> None:
    case = _case(address, "positive", data)
    for name in case.path_parameters:
        if held := HELD.get(address) or HELD.get(name):
            case.path_parameters[name] = held
    _validate(world_client, case)


def _example(parameter: dict[str, Any]) -> str:
    return str(parameter["schema"]["examples"][0])


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_examples_of_the_description_are_answered(client: TestClient, address: str) -> None:
    needed = [parameter for parameter in ADDRESSES[address].get("parameters", ()) if parameter.get("required")]
    filled = address.format_map({one["name"]: _example(one) for one in needed if one["in"] == "path"})
    answer = client.get(filled, params={one["name"]: _example(one) for one in needed if one["in"] == "query"})
    assert answer.status_code == 200, answer.text[:300]
