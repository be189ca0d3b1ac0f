"""Ids in addresses: those of actors, ties, outcomes, conflicts and sources."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

KEY_LENGTH = 220
"""Longest id, in characters."""
MOST_ACTORS = 20
"""How many actors `around` may name."""

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
Around = Annotated[
    list[str] | None,
    Query(
        max_length=MOST_ACTORS,
        description="Ids of actors: only the part of the graph around them. Default: the whole graph.",
        examples=[["cut50"]],
    ),
]
