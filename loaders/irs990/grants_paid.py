"""Grants paid: a tie for each, and a comparison of their sum with the total of the return."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import NamedTuple

from graph.model.statements import EntityRef, Value
from loaders.core.local_ids import scoped_id
from loaders.core.organization_ids import ein_slug, parse_ein, printed_ein
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import clean_name, clean_text, one_line
from loaders.geography.towns import town
from loaders.irs990 import field_names
from loaders.irs990.returns import Return, amount, business_name
from loaders.irs990.xml_nodes import Node

_POINTER = re.compile(
    r"(?:PLEASE )?(?:SEE|PER|REFER TO)\b.*\b(?:ATTACH|STATEMENT|STMT|SCHEDULE|SCHED|LIST|DETAIL|STATM)\w*.*"
    r"|(?:ATTACHED|SCHEDULE|LIST)\b.*|VARIOUS.*",
    re.IGNORECASE,
)


class Grant(NamedTuple):
    """One row of a list of grants."""

    to: EntityRef
    amount: int | Decimal | None
    in_kind: int | Decimal
    purpose: str | None


def grants(record: Return, filer: EntityRef, writer: RecordWriter) -> None:
    """Write the grants that a return lists."""
    if record.form == "990PF":
        rows = record.body.nodes(field_names.PF_GRANTS)
        GrantList(record, filer, "grants paid during the year", writer).read(
            rows, record.body.text(field_names.PF_TOTAL)
        )
        if future := sum(1 for row in record.body.nodes(field_names.PF_FUTURE) if len(row.element)):
            writer.note(f"{future} grants approved for future payment are not read: they are read when they are paid")
        return
    schedule = record.data.node(("IRS990ScheduleI",))
    rows = schedule.nodes(field_names.SCHEDULE_I_GRANTS) if schedule else iter(())
    total = record.body.text(field_names.ORGS_TOTAL if record.form == "990" else field_names.EZ_TOTAL)
    GrantList(record, filer, "Schedule I, Part II", writer).read(rows, total)


class GrantList:
    """One list of grants while it is read: its sum, and counts of what could not be read."""

    def __init__(self, record: Return, filer: EntityRef, place: str, writer: RecordWriter) -> None:
        self._record, self._filer, self._place, self._writer = record, filer, place, writer
        year = record.whole_year
        self._paid_in: dict[str, Value | None] = {"start": year or record.begin or record.end}
        if year is None and record.begin:
            self._paid_in["end"] = record.end
        self._sum: int | Decimal = 0
        self._negative_amounts = self._unreadable_amounts = self._unnamed_recipients = 0
        self._pointer: str | None = None

    def read(self, rows: Iterable[Node], total: str) -> None:
        """Write the grants, and compare their sum with the total."""
        groups: dict[tuple[EntityRef, int | Decimal | None], list[Grant]] = {}
        for row in rows:
            if len(row.element) and (grant := self._grant(row)):
                groups.setdefault((grant.to, grant.amount), []).append(grant)
        for alike in groups.values():
            self._write(alike)
        self._compare(amount(total))

    def _grant(self, row: Node) -> Grant | None:
        writer, cash, in_kind = self._writer, row.text(field_names.AMOUNT), row.text(field_names.IN_KIND)
        business = business_name(writer, row.node(field_names.RECIPIENT_BUSINESS))
        known = business or clean_name(writer, row.text(field_names.RECIPIENT_PERSON))
        if known is None and not amount(cash) and not amount(in_kind):
            return None  # a row of a printed form that nobody filled in
        writer.count_value("name of a recipient", known)
        paid = self._paid(cash, in_kind)
        writer.count_value("amount of a grant", paid)
        if reason := self._objection(known, cash, paid):
            writer.note(f"a grant of {cash or in_kind or 'no amount'} {reason}")
            return None
        assert known is not None
        self._sum += paid or 0
        writer.tally["grants"] += 1
        to = self._recipient(row, known, is_person=business is None)
        return Grant(to, paid, amount(in_kind) or 0, clean_text(writer, row.text(field_names.PURPOSE)))

    def _objection(self, known: str | None, cash: str, paid: int | Decimal | None) -> str | None:
        if known is None:
            self._unnamed_recipients += 1
            return "has no recipient and is not read"
        if _POINTER.fullmatch(known):
            self._pointer = known
            return f"goes to {known[:80]!r}: that is no recipient, and is not read"
        if paid is None and cash.startswith("-"):
            return f"to {known[:80]!r} is below zero and is not read"
        return None

    def _paid(self, cash: str, in_kind: str) -> int | Decimal | None:
        """Cash and non-cash amount together; None if either is negative or unreadable."""
        money, things = amount(cash), amount(in_kind)
        if (money or 0) < 0 or (things or 0) < 0:
            self._negative_amounts += 1
            return None
        if (cash and money is None) or (in_kind and things is None) or (money is None and things is None):
            self._unreadable_amounts += 1
            return None
        return (money or 0) + (things or 0)

    def _recipient(self, row: Node, known: str, *, is_person: bool) -> EntityRef:
        record, writer = self._record, self._writer
        ein = parse_ein(row.text(field_names.RECIPIENT_EIN))
        if ein == record.ein:
            ein = None  # the filer's own number beside another name
        if is_person and ein is None:
            return writer.add_actor(scoped_id(f"{record.slug}-grantee", known), "person", name=known)
        address = row.node(field_names.US_ADDRESS)
        city, state = (address.text(field_names.CITY), address.text(field_names.STATE)) if address else ("", "")
        if ein is not None:
            to = writer.add_actor(ein_slug(ein), "organization", name=known, ein=printed_ein(ein))
        else:
            to = writer.add_actor(scoped_id(f"{record.slug}-grantee", known, city, state), "organization", name=known)
        if place := town(writer, city, state):
            writer.add_tie(to, "located_in", place)
        return to

    def _write(self, alike: list[Grant]) -> None:
        """One tie for a grant; several of the same amount to the same recipient become one tie with their number."""
        (to, each, _, _), known = alike[0], dict(self._paid_in)
        if each is not None:
            known |= {"amount": each * len(alike), "currency": "USD"}
        if len(alike) > 1:
            known |= {"quantity": len(alike), "unit": "grants"}
        purposes = list(dict.fromkeys(grant.purpose for grant in alike if grant.purpose))
        if things := sum(grant.in_kind for grant in alike):
            purposes.append(f"{things:,} of it not in cash")
        self._writer.add_tie(
            self._filer, "grants_to", to, **known, locator=self._place, note=one_line("; ".join(purposes))
        )

    def _compare(self, total: int | Decimal | None) -> None:
        """Note by how much the list differs from the total of the return, with the likely reason."""
        writer = self._writer
        if total is None:
            if self._sum:
                writer.note(f"{self._place}: the grants add up to {self._sum:,}, and the return gives no total")
            return
        writer.tally["returns with a total of grants"] += 1
        if (gap := total - self._sum) == 0:
            writer.tally["returns whose grants add up"] += 1
            return
        apart = f"{abs(gap):,} {'less' if gap > 0 else 'more'} than the {total:,} of the return"
        writer.note(f"{self._place}: the grants add up to {self._sum:,}, {apart}: {self._why(gap)}")

    def _why(self, gap: int | Decimal) -> str:
        reasons = [f"the list says {self._pointer!r}, which is not in the record"] if self._pointer else []
        reasons += [f"{self._negative_amounts} amounts are below zero"] if self._negative_amounts else []
        reasons += (
            [f"{self._unreadable_amounts} amounts are missing or cannot be read"] if self._unreadable_amounts else []
        )
        reasons += [f"{self._unnamed_recipients} grants have no name"] if self._unnamed_recipients else []
        return "; ".join(reasons) or self._usual(gap)

    def _usual(self, gap: int | Decimal) -> str:
        if self._record.form == "990EZ":
            return "Form 990-EZ has no list of grants but in words, which are not read"
        if self._record.form == "990" and gap > 0:
            return "Schedule I leaves out recipients of 5,000 or less"
        return "the return does not say why" if self._sum else "the return lists none"
