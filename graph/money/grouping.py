"""How sums of money are grouped: by donor, recipient, year, topic, program ..."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from graph.index.open_version import OpenVersion
from graph.money.ledger import NO_DATE, Entry
from graph.money.ntee import topic, topic_name

By = Literal["donor", "recipient", "year", "relation", "topic", "program", "donor_kind", "recipient_kind", "all"]
MEANINGS: dict[By, str] = {
    "donor": "who gave",
    "recipient": "who received",
    "year": "the year in which the money was given, or the years over which",
    "relation": "how the money passed",
    "topic": "what the recipient works on: its class (NTEE) in tax records; grants themselves name no topic",
    "program": "the program that received the money, else the one that gave it",
    "donor_kind": "the kind of actor that gave",
    "recipient_kind": "the kind of actor that received",
    "all": "all together",
}
OF_ACTORS: tuple[By, ...] = ("donor", "recipient", "program")
NOT_KNOWN = "-"
"""The key of the money of which no topic, or no program, is known."""
UNGROUPED = (NOT_KNOWN, NO_DATE)
_NOT_KNOWN: dict[str, str] = {"topic": "no topic known", "program": "no program named"}
PROGRAM = "program"
"""The kind of actor that is a program."""


def group(graph: OpenVersion, by: By) -> Callable[[Entry], str]:
    """What gives the key of the group that an entry belongs to."""
    actors = graph.records.actors

    def kind(slug: str) -> str:
        return str(actors[slug]["kind"])

    ways: dict[By, Callable[[Entry], str]] = {
        "donor": lambda entry: entry.donor,
        "recipient": lambda entry: entry.recipient,
        "year": lambda entry: entry.year,
        "relation": lambda entry: entry.relation,
        "topic": lambda entry: topic(actors[entry.recipient]) or NOT_KNOWN,
        "program": lambda entry: next(
            (slug for slug in (entry.recipient, entry.donor) if kind(slug) == PROGRAM), NOT_KNOWN
        ),
        "donor_kind": lambda entry: kind(entry.donor),
        "recipient_kind": lambda entry: kind(entry.recipient),
        "all": lambda _: "all",
    }
    return ways[by]


def is_actor(by: By, key: str) -> bool:
    """Whether the key of a group is the id of an actor."""
    return by in OF_ACTORS and key != NOT_KNOWN


def group_name(graph: OpenVersion, by: By, key: str) -> str:
    """A group in words."""
    if is_actor(by, key):
        return str(graph.actor(key)["name"])
    if key == NOT_KNOWN:
        return _NOT_KNOWN[by]
    if by == "topic":
        return topic_name(key)
    if by == "relation":
        return graph.terms.relations[key].label
    return graph.terms.kinds[key].label if by.endswith("_kind") else key
