"""Pages show the money of an actor, its timeline, where sources disagree, and the way into Gephi Lite."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from starlette.testclient import TestClient

from api.pages.sections import gephi_lite
from tests.api.conftest import BROWSER, Page

DOCS = Path(__file__).parents[3] / "docs"
AS_BROWSER = {"Accept": BROWSER}


def _page(client: TestClient, address: str) -> Page:
    answer = client.get(address, headers=AS_BROWSER)
    assert answer.status_code == 200
    return Page(answer.text)


def _gephi(page: Page) -> str:
    """The address that Gephi Lite is told to fetch."""
    (link,) = page.all("//a[starts-with(@href, 'https://gephi.org/gephi-lite/')]/@href")
    return str(parse_qs(urlsplit(link).query)["file"][0])


def test_the_money_of_an_actor_is_shown_with_its_ties_and_sources(world_client: TestClient) -> None:
    page = _page(world_client, "/id/anti-recidivism-coalition")
    assert "Who funds it: $250,000 in 1 tie" in page.text
    assert "Whom it funds" not in page.text
    (section,) = page.all("//ul[preceding-sibling::h3[1][starts-with(., 'Who funds it')]]")
    assert section.xpath(".//a[@href='/source/filing-2020']")
    assert section.xpath(".//a[starts-with(@href, '/tie/kim-kardashian--donates-to--')]")


def test_who_gives_is_shown_with_whom_it_funds(world_client: TestClient) -> None:
    assert "Whom it funds: $250,000 in 1 tie" in _page(world_client, "/id/kim-kardashian").text


def test_an_actor_without_money_has_no_block_for_it(world_client: TestClient) -> None:
    assert "How these sums are computed" not in _page(world_client, "/id/jose-nunez").text


def test_money_that_comes_back_is_shown_apart_from_gifts(client: TestClient) -> None:
    page = _page(client, "/id/roca-pay-for-success")
    assert "Who funds it: $6,000,000 in 3 ties" in page.text
    assert "Not gifts: loans, investments and repayments." in page.text
    assert "invested in $12,000,000 in 3 ties" in page.text


def test_a_lender_has_a_block_for_money_though_it_gave_none(client: TestClient) -> None:
    assert "Whom it funds: no known amount" in _page(client, "/id/goldman-sachs").text


def test_what_is_left_out_is_named_with_its_reason(client: TestClient) -> None:
    left_out = client.get("/api/money?by=recipient&limit=500").json()["sums"]
    slug = next(one["key"] for one in left_out if one["left_out"] and len(one["counted"]) <= 3)
    assert "Not counted: " in _page(client, f"/id/{slug}").text


def test_the_money_is_that_of_the_time_asked_about(world_client: TestClient) -> None:
    assert "Who funds it" not in _page(world_client, "/id/anti-recidivism-coalition?as_of=2018").text


def test_a_timeline_has_the_dated_ties_in_order(world_client: TestClient) -> None:
    page = _page(world_client, "/id/kim-kardashian")
    assert page.all("//ol[@class='years']/li/h3/text()") == ["2018", "2019"]
    assert page.all("//ol[@class='years']/li[1]//a[starts-with(@href, '/id/')]/text()") == [
        "First Step Act",
        "California Institution for Women",
        "#cut50",
    ]
    assert page.all("//ol[@class='years']//a[@href='/source/news-2018']")


@pytest.mark.parametrize("address", ["/", "/id/cut50", "/id/cut50?as_of=2019", "/id/cut50?as_of=2019&undated=include"])
def test_gephi_lite_is_told_to_fetch_a_file_that_is_there(world_client: TestClient, address: str) -> None:
    asked = _gephi(_page(world_client, address))
    assert asked.startswith("http://testserver/export/graph.gexf")
    assert _format_for_gephi_lite(asked) == "gexf"
    answer = world_client.get(asked.removeprefix("http://testserver"), headers={"Origin": "https://gephi.org"})
    assert answer.text.startswith("<?xml")
    assert answer.headers["access-control-allow-origin"] == "*"
    assert parse_qs(urlsplit(address).query).items() <= parse_qs(urlsplit(asked).query).items()


def test_what_gephi_lite_opens_is_the_network_around_the_actor(world_client: TestClient) -> None:
    asked = _gephi(_page(world_client, "/id/jose-nunez"))
    whole, part = (world_client.get(it).text.count("<node ") for it in ("/export/graph.gexf", asked))
    assert 0 < part < whole


@pytest.mark.parametrize(
    "options",
    [{}, {"around": "a&b"}, {"around": "a/b.c", "as_of": "2019-06-30"}, {"as_of": ""}, {"around": "st.-louis"}],
)
def test_an_address_within_an_address_keeps_its_parameters_and_ends_in_the_format(options: dict[str, str]) -> None:
    (asked,) = parse_qs(urlsplit(gephi_lite("https://example.org/", **options)).query)["file"]
    assert _format_for_gephi_lite(asked) == "gexf"
    told = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items() if name != "file_name"}
    assert told == {name: value for name, value in options.items() if value}


def _format_for_gephi_lite(address: str) -> str:
    """What Gephi Lite takes for the format (`extractFilename` and `extractGraphFromFile` of its source)."""
    return address.rpartition("/")[2].rpartition(".")[2].lower()


def test_the_documentation_tells_addresses_that_gephi_lite_opens() -> None:
    links = re.findall(
        r"https://gephi\.org/gephi-lite/\?file=(http[^`\s]+)", (DOCS / "gephi.md").read_text(encoding="utf-8")
    )
    assert len(links) >= 2
    assert [link for link in links if _format_for_gephi_lite(unquote(link)) != "gexf"] == []


def test_a_page_shows_both_sides_of_each_conflict(client: TestClient) -> None:
    page = _page(client, "/conflicts")
    sections = page.all("//main/section")
    assert len(sections) == 20
    for section in sections:
        assert len(section.xpath("./ul[@class='facts']/li")) >= 2
        assert section.xpath(".//a[starts-with(@href, '/source/')]")


def test_the_pages_of_conflicts_lead_to_all_of_them(client: TestClient) -> None:
    found, address = set(), "/conflicts"
    while True:
        page = _page(client, address)
        found |= set(page.all("//main/section/h2/@id"))
        following = page.all("//a[@rel='next']/@href")
        if not following:
            break
        address = following[0]
    assert len(found) == client.get("/api/conflicts?limit=1").json()["count"]


def test_an_actor_leads_to_the_conflicts_about_it(client: TestClient) -> None:
    slug = client.get("/api/conflicts?limit=1").json()["conflicts"][0]["actors"][0]["id"]
    (link,) = _page(client, f"/id/{slug}").all("//a[starts-with(@href, '/conflicts?')]/@href")
    assert client.get(link, headers=AS_BROWSER).status_code == 200


def test_a_wrong_question_about_conflicts_is_told(world_client: TestClient) -> None:
    assert world_client.get("/conflicts?actor=nobody").status_code == 404
    assert world_client.get("/conflicts?cursor=x").status_code == 422
