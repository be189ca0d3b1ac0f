"""The address of a query opened in a browser: the page with the query, its rows or its problem."""

from __future__ import annotations

from urllib.parse import quote

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from api.pages.sparql_answer import ROWS
from tests.api.conftest import BROWSER, Page

NAMES = "SELECT ?who ?name ?no { ?who rg:apprenticeAt id:cut50 ; skos:prefLabel ?name }"
HTML = "text/html; charset=utf-8"


def opened(client: TestClient, query: str, **parameters: str | list[str]) -> Response:
    parameters = {name.replace("_", "-"): value for name, value in parameters.items()}
    return client.get("/sparql", params={"query": query, **parameters}, headers={"Accept": BROWSER})


def cells(page: Page) -> list[list[str]]:
    return [[cell.text_content() for cell in row.xpath("td")] for row in page.all("//div[@id='answer']//tbody/tr")]


def test_a_link_to_a_query_opened_in_a_browser_shows_the_query_and_its_rows(client: TestClient) -> None:
    answer = opened(client, NAMES)
    page = Page(answer.text)
    assert (answer.status_code, answer.headers["content-type"]) == (200, HTML)
    assert page.all("//textarea")[0].text_content() == NAMES
    assert [head.text_content() for head in page.all("//th")] == ["who", "name", "no"]
    assert cells(page) == [["id:kim-kardashian", "Kim Kardashian", ""]]
    assert [link.get("href") for link in page.all("//tbody//a")] == ["/id/kim-kardashian"]
    assert "1 row" in page.text


@pytest.mark.parametrize("accept", [BROWSER, "text/html", "text/html, */*", "text/csv;q=0.5, text/html"])
def test_who_prefers_html_gets_the_page(client: TestClient, accept: str) -> None:
    answer = client.get("/sparql", params={"query": NAMES}, headers={"Accept": accept})
    assert answer.headers["content-type"] == HTML
    assert "Accept" in answer.headers["vary"]


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("*/*", "application/sparql-results+json"),
        ("", "application/sparql-results+json"),
        ("text/*", "text/csv; charset=utf-8"),
        ("text/csv, text/html", "text/csv; charset=utf-8"),
        ("text/html;q=0.8, application/sparql-results+xml", "application/sparql-results+xml"),
        ("application/sparql-results+json, text/html;q=0.9, */*;q=0.1", "application/sparql-results+json"),
    ],
)
def test_programs_keep_their_formats(client: TestClient, accept: str, media_type: str) -> None:
    answer = client.get("/sparql", params={"query": NAMES}, headers={"Accept": accept})
    assert answer.headers["content-type"] == media_type


def test_a_format_that_is_named_wins_over_the_browser(client: TestClient) -> None:
    assert opened(client, NAMES, format="csv").headers["content-type"] == "text/csv; charset=utf-8"
    assert opened(client, NAMES, format="").headers["content-type"] == HTML


def test_a_form_sent_by_a_browser_is_answered_by_the_page(client: TestClient) -> None:
    answer = client.post("/sparql", data={"query": NAMES, "format": ""}, headers={"Accept": BROWSER})
    assert cells(Page(answer.text)) == [["id:kim-kardashian", "Kim Kardashian", ""]]


def test_a_yes_or_no_and_triples_have_their_page(client: TestClient) -> None:
    yes, no = (Page(opened(client, f"ASK {{ id:kim-kardashian a rg:{kind} }}").text) for kind in ("Person", "Law"))
    assert [page.all("//p[@class='verdict']")[0].text_content() for page in (yes, no)] == ["Yes", "No"]
    triples = Page(opened(client, f"CONSTRUCT {{ ?who skos:note 'é'@en }} {NAMES[NAMES.index('{') :]}").text)
    assert cells(triples) == [["id:kim-kardashian", "skos:note", "é"]]


def test_many_rows_are_shown_in_part_with_a_link_to_all(client: TestClient) -> None:
    page = Page(opened(client, "SELECT ?s { ?s ?p ?o } LIMIT 5000").text)
    assert len(cells(page)) == ROWS
    assert f"The first {ROWS} rows" in page.text
    addresses = {link.text_content(): link.get("href") for link in page.all("//p[@class='status']//a")}
    assert client.get(addresses["csv"]).text.count("\r\n") == 5001


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("SELECT ?who {\n ?who rg:apprenticeAt ) }", 400, "line 2"),
        ("", 400, "the query is empty"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 403, "only reads"),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403, "never calls others"),
    ],
)
def test_a_wrong_query_stays_in_the_editor_and_the_page_says_what_is_wrong(
    client: TestClient, query: str, status: int, said: str
) -> None:
    answer = opened(client, query)
    page = Page(answer.text)
    assert (answer.status_code, answer.headers["content-type"]) == (status, HTML)
    assert page.all("//textarea")[0].text_content() == query
    assert said in page.all("//div[@class='problem']")[0].text_content()


def test_what_an_answer_says_is_only_text_and_only_web_addresses_are_links(client: TestClient) -> None:
    page = Page(opened(client, 'SELECT * { VALUES (?a ?b) { ("<img src=x>" <javascript:alert(1)>) } }').text)
    assert cells(page) == [["<img src=x>", "javascript:alert(1)"]]
    assert page.all("//tbody//img | //tbody//a") == []


def test_the_graphs_that_were_asked_stay_in_the_form(client: TestClient) -> None:
    graph = "https://w3id.org/reentry-graph/graph/sources"
    answer = opened(client, "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", default_graph_uri=graph)
    page = Page(answer.text)
    assert [(one.get("name"), one.get("value")) for one in page.all("//input[@type='hidden']")] == [
        ("default-graph-uri", graph)
    ]
    assert all(f"default-graph-uri={quote(graph, safe='')}" in link.get("href") for link in page.all("//p//span/a"))


def test_the_policy_of_the_site_covers_the_page(client: TestClient) -> None:
    answer = opened(client, NAMES)
    assert answer.headers["content-security-policy"] == client.get("/").headers["content-security-policy"]
    assert Page(answer.text).all("//script[not(@src)] | //*[@style] | //*[@onclick]") == []
