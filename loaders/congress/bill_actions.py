"""The course of a bill: committees, related bills, votes, signature, veto and law."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from lxml import etree

from graph.model.statements import EntityRef, PartialDate
from loaders.congress.bill_status import BillStatus
from loaders.congress.bill_texts import BillTexts, related_text
from loaders.congress.vehicle_bills import VehicleBills
from loaders.core.congress_ids import BillId, chamber, committee, name_with_chamber, office
from loaders.core.record_dates import record_date
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, one_line
from loaders.readers.input_files import RecordRefused
from loaders.readers.safe_xml import child_texts, children, selection

PASSAGES = {
    "8000": ("h", None),
    "17000": ("s", None),
    "19500": ("h", "agreement to the changes of the other chamber"),
    "20500": ("s", "agreement to the changes of the other chamber"),
    "21000": ("h", "agreement to the conference report"),
    "23000": ("s", "agreement to the conference report"),
}
"""Codes of actions by which a chamber passes a bill: the chamber, and what it agreed to."""

_VETOES = {"Vetoed by President": None, "Pocket Vetoed by President": "pocket veto"}
_DECISIONS = selection(
    f"item[actionCode[contains(' {' '.join(PASSAGES)} ', concat(' ', ., ' '))] or text["
    "starts-with(., 'Signed by President') or contains(., 'etoed by President') or starts-with(., 'Became P')]]"
)
"""Selects the few actions that decide a bill among hundreds."""

_LEFT = ("Reported by", "Reported original measure", "Discharged from")
_EASTERN = timedelta(hours=4)
_LAW_NUMBER = re.compile(r"[1-9]\d{0,2}-[1-9]\d*", re.ASCII)
_LAWS = {"Public Law": "us-law", "Private Law": "us-private-law"}
_SAME = ("Identical bill", "Companion bill")


def committees(record: BillStatus, texts: BillTexts, writer: RecordWriter) -> None:
    """Write the committees and subcommittees that the bill was referred to, with dates."""
    for item in record.items("committees/billCommittees", "committees"):
        parts = children(item)
        code, name, body = (_text(parts, tag) for tag in ("systemCode", "name", "chamber"))
        known = name_with_chamber(name, body)
        parent = committee(writer, code, known)
        writer.count_value("code of a committee", parent)
        if parent is None:
            writer.note(f"the committee {name[:80]!r} has no code, so it is unknown which one it is")
            continue
        if body in ("House", "Senate"):
            writer.add_tie(parent, "part_of", chamber(writer, body[0].lower()))
        _referral(parts.get("activities"), texts, parent, writer)
        for child in parts.get("subcommittees", ()):
            below = children(child)
            if part := committee(writer, _text(below, "systemCode"), f"{_text(below, 'name')} ({known})"):
                writer.add_tie(part, "part_of", parent)
                _referral(below.get("activities"), texts, part, writer)


def _text(parts: Mapping[str, etree._Element], tag: str) -> str:
    """The text of one part; empty if it is missing."""
    return (parts[tag].text or "").strip() if tag in parts else ""


def _referral(activities: etree._Element | None, texts: BillTexts, body: EntityRef, writer: RecordWriter) -> None:
    """One tie: from the first day on which the committee had the bill to the day when it left."""
    writer.tally["referrals"] += 1
    acts = map(child_texts, activities if activities is not None else ())
    done = sorted((when, act.get("name", "")) for act in acts if (when := _local_day(act.get("date", ""))))
    if not done:
        writer.add_tie(texts.on(None), "referred_to", body)
        return
    start = next((when for when, name in done if name == "Referred to"), done[0][0])
    end = max((when for when, name in done if name in _LEFT and when >= start), default=None)
    role, note = _deeds(tuple(name for _, name in done)), texts.title_note(start)
    writer.add_tie(texts.on(start), "referred_to", body, start=start, end=end, role=role, note=note)


@lru_cache(maxsize=4096)
def _deeds(names: tuple[str, ...]) -> str | None:
    """What a committee did, in one line: `referred to, hearings`."""
    return one_line(", ".join(dict.fromkeys(name.removesuffix(" by").lower() for name in names if name)))


@lru_cache(maxsize=4096)
def _local_day(text: str) -> PartialDate | None:
    """The day in Washington of a time in UTC, where midnight in Washington is four or five o'clock."""
    try:
        moment = datetime.fromisoformat(text[:19])
    except ValueError:
        return None
    return record_date((moment - _EASTERN).date().isoformat())


