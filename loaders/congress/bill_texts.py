"""The texts of a bill: the bill, and the text that it had before another measure took its place, each an actor."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from graph.model.statements import EntityRef, PartialDate
from loaders.congress.bill_status import BillStatus
from loaders.congress.bill_titles import BillTitles, DatedTitles, dated_titles, in_force, other_title
from loaders.congress.vehicle_bills import VehicleBill, VehicleBills
from loaders.core.congress_ids import BillId, ordinal
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, one_line


class BillTexts(NamedTuple):
    """The actors that ties of one bill lead to, by day."""

    bill: EntityRef
    earlier: EntityRef | None
    """The earlier text of a vehicle bill."""
    moved: date
    """Acts on or after this day concern the bill, those before it its earlier text."""
    shown: tuple[str | None, str | None]
    """The title in the name of the bill, and that in the name of its earlier text."""
    dated: list[DatedTitles]

    def on(self, day: PartialDate | None) -> EntityRef:
        """The text that an act of this day concerned; of an act without a day, the earlier one."""
        if self.earlier is not None and (day is None or day.last < self.moved):
            return self.earlier
        return self.bill

    def title_note(self, day: PartialDate | None) -> str | None:
        """The title in force on a day, in words, if it is another one than the name shows."""
        if day is None or (self.earlier is not None and day.last >= self.moved):
            return None
        title = other_title(in_force(self.dated, day.first), self.shown[self.earlier is not None])
        return f"then titled {title}" if title else None


def one_text(record: BillStatus, bill: EntityRef, titles: BillTitles) -> BillTexts:
    """The texts of a bill that is no vehicle."""
    return BillTexts(bill, None, date.min, (titles.current, None), dated_titles(record, titles))


def two_texts(
    record: BillStatus, bill: EntityRef, titles: BillTitles, vehicle: VehicleBill, writer: RecordWriter
) -> BillTexts:
    """The texts of a vehicle bill; writes the earlier one, and that the bill replaced it."""
    dated = dated_titles(record, titles)
    names = earlier_titles(dated, vehicle)
    first = other_title(dated[0].titles, None) if dated else None
    earlier = writer.add_actor(
        earlier_slug(record.bill),
        "bill",
        name=_named(record.bill, first or titles.official),
        alt_name=(*(name for name in names if name != first), _named(record.bill, None)),
        official_title=titles.official,
        description=one_line(
            f"Text of {record.bill.printed} until that of the {vehicle.became} took its place", NAME_LENGTH
        ),
        bill=record.bill.printed,
    )
    replaced = PartialDate(vehicle.replaced, vehicle.replaced)
    writer.add_tie(earlier, "text_replaced_by", bill, start=replaced, note=vehicle.why)
    return BillTexts(bill, earlier, vehicle.moved, (titles.current, first), dated)


def earlier_titles(dated: list[DatedTitles], vehicle: VehicleBill) -> tuple[str, ...]:
    """The short titles that a vehicle bill had before its text was replaced."""
    return tuple(sorted({title for known in dated if known.day < vehicle.moved for title in known.titles}))


def text_of(
    bill: BillId, vehicles: VehicleBills, writer: RecordWriter, day: PartialDate, titles: tuple[str, ...]
) -> EntityRef:
    """The text of a bill that an act of this day in another record concerned.

    `titles` are its titles in that record; of a vehicle bill they may be those of its earlier text, and are not used.
    """
    vehicle = vehicles.vehicle(bill)
    if vehicle is not None and day.last < vehicle.moved:
        return _earlier_elsewhere(bill, writer)
    names = (bill.titled(None), *(titles if vehicle is None else ()))
    return writer.add_actor(bill.slug, "bill", alt_name=names, congress=bill.code, bill=bill.printed)


def related_text(bill: BillId, to: BillId, vehicles: VehicleBills, writer: RecordWriter, name: str) -> EntityRef:
    """The text of a bill that is related to another bill, as the record of that one says."""
    vehicle = vehicles.vehicle(bill)
    if vehicle is not None and to in vehicle.earlier_relations:
        return _earlier_elsewhere(bill, writer)
    return writer.add_actor(bill.slug, "bill", alt_name=name, congress=bill.code, bill=bill.printed)


def earlier_slug(bill: BillId) -> str:
    """The id of the earlier text of a bill: `us-bill-115-s-756-as-introduced`."""
    return f"{bill.slug}-as-introduced"


def _earlier_elsewhere(bill: BillId, writer: RecordWriter) -> EntityRef:
    return writer.add_actor(earlier_slug(bill), "bill", alt_name=_named(bill, None), bill=bill.printed)


def _named(bill: BillId, title: str | None) -> str:
    """`S.756, Save Our Seas Act of 2017 (115th Congress, as introduced)`."""
    tail = f" ({ordinal(bill.congress)} Congress, as introduced)"
    head = f"{bill.printed}, {title}" if title else bill.printed
    return f"{one_line(head, NAME_LENGTH - len(tail))}{tail}"
