"""How the addresses of the API name things."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path, Query

KEY_LENGTH = 220
Slug = Annotated[str, Path(max_length=KEY_LENGTH, examples=["kim-kardashian"])]
TieId = Annotated[str, Path(max_length=KEY_LENGTH, examples=["kim-kardashian--apprentice-at--cut50--2018-10"])]
OutcomeId = Annotated[
    str,
    Path(
        max_length=KEY_LENGTH,
        examples=["first-step-act--crack-sentence-reductions--crack-sentence-reductions-2000--type-result"],
    ),
]
SourceId = Annotated[str, Path(max_length=KEY_LENGTH, examples=["tsr-2019-kanye-charitable-gift"])]
ActorAsked = Annotated[
    str | None, Query(max_length=KEY_LENGTH, description="id of an actor", examples=["kim-kardashian"])
]
