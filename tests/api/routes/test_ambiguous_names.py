"""A name instead of an id: where it means one actor, that one answers and is named; where it fits several, choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.http.address_ids import ACTOR_PARAMETERS
from graph import open_graph
from graph.index.unknown_ids import AmbiguousName, UnknownActor
from graph.notebook import NotebookGraph
from graph.versions.version_folders import DataFolder
from tests.api.conftest import BROWSER, Page, Reentry, asking
from tests.api.namesakes import load_namesakes

QUESTIONS = [
    "/api/paths?from={}&to=helpers",
    "/api/paths?from=helpers&to={}",
    "/api/paths?from=helpers&to=fair-act&avoid={}",
    "/api/actors/{}",
    "/api/actors/{}/ties",
    "/api/actors/{}/neighbors",
    "/api/actors/{}/ego",
    "/api/communities/{}",
    "/api/measures/degree/ties?actor={}",
    "/api/ties?actor={}",
    "/api/outcomes?actor={}",
    "/api/conflicts?actor={}",
    "/api/money?donor={}",
    "/api/money?recipient={}",
    "/api/money/flow?start={}",
    "/api/money/flow?end={}",
    "/export/graph.gexf?around={}",
    "/export/ties.csv?around=helpers&around={}",
    "/conflicts?actor={}",
    "/id/{}",
]
"""Every address that names an actor. /stream has tests of its own, and /?from= is a form."""


@pytest.fixture(scope="module")
def namesakes(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    return load_namesakes(tmp_path_factory.mktemp("namesakes"))


@pytest.fixture(scope="module")
def asked(namesakes: DataFolder) -> Iterator[TestClient]:
    with asking(namesakes) as client:
        client.follow_redirects = False
        yield client


def choices(answer: Response, status: int = 300) -> dict[str, str]:
    """The address of each candidate of an answer, by its id."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return {one["id"]: one["url"] for one in answer.json()["candidates"]}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_name_of_several_is_a_choice_whose_addresses_answer(asked: TestClient, question: str) -> None:
    offered = choices(asked.get(question.format("Jones")))
    assert offered == {slug: question.format(slug) for slug in ("doug-jones", "van-jones")}
    assert {asked.get(address).status_code for address in offered.values()} == {200}


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_name_of_one_leads_to_its_id(asked: TestClient, question: str) -> None:
    answer = asked.get(question.format("VAN%20JONES"))
    assert (answer.status_code, answer.headers["location"]) == (307, question.format("van-jones"))
    assert (answer.json()["key"], answer.json()["to"]) == ("VAN JONES", "van-jones")


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_name_of_nobody_is_answered_with_the_nearest(asked: TestClient, question: str) -> None:
    assert choices(asked.get(question.format("Van+Jonse".replace("+", "%20"))), 404)["van-jones"] == question.format(
        "van-jones"
    )
    assert choices(asked.get(question.format("zzzzqqqq")), 404) == {}


def test_every_parameter_that_names_an_actor_is_tried(asked: TestClient) -> None:
    described = asked.get("/openapi.json").json()["paths"].values()
    ids = {
        parameter["name"]
        for path in described
        for parameter in path["get"].get("parameters", ())
        if parameter["in"] == "query" and "actor" in parameter.get("description", "") and "id" in words(parameter)
    }
    tried = {name for question in QUESTIONS for name in parse_qs(urlsplit(question).query)}
    assert ids <= tried
    assert tried | {"in"} == ACTOR_PARAMETERS


def words(parameter: dict[str, Any]) -> set[str]:
    return set(parameter["description"].lower().replace("ids", "id").split())


def test_a_choice_says_what_tells_the_actors_apart(asked: TestClient) -> None:
    first = asked.get("/api/paths?from=Jones&to=helpers&known_at=1").json()["candidates"][0]
    assert first == {
        "id": "van-jones",
        "name": "Van Jones",
        "kind": "person",
        "matched": "Van Jones",
        "description": "Television host and advocate",
        "url": "/api/paths?from=van-jones&to=helpers&known_at=1",
    }


def test_the_other_name_of_one_person_does_not_yield_to_the_first_name_of_another(asked: TestClient) -> None:
    assert set(choices(asked.get("/api/actors/Mike Thompson"))) == {"mike-thompson", "michael-thompson"}


def test_a_law_is_meant_rather_than_the_bill_that_is_also_called_so(asked: TestClient) -> None:
    answer = asked.get("/api/actors/Fair Act")
    assert answer.headers["location"] == "/api/actors/fair-act"
    assert choices(answer, 307) == {"bill-fair-act": "/api/actors/bill-fair-act"}


def test_a_part_of_one_name_is_nobody_but_names_it(asked: TestClient) -> None:
    assert choices(asked.get("/api/money?donor=helpers+100"), 404) == {"helpers": "/api/money?donor=helpers"}


