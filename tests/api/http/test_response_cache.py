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
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses for which an answer was made, not found."""
    made: list[str] = []
    whole = ResponseCacheMiddleware._answer

    async def noted(self: ResponseCacheMiddleware, key: Any, scope: Any, *more: Any) -> None:
        made.append(scope["path"])
        await whole(self, key, scope, *more)

    monkeypatch.setattr(ResponseCacheMiddleware, "_answer", noted)
    return made


def test_the_same_question_is_answered_once_and_alike(own_home: DataFolder, asked: list[str]) -> None:
    with TestClient(create_app(Settings(data=own_home.path, answer_workers=0))) as client:
        first, again = client.get(ADDRESS), client.get(ADDRESS)
    assert first.status_code == 200
    assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
    assert {**first.headers, "date": ""} == {**again.headers, "date": ""}
    assert len(asked) == 1


def test_another_question_another_coding_and_head_are_not_mixed_up(own_home: DataFolder, asked: list[str]) -> None:
    with TestClient(create_app(Settings(data=own_home.path, answer_workers=0))) as client:
        plain = client.get(ADDRESS, headers={"Accept-Encoding": "identity"})
        packed = client.get(ADDRESS, headers={"Accept-Encoding": "gzip"})
        assert packed.json() == plain.json()
        assert "content-encoding" not in plain.headers
        assert client.head(ADDRESS).content == b""
        assert client.get("/api/actors/cut50/neighbors?limit=1").json() != plain.json()
    assert len(asked) == 3


def test_head_leaves_no_empty_answer_for_get(own_home: DataFolder) -> None:
    with TestClient(create_app(Settings(data=own_home.path))) as client:
        assert client.head("/api/stats").content == b""
        assert client.get("/api/stats").json()["version"]


def test_who_holds_a_kept_answer_gets_304(own_home: DataFolder) -> None:
    with TestClient(create_app(Settings(data=own_home.path, answer_workers=0))) as client:
        etag = client.get(ADDRESS).headers["etag"]
        again = client.get(ADDRESS, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")


def test_errors_are_not_kept(own_home: DataFolder, asked: list[str]) -> None:
    with TestClient(create_app(Settings(data=own_home.path, answer_workers=0))) as client:
        assert [client.get("/api/actors/nobody").status_code for _ in range(2)] == [404, 404]
    assert len(asked) == 2


def test_nothing_is_kept_where_no_memory_is_given(own_home: DataFolder, asked: list[str]) -> None:
    with TestClient(create_app(Settings(data=own_home.path, answer_workers=0, answers_mb=0))) as client:
        assert client.get(ADDRESS).json() == client.get(ADDRESS).json()
    assert len(asked) == 2


def test_a_new_version_is_not_answered_from_the_old_one(tmp_path: Path) -> None:
    folder, home = Folder(tmp_path / "world"), DataFolder(tmp_path / "home")
    load_curated(home, [folder.path])
    app = create_app(Settings(data=home.path, answer_workers=0))
    with TestClient(app) as client:
        before = client.get("/api/actors/cut50").json()
        folder.edit("actors", lambda text: text.replace("#cut50", "#cut50 anew"))
        load_curated(home, [folder.path])
        assert client.portal
        client.portal.call(app.state.versions.refresh)
        after = client.get("/api/actors/cut50").json()
    assert (before["name"], after["name"]) == ("#cut50", "#cut50 anew")
