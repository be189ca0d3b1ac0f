"""Vehicle bills: bills whose whole text was replaced by another measure. A table decides which; a rule finds them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from graph.model.statements import DataError, WebAddress
from loaders.congress.bill_status import BillStatus
from loaders.congress.bill_titles import INTRODUCED, BillTitles
from loaders.core.congress_ids import BillId
from loaders.core.loader import Cell, StatementWriter
from loaders.core.record_dates import exact_day
from loaders.core.strict_csv import Row, read_table
from loaders.curated.facts import facts_path
from loaders.readers.safe_xml import child_texts

TABLE = "vehicle_bills.csv"
COLUMNS = ("congress", "decision", "replaced", "moved", "became", "earlier_relations", "why", "source")
VEHICLE, NO_VEHICLE = "vehicle", "not a vehicle"

_WORD = re.compile(r"[a-z]{3,}", re.ASCII)
_EMPTY_WORDS = re.compile(
    r"act|the|and|for|from|with|other|purposes|bill|resolution|years?|fiscal|united|states|americ\w*|national|federal|"
    r"(?:re)?authoriz\w*|improve\w*|amend\w*|further|continuing|extension|protect\w*",
    re.ASCII,
)
"""Words that titles have in common whatever the bills are about."""
_STEM = 5
"""Letters by which two words are compared, so that `prison` and `prisoners` are one."""
_REPLACED = re.compile(r"all after the enacting clause|nature of a substitute", re.IGNORECASE)


class VehicleBill(NamedTuple):
    """What people decided on one bill."""

    bill: BillId
    is_vehicle: bool
    replaced: date
    """The day on which a chamber put the other text in place of the earlier one."""
    moved: date
    """The day on which that was moved: acts from this day on concern the other text."""
    became: str
    """The title of the other measure."""
    earlier_relations: frozenset[BillId]
    """Bills that are related to the earlier text and not to the other one."""
    why: str


class VehicleBills:
    """The decisions on all bills that were examined."""

    def __init__(self, decisions: Iterable[VehicleBill] = ()) -> None:
        self._decisions: Mapping[BillId, VehicleBill] = {it.bill: it for it in decisions}

    def vehicle(self, bill: BillId) -> VehicleBill | None:
        """The decision on a vehicle bill; None for any other bill."""
        decision = self._decisions.get(bill)
        return decision if decision is not None and decision.is_vehicle else None

    def is_decided(self, bill: BillId) -> bool:
        """Whether the table says what this bill is."""
        return bill in self._decisions


def why_candidate(record: BillStatus, titles: BillTitles) -> str | None:
    """Why a bill may be a vehicle: its first and a later title have no word in common. None if nothing suggests it.

    A bill that was introduced without a short title is compared by its official title, and only if its actions say that
    its text was replaced: official titles describe a bill in words of their own.
    """
    first = titles.stages.get(INTRODUCED, ())
    if not first and not (titles.official and _was_replaced(record)):
        return None
    before = _words(first or (titles.official or "",))
    for stage, names in titles.stages.items():
        after = _words(names)
        if stage not in ("", INTRODUCED) and before and after and before.isdisjoint(after):
            return f"it was introduced as {(first or (titles.official,))[0]!r} and {stage} as {names[0]!r}"
    return None


def read_vehicle_bills(file: Path, writer: StatementWriter) -> VehicleBills:
    """Read the table of decisions; problems are reported to the writer."""
    decisions: dict[BillId, VehicleBill] = {}
    for row in read_table(file, COLUMNS, writer):
        place = row.place._replace(column="congress")
        if decision := _decision(row, writer):
            if decision.bill in decisions:
                writer.add_problem(place, f"{decision.bill.code} is decided twice: keep one of the rows")
            decisions[decision.bill] = decision
    return VehicleBills(decisions.values())


@lru_cache(maxsize=1)
def shipped_vehicle_bills() -> VehicleBills:
    """The decisions shipped with the project. Raises DataError if the table has problems."""
    writer = StatementWriter()
    decisions = read_vehicle_bills(facts_path() / "congress" / TABLE, writer)
    if writer.problems:
        raise DataError(writer.problems)
    return decisions


def _decision(row: Row, writer: StatementWriter) -> VehicleBill | None:
    with row:
        bill = writer.require(row.pop("congress"), BillId.of_code)
        is_vehicle = writer.require(row.pop("decision"), _is_vehicle)
        days = _days(row.pop("replaced"), row.pop("moved"), writer, needed=bool(is_vehicle))
        became, related = row.pop("became"), writer.parse(row.pop("earlier_relations"), _bills)
        why = writer.require(row.pop("why"), str)
        writer.require(row.pop("source"), WebAddress.parse)
    if is_vehicle:
        writer.require(became, str)
    if bill is None or is_vehicle is None or days is None or why is None:
        return None
    return VehicleBill(bill, is_vehicle, *days, became.text, related or frozenset(), why)


def _days(replaced: Cell, moved: Cell, writer: StatementWriter, *, needed: bool) -> tuple[date, date] | None:
    """The day of the replacement and that of the motion, by default the same."""
    if not needed:
        return date.max, date.max
    adopted = writer.require(replaced, exact_day)
    asked = writer.parse(moved, exact_day) or adopted
    if adopted is None or asked is None:
        return None
    if asked > adopted:
        writer.add_problem(moved.place, f"{asked} is after {adopted}, when the text was replaced: give an earlier day")
    return adopted, asked


def _is_vehicle(text: str) -> bool:
    if text not in (VEHICLE, NO_VEHICLE):
        raise ValueError(f"{text[:40]!r} is not a decision: write {VEHICLE!r} or {NO_VEHICLE!r}")
    return text == VEHICLE


def _bills(text: str) -> frozenset[BillId]:
    return frozenset(map(BillId.of_code, text.split("|")))


def _was_replaced(record: BillStatus) -> bool:
    return any(_REPLACED.search(child_texts(action).get("text", "")) for action in record.items("actions"))


def _words(titles: Iterable[str]) -> frozenset[str]:
    """The words of titles that say what a bill is about, cut to their first letters."""
    words = (word for title in titles for word in _WORD.findall(title.casefold()))
    return frozenset(word[:_STEM] for word in words if not _EMPTY_WORDS.fullmatch(word))