def test_a_place_may_be_named(asked: TestClient) -> None:
    assert asked.get("/api/ties?in=Ohio").headers["location"] == "/api/ties?in=us-state-OH"
    assert asked.get("/api/search?q=Ohio&in=Ohio").headers["location"] == "/api/search?q=Ohio&in=us-state-OH"


def test_two_names_in_one_address_are_resolved_one_after_the_other(asked: TestClient) -> None:
    address = "/api/paths?from=Van+Jones&to=R+%26+D,+100%25+Helpers?&longest=2"
    answer = asked.get(address, follow_redirects=True)
    assert (answer.status_code, len(answer.history)) == (200, 2)
    assert (answer.json()["start"]["id"], answer.json()["end"]["id"]) == ("van-jones", "helpers")


def test_a_browser_gets_the_choice_as_a_page_of_links(asked: TestClient) -> None:
    answer = asked.get("/id/Jones", headers={"Accept": BROWSER})
    page = Page(answer.text)
    assert answer.status_code == 300
    assert sorted(page.all("//main//ul/li//a/@href")) == ["/id/doug-jones", "/id/van-jones"]
    assert "Senator from Alabama" in page.text


def test_a_stream_around_an_ambiguous_name_is_a_choice(asked: TestClient) -> None:
    assert choices(asked.get("/stream?around=Jones"))["van-jones"] == "/stream?around=van-jones"


# --- the form of the home page


def test_the_form_asks_which_actor_is_meant(asked: TestClient) -> None:
    answer = asked.get("/?from=Jones&to=Fair+Act&as_of=2019")
    page = Page(answer.text)
    assert answer.status_code == 300
    assert "Which “Jones” do you mean?" in page.text
    links = page.all("//main//ul/li//a/@href")
    assert "/?from=van-jones&to=Fair+Act&as_of=2019" in links
    assert not page.all("//section[@class='path']")
    assert page.all("//input[@name='from']/@value") == ["Jones"]


def test_the_form_takes_a_name_of_one_and_tells_of_others_that_are_called_so(asked: TestClient) -> None:
    answer = asked.get("/?from=van+jones&to=Fair+Act")
    page = Page(answer.text)
    assert answer.status_code == 200
    assert page.all("//section[@class='path']")
    assert "Others are called “Fair Act”, too" in page.text
    assert "/?from=van+jones&to=bill-fair-act" in page.all("//details//a/@href")


def test_the_form_says_which_actors_are_near_to_a_name_of_nobody(asked: TestClient) -> None:
    answer = asked.get("/?from=Van+Jonse&to=fair-act")
    assert answer.status_code == 404
    assert "/?from=van-jones&to=fair-act" in Page(answer.text).all("//main//li//a/@href")


# --- the command line


@pytest.mark.parametrize(
    "call",
    [
        ("show", "Jones"),
        ("path", "Jones", "helpers"),
        ("path", "helpers", "fair-act", "--avoid", "Jones"),
        ("money", "Jones"),
        ("export", "never.gexf", "--around", "Jones"),
    ],
)
def test_a_command_lists_the_actors_that_a_name_fits(
    reentry: Reentry, namesakes: DataFolder, call: tuple[str, ...]
) -> None:
    ended = reentry(*call, "--data", namesakes.path)
    assert (ended.code, ended.out) == (2, "")
    assert "'Jones' fits several actors: name one by its id" in ended.err
    assert "doug-jones" in ended.err
    assert "person, Van Jones: Television host and advocate" in ended.err


def test_a_command_says_which_of_several_it_takes(reentry: Reentry, namesakes: DataFolder) -> None:
    ended = reentry("show", "Fair Act", "--data", namesakes.path)
    assert (ended.code, ended.out.splitlines()[0]) == (0, "Fair Act  (law, fair-act)")
    assert ended.err.startswith("'Fair Act' is taken for fair-act; also called so:\n  bill-fair-act")


# --- a notebook


def test_a_notebook_takes_a_name_of_one_and_raises_for_one_of_several(namesakes: DataFolder) -> None:
    opened: NotebookGraph = open_graph(namesakes.path)
    for ask in (
        opened.actor,
        opened.part,
        opened.ties,
        opened.timeline,
        opened.neighbors,
        opened.ego,
        opened.flow,
        opened.conflicts,
        lambda name: opened.flow(end=name),
        lambda name: opened.paths("fair-act", name),
        lambda name: opened.paths(name, "fair-act"),
        lambda name: opened.paths("helpers", "fair-act", avoid=(name,)),
        lambda name: opened.money(donor=name),
        lambda name: opened.money(recipient=name),
    ):
        assert str(ask("Van Jones")) == str(ask("van-jones"))
        with pytest.raises(AmbiguousName, match=r"choose one by its id: .*doug-jones \(Doug Jones\)"):
            ask("Jones")
        with pytest.raises(UnknownActor, match="did you mean"):
            ask("Van Jonse")
