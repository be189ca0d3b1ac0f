"""`known_at` asks what the graph said then, at every address of the graph."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.http.current_version import VersionWatcher
from api.ingest.curated_facts import load_curated
from graph import open_graph
from graph.identity.withdrawn_ids import digest
from graph.versions.known_at import VersionGone
from graph.versions.version_folders import DataFolder
from tests.api.conftest import Reentry, asking
from tests.folders import Folder

NAME = "Kim of Old"


def two_versions(path: Path) -> tuple[DataFolder, Folder]:
    """Two versions, in each of which an actor is called by another name; and the tables of the second."""
    home, folder = DataFolder(path / "home"), Folder(path / "world")
    folder.set("actors", 2, "name", NAME)
    load_curated(home, [folder.path])
    folder.set("actors", 2, "name", "Kim")
    load_curated(home, [folder.path])
    return home, folder


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Two versions. Read them, never add to them."""
    return two_versions(tmp_path_factory.mktemp("renamed"))[0]


@pytest.fixture(scope="module")
def asker(renamed: DataFolder) -> Iterator[TestClient]:
    """A client that serves the second version."""
    with asking(renamed) as client:
        yield client


@pytest.mark.parametrize(
    "address",
    [
        "/api/actors/kim-kardashian?",
        "/api/search?q=kim&",
        "/api/actors/cut50/neighbors?",
        "/api/paths?from=kim-kardashian&to=first-step-act&",
        "/api/measures/degree?",
        "/api/money?",
        "/export/ties.csv?",
        "/export/graph.ttl?",
        "/id/kim-kardashian?",
    ],
)
def test_an_earlier_version_answers_everywhere(asker: TestClient, address: str) -> None:
    assert NAME in asker.get(f"{address}known_at=1").text
    assert NAME not in asker.get(f"{address}known_at=2").text
    assert NAME not in asker.get(address).text


def test_a_page_of_an_earlier_version_says_so_and_leads_to_the_newest(asker: TestClient) -> None:
    told = "What the graph said in version 000001, published on"
    pages = [
        asker.get("/id/cut50", params=asked, headers={"Accept": "text/html"}).text
        for asked in ({"known_at": "1"}, {"known_at": "2"}, {})
    ]
    assert [told in page for page in pages] == [True, False, False]
    assert '<a href="?">What it says now</a>' in pages[0]


def test_the_tag_is_that_of_the_version_that_answers(asker: TestClient) -> None:
    address = "/api/actors/cut50"
    tags = [asker.get(address, params=asked).headers["etag"] for asked in ({"known_at": "1"}, {"known_at": "2"}, {})]
    assert [tag[:10] for tag in tags] == ['W/"000001-', 'W/"000002-', 'W/"000002-']
    unchanged = asker.get(address, params={"known_at": "1"}, headers={"If-None-Match": tags[0]})
    assert unchanged.status_code == 304


def test_a_date_means_what_was_known_by_the_end_of_it(asker: TestClient) -> None:
    today = datetime.now(UTC).date().isoformat()
    assert asker.get(f"/api/actors/kim-kardashian?known_at={today}").json()["name"] == "Kim"


@pytest.mark.parametrize(
    ("asked", "status", "problem"),
    [
        ("9", 404, "unknown-version"),
        ("1999", 404, "unknown-version"),
        ("2026-02-30", 422, "invalid-parameter"),
        ("soon", 422, "invalid-parameter"),
    ],
)
def test_what_is_no_version_says_so(asker: TestClient, asked: str, status: int, problem: str) -> None:
    answer = asker.get(f"/api/actors/cut50?known_at={asked}")
    assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (status, problem)


def test_an_earlier_version_that_names_somebody_withdrawn_since_is_shown_no_more(tmp_path: Path) -> None:
    home, folder = two_versions(tmp_path)
    with asking(home) as asker:
        assert asker.get("/api/actors/jose-nunez?known_at=1").status_code == 200
        _withdraw(home, folder)
        assert asker.portal is not None
        versions: VersionWatcher = asker.app.state.versions  # type: ignore[attr-defined]
        asker.portal.call(versions.refresh)
        for address in ("/api/actors/jose-nunez", "/api/ties", "/export/graph.gexf"):
            answer = asker.get(f"{address}?known_at=1")
            assert (answer.status_code, answer.json()["type"].rpartition("/")[2]) == (410, "version-gone")
            assert "jose" not in answer.text


