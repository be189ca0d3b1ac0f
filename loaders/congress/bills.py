"""Bill status records: titles, topics, sponsors and cosponsors."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import TypeAlias

from graph.model.statements import EntityRef, PartialDate, WebAddress
from loaders.congress import bill_actions
from loaders.congress.bill_status import BillStatus
from loaders.congress.bill_texts import BillTexts, earlier_titles, one_text, two_texts
from loaders.congress.bill_titles import BillTitles, dated_titles, read_titles
from loaders.congress.vehicle_bills import TABLE, VehicleBill, VehicleBills, why_candidate
from loaders.core.congress_ids import legislator, ordinal
from loaders.core.loader import Card
from loaders.core.record_dates import ends_before_start, record_date
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, one_line
from loaders.readers.safe_xml import child_texts, text_selection

READ = """
    actions billNumber billType committees congress cosponsors introducedDate laws number policyArea primarySubject
    relatedBills sponsors subjects title titles type updateDate
"""
IGNORED = """
    amendments calendarNumbers cboCostEstimates cdata committeeReports constitutionalAuthorityStatementText createDate
    isByRequest isReserved lastAction latestAction legislationUrl notes originChamber originChamberCode recordedVotes
    summaries textVersions updateDateIncludingText version
"""
"""Parts that are ignored on purpose: long texts, what other records contain, and bookkeeping."""

_KNOWN = frozenset(f"{READ} {IGNORED}".split())
_UNDECIDED = "Its text may have been replaced by another measure: who sponsored it may have supported another text"
_CURE = f"Decide it in {TABLE}; until then all its ties stand at one bill"
_TOPICS = text_selection("descendant::name[not(parent::parentSubject)]/text()")


def read(record: BillStatus, card: Card, writer: RecordWriter, vehicles: VehicleBills) -> None:
    """Write the statements of a bill status record."""
    writer.tally["bills"] += 1
    for tag in sorted(record.parts.keys() - _KNOWN):
        writer.note(f"the part <{tag}> of a bill is not known here and was not read")
    _source(record, card, writer)
    texts = _texts(record, vehicles, writer)
    _sponsors(record, texts, writer)
    _cosponsors(record, texts, writer)
    bill_actions.committees(record, texts, writer)
    bill_actions.related_bills(record, texts, vehicles, writer)
    bill_actions.decisions(record, texts, writer)


def _source(record: BillStatus, card: Card, writer: RecordWriter) -> None:
    bill = record.bill
    where = f"{bill.congress}/{bill.type}/BILLSTATUS-{bill.congress}{bill.type}{bill.number}.xml"
    writer.add_source(
        record.source_id,
        card,
        title=f"Bill Status of {bill.printed}, {ordinal(bill.congress)} Congress",
        source_url=WebAddress.parse(f"https://www.govinfo.gov/bulkdata/BILLSTATUS/{where}"),
        published=record_date(record.text("updateDate") or ""),
        tier=1,
    )


def _texts(record: BillStatus, vehicles: VehicleBills, writer: RecordWriter) -> BillTexts:
    """Write the bill and, if it is a vehicle, the text that it had before."""
    writer.count_value("title of a bill", record.text("title"))
    titles, vehicle = read_titles(record), vehicles.vehicle(record.bill)
    undecided = None if vehicles.is_decided(record.bill) else why_candidate(record, titles)
    if undecided:
        writer.note(f"{record.bill.printed} may be a vehicle bill: {undecided}. {_CURE}")
    bill = _bill(record, titles, vehicle, writer, is_undecided=bool(undecided))
    if vehicle is None:
        return one_text(record, bill, titles)
    writer.tally["vehicle bills"] += 1
    return two_texts(record, bill, titles, vehicle, writer)


def _bill(
    record: BillStatus, titles: BillTitles, vehicle: VehicleBill | None, writer: RecordWriter, *, is_undecided: bool
) -> EntityRef:
    bill = record.bill
    earlier = earlier_titles(dated_titles(record, titles), vehicle) if vehicle else ()
    return writer.add_actor(
        bill.slug,
        "bill",
        name=bill.titled(titles.current),
        alt_name=(
            *(name for name in titles.short if name not in earlier),
            f"{bill.printed} ({ordinal(bill.congress)} Congress)",
        ),
        official_title=None if vehicle else titles.official,
        description=_UNDECIDED if is_undecided else None,
        congress=bill.code,
        bill=bill.printed,
        topic=_topics(record),
    )


def _topics(record: BillStatus) -> tuple[str, ...]:
    parts = (record.parts.get(tag) for tag in ("policyArea", "primarySubject", "subjects"))
    topics = {_in_one_line(text) for part in parts if part is not None for text in _TOPICS(part)}
    return tuple(sorted(filter(None, topics)))


def _sponsors(record: BillStatus, texts: BillTexts, writer: RecordWriter) -> None:
    start = record_date(record.text("introducedDate") or "")
    bill, note = texts.on(start), texts.title_note(start)
    writer.count_value("day of introduction", start)
    sponsors = _signers(record, "sponsor", writer)
    writer.count_value("sponsor of a bill", sponsors or None)
    for known, full_name, person in sponsors:
        by_request = known.get("byRequestType") or known.get("isByRequest", "N") not in ("N", "False")
        role = "sponsor, by request" if by_request else "sponsor"
        if person:
            writer.add_tie(person, "introduced", bill, start=start, role=role, locator=full_name, note=note)
            writer.tally["sponsors"] += 1


def _cosponsors(record: BillStatus, texts: BillTexts, writer: RecordWriter) -> None:
    cosponsors = _signers(record, "cosponsor", writer)
    days = [record_date(known.get("sponsorshipDate", "")) for known, _, _ in cosponsors]
    writer.count_values("day of a cosponsorship", days)
    for signer, start in zip(cosponsors, days, strict=True):
        _cosponsorship(signer, texts, start, writer)


_Signer: TypeAlias = tuple[Mapping[str, str], str, EntityRef | None]
"""A sponsor or cosponsor: the listed texts, the name (`Sen. Booker, Cory A. [D-NJ]`), and the actor."""


def _signers(record: BillStatus, what: str, writer: RecordWriter) -> list[_Signer]:
    signers: list[_Signer] = []
    for texts in map(child_texts, record.items(f"{what}s")):
        full_name = _in_one_line(texts.get("fullName") or f"{texts.get('lastName', '')}, {texts.get('firstName', '')}")
        person = legislator(writer, texts.get("bioguideId", ""), full_name)
        if person is None:
            writer.note(f"the {what} {full_name[:80]!r} has no Bioguide id, so it is unknown who that is")
        signers.append((texts, full_name, person))
    writer.count_values(f"Bioguide id of a {what}", [person for _, _, person in signers])
    return signers


def _cosponsorship(signer: _Signer, texts: BillTexts, start: PartialDate | None, writer: RecordWriter) -> None:
    known, full_name, person = signer
    if person is None:
        return
    end = record_date(known.get("sponsorshipWithdrawnDate", ""))
    if ends_before_start(start, end):
        writer.note(f"{full_name} withdrew on {end}, before they joined on {start}: the withdrawal was not read")
        end = None
    role = "original cosponsor" if known.get("isOriginalCosponsor") == "True" else "cosponsor"
    bill, marks = texts.on(start), {"role": role, "locator": full_name, "note": texts.title_note(start)}
    if writer.add_tie(person, "cosponsored", bill, start=start, end=end, **marks):
        writer.tally["cosponsors"] += 1
        writer.tally["withdrawals"] += end is not None
    else:
        writer.note(f"{full_name} is listed twice among the cosponsors with the same day: read once")


@lru_cache(maxsize=65536)
def _in_one_line(name: str) -> str:
    return one_line(name, NAME_LENGTH) or ""
