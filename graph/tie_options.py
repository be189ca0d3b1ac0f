"""The filters of ties as a notebook writes them, and the error for a name or a value that there is not."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from inspect import Parameter, isfunction, signature
from typing import ParamSpec, TypeVar

from typing_extensions import TypedDict, Unpack

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Certainty, Undated, parse_moment
from graph.storage.suggestions import suggestion

P = ParamSpec("P")
T = TypeVar("T")
_STATUSES = ("disputed", "opinion", "stated")
_TIERS = (1, 2, 3)
_LISTS = ("relations", "families", "statuses", "kinds", "sources")


class TieFilter(TypedDict, total=False):
    """Filters of ties; one left out sets no condition. `tier` 2 omits ties that only sources of tier 3 support."""

    as_of: str
    since: str
    until: str
    certainty: Certainty
    undated: Undated
    relations: list[str]
    families: list[str]
    statuses: list[str]
    kinds: list[str]
    sources: list[str]
    tier: int


def names_nearest(function: Callable[P, T]) -> Callable[P, T]:
    """The same function; an argument that it does not have raises a TypeError with the name of the nearest."""
    parameters = signature(function).parameters.values()
    known = {it.name for it in parameters if it.kind in (Parameter.KEYWORD_ONLY, Parameter.POSITIONAL_OR_KEYWORD)}
    if any(it.kind is Parameter.VAR_KEYWORD for it in parameters):
        known |= TieFilter.__annotations__.keys()

    @wraps(function)
    def call(*arguments: P.args, **named: P.kwargs) -> T:
        for name in named:
            if name not in known:
                near = suggestion(name, known - {"self"})
                raise TypeError(f"{function.__name__}() has no argument {name!r}{near}")
        return function(*arguments, **named)

    return call


def methods_name_nearest(cls: type[T]) -> type[T]:
    """The same class, with `names_nearest` of each method that users call."""
    for name, method in list(vars(cls).items()):
        if isfunction(method) and not name.startswith("_"):
            setattr(cls, name, names_nearest(method))
    return cls


@names_nearest
def tie_filter(**filters: Unpack[TieFilter]) -> Filter:
    """The filter with these conditions; raises ValueError for an invalid date, TypeError for what is no filter."""
    for name, value in filters.items():
        if name in _LISTS and isinstance(value, str):
            raise TypeError(f"{name} is a list: write {name}=[{value!r}]")
    chosen = Filter(
        relations=frozenset(filters.get("relations", ())),
        statuses=frozenset(filters.get("statuses", ())),
        worst_tier=filters.get("tier"),
        moment=parse_moment(
            filters.get("as_of"),
            filters.get("since"),
            filters.get("until"),
            filters.get("certainty", "possible"),
            filters.get("undated", "exclude"),
        ),
        families=frozenset(filters.get("families", ())),
        kinds=frozenset(filters.get("kinds", ())),
        sources=frozenset(filters.get("sources", ())),
    )
    return ALL if chosen == ALL else chosen


def require_known_names(graph: OpenVersion, chosen: Filter) -> None:
    """Raise ValueError for a relation, a kind or the like that there is not, and Unknown for a source."""
    relations = graph.terms.relations
    _require("relation", chosen.relations, relations)
    _require("family", chosen.families, {relation.family for relation in relations.values()})
    _require("kind", chosen.kinds, graph.terms.kinds)
    _require("status", chosen.statuses, _STATUSES)
    if chosen.worst_tier not in (None, *_TIERS):
        raise ValueError(f"there is no tier {chosen.worst_tier!r}: write 1, 2 or 3")
    for source in sorted(chosen.sources):
        graph.source(source)


def _require(what: str, names: Collection[str], choices: Collection[str]) -> None:
    for name in sorted(set(names) - set(choices)):
        raise ValueError(f"there is no {what} {name!r}{suggestion(name, choices)}")
