"""Errors for an id that a version does not have, or has under another name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from typing_extensions import TypedDict

from graph.identity.withdrawn_ids import Withdrawal
from graph.model.errors import ReentryError

_MOST_NAMED = 5
"""How many of the actors that a name fits are named in a message."""


class Unknown(ReentryError):
    """The graph has no record with this id. `cure` says what to do."""

    status = 404
    what = "thing"

    def __init__(self, key: str, cure: str) -> None:
        super().__init__(f"no {self.what} {key!r}: {cure}")
        self.key, self.cure = key, cure

    def members(self) -> Mapping[str, Any]:
        """The kind of record, and the id that does not exist."""
        return {"what": self.what, "key": self.key}


class Candidate(TypedDict):
    """An actor that may be meant: `matched` is the name of it that is like the text, `description` tells it apart."""

    id: str
    name: str
    kind: str
    matched: str
    description: str | None


class UnknownActor(Unknown):
    """The graph has no actor with this id or name. `candidates` are those with similar names."""

    problem, what = "unknown-actor", "actor"

    def __init__(self, key: str, candidates: Sequence[Candidate] = ()) -> None:
        names = ", ".join(one["id"] for one in candidates)
        super().__init__(key, f"did you mean {names}?" if names else "search for its name")
        self.candidates = candidates

    def members(self) -> Mapping[str, Any]:
        """The id or name that means no actor, and what may be meant."""
        return {**super().members(), "candidates": list(self.candidates)}


class AmbiguousName(UnknownActor):
    """Several actors are called so."""

    problem, status = "ambiguous-name", 300

    def __init__(self, key: str, candidates: Sequence[Candidate]) -> None:
        super().__init__(key, candidates)
        listed = ", ".join(f"{one['id']} ({one['name']})" for one in candidates[:_MOST_NAMED])
        more = ", ..." if len(candidates) > _MOST_NAMED else ""
        self.args = (f"{key!r} fits several actors: choose one by its id: {listed}{more}",)


class NoPlace(ReentryError):
    """The actor is no place, and nothing lies in it."""

    problem, status = "invalid-parameter", 422


class UnknownTie(Unknown):
    """The graph has no tie with this id."""

    problem, what = "unknown-tie", "tie"

    def __init__(self, key: str) -> None:
        super().__init__(key, "follow a tie from one of its actors")


class UnknownOutcome(Unknown):
    """The graph has no outcome with this id."""

    problem, what = "unknown-outcome", "outcome"

    def __init__(self, key: str) -> None:
        super().__init__(key, "follow an outcome from its actor")


class UnknownSource(Unknown):
    """The graph has no source with this id."""

    problem, what = "unknown-source", "source"

    def __init__(self, key: str) -> None:
        super().__init__(key, "follow a source from a tie that it supports")


class UnknownConflict(Unknown):
    """The graph has no conflict with this id."""

    problem, what = "unknown-conflict", "conflict"

    def __init__(self, key: str) -> None:
        super().__init__(key, "/conflicts lists all of them")


class Moved(Unknown):
    """The id was merged into another one, because both turned out to name the same actor."""

    problem, status = "moved-id", 308

    def __init__(self, what: str, key: str, to: str) -> None:
        self.what = what
        super().__init__(key, f"it is the same as {to}")
        self.to = to

    def members(self) -> Mapping[str, Any]:
        """The id in the request, and the one to use instead."""
        return {"key": self.key, "to": self.to}


class Named(Moved):
    """The text is no id but the name of an actor. `candidates` are others that are called so, too."""

    problem, status = "named-actor", 307

    def __init__(self, name: str, to: str, candidates: Sequence[Candidate] = ()) -> None:
        super().__init__("actor", name, to)
        self.args = (f"{name!r} is the name of {to}",)
        self.candidates = candidates

    def members(self) -> Mapping[str, Any]:
        """The name, the id to use instead, and other actors that are called so."""
        return {**super().members(), "candidates": list(self.candidates)}


class Withdrawn(Unknown):
    """The id was withdrawn. Nothing says whose it is: the id itself mostly names the person."""

    problem, status = "withdrawn", 410

    def __init__(self, what: str, withdrawal: Withdrawal) -> None:
        self.what, self.reason, self.day = what, withdrawal.reason, withdrawal.day
        ReentryError.__init__(self, f"this {what} was withdrawn on {self.day}: {self.reason}")

    def members(self) -> Mapping[str, Any]:
        """The kind of record, and why and when it was withdrawn."""
        return {"what": self.what, "reason": self.reason, "date": self.day}
