"""The graph as a file, over HTTP."""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from pathlib import Path

import pyoxigraph as ox
import pytest
from lxml import etree
from starlette.testclient import TestClient

from api.export.graph_files import UnknownFormat, exporter_for
from graph import precomputed
from graph.export.file_formats import FORMATS
from graph.versions.version_folders import DataFolder
from tests.api.conftest import asking

GEXF = {"g": "http://gexf.net/1.3"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_offered_under_its_media_type(world_client: TestClient, suffix: str) -> None:
    answer = world_client.get(f"/export/graph.{suffix}")
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == FORMATS[suffix].media_type
    assert answer.headers["content-disposition"] == f'attachment; filename="reentry-000001-graph.{suffix}"'
    assert len(answer.content) > 100


def _edges(content: bytes) -> set[str]:
    return {str(edge.get("id")) for edge in etree.fromstring(content).iterfind(".//g:edge", namespaces=GEXF)}


def test_gexf_holds_every_tie_with_its_id(world_client: TestClient) -> None:
    edges = _edges(world_client.get("/export/graph.gexf").content)
    assert len(edges) == 8
    assert all(world_client.get(f"/api/ties/{edge}").status_code == 200 for edge in edges)


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ("relation=visited", 1),
        ("as_of=2018-06-01", 2),
        ("as_of=2018-06-01&undated=include", 3),
        ("around=jose-nunez", 2),
        ("around=jose-nunez&depth=2&relation=works_for", 1),
        ("status=disputed", 1),
        ("relation=visited&as_of=2000", 0),
    ],
)
def test_filters_hold_for_files_too(world_client: TestClient, asked: str, count: int) -> None:
    assert len(_edges(world_client.get(f"/export/graph.gexf?{asked}").content)) == count


def test_tables_name_the_sources_of_each_tie(world_client: TestClient) -> None:
    rows = list(csv.DictReader(io.StringIO(world_client.get("/export/ties.csv").content.decode("utf-8-sig"))))
    assert len(rows) == 8
    assert all("news-2018" in str(row) or "filing-2020" in str(row) for row in rows)


def test_rdf_holds_every_quad_of_the_version(world_client: TestClient) -> None:
    counts = world_client.get("/api/stats").json()["counts"]
    quads = list(ox.parse(world_client.get("/export/graph.nq").content, format=ox.RdfFormat.N_QUADS))
    assert len({quad for quad in quads if not isinstance(quad.graph_name, ox.DefaultGraph)}) == counts["quads"]


def test_a_workbook_is_one(world_client: TestClient) -> None:
    content = world_client.get("/export/graph.xlsx").content
    assert "xl/workbook.xml" in zipfile.ZipFile(io.BytesIO(content)).namelist()


@pytest.mark.parametrize("suffix", ["gexf", "ties.csv", "nq", "xlsx"])
def test_the_same_version_gives_the_same_bytes(world_client: TestClient, suffix: str) -> None:
    once, again = (world_client.get(f"/export/graph.{suffix}").content for _ in range(2))
    assert once == again


def test_a_picture_of_too_many_actors_is_refused_and_says_what_to_take(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(FORMATS["svg"], "most_actors", 50)
    answer = client.get("/export/graph.svg")
    assert answer.status_code == 422
    assert "at most 50" in answer.json()["detail"]
    assert "graph.gexf" in answer.json()["detail"]
    assert client.get("/export/graph.svg?around=kim-kardashian&relation=apprentice_at").status_code == 200


def test_where_actors_stand_is_computed_once_for_a_version(
    world_home: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(precomputed, "WORTH_STORING_S", 0.0)
    data = shutil.copytree(world_home.path, tmp_path / "data", ignore=shutil.ignore_patterns("measures"))
    with asking(DataFolder(Path(data))) as client:
        assert client.get("/export/graph.gexf").status_code == 200
        (kept,) = (data / "measures").rglob("places-*.json")
        written = kept.stat().st_mtime_ns
        assert client.get("/export/graph.graphml").status_code == 200
        assert client.get("/export/graph.cyjs").status_code == 200
    (again,) = (data / "measures").rglob("places-*.json")
    assert again.stat().st_mtime_ns == written


def test_a_file_tells_its_length(world_client: TestClient) -> None:
    answer = world_client.get("/export/graph.gexf", headers={"Accept-Encoding": "identity"})
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_a_file_is_saved_under_the_name_that_is_asked_for(world_client: TestClient) -> None:
    plain, named = (world_client.get(f"/export/graph.gexf{it}") for it in ("", "?file_name=cut50.gexf"))
    assert named.headers["content-disposition"] == 'attachment; filename="cut50.gexf"'
    assert named.content == plain.content


@pytest.mark.parametrize(
    ("name", "status"),
    [("cut50.csv", 422), ("cut50.doc", 404), ("a/b.gexf", 422), ('"x.gexf', 422), ("a\r\nb.gexf", 422)],
)
def test_a_name_to_save_under_is_a_plain_one_of_the_same_format(
    world_client: TestClient, name: str, status: int
) -> None:
    assert world_client.get("/export/graph.gexf", params={"file_name": name}).status_code == status


@pytest.mark.parametrize(
    ("name", "suffix"),
    [
        ("reentry.gexf", "gexf"),
        ("reentry.json", "json"),
        ("reentry.graphology.json", "graphology.json"),
        ("actors.csv", "actors.csv"),
        ("my.actors.csv", "actors.csv"),
        ("factors.csv", "csv"),
        ("reentry.nq", "nq"),
        ("gexf", "gexf"),
    ],
)
def test_the_end_of_a_name_chooses_the_format(name: str, suffix: str) -> None:
    assert exporter_for(name) is FORMATS[suffix]


@pytest.mark.parametrize("name", ["reentry.doc", ""])
def test_a_name_of_no_format_is_refused(name: str) -> None:
    with pytest.raises(UnknownFormat):
        exporter_for(name)
