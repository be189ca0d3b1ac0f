"""Whose turn it is."""

from __future__ import annotations

import pytest

from graph.workers.fair_queue import LONG, SHORT, FairQueue, QueueFull, Share

A, B, C = (Share(client) for client in "abc")
LONG_A, LONG_B = Share("a", LONG), Share("b", LONG)


def queue(limit: int = 10, per_client: int = 10, running: int = 10, long: int = 1) -> FairQueue[str]:
    return FairQueue(limit, per_client, {SHORT: running, LONG: long})


def served(items: FairQueue[str]) -> list[str]:
    turns = []
    while (item := items.next()) is not None:
        turns.append(item)
    return turns


def test_clients_take_turns_whatever_one_of_them_asked_before() -> None:
    items = queue()
    for client, item in ((A, "a1"), (A, "a2"), (A, "a3"), (B, "b1"), (C, "c1")):
        items.put(client, item)
    assert served(items) == ["a1", "b1", "c1", "a2", "a3"]


def test_the_client_with_fewer_running_comes_first() -> None:
    items = queue()
    items.put(A, "a1")
    items.next()
    items.put(A, "a2")
    items.put(B, "b1")
    assert served(items) == ["b1", "a2"]


def test_no_client_runs_more_than_its_share() -> None:
    items = queue(running=3)
    for item in ("a1", "a2", "a3"):
        items.put(A, item)
    assert served(items) == ["a1", "a2"]
    items.done(A)
    assert served(items) == ["a3"]


def test_a_full_queue_takes_no_more() -> None:
    items = queue(limit=1)
    items.put(A, "a1")
    with pytest.raises(QueueFull):
        items.put(B, "b1")


def test_a_client_that_has_used_up_its_places_leaves_room_for_others() -> None:
    items = queue(per_client=1)
    items.put(A, "a1")
    with pytest.raises(QueueFull):
        items.put(A, "a2")
    items.put(B, "b1")
    assert len(items) == 2


def test_a_removed_item_is_not_served() -> None:
    items = queue()
    items.put(A, "a1")
    items.put(A, "a2")
    assert items.remove(A, "a1")
    assert not items.remove(A, "a1")
    assert served(items) == ["a2"]


def test_long_work_waits_for_its_places_and_short_work_passes_it() -> None:
    items = queue(running=3, long=1)
    for share, item in ((LONG_A, "long 1"), (LONG_A, "long 2"), (A, "short")):
        items.put(share, item)
    assert served(items) == ["long 1", "short"]
    items.done(LONG_A)
    assert served(items) == ["long 2"]


def test_no_client_has_all_places_for_long_work() -> None:
    items = queue(long=2)
    for share, item in ((LONG_A, "a1"), (LONG_A, "a2"), (LONG_B, "b1")):
        items.put(share, item)
    assert served(items) == ["a1", "b1"]


def test_a_lane_full_of_waiting_work_leaves_the_other_open() -> None:
    items = queue(limit=1)
    items.put(LONG_A, "a1")
    with pytest.raises(QueueFull):
        items.put(LONG_B, "b1")
    items.put(A, "a2")
    assert len(items) == 2
