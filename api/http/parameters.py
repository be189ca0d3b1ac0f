"""The parameters that many questions share, as FastAPI reads them."""

from __future__ import annotations

# The dependencies are coroutines: FastAPI would take a thread for each plain function, in every request.
from collections.abc import Collection
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import Depends, Path, Query

from api.http.current_version import CurrentVersion, current_version
from api.http.request_errors import InvalidParameter
from graph.index.filters import ALL, Filter
from graph.model.dates import Certainty, Moment, parse_moment
from graph.storage.suggestions import suggestion

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
CurrentDep = Annotated[CurrentVersion, Depends(current_version)]
AsOf = Annotated[str, Query(pattern=r"^(\d{4}(-\d{2}(-\d{2})?)?)?$")]
"""A date as a form sends it: an empty field asks nothing."""
DateText = Annotated[str | None, Query(pattern=r"^\d{4}(-\d{2}(-\d{2})?)?$", examples=["2019-06-30"])]


async def moment(
    as_of: Annotated[DateText, Query(description="what held on this day (or in this month or year)")] = None,
    since: Annotated[DateText, Query(description="what held or happened from this date on")] = None,
    until: Annotated[DateText, Query(description="what held or happened up to this date")] = None,
    certainty: Annotated[Certainty, Query(description="possible: it may have held; certain: it did")] = "possible",
) -> Moment | None:
    """The time a question asks about."""
    return _moment(as_of, since, until, certainty)


def as_of_moment(as_of: str) -> Moment | None:
    """The time that a page shows."""
    return _moment(as_of or None, None, None, "possible")


def _moment(as_of: str | None, since: str | None, until: str | None, certainty: Certainty) -> Moment | None:
    try:
        return parse_moment(as_of, since, until, certainty)
    except ValueError as error:
        raise InvalidParameter(str(error)) from error


async def moment_from_to(
    as_of: Annotated[DateText, Query(description="what held on this day (or in this month or year)")] = None,
    first: Annotated[DateText, Query(alias="from", description="what held or happened from this date on")] = None,
    last: Annotated[DateText, Query(alias="to", description="what held or happened up to this date")] = None,
    certainty: Annotated[Certainty, Query(description="possible: it may have held; certain: it did")] = "possible",
) -> Moment | None:
    """The time a question asks about, its window as `from` and `to` (in a path these are the two actors)."""
    return _moment(as_of, first, last, certainty)


async def ties_wanted(  # noqa: PLR0917 - these are parameters of an address
    current: CurrentDep,
    relation: Annotated[list[str] | None, Query(description="only these relations", examples=[["funds"]])] = None,
    family: Annotated[
        list[str] | None, Query(description="only relations of these families", examples=[["money_tie"]])
    ] = None,
    status: Annotated[
        list[Literal["stated", "opinion", "disputed"]] | None, Query(description="only claims of these kinds")
    ] = None,
    tier: Annotated[int | None, Query(ge=1, le=3, description="only ties with a source of this tier or better")] = None,
    source: Annotated[list[str] | None, Query(description="only ties that one of these sources supports")] = None,
) -> Filter:
    """Which ties a question is about, whenever they held."""
    relations = current.graph.terms.relations
    families = {held.family for held in relations.values()}
    for key in source or ():
        current.graph.source(key)
    return Filter(
        relations=known("relation", relation, relations),
        families=known("family", family, families),
        statuses=frozenset(status or ()),
        worst_tier=tier,
        sources=frozenset(source or ()),
    )


async def kinds_wanted(
    current: CurrentDep,
    kind: Annotated[list[str] | None, Query(description="only actors of these kinds", examples=[["person"]])] = None,
) -> frozenset[str]:
    """Which kinds of actors a question is about; empty: all."""
    return known("kind", kind, current.graph.terms.kinds)


def known(what: str, asked: list[str] | None, choices: Collection[str]) -> frozenset[str]:
    """The names asked for; raises InvalidParameter for one that is not known."""
    unknown = sorted(name for name in asked or () if name not in choices)
    if unknown:
        near = suggestion(unknown[0], choices)
        raise InvalidParameter(f"no {what} {unknown[0]!r}{near}; /ontology defines them", unknown=unknown)
    return frozenset(asked or ())


async def only(
    wanted: Annotated[Filter, Depends(ties_wanted)], when: Annotated[Moment | None, Depends(moment_from_to)]
) -> Filter:
    """Which ties a question is about."""
    return _or_all(replace(wanted, moment=when))


async def only_on_paths(
    wanted: Annotated[Filter, Depends(ties_wanted)], when: Annotated[Moment | None, Depends(moment)]
) -> Filter:
    """Which ties a path may take."""
    return _or_all(replace(wanted, moment=when))


def _or_all(asked: Filter) -> Filter:
    """Nothing is looked at where nothing is asked."""
    return ALL if asked == ALL else asked


async def only_of_kinds(
    wanted: Annotated[Filter, Depends(only)], kinds: Annotated[frozenset[str], Depends(kinds_wanted)]
) -> Filter:
    """Which ties a question is about; those between actors of some kinds."""
    return _or_all(replace(wanted, kinds=kinds))


KindsDep = Annotated[frozenset[str], Depends(kinds_wanted)]
TieFilterDep = Annotated[Filter, Depends(only)]
TieFilterOfKindsDep = Annotated[Filter, Depends(only_of_kinds)]
PathFilterDep = Annotated[Filter, Depends(only_on_paths)]
