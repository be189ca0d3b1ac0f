"""The types of problems: what each means, why it happens, and what to do about it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Final, NotRequired

from typing_extensions import TypedDict

PROBLEMS_PATH: Final = "/problems"


class ProblemType(TypedDict):
    """A type of problem, as problems.toml describes it. `type` is its address on any server of ours."""

    type: str
    slug: str
    title: str
    status: NotRequired[int]
    exit_code: NotRequired[int]
    meaning: str
    cause: str
    cure: str
    example: str


def type_address(slug: str) -> str:
    """The `type` of a problem (RFC 9457): a relative reference, which leads to its page on the server that answered."""
    return f"{PROBLEMS_PATH}/{slug}"


def _read() -> Mapping[str, ProblemType]:
    text = Path(__file__).with_suffix(".toml").read_text(encoding="utf-8")
    return {
        slug: ProblemType(type=type_address(slug), slug=slug, **table)  # type: ignore[typeddict-item]
        for slug, table in tomllib.loads(text).items()
    }


PROBLEM_TYPES: Final = _read()
"""All types of problems, by slug."""