def _withdraw(home: DataFolder, folder: Folder) -> None:
    """A further version, which withdraws an actor."""
    row = f"sha256:{digest('jose-nunez')},private person,2026-11-30,Somebody"
    (folder.path / "withdrawn.csv").write_text(f"id,reason,date,by\n{row}\n")
    _forget(folder, "jose-nunez")
    load_curated(home, [folder.path])


@pytest.fixture(scope="module")
def withdrawn(tmp_path_factory: pytest.TempPathFactory) -> DataFolder:
    """Three versions, the last of which withdraws an actor. Read them, never add to them."""
    home, folder = two_versions(tmp_path_factory.mktemp("withdrawn"))
    _withdraw(home, folder)
    return home


@pytest.mark.parametrize(
    "command",
    [
        ("show", "cut50"),
        ("search", "jose"),
        ("path", "jose-nunez", "cut50"),
        ("money",),
        ("rank", "degree"),
        ("stats",),
        ("query", "SELECT ?name { ?who rg:name ?name }"),
        ("export", "-.csv"),
    ],
    ids=lambda command: command[0],
)
@pytest.mark.parametrize("text", ["1", "2"])
def test_no_command_shows_a_version_that_names_somebody_withdrawn_since(
    reentry: Reentry, withdrawn: DataFolder, tmp_path: Path, command: tuple[str, ...], text: str
) -> None:
    asked = [argument.replace("-.csv", str(tmp_path / "written.csv")) for argument in command]
    ended = reentry(*asked, "--known-at", text, "--data", withdrawn.path)
    assert (ended.code, ended.out, list(tmp_path.glob("written*"))) == (2, "", [])
    assert "names an actor that was withdrawn since" in ended.err
    assert reentry("show", "cut50", "--known-at", "3", "--data", withdrawn.path).code == 0


def test_a_notebook_shows_no_such_version_either(withdrawn: DataFolder) -> None:
    with pytest.raises(VersionGone):
        open_graph(withdrawn.path, "1")


@pytest.mark.parametrize("versions", [("1", "2"), ("1", "3"), ("3", "1")], ids="-".join)
def test_no_comparison_names_somebody_withdrawn(
    reentry: Reentry, withdrawn: DataFolder, versions: tuple[str, str]
) -> None:
    out = reentry("diff", *versions, "--data", withdrawn.path).out
    assert NAME in out
    assert "jose" not in out
    assert "José" not in out
    assert ("[withdrawn]" in out) == ("3" in versions)


def _forget(folder: Folder, slug: str) -> None:
    for table in ("actors", "relations"):
        folder.write(table, [row for row in folder.rows(table) if slug not in row])


def test_sparql_says_that_it_asks_the_newest_version(asker: TestClient) -> None:
    answer = asker.get("/sparql", params={"query": "ASK {}", "known_at": "1"})
    assert answer.status_code == 400
    assert "/export/graph.nq?known_at=" in answer.json()["detail"]


def test_the_command_line_asks_earlier_versions_too(reentry: Reentry, renamed: DataFolder) -> None:
    at_home = ("--data", renamed.path)
    assert reentry("show", "kim-kardashian", "--known-at", "1", *at_home).out.startswith(NAME)
    assert reentry("show", "kim-kardashian", *at_home).out.startswith("Kim  (")
    assert NAME in reentry("search", "kim", "--known-at", "1", *at_home).out
    assert reentry("show", "cut50", "--known-at", "9", *at_home).code == 2


def test_two_dates_can_be_compared(reentry: Reentry, renamed: DataFolder) -> None:
    today = datetime.now(UTC).date().isoformat()
    out = reentry("diff", "1", today, "--data", renamed.path).out
    assert f'preferred label: "{NAME}" (news-2018) became "Kim"' in out
