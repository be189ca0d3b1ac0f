"""The parameters that many questions share, as FastAPI reads them."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, Query

from api.errors import Problem
from api.serving import Answering, answering
from graph.filters import Filter
from graph.time import Certainty, Moment, asked

Current = Annotated[Answering, Depends(answering)]
AsOf = Annotated[str, Query(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]
"""A date as a form sends it: an empty field asks nothing."""
DateText = Annotated[str | None, Query(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", examples=["2019-06-30"])]


def moment(
    as_of: Annotated[DateText, Query(description="what held on this day (or in this month or year)")] = None,
    since: Annotated[DateText, Query(description="what held or happened from this date on")] = None,
    until: Annotated[DateText, Query(description="what held or happened up to this date")] = None,
    certainty: Annotated[Certainty, Query(description="possible: it may have held; certain: it did")] = "possible",
) -> Moment | None:
    """The time a question asks about."""
    try:
        return asked(as_of, since, until, certainty)
    except ValueError as error:
        raise Problem(422, str(error)) from error


def as_of_moment(as_of: str) -> Moment | None:
    """The time that a page shows."""
    return moment(as_of or None, None, None, "possible")


def moment_from_to(
    as_of: Annotated[DateText, Query(description="what held on this day (or in this month or year)")] = None,
    first: Annotated[DateText, Query(alias="from", description="what held or happened from this date on")] = None,
    last: Annotated[DateText, Query(alias="to", description="what held or happened up to this date")] = None,
    certainty: Annotated[Certainty, Query(description="possible: it may have held; certain: it did")] = "possible",
) -> Moment | None:
    """The time a question asks about, its window as `from` and `to` (in a path these are the two actors)."""
    return moment(as_of, first, last, certainty)


def ties_wanted(
    current: Current,
    relation: Annotated[list[str] | None, Query(description="only these relations", examples=[["funds"]])] = None,
    status: Annotated[
        list[Literal["stated", "opinion", "disputed"]] | None, Query(description="only claims of these kinds")
    ] = None,
    tier: Annotated[int | None, Query(ge=1, le=3, description="only ties with a source of this tier or better")] = None,
) -> Filter:
    """Which ties a question is about, whenever they held."""
    unknown = sorted(set(relation or ()) - set(current.knowledge.terms.relations))
    if unknown:
        raise Problem(422, f"no relation {unknown[0]!r}: /ontology defines them", relation=unknown)
    return Filter(frozenset(relation or ()), frozenset(status or ()), tier)


def only(
    wanted: Annotated[Filter, Depends(ties_wanted)], when: Annotated[Moment | None, Depends(moment_from_to)]
) -> Filter:
    """Which ties a question is about."""
    return replace(wanted, moment=when)


def only_on_paths(
    wanted: Annotated[Filter, Depends(ties_wanted)], when: Annotated[Moment | None, Depends(moment)]
) -> Filter:
    """Which ties a path may take."""
    return replace(wanted, moment=when)


Only = Annotated[Filter, Depends(only)]
OnlyOnPaths = Annotated[Filter, Depends(only_on_paths)]
