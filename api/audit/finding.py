"""What an audit finds, and what it looks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from api.audit.audited_tables import Tables
from graph.model.statements import Place


class Finding(NamedTuple):
    """Something that a person should look at: its place, the ids of the rows concerned, what is wrong and the cure."""

    place: Place
    ids: tuple[str, ...]
    text: str


class Check(NamedTuple):
    """One thing that an audit looks for. `title` says what its findings are, in the plural."""

    name: str
    title: str
    findings: Callable[[Tables], Iterable[Finding]]
