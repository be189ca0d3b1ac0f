"""Bill status records: what a bill is called, who put it forward, where it went and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from lxml import etree

from graph.model import EntityRef, PartialDate
from loaders.base import Card
from loaders.congress.names import BillId, chamber, committee, member, of_body, office, ordinal, spoken
from loaders.files import RecordFile, Refused
from loaders.records import NAME_LENGTH, Edition, Marks, RecordPen, address, clean, day
from loaders.xml import child_texts

READ = frozenset(
    "billNumber number billType type congress introducedDate updateDate title titles sponsors cosponsors committees "
    "relatedBills actions laws subjects policyArea primarySubject".split()
)
IGNORED = frozenset(
    "actionType amendments calendarNumbers cboCostEstimates cdata committeeReports constitutionalAuthorityStatementText "
    "createDate isByRequest isReserved lastAction latestAction legislationUrl notes originChamber originChamberCode "
    "recordedVotes reservedBill summaries textVersions updateDateIncludingText version".split()
)
"""Parts of a bill that are passed over on purpose: texts of others, lists kept elsewhere, and the keeping of the record."""

_PASSED = {
    "8000": ("h", None),
    "17000": ("s", None),
    "19500": ("h", "agreement to the changes of the other chamber"),
    "20500": ("s", "agreement to the changes of the other chamber"),
    "21000": ("h", "agreement to the conference report"),
    "23000": ("s", "agreement to the conference report"),
}
"""Codes of actions by which a chamber agrees to a bill, the chamber, and what it agreed to."""
_LEFT = ("Reported by", "Reported original measure", "Discharged from")
_EASTERN = timedelta(hours=4)
_LAW_NUMBER = re.compile(r"[1-9]\d{0,2}-[1-9]\d*", re.ASCII)
_LAWS = {"Public Law": ("us-law", "Public Law"), "Private Law": ("us-private-law", "Private Law")}


class BillStatus(NamedTuple):
    """One bill status record."""

    bill: BillId
    parts: dict[str, etree._Element]
    file: RecordFile

    @classmethod
    def parse(cls, root: etree._Element, file: RecordFile) -> BillStatus:
        """Say which bill it is; raise Refused where that cannot be said."""
        element = root.find("bill")
        if element is None:
            raise Refused("the bill status holds no bill")
        parts: dict[str, etree._Element] = {}
        for child in element:
            parts.setdefault(str(child.tag), child)
        texts = child_texts(element)
        number = texts.get("billNumber") or texts.get("number")
        return cls(BillId.parse(texts.get("congress"), texts.get("billType") or texts.get("type"), number), parts, file)

    @property
    def source_id(self) -> str:
        """`us-billstatus-115-s-756`."""
        return f"us-billstatus-{self.bill.code}"

    @property
    def edition(self) -> Edition:
        """The later update counts."""
        return Edition(self.text("updateDate") or "", 0, self.file.sha256)

    def text(self, tag: str) -> str | None:
        """The text of one part."""
        part = self.parts.get(tag)
        return clean(part.text) if part is not None else None

    def items(self, *paths: str) -> Iterator[etree._Element]:
        """The items of the first of these lists that the record has: layouts differ in where a list stands."""
        for path in paths:
            tag, _, rest = path.partition("/")
            part = self.parts.get(tag)
            found = part.find(rest) if part is not None and rest else part
            if found is not None and (items := found.findall("item")):
                yield from items
                return


def read(record: BillStatus, card: Card, pen: RecordPen) -> None:
    """Write down what a bill status record says."""
    pen.tally["bills"] += 1
    for tag in record.parts.keys() - READ - IGNORED:
        pen.note(f"the part <{tag}> of a bill is not known here and was not read")
    _source(record, card, pen)
    bill = _bill(record, pen)
    _sponsors(record, bill, pen)
    _cosponsors(record, bill, pen)
    _committees(record, bill, pen)
    _related(record, bill, pen)
    _acts(record, bill, pen)


def _source(record: BillStatus, card: Card, pen: RecordPen) -> None:
    bill = record.bill
    where = f"{bill.congress}/{bill.type}/BILLSTATUS-{bill.congress}{bill.type}{bill.number}.xml"
    pen.source(
        record.source_id,
        card,
        title=f"Bill Status of {bill.printed}, {ordinal(bill.congress)} Congress",
        source_url=address(f"https://www.govinfo.gov/bulkdata/BILLSTATUS/{where}"),
        published=day(record.text("updateDate") or ""),
        tier=1,
    )


def _bill(record: BillStatus, pen: RecordPen) -> EntityRef:
    bill, title = record.bill, record.text("title")
    titles = [child_texts(item) for item in record.items("titles")]
    pen.fill("title of a bill", title)
    official = [text for text in titles if text.get("titleType", "").startswith("Official Title as Introduced")]
    short = {text.get("title", "") for text in titles if "Short Title" in text.get("titleType", "")}
    whole_bill = {
        text.get("title", "")
        for text in titles
        if "Short Title" in text.get("titleType", "") and "portions" not in text.get("titleType", "")
    }
    names = sorted(filter(None, (clean(name, NAME_LENGTH) for name in whole_bill or short)))
    return pen.actor(
        bill.slug,
        "bill",
        name=bill.titled(title),
        alt_name=(*names, f"{bill.printed} ({ordinal(bill.congress)} Congress)"),
        official_title=clean(official[0].get("title")) if official else None,
        congress=bill.code,
        bill=bill.printed,
        topic=_topics(record),
    )


def _topics(record: BillStatus) -> tuple[str, ...]:
    found = set()
    for path in ("policyArea", "primarySubject", "subjects"):
        part = record.parts.get(path)
        for element in part.iter("name") if part is not None else ():
            parent = element.getparent()
            if parent is not None and parent.tag != "parentSubject" and (text := clean(element.text, NAME_LENGTH)):
                found.add(text)
    return tuple(sorted(found))


def _sponsors(record: BillStatus, bill: EntityRef, pen: RecordPen) -> None:
    start = day(record.text("introducedDate") or "")
    found = False
    for item in record.items("sponsors"):
        texts = child_texts(item)
        found = True
        by_request = texts.get("byRequestType") or texts.get("isByRequest", "N") not in ("N", "False")
        if person := _person(texts, "sponsor", pen):
            role = "sponsor, by request" if by_request else "sponsor"
            pen.bond(person, "introduced", bill, Marks(start=start, role=role, locator=texts.get("fullName")))
            pen.tally["sponsors"] += 1
    pen.fill("sponsor of a bill", found or None)
    pen.fill("day of introduction", start)


def _cosponsors(record: BillStatus, bill: EntityRef, pen: RecordPen) -> None:
    for item in record.items("cosponsors"):
        texts = child_texts(item)
        start, end = day(texts.get("sponsorshipDate", "")), day(texts.get("sponsorshipWithdrawnDate", ""))
        pen.fill("day of a cosponsorship", start)
        if start and end and end < start:
            pen.note(f"a cosponsor withdrew on {end}, before they joined on {start}: the withdrawal was not read")
            end = None
        if not (person := _person(texts, "cosponsor", pen)):
            continue
        role = "original cosponsor" if texts.get("isOriginalCosponsor") == "True" else "cosponsor"
        marks = Marks(start=start, end=end, role=role, locator=texts.get("fullName"))
        if pen.bond(person, "cosponsored", bill, marks):
            pen.tally["cosponsors"] += 1
            pen.tally["withdrawals"] += end is not None
        else:
            pen.note(f"{texts.get('fullName')} stands twice among the cosponsors with the same day: read once")


def _person(texts: dict[str, str], what: str, pen: RecordPen) -> EntityRef | None:
    shown = texts.get("fullName") or f"{texts.get('lastName', '')}, {texts.get('firstName', '')}"
    person = member(pen, texts.get("bioguideId", ""), spoken(shown), shown)
    pen.fill(f"Bioguide id of a {what}", person)
    if person is None:
        pen.note(f"the {what} {shown[:80]!r} has no Bioguide id, so it cannot be said who that is")
    return person


def _committees(record: BillStatus, bill: EntityRef, pen: RecordPen) -> None:
    for item in record.items("committees/billCommittees", "committees"):
        texts = child_texts(item)
        body = texts.get("chamber")
        name = texts.get("name", "")
        parent = committee(pen, texts.get("systemCode", ""), of_body(name, body))
        pen.fill("code of a committee", parent)
        if parent is None:
            pen.note(f"the committee {name[:80]!r} has no code, so it cannot be said which it is")
            continue
        if body in ("House", "Senate"):
            pen.bond(parent, "part_of", chamber(pen, body[0].lower()))
        _referral(item, bill, parent, pen)
        subcommittees = item.find("subcommittees")
        for child in subcommittees.findall("item") if subcommittees is not None else ():
            below = child_texts(child)
            known = f"{below.get('name', '')} ({of_body(name, body)})"
            if part := committee(pen, below.get("systemCode", ""), known):
                pen.bond(part, "part_of", parent)
                _referral(child, bill, part, pen)


def _referral(item: etree._Element, bill: EntityRef, body: EntityRef, pen: RecordPen) -> None:
    """One tie: from the first day on which the committee had the bill to the day when it left."""
    activities = item.find("activities")
    did = [child_texts(act) for act in activities.findall("item")] if activities is not None else []
    done = sorted((found, act.get("name", "")) for act in did if (found := _local_day(act.get("date", ""))))
    if not done:
        pen.bond(bill, "referred_to", body)
        return
    start = next((when for when, name in done if name == "Referred to"), done[0][0])
    end = max((when for when, name in done if name in _LEFT and when >= start), default=None)
    role = ", ".join(dict.fromkeys(name.removesuffix(" by").lower() for _, name in done if name))
    pen.bond(bill, "referred_to", body, Marks(start=start, end=end, role=clean(role)))
    pen.tally["referrals"] += 1


def _local_day(text: str) -> PartialDate | None:
    """The day in Washington of a moment in universal time. Midnights there are told as four or five o'clock."""
    try:
        moment = datetime.strptime(text[:19], "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007  a moment is told as Z; days are local
    except ValueError:
        return day(text)
    return day((moment - _EASTERN).date().isoformat())


def _related(record: BillStatus, bill: EntityRef, pen: RecordPen) -> None:
    for item in record.items("relatedBills"):
        texts = child_texts(item)
        try:
            other = BillId.parse(texts.get("congress"), texts.get("type"), texts.get("number"))
        except Refused as error:
            pen.note(f"a related bill was not read: {error}")
            continue
        if other == record.bill:
            continue
        title = texts.get("latestTitle") or texts.get("title")
        ref = pen.actor(other.slug, "bill", alt_name=other.titled(clean(title)), congress=other.code, bill=other.printed)
        details = [child_texts(child) for child in item.findall("relationshipDetails/item")]
        sorts = sorted({f"{one.get('type', 'related').lower()} ({one.get('identifiedBy', '?')})" for one in details})
        same = any(one.get("type") in ("Identical bill", "Companion bill") for one in details)
        first, second = sorted((bill, ref))
        pen.bond(first, "companion_of" if same else "relates_to", second, Marks(role="; ".join(sorts) or None))
        pen.tally["related bills"] += 1


def _acts(record: BillStatus, bill: EntityRef, pen: RecordPen) -> None:
    acts = [child_texts(item) for item in record.items("actions")]
    president: dict[str, PartialDate | None] = {}
    for act in acts:
        when, text = day(act.get("actionDate", "")), act.get("text", "")
        if known := _PASSED.get(act.get("actionCode", "")):
            code, role = known
            pen.bond(chamber(pen, code), "passed", bill, Marks(start=when, role=role))
            pen.tally["passages"] += 1
        for deed in ("Signed by President", "Vetoed by President", "Pocket Vetoed by President", "Became P"):
            if text.startswith(deed):
                president.setdefault(deed if deed != "Became P" else text.rstrip("."), when)
    for deed in ("Vetoed by President", "Pocket Vetoed by President"):
        if deed in president:
            role = "pocket veto" if deed.startswith("Pocket") else None
            pen.bond(office(pen, "prez"), "vetoed", bill, Marks(start=president[deed], role=role))
    _laws(record, bill, president, pen)


def _laws(record: BillStatus, bill: EntityRef, deeds: dict[str, PartialDate | None], pen: RecordPen) -> None:
    for item in record.items("laws"):
        texts = child_texts(item)
        number, kind = texts.get("number", ""), texts.get("type", "")
        if kind not in _LAWS or not _LAW_NUMBER.fullmatch(number):
            pen.note(f"{kind[:40]!r} {number[:40]!r} is not the number of a law: it was not read")
            continue
        space, printed = _LAWS[kind]
        tail = f" ({printed} {number})"
        law = pen.actor(
            f"{space}-{number}",
            "law",
            name=f"{clean(record.text('title') or record.bill.printed, NAME_LENGTH - len(tail))}{tail}",
            alt_name=(f"{printed} {number}", *((f"P.L. {number}",) if space == "us-law" else ())),
            publaw=number if space == "us-law" else None,
            congress=record.bill.code,
        )
        signed = deeds.get("Signed by President")
        enacted = deeds.get(f"Became {printed} No: {number}", signed)
        pen.bond(bill, "codified_as", law, Marks(start=enacted))
        if signed:
            pen.bond(office(pen, "prez"), "signed_into_law", law, Marks(start=signed))
        pen.tally["laws"] += 1

