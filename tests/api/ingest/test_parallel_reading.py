"""Files read side by side: the same pieces in the same order, by any number of processes and by a cluster."""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from api import cli
from api.ingest.parallel_reading import MIN_BATCH, PENDING_PER_WORKER, read
from api.ingest.public_records import load_records, merge_results
from graph.storage.sorted_runs import SortedRuns
from graph.versions.version_folders import DataFolder
from loaders.core.record_loader import Remark
from tests.loaders.congress_samples import bill_status, cosponsor


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More bills than two processes are given at once, one of them broken and one told twice."""
    folder = tmp_path_factory.mktemp("bills")
    for number in range(1, MIN_BATCH * (PENDING_PER_WORKER + 2) * 2 + 9):
        day = f"2017-02-{number % 28 + 1:02d}"
        text = bill_status(f"<cosponsors>{cosponsor('B000001', day)}</cosponsors>", number=str(number))
        (folder / f"{number:03d}.xml").write_text(text)
    (folder / "broken.xml").write_text(bill_status()[:200])
    (folder / "twice.xml").write_text(bill_status(number="7"))
    return folder


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    """The address of a scheduler with two workers, each a process of its own; what kills one is not tried again."""
    import dask
    import distributed

    patience = dask.config.set({"distributed.scheduler.allowed-failures": 0})
    with (
        patience,
        distributed.LocalCluster(  # type: ignore[no-untyped-call]
            n_workers=2, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=40
        ) as cluster,
    ):
        yield str(cluster.scheduler_address)


Read: TypeAlias = tuple[list[str], list[Remark], Counter[str]]


def told(folder: Path, scratch: Path, jobs: int = 1, cluster: str | None = None) -> Read:
    scratch.mkdir()
    runs = SortedRuns(scratch)
    batches = read("congress", sorted(folder.iterdir()), jobs=jobs, cluster=cluster, scratch=scratch)
    remarks, tally = merge_results(batches, runs)
    return list(runs.merged()), remarks, tally


def test_two_processes_tell_the_same_in_the_same_order(folder: Path, tmp_path: Path) -> None:
    assert told(folder, tmp_path / "two", jobs=2) == told(folder, tmp_path / "one")


def test_the_workers_of_a_cluster_tell_the_same_in_the_same_order(folder: Path, tmp_path: Path, scheduler: str) -> None:
    assert told(folder, tmp_path / "cluster", cluster=scheduler) == told(folder, tmp_path / "one")


def test_a_load_by_a_cluster_is_the_load_of_one_process(tmp_path: Path, folder: Path, scheduler: str) -> None:
    one, other = DataFolder(tmp_path / "one"), DataFolder(tmp_path / "other")
    alone = load_records(one, "congress", [folder])
    shared = load_records(other, "congress", [folder], cluster=scheduler)
    assert one.require().manifest.digest == other.require().manifest.digest
    assert (alone.remarks, alone.tally) == (shared.remarks, shared.tally)


def run(monkeypatch: pytest.MonkeyPatch, *words: object) -> int:
    """The exit code of the command line."""
    monkeypatch.setattr("sys.argv", ["reentry", *map(str, words)])
    with pytest.raises(SystemExit) as end:
        cli.main()
    return int(end.value.code or 0)


def test_the_command_line_starts_a_cluster_of_its_own(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ("load", "congress", folder, "--data", tmp_path / "data", "--cluster", "local", "--jobs", 2)
    assert run(monkeypatch, *words) == 0
    assert "version 000001 is new" in capsys.readouterr().out


def test_without_the_extra_it_says_how_to_install_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert run(monkeypatch, "check", "congress", folder, "--cluster", "local") == 2
    assert "pip install 'reentry-graph[cluster]'" in capsys.readouterr().err


def test_where_no_scheduler_answers_it_says_so(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("api.ingest.dask_cluster._TIMEOUT", "1s")
    assert run(monkeypatch, "check", "congress", folder, "--cluster", "tcp://127.0.0.1:9") == 2
    assert "no Dask scheduler with workers answers at tcp://127.0.0.1:9" in capsys.readouterr().err


def deadly(*_: object) -> None:
    """A step that ends its process."""
    os._exit(1)


def test_a_process_that_is_killed_ends_the_load_with_a_cure(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.ingest.parallel_reading._read_batch", deadly)
    with pytest.raises(ValueError, match="fewer --jobs"):
        load_records(DataFolder(tmp_path), "congress", [folder], jobs=2)
    assert DataFolder(tmp_path).current() is None


def test_a_cluster_whose_workers_die_ends_the_load_with_its_address(
    tmp_path: Path, folder: Path, scheduler: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.ingest.parallel_reading._read_batch", deadly)
    with pytest.raises(ValueError, match=f"{scheduler} lost workers"):
        load_records(DataFolder(tmp_path), "congress", [folder], cluster=scheduler)
    assert DataFolder(tmp_path).current() is None
