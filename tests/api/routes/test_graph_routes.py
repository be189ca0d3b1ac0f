"""Questions of the graph over HTTP: search, actors, neighbors, paths, ties, outcomes, sources, counts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

APPRENTICESHIP = "kim-kardashian--apprentice-at--cut50--2018-10"
RELEASED = "first-step-act--people-released--2018-12-21--until-2019-07--people-released-7000--type-result"
GIFT_PAGE = "tsr-2019-kanye-charitable-gift"


def _ties(found: Any) -> Iterator[dict[str, Any]]:
    """Every tie and outcome within an answer."""
    if isinstance(found, dict):
        if "iri" in found and ("/tie/" in found["iri"] or "/outcome/" in found["iri"]):
            yield found
        for value in found.values():
            yield from _ties(value)
    elif isinstance(found, list):
        for value in found:
            yield from _ties(value)


@pytest.mark.parametrize(
    "address",
    [
        "/api/actors/kim-kardashian",
        "/api/actors/first-step-act",
        "/api/actors/kim-kardashian/neighbors?depth=2",
        "/api/paths?from=kanye-west&to=first-step-act",
        "/api/ties/kim-kardashian--apprentice-at--cut50--2018-10",
        f"/api/sources/{GIFT_PAGE}",
    ],
)
def test_every_tie_in_an_answer_carries_receipts_with_source_and_address(client: TestClient, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    ties = list(_ties(answer.json()))
    assert ties
    for tie in ties:
        assert tie["receipts"], tie["id"]
        for receipt in tie["receipts"]:
            assert receipt["source"]["id"]
            assert receipt["source"]["url"].startswith(("http://", "https://"))


def test_search_finds_an_actor_by_its_name(client: TestClient) -> None:
    best = client.get("/api/search", params={"q": "kardashian"}).json()["results"][0]
    assert best["actor"] == {"id": "kim-kardashian", "name": "Kim Kardashian", "kind": "person"}
    assert best["ties"] > 50
    assert best["sources"]


def test_search_forgives_a_spelling_mistake(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "kim kardashan"}).json()["results"]
    assert found[0]["actor"]["id"] == "kim-kardashian"


def test_search_finds_an_actor_by_another_name(client: TestClient) -> None:
    best = client.get("/api/search", params={"q": "ARC"}).json()["results"][0]
    assert (best["actor"]["id"], best["matched"]) == ("anti-recidivism-coalition", "ARC")


def test_search_can_ask_for_one_kind(client: TestClient) -> None:
    found = client.get("/api/search", params={"q": "first step", "kind": "law"}).json()["results"]
    assert {hit["actor"]["kind"] for hit in found} == {"law"}


def test_search_gives_at_most_what_is_asked_for(client: TestClient) -> None:
    assert len(client.get("/api/search", params={"q": "justice", "limit": 3}).json()["results"]) == 3


def test_search_for_nobody_is_an_empty_answer(client: TestClient) -> None:
    assert client.get("/api/search", params={"q": "zzzzqqqq"}).json() == {"query": "zzzzqqqq", "results": []}


def test_an_actor_shows_names_ties_and_outcomes(world_client: TestClient) -> None:
    actor = world_client.get("/api/actors/first-step-act").json()
    assert actor["name"] == "First Step Act"
    assert actor["identifiers"] == {"congress": ["115-s-756"], "publaw": ["115-391"]}
    assert [outcome["id"] for outcome in actor["outcomes"]] == [RELEASED]
    assert {tie["relation"] for tie in actor["ties"]} == {"advocates_for", "drove_passage_of"}


def test_the_seed_facts_are_there(client: TestClient) -> None:
    kim = client.get("/api/actors/kim-kardashian").json()
    told = {(tie["relation"], tie["to"]["id"], tie["start"]) for tie in kim["ties"]}
    assert ("apprentice_at", "cut50", "2018-10") in told
    assert ("participates_in", "kanye-west-1m-gift-2019", None) in told
    assert any(relation == "advocates_for" and end == "first-step-act" for relation, end, _ in told)
    assert any(relation == "visited" and end == "california-institution-for-women" for relation, end, _ in told)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("as_of=2018-06-01", {"advocates_for"}),
        ("as_of=2018-07", {"advocates_for", "visited"}),
        ("as_of=2017", set()),
        ("since=2019&until=2019", {"advocates_for", "apprentice_at", "donates_to"}),
        ("to=2018-06-30", {"advocates_for"}),
        ("relation=visited", {"visited"}),
        ("relation=visited&relation=donates_to", {"visited", "donates_to"}),
        ("status=disputed", {"apprentice_at"}),
        ("tier=1", {"apprentice_at", "advocates_for", "visited"}),
    ],
)
def test_filters_choose_among_the_ties(world_client: TestClient, asked: str, told: set[str]) -> None:
    actor = world_client.get(f"/api/actors/kim-kardashian?{asked}").json()
    assert {tie["relation"] for tie in actor["ties"]} == told


def test_neighbors_come_near_ones_first_with_the_ties_that_lead_to_them(world_client: TestClient) -> None:
    around = world_client.get("/api/actors/jose-nunez/neighbors?depth=2").json()
    distances = [neighbor["distance"] for neighbor in around["neighbors"]]
    assert distances == sorted(distances)
    near = [neighbor["actor"]["id"] for neighbor in around["neighbors"] if neighbor["distance"] == 1]
    assert near == ["anti-recidivism-coalition"]
    assert all(neighbor["ties"] for neighbor in around["neighbors"])


def test_neighbors_say_when_there_are_more(client: TestClient) -> None:
    around = client.get("/api/actors/kim-kardashian/neighbors?limit=5").json()
    assert len(around["neighbors"]) == 5
    assert around["count"] > 5
    assert around["next"]
    assert not around["more"]


def test_neighbors_say_when_the_budget_was_spent(client: TestClient) -> None:
    around = client.get("/api/actors/kim-kardashian/neighbors?budget=5").json()
    assert (around["count"], around["more"]) == (5, True)


def test_a_path_leads_from_one_to_the_other_and_each_hop_has_ties(client: TestClient) -> None:
    answer = client.get("/api/paths?from=kanye-west&to=first-step-act&limit=2").json()
    assert answer["start"]["name"] == "Kanye West"
    assert answer["end"]["name"] == "First Step Act"
    assert len(answer["paths"]) == 2
    for path in answer["paths"]:
        assert path["hops"][0]["start"]["id"] == "kanye-west"
        assert path["hops"][-1]["end"]["id"] == "first-step-act"
        assert path["length"] == len(path["hops"]) == 2
        assert all(hop["ties"] for hop in path["hops"])


def test_a_path_may_be_limited_to_a_relation(world_client: TestClient) -> None:
    address = "/api/paths?from=jose-nunez&to=cut50&relation=visited"
    assert world_client.get(address).json()["paths"] == []


def test_a_path_may_be_asked_for_as_of_a_day(world_client: TestClient) -> None:
    address = "/api/paths?from=kim-kardashian&to=first-step-act&longest=1&as_of="
    assert world_client.get(f"{address}2018-05-29").json()["paths"] == []
    assert len(world_client.get(f"{address}2018-05-30").json()["paths"]) == 1


def test_a_tie_answers_by_its_id(world_client: TestClient) -> None:
    tie = world_client.get(f"/api/ties/{APPRENTICESHIP}").json()
    assert (tie["from"]["id"], tie["relation"], tie["to"]["id"]) == ("kim-kardashian", "apprentice_at", "cut50")
    assert [receipt["locator"] for receipt in tie["receipts"]] == ["para 8", "page 2"]


def test_an_outcome_answers_by_its_id(world_client: TestClient) -> None:
    outcome = world_client.get(f"/api/outcomes/{RELEASED}").json()
    assert (outcome["quantity"], outcome["unit"]) == (7000, "people released")
    assert outcome["receipts"][0]["source"]["id"] == "news-2018"


def test_actors_and_searches_can_be_asked_for_in_a_place_alone(world_client: TestClient) -> None:
    for path, asked in (("/api/actors", {}), ("/api/search", {"q": "kardashian"}), ("/api/ties", {})):
        assert world_client.get(path, params={**asked, "in": "atlantis"}).status_code == 404
        assert world_client.get(path, params={**asked, "in": "california-institution-for-women"}).status_code == 422


def test_an_unknown_measure_of_outcomes_is_refused_with_what_is_near(world_client: TestClient) -> None:
    answer = world_client.get("/api/outcomes", params={"measure": "recidivsm_rate"})
    assert answer.status_code == 422
    assert "did you mean 'recidivism_rate'?" in answer.json()["detail"]
    assert world_client.get("/api/outcomes", params={"measure": "recidivism_rate"}).json()["outcomes"] == []


def test_a_source_lists_all_that_rests_on_it(world_client: TestClient) -> None:
    source = world_client.get("/api/sources/filing-2020").json()
    assert source["publisher"] == "Office of Examples"
    assert {tie["relation"] for tie in source["ties"]} == {
        "apprentice_at",
        "donates_to",
        "works_for",
        "leads",
    }
    assert {actor["id"] for actor in source["actors"]} == {"anti-recidivism-coalition", "jose-nunez"}


def test_counts_name_the_version_and_its_digest(client: TestClient) -> None:
    counted = client.get("/api/stats").json()
    assert counted["version"] == "000001"
    assert len(counted["digest"]) == 64
    assert counted["counts"]["ties"] == sum(counted["relations"].values())


def test_the_ids_in_an_answer_lead_on(world_client: TestClient) -> None:
    actor = world_client.get("/api/actors/cut50").json()
    for tie in actor["ties"]:
        assert world_client.get(f"/api/ties/{tie['id']}").json() == tie
        for receipt in tie["receipts"]:
            assert world_client.get(f"/api/sources/{receipt['source']['id']}").status_code == 200


def test_the_server_says_how_it_is(client: TestClient) -> None:
    assert client.get("/healthz").json() == {"status": "alive"}
    assert client.get("/readyz").json() == {"status": "ready", "version": "000001"}


def test_the_same_question_has_the_same_bytes(client: TestClient) -> None:
    once, again = (client.get("/api/actors/cut50").content for _ in range(2))
    assert once == again
    assert json.loads(once)["id"] == "cut50"
