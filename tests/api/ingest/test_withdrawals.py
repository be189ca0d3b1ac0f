"""Withdrawn ids: no table may use one, no record brings one back, and nothing that is answered names the person."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.settings import Settings
from api.ingest.curated_facts import check_curated, load_curated
from api.ingest.public_records import load_records
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import UnknownActor, Withdrawn
from graph.model.statements import DataError
from graph.versions.version_folders import DataFolder
from tests.api.conftest import BROWSER, Page, Reentry, asking
from tests.folders import Folder
from tests.loaders.congress_samples import bill_status, roll_call, voter

JOSE = f"sha256:{hashlib.sha256(b'jose-nunez').hexdigest()}"


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    return DataFolder(tmp_path / "data")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """The small world, with José Núñez withdrawn and still in its tables."""
    folder = Folder(tmp_path / "folder")
    withdraw(folder, JOSE)
    return folder


def withdraw(folder: Folder, key: str, reason: str = "private person") -> None:
    folder.file("withdrawn").write_text(f"id,reason,date,by\n{key},{reason},2026-11-30,Ann\n")


def without_jose(folder: Folder) -> None:
    """Take his rows out of the tables."""
    for table in ("actors", "relations"):
        rows = folder.rows(table)
        folder.write(table, [row for row in rows if "jose-nunez" not in row])


def test_no_row_may_use_a_withdrawn_id(home: DataFolder, folder: Folder) -> None:
    for refuse in (check_curated, load_curated):
        with pytest.raises(DataError) as refused:
            refuse(home, [folder.path])
        places = [str(problem.place).removeprefix(f"{folder.path}/") for problem in refused.value.problems]
        assert places == ["actors.csv:6:actor_id", "relations.csv:8:subject", "relations.csv:9:subject"]
        for problem in refused.value.problems:
            assert "was withdrawn on 2026-11-30 (private person): delete the row" in problem.text
            assert "jose" not in problem.text


def test_no_decision_may_name_a_withdrawn_id(home: DataFolder, folder: Folder) -> None:
    without_jose(folder)
    header = "left,right,decision,by,date,why\n"
    folder.file("identity").write_text(f"{header}jose-nunez,us-lis-S001,same,Ann,2024-01-02,made up\n")
    with pytest.raises(DataError, match=r"identity.csv:2.*was withdrawn on 2026-11-30"):
        check_curated(home, [folder.path])


def test_a_folder_may_not_use_what_another_withdrew(home: DataFolder, folder: Folder, tmp_path: Path) -> None:
    without_jose(folder)
    load_curated(home, [folder.path])
    other = Folder(tmp_path / "other")
    with pytest.raises(DataError, match="was withdrawn on 2026-11-30"):
        load_curated(home, [other.path])


def test_records_do_not_bring_a_withdrawn_id_back(home: DataFolder, tmp_path: Path) -> None:
    folder = Folder(tmp_path / "folder")
    withdraw(folder, "us-lis-S001", "mistake")
    load_curated(home, [folder.path])
    (tmp_path / "data.json").write_text(roll_call({"Yea": [voter("S001"), voter("S002")]}))
    load_records(home, "congress", [tmp_path / "data.json"])
    graph = OpenVersion.open(home.require())
    assert graph.actor("us-lis-S002")["kind"] == "person"
    with pytest.raises(Withdrawn, match="this actor was withdrawn on 2026-11-30: mistake"):
        graph.actor("us-lis-S001")
    assert not [key for key in graph.records.ties if "us-lis-S001" in key]
    store = home.require().open_store()
    assert not [quad for quad in store if "us-lis-S001" in f"{quad.subject} {quad.object}"]


def test_a_withdrawal_lasts_through_later_loads_and_ends_with_its_row(
    home: DataFolder, folder: Folder, tmp_path: Path
) -> None:
    without_jose(folder)
    load_curated(home, [folder.path])
    (tmp_path / "b.xml").write_text(bill_status())
    load_records(home, "congress", [tmp_path / "b.xml"])
    with pytest.raises(Withdrawn):
        OpenVersion.open(home.require()).actor("jose-nunez")
    folder.file("withdrawn").unlink()
    load_curated(home, [folder.path])
    with pytest.raises(UnknownActor):
        OpenVersion.open(home.require()).actor("jose-nunez")


GONE = (
    "/api/actors/jose-nunez",
    "/api/actors/jose-nunez/neighbors",
    "/id/jose-nunez",
    "/tie/jose-nunez--leads--anti-recidivism-coalition--2018-07",
    "/api/ties/jose-nunez--leads--anti-recidivism-coalition--2018-07",
    "/api/ties?actor=jose-nunez",
    "/api/paths?from=cut50&to=jose-nunez",
)


def test_the_address_of_a_withdrawn_actor_is_gone(home: DataFolder, folder: Folder) -> None:
    without_jose(folder)
    load_curated(home, [folder.path])
    with asking(home) as client:
        for address in GONE:
            answer = client.get(address)
            assert answer.status_code == 410, address
            problem = answer.json()
            assert problem["type"] == "/problems/withdrawn"
            assert (problem["reason"], problem["date"]) == ("private person", "2026-11-30")
            assert "jose" not in answer.text.lower()
            assert "nunez" not in answer.text.lower()
        for accept in ("text/turtle", "application/ld+json"):
            assert client.get("/id/jose-nunez", headers={"Accept": accept}).status_code == 410
        assert client.get("/api/search?q=nunez").json()["results"] == []


def test_the_page_of_a_withdrawn_actor_says_why_and_names_nobody(home: DataFolder, folder: Folder) -> None:
    without_jose(folder)
    load_curated(home, [folder.path])
    with asking(home) as client:
        answer = client.get("/id/jose-nunez", headers={"Accept": BROWSER})
        assert answer.status_code == 410
        assert "This actor was withdrawn on 2026-11-30: private person" in Page(answer.text).text
        assert "nunez" not in answer.text.lower()


def test_the_command_line_says_why_and_names_nobody(home: DataFolder, folder: Folder, reentry: Reentry) -> None:
    without_jose(folder)
    load_curated(home, [folder.path])
    ended = reentry("show", "jose-nunez", "--data", home.path)
    assert ended.code == 2
    assert "this actor was withdrawn on 2026-11-30: private person" in ended.err
    assert "nunez" not in f"{ended.out}{ended.err}"


def test_the_changes_of_a_withdrawal_name_nobody(home: DataFolder, folder: Folder, reentry: Reentry) -> None:
    folder.file("withdrawn").unlink()
    load_curated(home, [folder.path])
    withdraw(folder, JOSE)
    without_jose(folder)
    load_curated(home, [folder.path])
    printed = reentry("diff", "1", "2", "--data", home.path).out
    assert printed.splitlines() == [
        "went: actor withdrawn on 2026-11-30: private person  [withdrawn]",
        *["went: tie withdrawn on 2026-11-30: private person  [withdrawn]"] * 2,
        "went: 1 actor, 2 ties",
    ]


def test_no_file_of_a_version_names_the_person(home: DataFolder, folder: Folder) -> None:
    without_jose(folder)
    load_curated(home, [folder.path])
    files = [path for path in home.require().path.rglob("*") if path.is_file()]
    assert "withdrawn-folder.nq" in {path.name for path in files}
    assert not [path for path in files if b"jose-nunez" in path.read_bytes()]


@pytest.mark.parametrize("address", ["/id/{key}", "/tie/{key}", "/api/actors/{slug}", "/api/ties/{tie_id}"])
def test_the_description_of_the_api_has_the_answer(address: str) -> None:
    description = create_app(Settings(data=Path("no facts are needed for this"))).openapi()
    assert "410" in description["paths"][address]["get"]["responses"]


def test_the_problem_has_a_page(world_client: TestClient) -> None:
    assert world_client.get("/problems/withdrawn", headers={"Accept": "application/json"}).json()["status"] == 410
