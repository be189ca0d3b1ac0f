"""Loader of filings under the Lobbying Disclosure Act: who lobbies for whom, on what and for how much."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from graph.model.statements import EntityRef, PartialDate, Place, Value, WebAddress
from loaders.core.amounts import parse_amount
from loaders.core.loader import Card, Cell, End, Facts
from loaders.core.local_ids import scoped_id
from loaders.core.record_dates import record_date
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, clean_name, clean_text, one_line
from loaders.lda.bill_mentions import bill_mentions
from loaders.lda.filings import Filing
from loaders.lda.parties import body, lobbyist, parties
from loaders.readers.input_files import ForeignRecord, RecordFile
from loaders.readers.json_values import json_object, json_objects, json_text
from loaders.readers.json_yaml import parse_json


class UnparsedFiling:
    """A filing that is parsed when it is read, so that a broken one does not stop the others."""

    def __init__(self, data: object, file: RecordFile) -> None:
        self._data, self._file = data, file
        self._parsed: Filing | None = None

    @property
    def filing(self) -> Filing:
        """The parsed filing. Raises RecordRefused."""
        self._parsed = self._parsed or Filing.parse(self._data, self._file)
        return self._parsed

    @property
    def source_id(self) -> str:
        """See Filing."""
        return self.filing.source_id

    @property
    def edition(self) -> Edition:
        """See Filing."""
        return self.filing.edition


class Lda:
    """Reads filings in JSON: one, a list of them, or a page of the API."""

    card = Card(
        name="lda",
        title="Filings under the Lobbying Disclosure Act",
        publisher="United States Senate, Office of Public Records",
        licence="US public domain",
        url="https://lda.senate.gov/api/v1/filings/",
        how_to_get="Ask the API at the address of this card, by year, registrant or client; save each page.",
        largest_file=256 * 1024 * 1024,
        keeps_latest=True,
        last_checked=date(2026, 11, 24),
        filled={"name of a registrant": 0.99, "name of a client": 0.99, "name of a lobbyist": 0.95},
    )

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[UnparsedFiling]:  # noqa: ARG002  nothing to note yet
        """The filings of a file. Raises RecordRefused or ForeignRecord."""
        if file.suffix not in (".json", ""):
            raise ForeignRecord("this is not JSON: filings are read as the API of the Senate gives them")
        data = parse_json(file)
        if isinstance(data, dict) and isinstance(data.get("results"), list):
            data = data["results"]
            if not data:
                raise ForeignRecord("this page contains no filings")
        elif isinstance(data, dict):
            data = [data]
        if not isinstance(data, list) or not any(isinstance(one, dict) and "filing_uuid" in one for one in data):
            raise ForeignRecord("this is not a filing: each has a filing_uuid")
        for one in data:
            yield UnparsedFiling(one, file)

    def read(self, row: UnparsedFiling, writer: RecordWriter) -> None:
        """Write the statements of a filing. Raises RecordRefused."""
        filing = row.filing
        writer.tally["filings"] += 1
        self._source(filing, writer)
        registrant, client = parties(filing, writer)
        start, end = _span(filing, writer)
        kind = one_line(json_text(filing.data, "filing_type_display"), NAME_LENGTH)
        if registrant != client:
            writer.add_tie(
                registrant, "lobbies_for", client, start=start, end=end, locator=kind, note=_issues(filing, writer)
            )
        _money(filing, registrant, client, writer)
        _lobbyists(filing, registrant, client, writer)
        _activities(filing, registrant, client, writer)
        _related(filing, client, writer)

    def _source(self, filing: Filing, writer: RecordWriter) -> None:
        ends = [
            clean_name(writer, json_text(json_object(filing.data, end), "name")) for end in ("registrant", "client")
        ]
        what = json_text(filing.data, "filing_type_display") or filing.code
        title = f"{what} {filing.year}: {ends[0] or 'a registrant'} for {ends[1] or 'a client'}"
        writer.add_source(
            filing.source_id,
            self.card,
            title=clean_text(writer, title, NAME_LENGTH),
            source_url=WebAddress.parse(f"https://lda.senate.gov/filings/public/filing/{filing.uuid}/print/"),
            published=filing.posted,
            tier=1,
        )


def _span(filing: Filing, writer: RecordWriter) -> tuple[PartialDate | None, PartialDate | None]:
    """A report is about its period; a registration begins on a day and has no end."""
    if not filing.is_registration:
        return filing.span
    return record_date(json_text(json_object(filing.data, "client"), "effective_date")) or _first_day_of_period(
        writer, "registration", filing.span[0]
    ), None


def _first_day_of_period(writer: RecordWriter, what: str, value: PartialDate) -> PartialDate:
    writer.note(f"the {what} has no day on which it takes effect: the first day of its period is used")
    return value


def _money(filing: Filing, registrant: EntityRef, client: EntityRef, writer: RecordWriter) -> None:
    """Income is what a client pays a firm; expenses are what an organization spends on lobbying of its own."""
    start, end = filing.span
    income, expenses = (_amount(filing, key, writer) for key in ("income", "expenses"))
    if income is not None and registrant != client:
        known: dict[str, Value | None] = {"amount": income, "currency": "USD", "role": "client"}
        writer.add_tie(client, "funds", registrant, start=start, end=end, **known, note="lobbying income of the period")
        writer.tally["amounts"] += 1
    for what, value in (("lobbying expenses", expenses), ("lobbying income", income if registrant == client else None)):
        if value is not None:
            _outcome(filing, client if registrant == client else registrant, what, value, writer)


def _outcome(filing: Filing, about: EntityRef, what: str, value: int | Decimal, writer: RecordWriter) -> None:
    place, (start, end) = Place(writer.file.name), filing.span
    properties: dict[str, Value] = {"start": start, "end": end, "amount": value, "currency": "USD", "unit": what}
    properties |= {"outcome_type": "cost", "claim_status": "stated"}
    facts = Facts((key, known, place) for key, known in properties.items())
    writer.write_outcome(Cell("reported_outcome", place), End(about, place), None, filing.source_id, facts)
    writer.tally["amounts"] += 1


def _amount(filing: Filing, key: str, writer: RecordWriter) -> int | Decimal | None:
    value = filing.data.get(key)
    if value is None or value == "":
        return None
    amount = parse_amount(str(value), digits=12, decimals=2)
    if amount is None or str(value).startswith("-"):
        writer.note(f"the {key} of {str(value)[:40]} is negative or not an amount, and is not read")
        return None
    return amount


def _lobbyists(filing: Filing, registrant: EntityRef, client: EntityRef, writer: RecordWriter) -> None:
    start, end = _span(filing, writer) if not filing.is_registration else (filing.span[0], None)
    seen: set[EntityRef] = set()
    for activity in json_objects(filing.data, "lobbying_activities"):
        for one in json_objects(activity, "lobbyists"):
            who = lobbyist(one, writer)
            if who is None or who in seen:
                continue
            seen.add(who)
            writer.tally["lobbyists"] += 1
            covered = clean_text(writer, json_text(one, "covered_position"))
            note = one_line(f"covered position: {covered}") if covered else None
            writer.add_tie(who, "works_for", registrant, role="lobbyist", start=start, end=end)
            writer.add_tie(who, "lobbies_for", client, role="lobbyist", start=start, end=end, note=note)


def _activities(filing: Filing, registrant: EntityRef, client: EntityRef, writer: RecordWriter) -> None:
    """Write the bodies lobbied, and the bills and laws; filings do not say whether for or against."""
    start, end = filing.span
    firm = clean_name(writer, json_text(json_object(filing.data, "registrant"), "name"))
    role = one_line(f"through {firm}", NAME_LENGTH) if firm and registrant != client else None
    for activity in json_objects(filing.data, "lobbying_activities"):
        writer.tally["activities"] += 1
        issue = clean_text(writer, json_text(activity, "general_issue_code_display"), NAME_LENGTH)
        for one in json_objects(activity, "government_entities"):
            if (whom := body(one, writer)) and not filing.is_registration:
                writer.add_tie(client, "lobbied", whom, start=start, end=end, role=role, note=_issues(filing, writer))
        for measure in bill_mentions(json_text(activity, "description"), filing.year, writer):
            known = {"role": role, "locator": one_line(f"{issue or 'issues'}: {measure.words}")}
            if writer.add_tie(client, "lobbied_on", measure.ref, start=start, end=end, **known):
                writer.tally["measures"] += 1


def _issues(filing: Filing, writer: RecordWriter) -> str | None:
    texts = (json_text(one, "general_issue_code_display") for one in json_objects(filing.data, "lobbying_activities"))
    issues = sorted({issue for one in texts if (issue := clean_text(writer, one, NAME_LENGTH))})
    return one_line(f"issues: {'; '.join(issues)}") if issues else None


def _related(filing: Filing, client: EntityRef, writer: RecordWriter) -> None:
    for one in json_objects(filing.data, "affiliated_organizations"):
        _affiliate(client, one, "affiliated organization", writer)
    for one in json_objects(filing.data, "foreign_entities"):
        _affiliate(client, one, "foreign entity", writer)
    if json_objects(filing.data, "conviction_disclosures"):
        writer.note("convictions of lobbyists are disclosed and are not read")


def _affiliate(client: EntityRef, data: Mapping[str, Any], what: str, writer: RecordWriter) -> None:
    known = clean_name(writer, json_text(data, "name"))
    if known is None:
        return
    owned = json_text(data, "ownership_percentage")
    percentage = parse_amount(owned, digits=12, decimals=2)
    share = f"owns {owned.removesuffix('.00')} percent" if percentage and percentage > 0 else None
    other = writer.add_actor(scoped_id(f"{client.key}-affiliate", known), "organization", name=known)
    if writer.add_tie(client, "affiliated_with", other, role=what, note=share):
        writer.tally["affiliates"] += 1
