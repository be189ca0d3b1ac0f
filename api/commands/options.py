"""The options that many commands share, and what they ask for."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

import typer

from graph.versions.version_folders import Home

if TYPE_CHECKING:
    from graph.index.filters import Filter
    from graph.index.knowledge import Knowledge

Certainty = Literal["possible", "certain"]
Data = Annotated[Path, typer.Option("--data", envvar="REENTRY_DATA", help="Folder that holds the versions.")]
AsOf = Annotated[str | None, typer.Option("--as-of", help="Only what held then: YYYY, YYYY-MM or YYYY-MM-DD.")]
Since = Annotated[str | None, typer.Option("--from", help="Only what held or happened from this date on.")]
Until = Annotated[str | None, typer.Option("--to", help="Only what held or happened up to this date.")]
Certain = Annotated[Certainty, typer.Option("--certainty", help="What may have held then, or what certainly did.")]
Relations = Annotated[list[str] | None, typer.Option("--relation", help="Only this relation; may be repeated.")]
Tier = Annotated[
    int | None, typer.Option("--tier", min=1, max=3, help="Only ties with a source of this tier or better.")
]
DATA = Path("data")


class Wanted(NamedTuple):
    """What the options ask for, as they were typed."""

    as_of: str | None
    since: str | None
    until: str | None
    certainty: Certainty
    relations: Iterable[str] | None
    tier: int | None


def opened(data: Path) -> Knowledge:
    """The current version; raises NoVersion with the cure where there is none."""
    from graph.index.knowledge import Knowledge

    return Knowledge.open(Home(data).require())


def admitted(knowledge: Knowledge, wanted: Wanted) -> Filter:
    """Which ties are asked about; raises ValueError for a relation or a date that is none."""
    from graph.index.filters import ALL, Filter
    from graph.model.dates import asked

    relations = frozenset(wanted.relations or ())
    unknown = sorted(relations - set(knowledge.terms.relations))
    if unknown:
        raise ValueError(f"no relation {unknown[0]!r}: choose among {', '.join(sorted(knowledge.terms.relations))}")
    moment = asked(wanted.as_of, wanted.since, wanted.until, wanted.certainty)
    found = Filter(relations=relations, worst_tier=wanted.tier, moment=moment)
    return ALL if found == ALL else found
