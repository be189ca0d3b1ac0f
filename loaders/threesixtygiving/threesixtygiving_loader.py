"""Loader of grants published in the 360Giving standard, in JSON or CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from graph.model.ids import slug
from graph.model.statements import EntityRef, PartialDate, Value
from loaders.core.amounts import parse_amount
from loaders.core.loader import Card
from loaders.core.local_ids import file_slug
from loaders.core.organization_ids import identify_organization
from loaders.core.record_dates import ends_before_start
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, clean_name, clean_text, one_line
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused
from loaders.threesixtygiving.grant_dates import read_date
from loaders.threesixtygiving.grants import Grant, from_csv, from_json

MOST = 10**12
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)
_PREFIX = re.compile(r"360G-([A-Za-z0-9]+)", re.ASCII)


class Package(NamedTuple):
    """The grants of one file."""

    grants: tuple[Grant, ...]
    file: RecordFile

    @property
    def publisher(self) -> str:
        """The publisher, by the prefix of the grant ids: `baringfoundation`."""
        matches = (_PREFIX.match(grant.text("id")) for grant in self.grants)
        prefixes = sorted({slug(match[1]) for match in matches if match})
        return prefixes[0] if len(prefixes) == 1 else "various"

    @property
    def source_id(self) -> str:
        """`360giving-baringfoundation-baring`."""
        return f"360giving-{self.publisher}-{file_slug(self.file, 60)}"

    @property
    def edition(self) -> Edition:
        """The file with the latest change wins."""
        dates = [day for grant in self.grants if (day := read_date(grant.text("modified") or grant.text("awarded")))]
        return Edition(max(day.last for day in dates).isoformat() if dates else "", 0, self.file.sha256)


class GrantKey(NamedTuple):
    """Grants with the same key become one tie."""

    giver: EntityRef
    to: EntityRef
    start: PartialDate | None
    end: PartialDate | None
    amount: int | Decimal | None
    currency: str


class ThreeSixtyGiving:
    """Reads packages of grants."""

    card = Card(
        name="360giving",
        title="Grants published in the 360Giving standard",
        publisher="The funders, in the 360Giving standard",
        licence="as each funder says; most CC-BY-4.0",
        url="https://www.360giving.org/",
        how_to_get="Look a funder up at https://registry.threesixtygiving.org and download its file (JSON or CSV).",
        last_checked=date(2026, 11, 24),
        filled={
            "id of a grant": 0.99,
            "name of a funder": 0.99,
            "name of a recipient": 0.98,
            "amount of a grant": 0.98,
            "date of a grant": 0.98,
            "currency of a grant": 0.98,
        },
    )

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[Package]:  # noqa: ARG002  nothing to note yet
        """The grants of a file; raises RecordRefused or ForeignRecord."""
        if file.suffix == ".csv":
            grants = from_csv(file)
        elif file.suffix == ".json":
            grants = from_json(file)
        else:
            raise ForeignRecord("this is neither JSON nor CSV: grants are read from these")
        if not grants:
            raise RecordRefused("the file contains no grants")
        yield Package(grants, file)

    def read(self, row: Package, writer: RecordWriter) -> None:
        """Write all grants of a file."""
        named = {clean_name(writer, one.get("name")) for grant in row.grants for one in grant.funders}
        funders = sorted(filter(None, named))
        title = f"Grants of {', '.join(funders[:3]) or 'an unnamed funder'}{' and others' if len(funders) > 3 else ''}"
        writer.add_source(
            row.source_id,
            self.card,
            title=one_line(f"{title}, published in the 360Giving standard", NAME_LENGTH),
            publisher=funders[0] if len(funders) == 1 else self.card.publisher,
            tier=1,
        )
        groups: dict[GrantKey, list[Grant]] = {}
        seen: set[str] = set()
        for grant in row.grants:
            if key := _grant_key(row, grant, seen, writer):
                groups.setdefault(key, []).append(grant)
        for key, alike in groups.items():
            _write(key, alike, writer)


def _grant_key(row: Package, grant: Grant, seen: set[str], writer: RecordWriter) -> GrantKey | None:
    code, amount = grant.text("id"), _amount(grant.text("amount"))
    writer.count_value("id of a grant", code)
    writer.count_value("amount of a grant", amount)
    if code and code in seen:
        writer.note(f"{grant.place}: the id {code[:80]} is there a second time: the first grant was read")
        return None
    if objection := _objection(grant, amount):
        writer.note(f"{grant.place}: {objection}, and it is not read")
        return None
    ends = _end(row, grant.funders, "funder", writer), _end(row, grant.recipients, "recipient", writer)
    if ends[0] is None or ends[1] is None:
        writer.note(
            f"{grant.place}: the grant has no {'funder' if ends[0] is None else 'recipient'} with a name or an id"
        )
        return None
    if ends[0] == ends[1]:
        writer.note(f"{grant.place}: the funder gives to itself, and it is not read")
        return None
    seen.add(code)
    writer.tally["grants"] += 1
    start, end = _dates(grant, writer)
    currency = grant.text("currency").upper()
    known = currency if _CURRENCY.fullmatch(currency) else ""
    writer.count_value("currency of a grant", known)
    if amount is not None and not known:
        writer.note(f"{grant.place}: the amount {amount} has no currency, and is not read")
    return GrantKey(ends[0], ends[1], start, end, amount if known else None, known)


def _objection(grant: Grant, amount: int | Decimal | None) -> str | None:
    if grant.text("amount").startswith("-"):
        return f"the amount {grant.text('amount')[:40]} is below zero"
    if amount is None and grant.text("amount"):
        return f"the amount {grant.text('amount')[:40]!r} is no number, or larger than any grant"
    if grant.text("individual") and not grant.recipients:
        return "the recipient is a person whom the file does not name"
    if len(grant.recipients) > 1 or len(grant.funders) > 1:
        return "it has several funders or recipients, and how they share is not said"
    return None


def _end(row: Package, parties: tuple[Mapping[str, str], ...], who: str, writer: RecordWriter) -> EntityRef | None:
    one = parties[0] if parties else {}
    known = clean_name(writer, one.get("name"))
    writer.count_value(f"name of a {who}", known)
    if known is None and not one.get("id"):
        return None
    scope = f"360g-{row.publisher}-org"
    ids = identify_organization(
        one.get("id", ""), scope, known or "", charity=one.get("charity", ""), company=one.get("company", "")
    )
    return writer.add_actor(ids.slug, "organization", name=known, org_id=ids.org_ids, ein=ids.ein)


def _dates(grant: Grant, writer: RecordWriter) -> tuple[PartialDate | None, PartialDate | None]:
    """The period of the grant if it is given, else the day of the award."""
    start, end = read_date(grant.text("start")), read_date(grant.text("end"))
    awarded = read_date(grant.text("awarded"))
    writer.count_value("date of a grant", start or awarded)
    if ends_before_start(start, end):
        writer.note(f"{grant.place}: it ends on {end}, before it starts on {start}: the end was not read")
        end = None
    return (start, end) if start else (awarded, None)


def _amount(text: str) -> int | Decimal | None:
    bare = text.replace(",", "").replace(" ", "").lstrip("£$€")
    return parse_amount(bare, digits=15, decimals=6, largest=MOST)


def _write(key: GrantKey, alike: list[Grant], writer: RecordWriter) -> None:
    """One tie for a grant; several with the same key become one tie with their number."""
    known: dict[str, Value | None] = {"start": key.start, "end": key.end}
    if key.amount is not None:
        known |= {"amount": key.amount * len(alike), "currency": key.currency}
    if len(alike) > 1:
        known |= {"quantity": len(alike), "unit": "grants"}
    codes = clean_text(writer, ", ".join(grant.text("id") for grant in alike if grant.text("id")), NAME_LENGTH)
    titles = dict.fromkeys(title for grant in alike if (title := clean_text(writer, grant.text("title"), NAME_LENGTH)))
    writer.add_tie(key.giver, "grants_to", key.to, **known, locator=codes, note=one_line("; ".join(titles)))
