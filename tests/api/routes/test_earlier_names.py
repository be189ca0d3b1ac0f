"""One meaning for each parameter: `from` and `to` are actors, and the earlier names of others are deprecated."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.settings import Settings
from graph.versions.version_folders import DataFolder
from tests.api.conftest import Reentry

DESCRIPTION = create_app(Settings(data=Path("no facts are needed for this"))).openapi()
PAIRS = [
    ("/api/ties?from=2019&to=2020", "/api/ties?since=2019&until=2020"),
    ("/api/actors/jose-nunez?to=2017", "/api/actors/jose-nunez?until=2017"),
    ("/api/actors/cut50/neighbors?from=2019&depth=2", "/api/actors/cut50/neighbors?since=2019&depth=2"),
    ("/api/money?from=2019&to=2019", "/api/money?since=2019&until=2019"),
    ("/api/money/flow?from=2019", "/api/money/flow?since=2019"),
    ("/api/coverage?to=2017", "/api/coverage?until=2017"),
    ("/export/ties.csv?from=2019", "/export/ties.csv?since=2019"),
    ("/api/conflicts?kind=rounds", "/api/conflicts?conflict_kind=rounds"),
    ("/conflicts?kind=all", "/conflicts?conflict_kind=all"),
    ("/api/sources?tier=2&tier=1", "/api/sources?of_tier=2&of_tier=1"),
]


def query_parameters() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every parameter of every address that is documented, with the address."""
    for path, methods in DESCRIPTION["paths"].items():
        for operation in methods.values():
            yield from ((path, one) for one in operation.get("parameters", ()) if one["in"] == "query")


@pytest.mark.parametrize(("earlier", "today"), PAIRS)
def test_an_earlier_name_has_the_answer_of_todays(world_client: TestClient, earlier: str, today: str) -> None:
    new = world_client.get(today)
    assert new.status_code == 200, new.text
    assert "deprecation" not in new.headers
    for _ in ("computed", "kept"):
        old = world_client.get(earlier)
        assert (old.text, old.headers["etag"]) == (new.text, new.headers["etag"])
        assert old.headers["deprecation"] == "@1795996800"
        assert '</docs>; rel="deprecation"; type="text/html"' in old.headers.get_list("link")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/api/ties?from=2019&since=2019", "from is the earlier name of since: send since alone"),
        ("/api/money?until=2019&to=2019", "to is the earlier name of until: send until alone"),
        ("/export/ties.csv?until=2019&to=2019", "to is the earlier name of until: send until alone"),
        ("/api/conflicts?kind=all&conflict_kind=all", "kind is the earlier name of conflict_kind"),
        ("/conflicts?kind=all&conflict_kind=all", "kind is the earlier name of conflict_kind"),
        ("/api/sources?tier=1&of_tier=1", "tier is the earlier name of of_tier"),
    ],
)
def test_both_names_at_once_are_refused(world_client: TestClient, address: str, told: str) -> None:
    answer = world_client.get(address)
    assert answer.status_code == 422
    assert told in answer.json()["detail"]


def test_links_have_the_names_of_today(world_client: TestClient) -> None:
    answer = world_client.get("/api/ties?from=2016&to=2030&limit=1")
    links = answer.headers.get_list("link")
    assert answer.json()["undated_url"] == "/api/ties?since=2016&until=2030&limit=1&undated=include"
    assert [link for link in links if link.startswith("</api/ties?since=2016&until=2030&limit=1&cursor=")]


def test_the_ends_of_a_path_are_not_deprecated(world_client: TestClient) -> None:
    answer = world_client.get("/api/paths?from=kim-kardashian&to=cut50&since=2018&until=2020")
    assert answer.status_code == 200
    assert "deprecation" not in answer.headers


def test_each_name_means_one_thing_in_the_description() -> None:
    """Not deprecated, of one type wherever it stands; a list and a single value of one kind are one type."""
    shapes: dict[str, set[tuple[str, ...]]] = {}
    for _, one in query_parameters():
        if not one.get("deprecated") and one["name"] not in {"sort", "format"}:  # each address has its own values
            shapes.setdefault(one["name"], set()).add(_shape(one["schema"]))
    assert {name: found for name, found in shapes.items() if len(found) > 1} == {}


def _shape(schema: dict[str, Any]) -> tuple[str, ...]:
    parts = [part for part in schema.get("anyOf", [schema]) if part.get("type") != "null"]
    values = [part.get("items", part) for part in parts]
    return tuple(sorted(f"{value['type']} {value.get('enum', '')}" for value in values))


def test_from_and_to_are_dates_only_where_they_are_deprecated() -> None:
    ends = [(path, one) for path, one in query_parameters() if one["name"] in {"from", "to"}]
    assert {path for path, one in ends if not one.get("deprecated")} == {"/api/paths"}
    assert {one["description"] for _, one in ends if one.get("deprecated")} == {
        "The earlier name of `since`.",
        "The earlier name of `until`.",
    }


def test_a_command_takes_the_earlier_names_and_says_so(reentry: Reentry, world_home: DataFolder) -> None:
    new = reentry("show", "jose-nunez", "--since", "2017", "--until=2017", "--data", world_home.path)
    old = reentry("show", "jose-nunez", "--from", "2017", "--to=2017", "--data", world_home.path)
    assert (new.code, new.err) == (0, "")
    assert (old.code, old.out) == (0, new.out)
    assert old.err.splitlines() == [
        "reentry: --from is the earlier name of --since",
        "reentry: --to is the earlier name of --until",
    ]
    both = reentry("show", "jose-nunez", "--from", "2017", "--since", "2017", "--data", world_home.path)
    assert both.code == 2
    assert "takes one value, and here are 2" in both.err
