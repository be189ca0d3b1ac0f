"""An answer about a time says what it leaves out, where to get it, and how certain each tie is."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.ingest.curated_facts import load_curated
from graph.versions.version_folders import DataFolder
from tests.api.conftest import asking
from tests.folders import Folder

ADDRESSES = [
    "/api/ties?as_of=2018-12",
    "/api/actors/kim-kardashian?as_of=2018-12",
    "/api/actors/kim-kardashian/ties?as_of=2018-12",
    "/api/actors/kim-kardashian/neighbors?as_of=2018-12",
    "/api/actors/kim-kardashian/ego?as_of=2018-12",
    "/api/paths?from=kim-kardashian&to=first-step-act&as_of=2018-12",
    "/api/paths?from=kim-kardashian&to=first-step-act&together=true",
    "/api/money?since=2018&until=2019",
    "/api/money/flow?since=2018&until=2019",
    "/api/measures/degree?as_of=2018-12",
    "/api/measures/degree/ties?actor=kim-kardashian&as_of=2018-12",
    "/api/bridges?as_of=2018-12",
    "/api/communities?as_of=2018-12",
    "/api/communities/kim-kardashian?as_of=2018-12",
    "/api/coverage?as_of=2018-12",
    "/api/coverage/ties_with_one_source?as_of=2018-12",
    "/api/conflicts?as_of=2018-12",
]


def ties_in(answer: Any) -> Iterator[dict[str, Any]]:
    """All ties of an answer, wherever they stand in it."""
    if isinstance(answer, dict):
        if "inverse_label" in answer:
            yield answer
        for name, value in answer.items():
            if name != "sides":  # a conflict is shown with all its sides, whenever they held
                yield from ties_in(value)
    elif isinstance(answer, list):
        for value in answer:
            yield from ties_in(value)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_dated_answer_counts_what_it_leaves_out_and_names_the_address_with_it(
    world_client: TestClient, address: str
) -> None:
    answer = world_client.get(address).json()
    whole = world_client.get(answer["undated_url"]).json()
    assert answer["undated"] >= 0
    assert whole["undated"] == 0
    assert all(tie["certainty"] in {"certain", "possible"} for tie in (*ties_in(answer), *ties_in(whole)))


@pytest.mark.parametrize("address", [address.partition("?")[0] for address in ADDRESSES if "from=kim" not in address])
def test_an_answer_about_no_time_says_nothing_of_undated_ties(world_client: TestClient, address: str) -> None:
    answer = world_client.get(address, params={"actor": "kim-kardashian"} if "degree/ties" in address else {}).json()
    assert "undated" not in answer
    assert not any("certainty" in tie for tie in ties_in(answer))


def test_the_address_with_undated_ties_gives_as_many_more_as_were_counted(world_client: TestClient) -> None:
    answer = world_client.get("/api/ties?as_of=2030&limit=1").json()
    first = world_client.get(f"/api/ties?as_of=2030&limit=1&cursor={answer['next']}").json()
    assert first["undated_url"] == answer["undated_url"] == "/api/ties?as_of=2030&limit=1&undated=include"
    counts = [
        len(world_client.get("/api/ties", params={"as_of": "2030", "undated": choice}).json()["ties"])
        for choice in ("exclude", "include")
    ]
    assert counts[1] - counts[0] == answer["undated"] > 0


def test_a_tie_without_any_date_is_possible_and_in_no_dated_answer(world_client: TestClient) -> None:
    dated = world_client.get("/api/ties?as_of=2018-12").json()["ties"]
    assert all(tie["start"] or tie["end"] or tie["attested"] for tie in dated)
    with_undated = world_client.get("/api/ties?as_of=2018-12&undated=include").json()["ties"]
    added = [tie for tie in with_undated if not (tie["start"] or tie["end"] or tie["attested"])]
    assert {tie["certainty"] for tie in added} == {"possible"}


def test_a_page_says_what_is_left_out_and_links_to_it(world_client: TestClient) -> None:
    page = world_client.get("/id/cut50?as_of=2018-12", headers={"Accept": "text/html"}).text
    count = world_client.get("/api/actors/cut50?as_of=2018-12").json()["undated"]
    assert count == 1
    assert '1 tie without any date is left out. <a href="?as_of=2018-12&amp;undated=include">Include it</a>' in page
    assert ">possible</span>" in page
    whole = world_client.get("/id/cut50?as_of=2018-12&undated=include", headers={"Accept": "text/html"}).text
    assert "left out" not in whole


def test_files_say_how_certain_each_tie_is_and_count_what_they_leave_out(world_client: TestClient) -> None:
    table = world_client.get("/export/ties.csv?as_of=2018-12").content.decode("utf-8-sig")
    assert {row["certainty"] for row in csv.DictReader(io.StringIO(table))} == {"certain", "possible"}
    graph = json.loads(world_client.get("/export/graph.node-link.json?as_of=2018-12").content)
    assert all(edge["certainty"] in {"certain", "possible"} for edge in graph["edges"])
    count = world_client.get("/api/ties?as_of=2018-12").json()["undated"]
    assert f"Left out, as no date of theirs is known: {count} ties" in graph["graph"]["description"]
    whole = world_client.get("/export/graph.gexf")
    assert ("Left out" in whole.text, "reentry-undated" in whole.headers) == (False, False)
    for name in ("ties.csv", "graph.ttl", "graph.gexf"):
        answer = world_client.get(f"/export/{name}?as_of=2018-12&around=cut50")
        assert answer.headers["reentry-undated"] == "1"


def test_a_post_that_two_pages_attest_is_certain_between_them(tmp_path: Path) -> None:
    folder, home = Folder(tmp_path / "world"), DataFolder(tmp_path / "home")
    head, *rows = folder.rows("relations")
    folder.write("relations", [[*head, "attested"], *([*row, ""] for row in rows)])
    folder.set("relations", 9, "start", "")
    folder.set("relations", 9, "attested", "2018-07-02")
    folder.copy("relations", 9, relation_id="jose-leads-later", source_id="news-2018", attested="2020-03")
    load_curated(home, [folder.path])
    with asking(home) as client:
        days = ("2017-01-01", "2018-07-02", "2019-06-30", "2020-03-31", "2020", "2024")
        answers = [client.get(f"/api/actors/jose-nunez/ties?relation=leads&as_of={day}").json() for day in days]
    ties = [tie for answer in answers for tie in answer["ties"]]
    assert [tie["certainty"] for tie in ties] == [
        *("possible", "certain", "certain", "possible", "certain", "possible")
    ]
    assert (ties[0]["attested"], ties[0]["dates"]) == (["2018-07-02", "2020-03"], "attested 2018-07-02 and 2020-03")
    assert {answer["undated"] for answer in answers} == {0}
