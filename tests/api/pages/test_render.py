"""Pages for people: all that the API tells, each fact with its sources, for every reader and without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from api.pages.render import code
from graph.index.open_version import OpenVersion
from graph.versions.version_folders import DataFolder
from graph.views.tie_views import tie_view
from tests.api.conftest import BROWSER, Page, asking

TIE = "/tie/kim-kardashian--apprentice-at--cut50--2018-10"
OUTCOME = "/outcome/first-step-act--people-released--2018-12-21--until-2019-07--people-released-7000--type-result"
PAGES = [
    "/",
    "/?q=kim",
    "/?q=zzzzqqqq",
    "/?from=jose&to=first+step+act",
    "/?from=zzzzqqqq&to=cut50",
    "/id/kim-kardashian",
    "/id/first-step-act",
    "/source/news-2018",
    TIE,
    OUTCOME,
    "/conflicts",
    "/id/nobody",
    "/docs",
]


def read(client: TestClient, address: str) -> Page:
    """The page at an address."""
    return Page(client.get(address, headers={"Accept": BROWSER}).text)


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_read_without_seeing_it(world_client: TestClient, address: str) -> None:
    page = read(world_client, address)
    assert page.all("/html/@lang") == ["en"]
    assert page.all("//title/text()")[0].endswith("Reentry Graph")
    assert len(page.all("//main")) == len(page.all("//header")) == len(page.all("//footer")) == 1
    assert page.all("//body/*[1]/@href") == ["#main"]
    assert page.all("//meta[@name='viewport']")


@pytest.mark.parametrize("address", PAGES)
def test_every_field_has_a_label(world_client: TestClient, address: str) -> None:
    page = read(world_client, address)
    labelled = set(page.all("//label/@for"))
    for field in page.all("//input | //select | //textarea"):
        assert field.get("id") in labelled or field.xpath("ancestor::label"), field.attrib


@pytest.mark.parametrize("address", PAGES)
def test_headings_go_down_one_step_at_a_time(world_client: TestClient, address: str) -> None:
    levels = [int(heading.tag[1]) for heading in read(world_client, address).all("//h1 | //h2 | //h3 | //h4")]
    if address != "/docs":
        assert levels[0] == 1
        assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("address", PAGES)
def test_ids_within_a_page_are_its_own(world_client: TestClient, address: str) -> None:
    page = read(world_client, address)
    ids = page.all("//@id")
    assert len(ids) == len(set(ids))
    pointed = {href[1:] for href in page.all("//a/@href") if href.startswith("#")}
    pointed |= set(page.all("//@aria-labelledby")) | set(page.all("//label/@for"))
    assert pointed <= set(ids)


@pytest.mark.parametrize("address", PAGES)
def test_no_page_holds_script_style_or_anything_of_others(world_client: TestClient, address: str) -> None:
    page = read(world_client, address)
    assert page.all("//script[normalize-space()] | //style | //@style | //iframe | //*[@onclick or @onload]") == []
    loaded = page.all("//script/@src | //link[@rel='stylesheet' or @rel='icon']/@href | //img/@src")
    assert all(urlsplit(source).netloc == "" and source.startswith("/static/") for source in loaded)


@pytest.mark.parametrize("address", [page for page in PAGES if page != "/docs"])
def test_pages_need_no_script(world_client: TestClient, address: str) -> None:
    assert read(world_client, address).all("//script") == []


@pytest.mark.parametrize("address", PAGES)
def test_links_to_others_tell_them_nothing_of_us(world_client: TestClient, address: str) -> None:
    for link in read(world_client, address).all("//main//a[starts-with(@href, 'http')]"):
        assert "noopener" in link.get("rel", ""), link.get("href")


def _inner(page: Page) -> Iterator[str]:
    for address in page.all("//a/@href | //link/@href | //script/@src"):
        if address.startswith("/"):
            yield address.partition("#")[0]


def test_every_link_within_the_site_leads_somewhere(world_client: TestClient) -> None:
    seen: set[str] = set()
    left = ["/", "/docs", "/?q=kim", "/id/nobody"]
    while left:
        address = left.pop()
        if address in seen or address == "/sparql":
            continue
        seen.add(address)
        answer = world_client.get(address, headers={"Accept": BROWSER})
        if address != "/id/nobody":
            assert answer.status_code == 200, (address, answer.status_code)
        if answer.headers["content-type"].startswith("text/html"):
            left += _inner(Page(answer.text))
    for space, count in (("/id/", 6), ("/tie/", 8), ("/outcome/", 1), ("/source/", 2)):
        assert len([one for one in seen if one.startswith(space) and one != "/id/nobody"]) == count, space


def test_every_fact_on_a_page_shows_its_sources(client: TestClient) -> None:
    for address in (
        "/id/kim-kardashian",
        "/id/first-step-act",
        "/id/reform-alliance",
        "/conflicts",
        "/source/tsr-2019-kanye-charitable-gift",
    ):
        facts = read(client, address).all("//ul[@class='facts']/li")
        assert facts
        for fact in facts:
            assert fact.xpath(".//ul[@class='receipts']//a[starts-with(@href, '/source/')]"), fact.text_content()
            assert fact.xpath(".//ul[@class='receipts']//a[starts-with(@href, 'https://')]"), fact.text_content()


def test_an_actor_shows_its_ties_by_kind_with_how_many(client: TestClient) -> None:
    page = read(client, "/id/kim-kardashian")
    kim = client.get("/api/actors/kim-kardashian").json()
    assert len(page.all("//section/ul/li | //section/details/ul/li")) == len(kim["ties"])
    counts = [int(text) for text in page.all("//h3/span[@class='count']/text()")]
    assert sum(counts) == len(kim["ties"])
    assert page.all("//nav[@class='contents']//a[@href='#advocates-for']")


def test_long_lists_are_folded(client: TestClient) -> None:
    page = read(client, "/id/first-step-act")
    assert page.all("//section/details/summary")
    assert all(len(group.xpath("./li")) <= 6 for group in page.all("//section/ul[@class='facts']"))


def test_a_tie_shows_what_contradicts_it(client: TestClient) -> None:
    page = read(client, "/tie/kim-kardashian--apprentice-at--cut50--2018-10")
    assert page.all("//h2[text()='Sources disagree']")
    assert page.all("//ul[@class='facts']//a[starts-with(@href, '/tie/kim-kardashian--apprentice-at--')]")


def test_a_statement_that_may_be_of_several_ties_shows_each_in_words(client: TestClient, home: DataFolder) -> None:
    graph = OpenVersion.open(home.require())
    key = next(key for key in graph.records.ambiguous if len(graph.tie(key)["may_be"]) > 1)
    page = read(client, f"/tie/{key}")
    shown = page.all("//h2[text()='May be any of these']/following-sibling::ul[1]/li")
    assert len(shown) == len(graph.tie(key)["may_be"])
    for item, other in zip(shown, map(partial(tie_view, graph), graph.tie(key)["may_be"]), strict=True):
        text = " ".join(item.text_content().split())
        assert text.startswith(f"{other['from']['name']} {other['label']} {other['to']['name']}")
        assert other["dates"] in text
        assert other["id"] not in text


def test_a_disputed_claim_says_so(world_client: TestClient) -> None:
    page = read(world_client, "/id/cut50")
    assert "disputed" in page.all("//span[@class='doubt']/text()")
    assert "opinion" in page.all("//span[@class='doubt']/text()")


def test_an_end_that_is_not_known_is_not_shown_as_now(world_client: TestClient) -> None:
    page = read(world_client, TIE)
    assert "from 2018-10, not known to have ended" in page.text


def test_a_source_page_leads_to_the_original(world_client: TestClient) -> None:
    page = read(world_client, "/source/filing-2020")
    assert page.all("//dd/a/@href") == ["https://filings.example/2020?id=46&part=2"]


def test_the_search_page_lists_actors_with_kind_and_ties(world_client: TestClient) -> None:
    page = read(world_client, "/?q=arc")
    assert page.all("//ul[@class='facts']/li[1]//a/@href") == ["/id/anti-recidivism-coalition"]
    assert "organization 4 ties · also ARC" in page.text


def test_the_path_page_shows_each_hop_with_its_sources(client: TestClient) -> None:
    page = read(client, "/?from=kanye+west&to=first+step+act")
    first = page.all("//section[@class='path'][1]")[0]
    assert [link.get("href") for link in first.xpath("./h2/a")][::2] == ["/id/kanye-west", "/id/first-step-act"]
    assert first.xpath(".//ul[@class='receipts']//a")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/?from=zzzzqqqq&to=cut50", "There is no actor called “zzzzqqqq”."),
        ("/?from=cut50&to=zzzzqqqq", "There is no actor called “zzzzqqqq”."),
        ("/?from=cut50&to=cut50", "are the same actor"),
        ("/?from=kim-kardashian&to=first-step-act&as_of=2010", "There is no known path from"),
        ("/?q=zzzzqqqq", "No actor has this name."),
    ],
)
def test_what_is_not_found_is_said(world_client: TestClient, address: str, told: str) -> None:
    assert told in read(world_client, address).text


def test_what_was_asked_stands_in_the_form_again(world_client: TestClient) -> None:
    page = read(world_client, "/?from=jose&to=cut50&as_of=2018-12")
    values = {field.get("name"): field.get("value") for field in page.all("//form[@class='paths']//input")}
    assert values == {"from": "jose", "to": "cut50", "as_of": "2018-12"}


def test_the_first_page_says_where_to_begin(client: TestClient) -> None:
    page = read(client, "/")
    assert "/id/kim-kardashian" in page.all("//ul[@class='begin']//a/@href")
    held = client.get("/api/stats").json()["counts"]
    assert f"from {held['sources']:,} sources" in page.text


def test_the_page_of_an_actor_with_more_ties_than_fit_says_so(
    home: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.pages.render.MOST", 3)
    with asking(home) as client:  # of its own, which has not kept this page
        page = read(client, "/id/kim-kardashian")
    assert "This page shows the first 3" in page.text
    assert page.all("//a[@href='/api/actors/kim-kardashian/ties']")


def test_what_stands_between_backticks_is_code_and_nothing_else_is_html() -> None:
    assert code("use `limit` <b>") == "use <code>limit</code> &lt;b&gt;"
