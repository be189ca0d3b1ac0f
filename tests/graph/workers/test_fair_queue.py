"""Whose turn it is."""

from __future__ import annotations

import pytest

from graph.workers.fair_queue import FairQueue, QueueFull


def queue(limit: int = 10, per_client: int = 10, running: int = 10) -> FairQueue[str]:
    return FairQueue(limit, per_client, running)


def served(items: FairQueue[str]) -> list[str]:
    turns = []
    while (item := items.next()) is not None:
        turns.append(item)
    return turns


def test_clients_take_turns_whatever_one_of_them_asked_before() -> None:
    items = queue()
    for client, item in (("a", "a1"), ("a", "a2"), ("a", "a3"), ("b", "b1"), ("c", "c1")):
        items.put(client, item)
    assert served(items) == ["a1", "b1", "c1", "a2", "a3"]


def test_the_client_with_fewer_running_comes_first() -> None:
    items = queue()
    items.put("a", "a1")
    items.next()
    items.put("a", "a2")
    items.put("b", "b1")
    assert served(items) == ["b1", "a2"]


def test_no_client_runs_more_than_its_share() -> None:
    items = queue(running=2)
    for item in ("a1", "a2", "a3"):
        items.put("a", item)
    assert served(items) == ["a1", "a2"]
    items.done("a")
    assert served(items) == ["a3"]


def test_a_full_queue_takes_no_more() -> None:
    items = queue(limit=1)
    items.put("a", "a1")
    with pytest.raises(QueueFull):
        items.put("b", "b1")


def test_a_client_that_has_used_up_its_places_leaves_room_for_others() -> None:
    items = queue(per_client=1)
    items.put("a", "a1")
    with pytest.raises(QueueFull):
        items.put("a", "a2")
    items.put("b", "b1")
    assert len(items) == 2


def test_a_removed_item_is_not_served() -> None:
    items = queue()
    items.put("a", "a1")
    items.put("a", "a2")
    assert items.remove("a", "a1")
    assert not items.remove("a", "a1")
    assert served(items) == ["a2"]
