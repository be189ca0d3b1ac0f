"""The API, to be read and tried, without anything from elsewhere."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from graph.versions.version_folders import DataFolder
from tests.api.conftest import Page, asking
from tests.api.served import Served


def test_all_that_the_page_loads_is_served_here(client: TestClient) -> None:
    page = Page(client.get("/docs").text)
    loaded = page.all("//script/@src | //link/@href")
    assert any("swagger-ui-bundle" in address for address in loaded)
    for address in loaded:
        assert address.startswith("/static/")
        assert client.get(address).status_code == 200


def test_the_page_answers_before_there_are_facts(tmp_path: Path) -> None:
    with asking(DataFolder(tmp_path)) as client:
        assert client.get("/docs").status_code == 200


def test_the_description_names_every_address_of_the_graph(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    assert {
        "/api/search",
        "/api/actors/{slug}",
        "/api/actors/{slug}/neighbors",
        "/api/paths",
        "/api/ties/{tie_id}",
        "/api/sources/{source_id}",
        "/api/stats",
        "/id/{key}",
        "/healthz",
        "/readyz",
    } <= set(paths)


def test_every_question_is_described_and_says_how_it_may_fail(client: TestClient) -> None:
    paths = client.get("/openapi.json").json()["paths"]
    for path, methods in paths.items():
        for method, operation in methods.items():
            assert operation["description"], (method, path)
            assert "application/problem+json" in operation["responses"]["4XX"]["content"], (method, path)


def test_a_browser_draws_the_page_without_leaving_this_machine(served: Served, tmp_path: Path) -> None:
    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium on this machine: apt-get install chromium")
    command = [chromium, "--headless=new", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000"]
    command += [f"--user-data-dir={tmp_path}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    command += ["--enable-logging=stderr", "--dump-dom", f"{served.address}/docs"]
    drawn = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    page = Page(drawn.stdout)
    assert page.all("//*[contains(@class, 'opblock-summary-path')]")
    assert "CONSOLE" not in drawn.stderr
