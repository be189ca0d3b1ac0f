"""Bill status records: titles, topics, sponsors and cosponsors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TypeAlias

from graph.model.statements import EntityRef, PartialDate, WebAddress
from loaders.congress import bill_actions
from loaders.congress.bill_status import BillStatus
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
_TITLES, _TITLE_KINDS = text_selection("item/title/text()"), text_selection("item/titleType/text()")
_TOPICS = text_selection("descendant::name[not(parent::parentSubject)]/text()")


def read(record: BillStatus, card: Card, writer: RecordWriter) -> None:
    """Write the statements of a bill status record."""
    writer.tally["bills"] += 1
    for tag in sorted(record.parts.keys() - _KNOWN):
        writer.note(f"the part <{tag}> of a bill is not known here and was not read")
    _source(record, card, writer)
    bill = _bill(record, writer)
    _sponsors(record, bill, writer)
    _cosponsors(record, bill, writer)
    bill_actions.committees(record, bill, writer)
    bill_actions.related_bills(record, bill, writer)
    bill_actions.decisions(record, bill, writer)


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


def _bill(record: BillStatus, writer: RecordWriter) -> EntityRef:
    bill, title = record.bill, record.text("title")
    writer.count_value("title of a bill", title)
    official, short = _titles(record)
    return writer.add_actor(
        bill.slug,
        "bill",
        name=bill.titled(title),
        alt_name=(*short, f"{bill.printed} ({ordinal(bill.congress)} Congress)"),
        official_title=official,
        congress=bill.code,
        bill=bill.printed,
        topic=_topics(record),
    )


def _titles(record: BillStatus) -> tuple[str | None, tuple[str, ...]]:
    """The official title as introduced, and the short titles of the whole bill at any time."""
    official, short = None, set()
    for kind, title in _kinds_and_titles(record):
        if kind.startswith("Official Title as Introduced"):
            official = one_line(title)
        elif "Short Title" in kind and "portions" not in kind:
            short.add(one_line(title, NAME_LENGTH))
    return official, tuple(sorted(filter(None, short)))


def _kinds_and_titles(record: BillStatus) -> Iterable[tuple[str, str]]:
    listed = record.parts.get("titles")
    if listed is None:
        return ()
    kinds, titles = _TITLE_KINDS(listed), _TITLES(listed)
    if len(kinds) == len(titles):
        return zip(kinds, titles, strict=True)
    texts = map(child_texts, listed)
    return [(text["titleType"], text["title"]) for text in texts if "titleType" in text and "title" in text]


def _topics(record: BillStatus) -> tuple[str, ...]:
    parts = (record.parts.get(tag) for tag in ("policyArea", "primarySubject", "subjects"))
    topics = {_in_one_line(text) for part in parts if part is not None for text in _TOPICS(part)}
    return tuple(sorted(filter(None, topics)))


def _sponsors(record: BillStatus, bill: EntityRef, writer: RecordWriter) -> None:
    start = record_date(record.text("introducedDate") or "")
    writer.count_value("day of introduction", start)
    sponsors = _signers(record, "sponsor", writer)
    writer.count_value("sponsor of a bill", sponsors or None)
    for texts, full_name, person in sponsors:
        by_request = texts.get("byRequestType") or texts.get("isByRequest", "N") not in ("N", "False")
        role = "sponsor, by request" if by_request else "sponsor"
        if person:
            writer.add_tie(person, "introduced", bill, start=start, role=role, locator=full_name)
            writer.tally["sponsors"] += 1


def _cosponsors(record: BillStatus, bill: EntityRef, writer: RecordWriter) -> None:
    cosponsors = _signers(record, "cosponsor", writer)
    days = [record_date(texts.get("sponsorshipDate", "")) for texts, _, _ in cosponsors]
    writer.count_values("day of a cosponsorship", days)
    for (texts, full_name, person), start in zip(cosponsors, days, strict=True):
        if person:
            _cosponsorship(texts, full_name, (person, bill), start, writer)


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


def _cosponsorship(
    texts: Mapping[str, str],
    full_name: str,
    ends: tuple[EntityRef, EntityRef],
    start: PartialDate | None,
    writer: RecordWriter,
) -> None:
    (person, bill), end = ends, record_date(texts.get("sponsorshipWithdrawnDate", ""))
    if ends_before_start(start, end):
        writer.note(f"{full_name} withdrew on {end}, before they joined on {start}: the withdrawal was not read")
        end = None
    role = "original cosponsor" if texts.get("isOriginalCosponsor") == "True" else "cosponsor"
    if writer.add_tie(person, "cosponsored", bill, start=start, end=end, role=role, locator=full_name):
        writer.tally["cosponsors"] += 1
        writer.tally["withdrawals"] += end is not None
    else:
        writer.note(f"{full_name} is listed twice among the cosponsors with the same day: read once")


@lru_cache(maxsize=65536)
def _in_one_line(name: str) -> str:
    return one_line(name, NAME_LENGTH) or ""
