"""Parameters that several routes share: dates, pages, and the filters of ties and actors; and which a route has."""

from __future__ import annotations

# The dependencies are coroutines: for a plain function FastAPI would use a thread in every request.
from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Annotated, Any, Literal, NamedTuple, TypeVar, get_args, get_origin

import msgspec
from fastapi import Depends, Header, Query, Request, Response
from fastapi.dependencies.utils import get_dependant

from api.http.current_version import CurrentVersion, current_version, version_asked
from api.http.earlier_names import EARLIER, RENAMED, address_today, value_of
from api.http.request_errors import InvalidParameter
from api.http.times import (
    AS_OF,
    SINCE,
    UNTIL,
    CertaintyChoice,
    DateText,
    UndatedChoice,
    moment_asked,
    with_undated_url,
)
from graph.index.filters import ALL, Filter, require_place
from graph.model.dates import Moment
from graph.storage.suggestions import suggestion
from graph.views.pagination import MOST

CURSOR_LENGTH = 4000
"""Longest cursor, in characters."""
MOST_ROWS = 10_000
"""How many rows a table has at most."""
MOST_PLACES = 20
"""How many places `in` may name."""
_OF_LINKS = ("utm_", "fbclid", "gclid", "msclkid", "mc_cid", "mc_eid")
"""How the parameters begin that mail programs and social networks add to links. They ask nothing of us."""
_OF_TIME = frozenset({"as_of", "from", "to", "since", "until", "certainty", "undated"})
Answer = TypeVar("Answer", bound=Any)

CurrencyCode = Annotated[
    str, Query(pattern=r"^[A-Z]{3}$", description="Currency of the amounts, as an ISO 4217 code.", examples=["USD"])
]
Accept = Annotated[
    str | None, Header(description="Media types that the client accepts.", examples=["text/turtle", "text/html"])
]

CurrentDep = Annotated[CurrentVersion, Depends(version_asked)]
NewestDep = Annotated[CurrentVersion, Depends(current_version)]
"""The newest version, whatever the parameter `known_at` says."""


async def require_known_parameters(request: Request) -> None:
    """Raise InvalidParameter for a parameter that the route lacks, and for one sent twice that takes one value."""
    sent = request.query_params
    route = request.scope["route"]
    takes_list = (
        _parameters(route.path, route.endpoint, *(one.dependency for one in route.dependencies)) if sent else {}
    )
    for name in sent:
        if name not in takes_list and not name.startswith(_OF_LINKS):
            raise InvalidParameter(f"there is no parameter {_why_not(name[:80], takes_list)}", unknown=[name[:80]])
        if len(values := sent.getlist(name)) > 1 and not takes_list.get(name, True):
            raise InvalidParameter(f"{name} takes one value, and here are {len(values)}: send one", repeated=[name])


def _why_not(name: str, known: Collection[str]) -> str:
    """A parameter that a route lacks, why it does, and what to send instead."""
    why = ": this answer does not choose ties by their dates" if name in _OF_TIME else ""
    near = (suggestion(name, known) or "; /docs lists them") if known else "; this address has no parameters"
    return f"{name!r} here{why}{near}"


@lru_cache
def _parameters(path: str, *calls: Callable[..., Any]) -> Mapping[str, bool]:
    """The names of the parameters of a route and of what it depends on, and whether each takes several values."""
    names: dict[str, bool] = {}
    waiting = [get_dependant(path=path, call=call) for call in calls]
    while waiting:
        part = waiting.pop()
        waiting += part.dependencies
        names |= {one.alias: _is_list(one.field_info.annotation) for one in part.query_params}
    return names


def _is_list(annotation: Any) -> bool:
    return list in {get_origin(kind) for kind in (annotation, *get_args(annotation))}


async def moment_of_path(
    as_of: Annotated[DateText, Query(description=AS_OF)] = None,
    since: Annotated[DateText, Query(description=SINCE)] = None,
    until: Annotated[DateText, Query(description=UNTIL)] = None,
    certainty: CertaintyChoice = "possible",
    undated: UndatedChoice = "exclude",
) -> Moment | None:
    """The time that a request for paths is about: one date, or a window."""
    is_timed = as_of or since or until or undated == "include"
    return moment_asked(as_of, since, until, certainty, undated) if is_timed else None


async def moment_of_ties(  # noqa: PLR0917 - these are query parameters
    request: Request,
    as_of: Annotated[DateText, Query(description=AS_OF)] = None,
    since: Annotated[DateText, Query(description=SINCE)] = None,
    until: Annotated[DateText, Query(description=UNTIL)] = None,
    first: Annotated[DateText, Query(alias="from", description=EARLIER.format("since"), deprecated=True)] = None,
    last: Annotated[DateText, Query(alias="to", description=EARLIER.format("until"), deprecated=True)] = None,
    certainty: CertaintyChoice = "possible",
    undated: UndatedChoice = "exclude",
) -> Moment | None:
    """The time that a request is about: one date, or a window. `from` and `to` are ends of paths everywhere else."""
    if first or last:  # looked at here already, since hardly any request has them
        since = value_of(request, "since", since, "from", first)
        until = value_of(request, "until", until, "to", last)
    return await moment_of_path(as_of, since, until, certainty, undated)


async def places_of_request(
    current: CurrentDep,
    places: Annotated[
        list[str] | None,
        Query(
            alias="in",
            max_length=MOST_PLACES,
            description="Only what is in one of these places, at any depth: ids of towns, counties or states.",
            examples=[["us-state-CT"]],
        ),
    ] = None,
) -> frozenset[str]:
    """The places that a request is about; empty for anywhere. Raises Unknown and NoPlace."""
    reader = current.graph.reader
    canonical = frozenset(map(reader.canonical_id, places or ()))
    for place in sorted(canonical):
        require_place(current.graph, place)
    return canonical


