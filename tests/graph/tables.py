"""The fact tables that ship, reckoned with by hand: dictionaries and loops, nothing of the project."""

from __future__ import annotations

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from functools import cache
from itertools import combinations, product
from typing import Any, NamedTuple

import networkx as nx

from tests.shipped import FACTS, table
from tests.shipped import rows as rows_of

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
BY_ROLE = relations_whose_class_says("rg:identifiedBy rg:role")
VOTES = relations_whose_class_says("rg:leftAsideTo rg:Bill")
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
    """Every tie, put together by networkx: statements are one tie that lie in one largest set of compatible ones.

    A statement of several such sets is of none of them, and is no tie.
    """
    published = {row["source_id"]: row["published"] for row in table("sources")}
    stated: dict[tuple[str, ...], list[dict[str, str]]] = defaultdict(list)
    for row in table("relations"):
        if row["predicate"] != "reported_outcome":
            stated[_same(row)].append(row)
    by_ends: dict[tuple[str, ...], list[list[dict[str, str]]]] = defaultdict(list)
    for rows in stated.values():
        first = rows[0]
        unit = "" if first["quantity"] else first["unit"]
        by_ends[first["subject"], first["predicate"], first["object"], unit].append(rows)
    return [_row(rows) for groups in by_ends.values() for rows in _merged(groups, published)]


def _merged(groups: list[list[dict[str, str]]], published: dict[str, str]) -> list[list[dict[str, str]]]:
    """Groups of rows that say the same, put together where they are of one tie."""
    if len(groups) == 1:
        return groups
    graph: nx.Graph[int] = nx.Graph()
    graph.add_nodes_from(range(len(groups)))
    graph.add_edges_from(
        (one, other)
        for one, other in combinations(range(len(groups)), 2)
        if _compatible(groups[one], groups[other], published)
    )
    for one, other in combinations(range(len(groups)), 2):
        if _are_judged("same", groups[one], groups[other]) and graph.has_edge(one, other):
            both = {one, other}
            shared = set(nx.common_neighbors(graph, one, other)) | both
            graph.remove_edges_from([(end, far) for end in both for far in set(graph[end]) - shared])
    cliques = [frozenset(clique) for clique in nx.find_cliques(graph)]
    homes = {one: [clique for clique in cliques if one in clique] for one in graph}
    sure = {one for one, found in homes.items() if len(found) == 1}
    ambiguous = {one for one in graph if one not in sure and any(sure & clique for clique in homes[one])}
    together = {frozenset(homes[one][0] & sure) for one in sure}
    together |= {frozenset([one]) for one in graph if one not in sure | ambiguous}
    return [[row for one in sorted(ties) for row in groups[one]] for ties in together]


def _compatible(ones: list[dict[str, str]], others: list[dict[str, str]], published: dict[str, str]) -> bool:
    one, other = ones[0], others[0]
    dates = all(_nested(one[name], other[name]) for name in ("start", "end"))
    numbers = all(not one[name] or not other[name] or one[name] == other[name] for name in ("amount_usd", "quantity"))
    units = not one["quantity"] or not other["quantity"] or one["unit"] == other["unit"]
    roles = one["predicate"] not in BY_ROLE or not one["role"] or not other["role"]
    roles = roles or one["role"].casefold() == other["role"].casefold()
    apart = _are_judged("not same", ones, others)
    later = _is_later(one, others, published) or _is_later(other, ones, published)
    return dates and numbers and units and roles and not apart and not later


def _are_judged(decision: str, ones: list[dict[str, str]], others: list[dict[str, str]]) -> bool:
    """Whether people judged so of any of these rows and any of those."""
    decided = _decided(decision)
    return any({one["relation_id"], other["relation_id"]} in decided for one in ones for other in others)


@cache
def _decided(decision: str) -> list[set[str]]:
    """The pairs of rows that people judged."""
    return [{row["left"], row["right"]} for row in rows_of(FACTS / "same_ties.csv") if row["decision"] == decision]


def _nested(one: str, other: str) -> bool:
    return not one or not other or one.startswith(other) or other.startswith(one)


def _is_later(row: dict[str, str], others: list[dict[str, str]], published: dict[str, str]) -> bool:
    """Whether a row begins after, or ends before, the others end, are attested or (by a year) were published."""
    start, end = days(row["start"])[0], days(row["end"])[1]
    if row["start"] and others[0]["end"] and start > days(others[0]["end"])[1]:
        return True
    attested = [days(other["attested"]) for other in others if other.get("attested")]
    if attested and row["start"] and start > min(it[1] for it in attested):
        return True
    if attested and row["end"] and end < max(it[0] for it in attested):
        return True
    issued = [days(published[other["source_id"]])[1] for other in others if published[other["source_id"]]]
    return bool(issued and row["start"] and start - min(issued) > timedelta(days=366))


def but_parties_and_votes(rows: Iterable[Row]) -> list[Row]:
    """The ties without membership in a party and without votes on bills and laws, which measures leave aside."""
    kinds = {row["actor_id"]: row["kind"] for row in table("actors")}
    aside = {("member_of", "party"), *product(VOTES, ("bill", "law", "event"))}
    return [row for row in rows if (row.relation, kinds[row.end]) not in aside]


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
    told_apart += ["role"] if row["predicate"] in BY_ROLE else []
    return tuple(row[name].casefold() for name in told_apart)


def _row(rows: list[dict[str, str]]) -> Row:
    first = rows[0]
    start, end, amount = (max((row[name] for row in rows), key=len) for name in ("start", "end", "amount_usd"))
    return Row(
        first["subject"],
        first["predicate"],
        first["object"],
        start,
        end,
        int(amount) if amount else None,
        frozenset(row["source_id"] for row in rows),
        frozenset(row["claim_status"] for row in rows),
        frozenset(row["conflict_id"] for row in rows) - {""},
        frozenset(row.get("attested", "") for row in rows) - {""},
    )
