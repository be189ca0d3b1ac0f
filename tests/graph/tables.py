"""The fact tables that ship, reckoned with by hand: dictionaries and loops, nothing of the project."""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from tests.shipped import FACTS, table

ONTOLOGY = FACTS.with_name("ontology.ttl").read_text(encoding="utf-8")
NO_DAY = (date(1, 1, 1), date(9999, 12, 31))


def relations_whose_class_says(text: str) -> set[str]:
    """Relations, as the tables write them, whose class holds a text: found in the ontology as a reader would."""
    paragraphs = ONTOLOGY.split("\n\n")
    classes = {found[1] for one in paragraphs if text in one and (found := re.match(r"(rg:\w+) a owl:Class", one))}
    found_in = [re.search(r"^rg:(\w+) a .*rg:tieClass (rg:\w+)", one, re.DOTALL) for one in paragraphs]
    names = [found[1] for found in found_in if found and found[2] in classes]
    return {re.sub(r"(?=[A-Z])", "_", name).lower() for name in names}


MONEY = relations_whose_class_says("rdfs:subClassOf rg:MoneyTie")
STATES = relations_whose_class_says('rg:temporality "state"')
"""The relations that go on from their start until an end; all others happen once."""


class Row(NamedTuple):
    """One tie, put together from the rows that state it."""

    start: str
    relation: str
    end: str
    since: str
    until: str
    amount: int | None
    sources: frozenset[str]
    statuses: frozenset[str]
    conflicts: frozenset[str]
    attested: frozenset[str] = frozenset()

    @property
    def ends(self) -> frozenset[str]:
        """Both actors."""
        return frozenset((self.start, self.end))


def ties() -> list[Row]:
    """Every tie: rows that agree on all but their source and their remarks are one."""
    told: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in table("relations"):
        if row["predicate"] != "reported_outcome":
            told[_same(row)].append(row)
    return [_row(rows) for rows in told.values()]


def days(text: str) -> tuple[date, date]:
    """The first and last day that a partial date may mean; the first and last of all where it is empty."""
    parts = [int(part) for part in text.split("-")] if text else []
    match parts:
        case [year, month, day]:
            return date(year, month, day), date(year, month, day)
        case [year, month]:
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        case [year]:
            return date(year, 1, 1), date(year, 12, 31)
        case _:
            return NO_DAY


def possible(row: Row, day: date) -> bool:
    """Whether a tie has a date, and nothing that is known keeps it from holding, or having happened, by this day."""
    if not (row.since or row.until or row.attested):
        return False
    if row.relation in STATES:
        return days(row.since)[0] <= day <= days(row.until)[1]
    return days(row.since)[0] <= day


def certain(row: Row, day: date) -> bool:
    """Whether a tie held on this day, or had happened by then, whatever the days it leaves open."""
    first, last = days(row.since), days(row.until)
    proved = [days(text) for text in row.attested]
    if row.relation not in STATES:
        known = [last[1]] if row.until else [first[1]] if row.since else [it[1] for it in proved]
        return bool(known) and min(known) <= day
    begun = min(it[1] for it in (first, last, *proved))
    ended = max(it[0] for it in (first, *([last] if row.until else []), *proved))
    return begun <= day <= ended


def within(row: Row, start: date, end: date) -> bool:
    """Whether an event certainly happened between two days."""
    first, last = days(row.since), days(row.until or row.since)
    return row.relation not in STATES and start <= first[0] and last[1] <= end


def neighbors(rows: Iterable[Row], *, directed: bool = False) -> dict[str, set[str]]:
    """Actor -> the actors it has ties with (directed: that its ties lead to)."""
    found: dict[str, set[str]] = defaultdict(set)
    for row in rows:
        found[row.start].add(row.end)
        if not directed:
            found[row.end].add(row.start)
    return found


def distances(near: dict[str, set[str]], start: str, without: frozenset[str] = frozenset()) -> dict[str, int]:
    """How many steps each actor is from one of them."""
    found, ring, step = {start: 0}, {start}, 0
    while ring:
        step += 1
        ring = {other for actor in ring for other in near.get(actor, ())} - found.keys() - without
        found |= dict.fromkeys(ring, step)
    return found


def cores(near: dict[str, set[str]]) -> dict[str, int]:
    """The k-core number of each actor: take away who has fewest neighbors, again and again."""
    left, found, most = {actor: set(others) for actor, others in near.items()}, dict[str, int](), 0
    while left:
        actor = min(left, key=lambda one: len(left[one]))
        most = max(most, len(left[actor]))
        found[actor] = most
        for other in left.pop(actor):
            left[other].discard(actor)
    return found


