"""Checks of dates: what has none, what is dated later than its source can know, and what only a note dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from api.audit.audited_tables import AuditedRow, StatedRelation, Tables
from api.audit.finding import Check, Finding

_DATES = ("start", "end", "attested")
_AS_OF = re.compile(r"\bas of\b.{0,20}\b(?:1[89]|20)\d\d", re.IGNORECASE)
_OVER = re.compile(r"\b(?:former(?:ly)?|ex-\w|then[- ]|late |until )", re.IGNORECASE)
_AHEAD = re.compile(r"\b(?:announced|planned|due to)\b", re.IGNORECASE)
_EXPECTED = ("goal", "projection")


def _is_dated(row: AuditedRow) -> bool:
    return any(row[column] for column in _DATES)


def _undated_twins(tables: Tables) -> Iterator[Finding]:
    for rows in tables.rows_of_tie.values():
        dated = next(filter(_is_dated, rows), None)
        for row in rows if dated else ():
            if dated and not _is_dated(row):
                text = f"the same tie is dated in {dated.place}: if this page has the date too, write it here"
                yield Finding(row.at("start"), (row["relation_id"], dated["relation_id"]), text)


def _undated_events(tables: Tables) -> Iterator[Finding]:
    for stated in tables.ties:
        row, relation = stated
        if relation.temporality == "event" and not any(map(_is_dated, tables.rows_of_tie[tables.tie_key(stated)])):
            text = "no source dates this event: look for its day or year, and write it in start"
            yield Finding(row.at("start"), (row["relation_id"],), text)


def _states_without_attestation(tables: Tables) -> Iterator[Finding]:
    """States of pages. What a record file says held when its edition was made."""
    for row, relation in tables.ties:
        dated = row["attested"] or (row["start"] and row["end"])
        if relation.temporality == "state" and not dated and not tables.is_of_record(row):
            text = "nothing says on which day this was so: write in attested the day of which the page says it"
            yield Finding(row.at("attested"), (row["relation_id"],), text)


def _dates_in_notes(tables: Tables) -> Iterator[Finding]:
    for row, relation in tables.ties:
        if relation.temporality == "state" and not row["attested"] and (match := _AS_OF.search(row["note"])):
            text = f"the note dates this ({match[0]!r}): write the date in attested"
            yield Finding(row.at("note"), (row["relation_id"],), text)


def _over_without_end(tables: Tables) -> Iterator[Finding]:
    for row, relation in tables.ties:
        if relation.temporality != "state" or row["end"]:
            continue
        for column in ("role", "note"):
            if match := _OVER.search(row[column]):
                text = (
                    f"{match[0].strip()!r} says that this is over, and no end is given: write the end, or look for it"
                )
                yield Finding(row.at(column), (row["relation_id"],), text)
                break


def _attested_outside(tables: Tables) -> Iterator[Finding]:
    """States that one page attests before another says that they began: it announces them, or one date is wrong."""
    for rows in tables.rows_of_tie.values():
        starts = [(start.first, row) for row in rows if (start := row.day("start"))]
        ends = [(end.last, row) for row in rows if (end := row.day("end"))]
        if len({row["start"][:4] for _, row in starts}) > 1 or len({row["end"][:4] for _, row in ends}) > 1:
            continue  # several ties, or a conflict
        for row in rows:
            attested = row.day("attested")
            before = next((it for day, it in starts if attested and attested.last < day), None)
            after = next((it for day, it in ends if attested and attested.first > day), None)
            if other := before or after:
                word = f"begins on {other['start']}" if before else f"ends on {other['end']}"
                text = f"{other.place} says that this {word}: does the page say that it was so on {attested}?"
                yield Finding(row.at("attested"), (row["relation_id"], other["relation_id"]), text)


def _starts_after_publication(tables: Tables) -> Iterator[Finding]:
    for row, _ in tables.stated:
        source = tables.source.get(row["source_id"])
        start, published = row.day("start"), source.day("published") if source else None
        is_ahead = row["outcome_type"] in _EXPECTED or _AHEAD.search(row["note"])
        if start and published and start.first > published.last and not is_ahead:
            text = (
                f"the source is of {published}, and cannot know what began on {start}: correct one of the two dates, "
                "or write in the note that it was announced"
            )
            yield Finding(row.at("start"), (row["relation_id"], row["source_id"]), text)


def _before_the_founding(tables: Tables) -> Iterator[Finding]:
    """Ties before the founding. Where sources differ on a year, the conflict says so."""
    beginnings = _beginnings(tables.ties, tables)
    for row, relation in tables.ties:
        day = None if row["conflict_id"] else row.day("end") or row.day("start")
        for column in ("subject", "object") if day and not relation.begins_target else ():
            began = beginnings.get(tables.actor_id(row[column]))
            if began and day and day.last < began:
                text = f"{row[column]} is said to begin in {began.year}, after this: correct one of the dates"
                yield Finding(row.at(column), (row["relation_id"],), text)


def _beginnings(ties: Iterable[StatedRelation], tables: Tables) -> Mapping[str, date]:
    """Actor -> the first day on which it may have come into being, where a tie dates that."""
    days: dict[str, date] = {}
    for row, relation in ties:
        if relation.begins_target and (start := row.day("start")):
            actor = tables.actor_id(row["object"])
            days[actor] = min(days.get(actor, date.max), start.first)
    return days


def _dates_ahead(tables: Tables) -> Iterator[Finding]:
    columns = ("start", "attested"), ("published", "retrieved")
    for rows, names, key in ((tables.relations, columns[0], "relation_id"), (tables.sources, columns[1], "source_id")):
        for row in rows:
            for name in names:
                day = row.day(name)
                if day and day.first > tables.day:
                    text = f"{day} lies after {tables.day}, the day of this audit: correct the date"
                    yield Finding(row.at(name), (row[key],), text)


TIME_CHECKS = (
    Check("undated_twin", "rows without a date whose tie another row dates", _undated_twins),
    Check("undated_event", "events that no row dates", _undated_events),
    Check(
        "state_without_attestation", "states of which no day is known on which they held", _states_without_attestation
    ),
    Check("date_in_note", "states whose date stands in the note alone", _dates_in_notes),
    Check("over_without_end", "states that are over, without an end", _over_without_end),
    Check("attested_outside", "states attested before they began or after they ended", _attested_outside),
    Check("start_after_publication", "ties that begin after their source was published", _starts_after_publication),
    Check("before_founding", "ties of an actor from before it began", _before_the_founding),
    Check("date_ahead", "dates that lie in the future", _dates_ahead),
)
