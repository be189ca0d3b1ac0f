"""The tables that ship, asked by hand: who is tied to whom, and when, with the csv module, dictionaries and loops."""

from __future__ import annotations

import calendar
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations

from tests.shipped import table

Row = dict[str, str]
FIRST, LAST = date(1, 1, 1), date(9999, 12, 31)


def rows(*relations: str, **cells: str) -> list[Row]:
    """The rows of some relations, with these cells."""
    asked = [row for row in table("relations") if row["predicate"] in relations]
    return [row for row in asked if all(row[name] == value for name, value in cells.items())]


def subjects(*relations: str, **cells: str) -> list[str]:
    """Who stands first in such rows, sorted."""
    return sorted({row["subject"] for row in rows(*relations, **cells)})


def objects(*relations: str, **cells: str) -> list[str]:
    """Who stands second in such rows, sorted."""
    return sorted({row["object"] for row in rows(*relations, **cells)})


def pairs(*relations: str, **cells: str) -> list[tuple[str, str]]:
    """First and second actor of such rows, sorted."""
    return sorted({(row["subject"], row["object"]) for row in rows(*relations, **cells)})


def of_kind(kind: str, actors: Iterable[str] | None = None) -> list[str]:
    """Those of the actors that are of a kind, sorted. Default: of all actors."""
    kinds = {row["actor_id"]: row["kind"] for row in table("actors")}
    return sorted(actor for actor in kinds if kinds[actor] == kind and (actors is None or actor in set(actors)))


def inside(place: str) -> set[str]:
    """What is located in a place, or in what is located in it, at any depth."""
    near: dict[str, set[str]] = defaultdict(set)
    for inner, outer in pairs("located_in"):
        near[outer].add(inner)
    reached, ring = set[str](), {place}
    while ring:
        ring = set().union(*(near[outer] for outer in ring)) - reached
        reached |= ring
    return reached


def rates(*measures: str) -> list[tuple[str, ...]]:
    """About whom, percent, window of years and population of each outcome of some measures but goals, sorted."""
    of_measures = [row for row in rows("reported_outcome") if row.get("measure") in measures]
    stated = [row for row in of_measures if row["outcome_type"] != "goal"]
    numbers = ("quantity", "window_years")
    return sorted({(row["subject"], *(_plain(row[name]) for name in numbers), row["population"]) for row in stated})


def days(text: str) -> tuple[date, date]:
    """The first and last day that a partial date may mean."""
    parts = [int(part) for part in text.split("-")]
    match parts:
        case [year, month, day]:
            return date(year, month, day), date(year, month, day)
        case [year, month]:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case _:
            raise ValueError(text)


def states_on(day: date, relation: str, **cells: str) -> dict[str, str]:
    """Whose state held on a day: first actor -> `certain` or `possible`. Rows that no date is known of are left out."""
    by_pair: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in rows(relation, **cells):
        by_pair[row["subject"], row["object"]].append(row)
    answer: dict[str, str] = {}
    for (who, _), stated in by_pair.items():
        known = {_on(day, one) for one in _ties(stated)}
        if known & {"certain", "possible"}:
            answer[who] = "certain" if "certain" in known else "possible"
    return answer


def undated(relation: str, **cells: str) -> list[str]:
    """Of whom no row gives any date for such a state, sorted."""
    dated = {row["subject"] for row in rows(relation, **cells) if _dates(row) != ("", "", "")}
    return sorted(set(subjects(relation, **cells)) - dated)


def events_within(first: date, last: date, relation: str, **cells: str) -> list[str]:
    """With whom an event certainly took place between two days, sorted by second actor."""
    dated = [row for row in rows(relation, **cells) if row["start"]]
    return sorted({row["object"] for row in dated if first <= days(row["start"])[0] and _last(row) <= last})


def exact_starts(relation: str, **cells: str) -> dict[str, str]:
    """Second actor -> the most exact of the dates that rows give for an event with it; empty where none does."""
    starts: dict[str, str] = {}
    for row in rows(relation, **cells):
        starts[row["object"]] = max(starts.get(row["object"], ""), row["start"], key=len)
    return starts


def _plain(number: str) -> str:
    """A number without zeros at the end of its decimals: `21` for `21.0`."""
    return number.rstrip("0").rstrip(".") if "." in number else number


def _last(row: Row) -> date:
    return days(row["end"] or row["start"])[1]


def _dates(row: Row) -> tuple[str, str, str]:
    return row["start"], row["end"], row.get("attested") or ""


def _ties(stated: list[Row]) -> list[list[Row]]:
    """Rows of one pair as ties: all of them are one where no two contradict each other, else each is one of its own."""
    agree = all(
        _agree(one["start"], other["start"]) and _agree(one["end"], other["end"])
        for one, other in combinations(stated, 2)
    )
    return [stated] if agree else [[row] for row in stated]


def _agree(one: str, other: str) -> bool:
    return not one or not other or one.startswith(other) or other.startswith(one)


def _on(day: date, tie: list[Row]) -> str:
    """`certain`, `possible`, `no`, or `undated`."""
    start = max((row["start"] for row in tie), key=len)
    end = max((row["end"] for row in tie), key=len)
    attested = [days(text) for row in tie if (text := row.get("attested") or "")]
    if not (start or end or attested):
        return "undated"
    begins, ends = days(start) if start else (FIRST, LAST), days(end) if end else (FIRST, LAST)
    if not begins[0] <= day <= ends[1]:
        return "no"
    begun_by = min(begins[1], *(known[1] for known in attested)) if attested else begins[1]
    lasted_until = max(ends[0], *(known[0] for known in attested)) if attested else ends[0]
    return "certain" if min(begun_by, ends[1]) <= day <= max(lasted_until, begins[0]) else "possible"