PlacesDep = Annotated[frozenset[str], Depends(places_of_request)]


async def ties_at_any_time(  # noqa: PLR0917 - these are query parameters
    current: CurrentDep,
    relation: Annotated[list[str] | None, Query(description="Only these relations.", examples=[["funds"]])] = None,
    family: Annotated[
        list[str] | None, Query(description="Only relations of these families.", examples=[["money_tie"]])
    ] = None,
    status: Annotated[
        list[Literal["stated", "opinion", "disputed"]] | None,
        Query(description="Only claims of this status.", examples=[["stated"]]),
    ] = None,
    tier: Annotated[
        int | None,
        Query(ge=1, le=3, description="Only ties with a source of this tier or better; 1 is the best.", examples=[1]),
    ] = None,
    source: Annotated[
        list[str] | None,
        Query(
            description="Only ties that at least one of these sources supports.",
            examples=[["tsr-2019-kanye-charitable-gift"]],
        ),
    ] = None,
    places: PlacesDep = frozenset(),
) -> Filter:
    """The filter of a request without its dates."""
    relations = current.graph.terms.relations
    families = {defined.family for defined in relations.values()}
    for key in source or ():
        current.graph.source(key)
    return Filter(
        relations=check_names("relation", relation, relations),
        families=check_names("family", family, families),
        statuses=frozenset(status or ()),
        worst_tier=tier,
        sources=frozenset(source or ()),
        places=places,
    )


async def kinds_of_actors(
    current: CurrentDep,
    kind: Annotated[list[str] | None, Query(description="Only actors of these kinds.", examples=[["person"]])] = None,
) -> frozenset[str]:
    """The kinds of actors that a request is about; empty for all."""
    return check_names("kind", kind, current.graph.terms.kinds)


def check_names(what: str, names: list[str] | None, choices: Collection[str]) -> frozenset[str]:
    """These names as a set; raises InvalidParameter for one that is not among the choices."""
    unknown = sorted(name for name in names or () if name not in choices)
    if unknown:
        near = suggestion(unknown[0], choices)
        raise InvalidParameter(f"no {what} {unknown[0]!r}{near}; /ontology defines them", unknown=unknown)
    return frozenset(names or ())


async def tie_filter(
    ties: Annotated[Filter, Depends(ties_at_any_time)], when: Annotated[Moment | None, Depends(moment_of_ties)]
) -> Filter:
    """Which ties a request is about."""
    return _or_all(replace(ties, moment=when))


async def path_filter(
    ties: Annotated[Filter, Depends(ties_at_any_time)], when: Annotated[Moment | None, Depends(moment_of_path)]
) -> Filter:
    """Which ties a path may use."""
    return _or_all(replace(ties, moment=when))


async def tie_filter_of_kinds(
    ties: Annotated[Filter, Depends(tie_filter)], kinds: Annotated[frozenset[str], Depends(kinds_of_actors)]
) -> Filter:
    """Which ties a request is about: only those between actors of these kinds."""
    return _or_all(replace(ties, kinds=kinds))


def _or_all(requested: Filter) -> Filter:
    """`ALL` itself for a filter that filters nothing: code compares with it to take a shorter way."""
    return ALL if requested == ALL else requested


class PageRequest(NamedTuple):
    """Which page of an answer the request asks for."""

    limit: int
    cursor: str | None
    request: Request
    response: Response

    def with_link(self, answer: Answer) -> Answer:
        """The answer with the address that takes in undated ties. Sets the header `Link` to that of the next page."""
        if answer["next"] is not None:
            asked = address_today(self.request) if RENAMED in self.request.scope["state"] else self.request.url
            url = asked.include_query_params(cursor=answer["next"])
            self.response.headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
        return with_undated_url(answer, self.request) if "undated" in answer else answer

    def as_json(self, answer: Answer) -> Response:
        """The answer as JSON with its link, faster than FastAPI, which would validate each value first."""
        body = msgspec.json.encode(self.with_link(answer))
        headers = dict(self.response.headers)
        return Response(body, media_type="application/json", headers=headers)


async def page_request(
    request: Request,
    response: Response,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Largest number of items on a page.", examples=[50])] = 50,
    cursor: Annotated[
        str | None,
        Query(
            max_length=CURSOR_LENGTH,
            description="Where the page starts: `next` of the page before. Keep all other parameters the same.",
            examples=[""],
        ),
    ] = None,
) -> PageRequest:
    """The page that the request asks for."""
    return PageRequest(limit, cursor, request, response)


async def table_format(
    form: Annotated[
        Literal["json", "csv", "xlsx"] | None,
        Query(
            alias="format",
            description="`csv` or `xlsx`: the list as a table; `Accept` can ask for it too. Without `limit` it has all "
            f"rows, at most {MOST_ROWS:,}; `Link` leads to further ones.",
            examples=["csv"],
        ),
    ] = None,
) -> str | None:
    """The format that a list is asked for in."""
    return form


AS_TABLE = Depends(table_format)
"""What a route depends on whose answer is a list: its `ListRoute` makes the table."""
KindsDep = Annotated[frozenset[str], Depends(kinds_of_actors)]
TieFilterDep = Annotated[Filter, Depends(tie_filter)]
TieFilterOfKindsDep = Annotated[Filter, Depends(tie_filter_of_kinds)]
PathFilterDep = Annotated[Filter, Depends(path_filter)]
PageDep = Annotated[PageRequest, Depends(page_request)]
