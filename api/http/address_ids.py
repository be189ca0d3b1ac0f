"""Ids in addresses: those of actors, ties, outcomes, conflicts and sources."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated
from urllib.parse import quote, urlencode

from fastapi import Path, Query, Request

KEY_LENGTH = 220
"""Longest id, in characters."""
MOST_ACTORS = 20
"""How many actors a parameter that takes several may name."""
ACTOR_PARAMETERS = frozenset({"actor", "around", "avoid", "donor", "end", "from", "in", "recipient", "start", "to"})
"""The parameters of addresses whose values are ids of actors."""

Slug = Annotated[str, Path(max_length=KEY_LENGTH, description="Id of an actor.", examples=["kim-kardashian"])]
TieId = Annotated[
    str,
    Path(max_length=KEY_LENGTH, description="Id of a tie.", examples=["kim-kardashian--apprentice-at--cut50--2018-10"]),
]
OutcomeId = Annotated[
    str,
    Path(
        max_length=KEY_LENGTH,
        description="Id of an outcome.",
        examples=[
            "first-step-act--sentences-shortened--people-2000--type-result--of-crack-cocaine-sentences-under-the-fair-sentencing-act"
        ],
    ),
]
ConflictId = Annotated[
    str, Path(max_length=KEY_LENGTH, description="Id of a conflict.", examples=["reform-alliance-founding-year"])
]
SourceId = Annotated[
    str, Path(max_length=KEY_LENGTH, description="Id of a source.", examples=["tsr-2019-kanye-charitable-gift"])
]
OptionalActor = Annotated[
    str | None, Query(max_length=KEY_LENGTH, description="Id of an actor.", examples=["kim-kardashian"])
]
AnyOfActors = Annotated[
    list[str] | None,
    Query(max_length=MOST_ACTORS, description="Ids of actors: any of them.", examples=[["kim-kardashian"]]),
]
Around = Annotated[
    list[str] | None,
    Query(
        max_length=MOST_ACTORS,
        description="Ids of actors: only the part of the graph around them. Default: the whole graph.",
        examples=[["cut50"]],
    ),
]


def with_id(request: Request, old: str, new: str) -> str:
    """The address of a request with another id wherever it names `old`, by its id or its name."""
    path, query = _path_with_id(request, old, new), query_with_id(request.query_params.multi_items(), old, new)
    return f"{path}?{query}" if query else path


def query_with_id(parameters: Iterable[tuple[str, str]], old: str, new: str) -> str:
    """The parameters of an address with another id in each that names `old`."""
    return urlencode(
        [(name, new if name in ACTOR_PARAMETERS and _same(value, old) else value) for name, value in parameters]
    )


def _path_with_id(request: Request, old: str, new: str) -> str:
    template: list[str] = request.scope["route"].path_format.split("/")  # without the prefix of its router
    path: list[str] = request.scope["path"].split("/")
    before = len(path) - len(template)
    ids = [new if part[:1] == "{" and sent == old else sent for part, sent in zip(template, path[before:], strict=True)]
    return "/".join(quote(part, safe="") for part in path[:before] + ids)


def _same(one: str, other: str) -> bool:
    """Whether two texts are one: forms leave out spaces at their ends."""
    return one.strip() == other.strip()