def total(rows: Iterable[Row]) -> int:
    """All amounts that are stated, added up as they are."""
    return sum(row.amount or 0 for row in rows)


def hops(rows: list[Row], start: str, end: str, **asked: Any) -> int | None:
    """How many steps lead from one actor to another."""
    return distances(neighbors(rows, **asked), start).get(end)


def most(counted: dict[str, int], limit: int) -> list[tuple[str, int]]:
    """The largest counts."""
    return sorted(counted.items(), key=lambda pair: (-pair[1], pair[0]))[:limit]


def given(rows: list[Row], donor: str, **also: str) -> list[Row]:
    """The money ties of a donor."""
    return [
        row
        for row in rows
        if row.relation in MONEY
        and row.start == donor
        and all(getattr(row, name) == value for name, value in also.items())
    ]


def middles(rows: list[Row], start: str, end: str) -> list[str]:
    """Who stands between two actors."""
    near = neighbors(rows)
    return sorted(near[start] & near[end])


def led(rows: list[Row], what: str, day: date) -> list[str]:
    """Who may have led something on a day."""
    return sorted({row.start for row in rows if (row.relation, row.end) == ("leads", what) and possible(row, day)})


def within_six(steps: int | None) -> int | None:
    """Nothing where it is farther than paths go."""
    return steps if steps is not None and steps <= 6 else None


def two_hands(rows: list[Row], donor: str) -> list[str]:
    """Who can have received money of a donor, at first or second hand, in time."""
    came: dict[str, date] = {}
    for row in given(rows, donor):
        came[row.end] = min(came.get(row.end, date.max), days(row.since)[0])
    second = {row.end for between, day in came.items() for row in given(rows, between) if last_day(row) >= day}
    return sorted((came.keys() | second) - {donor})


def last_day(row: Row) -> date:
    """The last day on which a tie may have held; of an event without an end, that of its start."""
    if row.relation not in STATES and not row.until:
        return days(row.since)[1]
    return days(row.until)[1]


def innermost(rows: list[Row]) -> list[tuple[str, int]]:
    """The actors of the highest core."""
    found = cores(neighbors(rows))
    return [(actor, core) for actor, core in sorted(found.items()) if core == max(found.values())]


def grants_by_hand(rows: list[Row]) -> tuple[int, list[tuple[str, int]]]:
    """The same from the"""
    pairs = {(row.start, row.end) for row in rows if row.relation == "grants_to"}
    recipients = Counter(donor for donor, _ in pairs)
    return len(recipients), most(recipients, 3)


def without_program(rows: list[Row]) -> int:
    """How many money ties have a program at neither end."""
    programs = {row["actor_id"] for row in table("actors") if row["kind"] == "program"}
    return sum(row.relation in MONEY and not programs & {row.start, row.end} for row in rows)


def without_topic(rows: list[Row]) -> int:
    """How many money ties lead to an actor that no tax record puts into a class."""
    classed = {row["actor_id"] for row in table("actors") if re.search(r"\bntee=", row["external_ids"])}
    return sum(row.relation in MONEY and row.end not in classed for row in rows)


def one_source() -> int:
    """How many actors are spoken of by one source alone."""
    said: dict[str, set[str]] = defaultdict(set)
    for row in table("actors"):
        said[row["actor_id"]].add(row["source_id"])
    for row in table("relations"):
        for end in filter(None, (row["subject"], row["object"])):
            said[end].add(row["source_id"])
    return sum(len(sources) == 1 for sources in said.values())


def _same(row: dict[str, str]) -> tuple[str, ...]:
    told_apart = ["subject", "predicate", "object", "start", "end", "amount_usd", "quantity"]
    told_apart += ["unit"] if row["quantity"] else []
    told_apart += ["role"] if row["predicate"] == "granted_clemency_to" else []
    return tuple(row[name] for name in told_apart)


def _row(rows: list[dict[str, str]]) -> Row:
    first = rows[0]
    return Row(
        first["subject"],
        first["predicate"],
        first["object"],
        first["start"],
        first["end"],
        int(first["amount_usd"]) if first["amount_usd"] else None,
        frozenset(row["source_id"] for row in rows),
        frozenset(row["claim_status"] for row in rows),
        frozenset(row["conflict_id"] for row in rows) - {""},
        frozenset(row.get("attested", "") for row in rows) - {""},
    )
