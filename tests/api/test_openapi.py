"""The API keeps to its own description, whatever is asked within it and beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from api.app import create_app
from api.http.settings import Settings

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
DESCRIPTION = create_app(Settings(data=Path("no facts are needed for this"))).openapi()
APART = ("/sparql", "/store", "/stream")
"""Tested on their own: there a wrong question may rightly end in 503 or 507, and a stream has no end."""
ADDRESSES = {path: asked["get"] for path, asked in DESCRIPTION["paths"].items() if path not in APART}
WITH_QUESTIONS = [
    path for path, asked in ADDRESSES.items() if any(one["in"] == "query" for one in asked.get("parameters", ()))
]
DESCRIBED = schemathesis.openapi.from_dict(DESCRIPTION)
APPRENTICESHIP = "kim-kardashian--apprentice-at--cut50--2018-10"
RELEASED = "first-step-act--people-released--2018-12-21--until-2019-07--people-released-7000--type-result"
HELD = {
    "/id/{key}": "cut50",
    "/tie/{key}": APPRENTICESHIP,
    "/outcome/{key}": RELEASED,
    "/source/{key}": "news-2018",
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


def _validate(client: TestClient, case: schemathesis.Case[Any]) -> None:
    asked = case.as_transport_kwargs(base_url="http://testserver")
    asked.pop("cookies", None)
    case.validate_response(client.request(**asked), checks=CHECKS)


def _case(address: str, mode: GenerationMode, data: st.DataObject) -> schemathesis.Case[Any]:
    case: schemathesis.Case[Any] = data.draw(DESCRIBED[address]["GET"].as_strategy(generation_mode=mode))
    return case


@pytest.mark.parametrize("address", ADDRESSES)
@bounded
@given(data=st.data())
def test_every_answer_is_as_described(world_client: TestClient, address: str, data: st.DataObject) -> None:
    _validate(world_client, _case(address, GenerationMode.POSITIVE, data))


@pytest.mark.parametrize("address", WITH_QUESTIONS)
@bounded
@given(data=st.data())
def test_what_is_wrongly_asked_is_refused_as_described(
    world_client: TestClient, address: str, data: st.DataObject
) -> None:
    _validate(world_client, _case(address, GenerationMode.NEGATIVE, data))


@pytest.mark.parametrize("address", [address for address in ADDRESSES if "{" in address])
@bounded
@given(data=st.data())
def test_every_answer_of_what_is_held_is_as_described(
    world_client: TestClient, address: str, data: st.DataObject
) -> None:
    case = _case(address, GenerationMode.POSITIVE, data)
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
