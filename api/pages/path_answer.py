"""The answer to the path form of the home page: the paths between two actors, or the actors that may be meant."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, NamedTuple

from api.http.address_ids import query_with_id
from api.http.times import PageTime
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Candidate, UnknownActor
from graph.queries.paths import paths

_MOST = 3
"""How many paths the page shows."""


class PathForm(NamedTuple):
    """What the user typed into the form: two actors, by id or by name, and a time."""

    start: str
    end: str
    time: PageTime
    parameters: tuple[tuple[str, str], ...] = ()
    """All parameters of the request."""

    def choices(self, text: str, candidates: Sequence[Candidate]) -> list[dict[str, Any]]:
        """The actors that a text may mean, each with the address of the same question about it."""
        return [{**one, "url": f"/?{query_with_id(self.parameters, text, one['id'])}"} for one in candidates]


def path_answer(graph: OpenVersion, form: PathForm) -> dict[str, Any]:
    """The shortest paths between the two actors that the form names; else the problem, its status, and who is meant.

    `namesakes` are the other actors that are called as one of the two was typed.
    """
    try:
        named = [(text, *graph.reader.named_among(text)) for text in (form.start, form.end)]
    except UnknownActor as error:
        return {
            **_NOTHING,
            "status": error.status,
            "problem": _why(error),
            "choices": form.choices(error.key, error.candidates),
        }
    (_, start, _), (_, end, _) = named
    if start == end:
        return {**_NOTHING, "problem": f"“{form.start}” and “{form.end}” are the same actor."}
    namesakes = [{"name": text, "choices": form.choices(text, others)} for text, _, others in named if others]
    between = paths(graph, start, end, limit=_MOST, tie_filter=time_filter(form.time))
    return {**_NOTHING, **between, "namesakes": namesakes}


def time_filter(time: PageTime) -> Filter:
    """The ties of the time that a page shows."""
    return Filter(moment=time.moment) if time.moment else ALL


def _why(error: UnknownActor) -> str:
    if error.status == HTTPStatus.MULTIPLE_CHOICES:
        return f"Which “{error.key}” do you mean?"
    return f"There is no actor called “{error.key}”.{' Do you mean:' if error.candidates else ''}"


_NOTHING: dict[str, Any] = {"status": HTTPStatus.OK, "problem": None, "choices": [], "namesakes": [], "paths": []}
