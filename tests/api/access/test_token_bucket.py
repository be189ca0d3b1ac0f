"""A bucket gives a minute's worth at once, then a steady trickle, to each client its own."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.access.token_bucket import TokenBuckets, client_key


class Clock:
    """A clock that goes on when it is told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        """The time in seconds."""
        return self.now


@pytest.mark.parametrize("per_minute", [1, 7, 60, 600, 100_000])
def test_a_minutes_worth_at_once_and_no_more(per_minute: int) -> None:
    clock = Clock()
    buckets = TokenBuckets(clock)
    left = [buckets.take("a", per_minute) for _ in range(min(per_minute, 5000))]
    assert all(one.is_allowed for one in left)
    assert [one.remaining for one in left] == [per_minute - 1 - n for n in range(len(left))]
    if per_minute <= 5000:
        assert not buckets.take("a", per_minute).is_allowed


def test_who_waits_as_long_as_told_is_allowed() -> None:
    clock = Clock()
    buckets = TokenBuckets(clock)
    for _ in range(20):
        buckets.take("a", 20)
    refused = buckets.take("a", 20)
    assert (refused.is_allowed, refused.remaining, refused.wait_s) == (False, 0, 3)
    clock.now += 2.9
    assert not buckets.take("a", 20).is_allowed
    clock.now += 0.1
    assert buckets.take("a", 20).is_allowed
    assert not buckets.take("a", 20).is_allowed


def test_clients_have_buckets_of_their_own() -> None:
    buckets = TokenBuckets(Clock())
    assert buckets.take("a", 1).is_allowed
    assert not buckets.take("a", 1).is_allowed
    assert buckets.take("b", 1).is_allowed


@given(st.integers(1, 500), st.lists(st.floats(0, 30), max_size=80))
def test_no_pattern_of_requests_gets_more_than_a_minutes_worth_and_the_refill(rate: int, pauses: list[float]) -> None:
    clock = Clock()
    buckets, allowed, started = TokenBuckets(clock), 0, clock.now
    for pause in pauses:
        clock.now += pause
        allowed += buckets.take("a", rate).is_allowed
        assert allowed <= rate + (clock.now - started) * rate / 60 + 1e-3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9"),
        ("::ffff:192.0.2.1", "192.0.2.1"),
    ],
)
def test_one_household_is_one_client(one: str, other: str) -> None:
    assert client_key(one) == client_key(other)


@pytest.mark.parametrize(("one", "other"), [("2001:db8:1:2::1", "2001:db8:1:3::1"), ("192.0.2.1", "192.0.2.2")])
def test_two_are_two(one: str, other: str) -> None:
    assert client_key(one) != client_key(other)
