from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.ids import BASE
from graph.storage.external_sort import sorted_lines
from graph.storage.sorted_runs import SortedRuns


def line(source: str, text: str) -> str:
    """A line of the graph of a source."""
    return f'<{BASE}id/a> <p> "{text}" <{BASE}source/{source}> .\n'


def about(source: str, text: str) -> str:
    """A line that describes a source."""
    return f'<{BASE}source/{source}> <p> "{text}" <{BASE}graph/sources> .\n'


def told(*lines: str) -> bytes:
    """Lines as a record contributes them."""
    return "".join(lines).encode()


@pytest.mark.parametrize("size", [1, 2, 1000])
def test_lines_come_out_in_order_whatever_the_size_of_runs(tmp_path: Path, size: int) -> None:
    runs = SortedRuns(tmp_path, size)
    for source in "cab":
        assert runs.add(source, 1, source, told(about(source, "x"), line(source, "x"))) is None
    expected = sorted([*(about(source, "x") for source in "abc"), *(line(source, "x") for source in "abc")])
    assert list(runs.merged()) == expected
    assert runs.sources == {"a", "b", "c"}


@pytest.mark.parametrize("size", [1, 1000])
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_later_edition_of_a_source_counts_in_any_order(tmp_path: Path, size: int, order: tuple[int, int]) -> None:
    runs = SortedRuns(tmp_path, size)
    passed_over = [
        runs.add("a", edition, f"file {edition}", told(line("a", str(edition)), about("a", str(edition))))
        for edition in order
    ]
    assert passed_over == [None, ("file 1", "file 2")]
    assert list(runs.merged()) == sorted([line("a", "2"), about("a", "2")])


def test_two_files_of_one_edition_count_once(tmp_path: Path) -> None:
    runs = SortedRuns(tmp_path)
    runs.add("a", 1, "x", told(line("a", "1")))
    assert runs.add("a", 1, "y", told(line("a", "1"))) == ("x", "y")
    assert list(runs.merged()) == [line("a", "1")]


def test_what_was_held_before_is_merged_in(tmp_path: Path) -> None:
    runs = SortedRuns(tmp_path)
    runs.add("b", 1, "x", told(line("b", "1")))
    assert list(runs.merged([line("a", "0"), line("b", "1")])) == [line("a", "0"), line("b", "1")]


@pytest.mark.parametrize("as_file", [True, False])
@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_a_run_made_elsewhere_is_one_of_the_runs(tmp_path: Path, order: tuple[int, int], as_file: bool) -> None:
    runs = SortedRuns(tmp_path)
    runs.add("a", order[0], "x", told(line("a", str(order[0]))))
    run = told(*sorted([line("a", str(order[1])), line("b", "1")]))
    (tmp_path / "made").write_bytes(run)
    runs.adopt(tmp_path / "made" if as_file else run)
    runs.add("a", order[1], "y", None)
    runs.add("b", 1, "y", None)
    runs.add("c", 1, "z", told(line("c", "1")))
    assert list(runs.merged()) == sorted([line("a", "2"), line("b", "1"), line("c", "1")])


def test_more_runs_than_can_be_open_are_joined_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graph.storage.sorted_runs.MAX_OPEN_RUNS", 3)
    runs = SortedRuns(tmp_path, 1)
    for number in range(20):
        runs.add(f"s{number}", 1, "x", told(line(f"s{number}", str(number % 7))))
    runs.forget("s0")
    assert list(runs.merged()) == sorted(line(f"s{number}", str(number % 7)) for number in range(1, 20))


def test_only_the_end_of_a_line_ends_it_and_bytes_sort_as_characters(tmp_path: Path) -> None:
    lines = [line("a", text) for text in ("\x85", "\u2028", "\ud7ff", "\uffff", "\U0001f600", "z\x0c")]
    runs = SortedRuns(tmp_path)
    runs.add("a", 1, "x", told(*lines))
    assert list(runs.merged()) == sorted(lines)


@given(st.lists(st.text("ab\n", max_size=3).map(lambda text: text.replace("\n", "") + "\n")), st.integers(1, 5))
def test_sorting_on_disk_is_sorting(lines: list[str], size: int) -> None:
    assert list(sorted_lines(lines, size)) == sorted(lines)
