"""A version that is damaged answers nothing, and the server says so where an operator looks."""

from __future__ import annotations

from pathlib import Path

from starlette.testclient import TestClient

from api.http.current_version import VersionWatcher
from graph.versions.version_folders import DataFolder, Version
from tests.api.conftest import asking
from tests.manifests import rewrite

TIES = "records/tie.jsonl"
CURE = "load its facts again, or `reentry restore` a backup"


def flip(path: Path) -> None:
    """Change the first byte of a file."""
    body = bytearray(path.read_bytes())
    body[0] ^= 1
    path.write_bytes(body)


def add_damaged(home: DataFolder) -> Version:
    """A second version, current and damaged."""
    first = home.require().path
    second = first.with_name("000002")
    second.mkdir()
    for path in sorted(first.rglob("*")):
        copy = second / path.relative_to(first)
        copy.mkdir() if path.is_dir() else copy.write_bytes(path.read_bytes())
    rewrite(second, version="000002")
    home.point_to("000002")
    flip(second / TIES)
    return Version(second)


def refresh(client: TestClient) -> None:
    """Let the server look for a newer version."""
    versions: VersionWatcher = client.app.state.versions  # type: ignore[attr-defined]
    assert client.portal is not None
    client.portal.call(versions.keep_fresh)


def test_a_server_with_nothing_but_a_damaged_version_is_not_ready_and_says_why(own_home: DataFolder) -> None:
    flip(own_home.require().path / TIES)
    with asking(own_home) as client:
        ready, asked = client.get("/readyz"), client.get("/api/actors/kim-kardashian")
        assert (ready.status_code, asked.status_code, client.get("/healthz").status_code) == (503, 503, 200)
        assert f"000001 is damaged: {TIES}: the file has changed" in ready.json()["detail"]
        assert CURE in ready.json()["detail"]
        assert "\nreentry_version_refused 1.0\n" in client.get("/metrics").text


def test_an_older_version_goes_on_answering_and_readiness_says_so(own_home: DataFolder) -> None:
    with asking(own_home) as client:
        assert client.get("/readyz").json() == {"status": "ready", "version": "000001"}
        assert "\nreentry_version_refused 0.0\n" in client.get("/metrics").text
        add_damaged(own_home)
        refresh(client)
        ready = client.get("/readyz")
        assert (ready.status_code, ready.json()["version"]) == (200, "000001")
        assert "version 000001 goes on answering: " in ready.json()["warning"]
        assert CURE in ready.json()["warning"]
        assert "\nreentry_version_refused 1.0\n" in client.get("/metrics").text
        own_home.point_to("000001")
        refresh(client)
        assert "warning" not in client.get("/readyz").json()
