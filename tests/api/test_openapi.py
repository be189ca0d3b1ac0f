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
