"""Whose turn it is."""

from __future__ import annotations

import pytest

from graph.workers.fair_queue import Line, LineFull


def line(places: int = 10, each: int = 10, running: int = 10) -> Line[str]:
    return Line(places, each, running)


def served(waiting: Line[str]) -> list[str]:
    turns = []
    while (item := waiting.next()) is not None:
        turns.append(item)
    return turns


def test_clients_take_turns_whatever_one_of_them_asked_before() -> None:
    waiting = line()
    for client, item in (("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1")):
        waiting.join(client, item)
    assert served(waiting) == ["a1", "b1", "c1", "a2", "a3"]


def test_who_has_fewer_running_comes_first() -> None:
    waiting = line()
    waiting.join("a", "a1")
    waiting.next()
    waiting.join("a", "a2")
    waiting.join("b", "b1")
    assert served(waiting) == ["b1", "a2"]


def test_no_client_runs_more_than_its_share() -> None:
    waiting = line(running=2)
    for item in ("a1", "a2", "a3"):
        waiting.join("a", item)
    assert served(waiting) == ["a1", "a2"]
    waiting.done("a")
    assert served(waiting) == ["a3"]


def test_a_full_line_takes_nobody() -> None:
    waiting = line(places=1)
    waiting.join("a", "a1")
    with pytest.raises(LineFull):
        waiting.join("b", "b1")


def test_a_client_with_all_its_places_taken_leaves_room_for_others() -> None:
    waiting = line(each=1)
    waiting.join("a", "a1")
    with pytest.raises(LineFull):
        waiting.join("a", "a2")
    waiting.join("b", "b1")
    assert len(waiting) == 2


def test_who_leaves_is_not_served() -> None:
    waiting = line()
    waiting.join("a", "a1")
    waiting.join("a", "a2")
    assert waiting.leave("a", "a1")
    assert not waiting.leave("a", "a1")
    assert served(waiting) == ["a2"]
