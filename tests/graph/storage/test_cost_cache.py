"""What took long to make stays when many cheap things come."""

from __future__ import annotations

from graph.storage.cost_cache import CostCache


def test_ten_thousand_cheap_values_do_not_push_out_a_dear_one() -> None:
    cache: CostCache[str] = CostCache(1_000_000)
    cache.put("betweenness", "dear", 100_000, 11.0)
    for number in range(10_000):
        cache.put(number, "cheap", 1_000, 0.005)
    assert cache.get("betweenness") == "dear"
    assert len(cache) == 901
    assert cache.size_bytes <= 1_000_000


def test_what_nobody_asks_for_goes_in_the_end_however_dear_it_was() -> None:
    cache: CostCache[str] = CostCache(10)
    cache.put("old", "dear", 5, 1.0)
    for number in range(2_000):
        cache.put(number, "cheap", 5, 0.01)
    assert cache.get("old") is None


def test_what_is_asked_for_is_as_good_as_new() -> None:
    cache: CostCache[str] = CostCache(10)
    cache.put("asked", "dear", 5, 1.0)
    for number in range(2_000):
        cache.put(number, "cheap", 5, 0.01)
        assert cache.get("asked") == "dear"


def test_the_least_seconds_for_their_bytes_go_first_and_each_is_told_of() -> None:
    gone: list[str] = []
    cache: CostCache[str] = CostCache(10, gone.append)
    cache.put("large", "large", 8, 2.0)
    cache.put("small", "small", 2, 1.0)
    cache.put("new", "new", 4, 4.0)
    assert gone == ["large"]
    cache.put("new", "newer", 4, 4.0)
    assert gone == ["large", "new"]
    cache.clear()
    assert sorted(gone) == ["large", "new", "newer", "small"]
    assert (len(cache), cache.size_bytes) == (0, 0)


def test_what_is_larger_than_all_room_is_not_taken() -> None:
    cache: CostCache[str] = CostCache(10)
    assert not cache.put("whale", "whale", 11, 100.0)
    assert cache.get("whale") is None