def related_bills(record: BillStatus, texts: BillTexts, vehicles: VehicleBills, writer: RecordWriter) -> None:
    """Write related bills. Two bills that list each other get one tie."""
    vehicle = vehicles.vehicle(record.bill)
    for item in record.items("relatedBills"):
        parts = children(item)
        try:
            other = BillId.parse(*(_text(parts, tag) for tag in ("congress", "type", "number")))
        except RecordRefused as error:
            writer.note(f"a related bill was not read: {error}")
            continue
        if other == record.bill:
            continue
        name = other.titled(one_line(_text(parts, "latestTitle") or _text(parts, "title")))
        ref = related_text(other, record.bill, vehicles, writer, name)
        own = texts.on(None) if vehicle and other in vehicle.earlier_relations else texts.bill
        details = [child_texts(detail) for detail in parts.get("relationshipDetails", ())]
        sorts = {
            f"{one.get('type', 'related').lower()}, says {one.get('identifiedBy', 'the record')}" for one in details
        }
        relation = "companion_of" if any(one.get("type") in _SAME for one in details) else "relates_to"
        first, second = sorted((own, ref))
        writer.add_tie(first, relation, second, role="; ".join(sorted(sorts)) or None)
        writer.tally["related bills"] += 1


def decisions(record: BillStatus, texts: BillTexts, writer: RecordWriter) -> None:
    """Write passage by each chamber, signature or veto, and the law that resulted."""
    deeds: dict[str, PartialDate | None] = {}
    actions = record.parts.get("actions")
    for item in _DECISIONS(actions) if actions is not None else ():
        act = child_texts(item)
        when, text = record_date(act.get("actionDate", "")), act.get("text", "").rstrip(".")
        if passage := PASSAGES.get(act.get("actionCode", "")):
            body, note = chamber(writer, passage[0]), texts.title_note(when)
            writer.add_tie(body, "passed", texts.on(when), start=when, role=passage[1], note=note)
            writer.tally["passages"] += 1
        else:
            deeds.setdefault(text, when)
    for deed, role in _VETOES.items():
        if deed in deeds:
            writer.add_tie(office(writer, "prez"), "vetoed", texts.bill, start=deeds[deed], role=role)
    for item in record.items("laws"):
        known = child_texts(item)
        _law(record, texts.bill, (known.get("type", ""), known.get("number", "")), deeds, writer)


def _law(
    record: BillStatus,
    bill: EntityRef,
    law: tuple[str, str],
    deeds: dict[str, PartialDate | None],
    writer: RecordWriter,
) -> None:
    kind, number = law
    if kind not in _LAWS or not _LAW_NUMBER.fullmatch(number):
        writer.note(f"{kind[:40]!r} {number[:40]!r} is not the number of a law: it was not read")
        return
    writer.tally["laws"] += 1
    public, tail = kind == "Public Law", f" ({kind} {number})"
    title = one_line(record.text("title"), NAME_LENGTH - len(tail)) or record.bill.printed
    ref = writer.add_actor(
        f"{_LAWS[kind]}-{number}",
        "law",
        name=f"{title}{tail}",
        alt_name=(f"{kind} {number}", f"P.L. {number}") if public else f"{kind} {number}",
        publaw=number if public else None,
        congress=record.bill.code,
    )
    signed = deeds.get("Signed by President")
    writer.add_tie(bill, "codified_as", ref, start=deeds.get(f"Became {kind} No: {number}", signed))
    if signed:
        writer.add_tie(office(writer, "prez"), "signed_into_law", ref, start=signed)
