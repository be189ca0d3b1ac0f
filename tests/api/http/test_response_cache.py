"""Answers of the API are kept for the next who asks, and are never stale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from api.app import create_app
from api.http.response_cache import ResponseCacheMiddleware
from api.http.settings import Settings
from api.ingest.curated_facts import load_curated
from graph.versions.version_folders import DataFolder
from tests.folders import Folder

ADDRESS = "/api/actors/cut50/neighbors?limit=5"


@pytest.fixture
def home(tmp_path: Path) -> DataFolder:
    """The small world in a home of its own."""
    home = DataFolder(tmp_path / "data")
    load_curated(home, [Folder(tmp_path / "world").path])
    return home


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses for which an answer was made, not found."""
    made: list[str] = []
    whole = ResponseCacheMiddleware._answer

    async def noted(self: ResponseCacheMiddleware, key: Any, scope: Any, *more: Any) -> None:
        made.append(scope["path"])
        await whole(self, key, scope, *more)

    monkeypatch.setattr(ResponseCacheMiddleware, "_answer", noted)
    return made


def test_the_same_question_is_answered_once_and_alike(home: DataFolder, asked: list[str]) -> None:
    with TestClient(create_app(Settings(data=home.path))) as client:
        first, again = client.get(ADDRESS), client.get(ADDRESS)
    assert first.status_code == 200
    assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
    assert {**first.headers, "date": ""} == {**again.headers, "date": ""}
    assert len(asked) == 1


def test_another_question_another_coding_and_head_are_not_mixed_up(home: DataFolder, asked: list[str]) -> None:
    with TestClient(create_app(Settings(data=home.path))) as client:
        plain = client.get(ADDRESS, headers={"Accept-Encoding": "identity"})
        packed = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
        assert packed.json() == plain.json()
        assert "content-encoding" not in plain.headers
        assert client.head(ADDRESS).content == b""
        assert client.get("/api/actors/cut50/neighbors?limit=1").json() != plain.json()
    assert len(asked) == 3


def test_who_holds_a_kept_answer_gets_304(home: DataFolder) -> None:
    with TestClient(create_app(Settings(data=home.path))) as client:
        etag = client.get(ADDRESS).headers["etag"]
        again = client.get(ADDRESS, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_errors_are_not_kept(home: DataFolder, asked: list[str]) -> None:
    with TestClient(create_app(Settings(data=home.path))) as client:
        assert [client.get("/api/actors/nobody").status_code for _ in range(2)] == [404, 404]
    assert len(asked) == 2


def test_nothing_is_kept_where_no_memory_is_given(home: DataFolder, asked: list[str]) -> None:
    with TestClient(create_app(Settings(data=home.path, answers_mb=0))) as client:
        assert client.get(ADDRESS).json() == client.get(ADDRESS).json()
    assert len(asked) == 2


def test_a_new_version_is_not_answered_from_the_old_one(home: DataFolder, tmp_path: Path) -> None:
    table = tmp_path / "world" / "actors.csv"
    app = create_app(Settings(data=home.path))
    with TestClient(app) as client:
        before = client.get("/api/actors/cut50").json()
        table.write_text(table.read_text(encoding="utf-8").replace("#cut50", "#cut50 anew"), encoding="utf-8")
        load_curated(home, [table.parent])
        assert client.portal
        client.portal.call(app.state.versions.refresh)
        after = client.get("/api/actors/cut50").json()
    assert (before["name"], after["name"]) == ("#cut50", "#cut50 anew")
