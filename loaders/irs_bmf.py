"""Loader of the Business Master File: all organizations that the Internal Revenue Service treats as tax-exempt."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from graph.model.statements import PartialDate
from loaders.core.loader import Card
from loaders.core.local_ids import file_slug
from loaders.core.organization_ids import ein_slug, parse_ein, printed_ein
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import clean_name
from loaders.geography.states import STATES
from loaders.geography.towns import town
from loaders.readers.csv_rows import csv_rows
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused
from loaders.readers.text_decoding import decode_text

READ = ("EIN", "NAME", "CITY", "STATE", "RULING", "NTEE_CD", "SORT_NAME")
IGNORED = """
    ICO STREET ZIP GROUP SUBSECTION AFFILIATION CLASSIFICATION DEDUCTIBILITY FOUNDATION ACTIVITY ORGANIZATION STATUS
    TAX_PERIOD ASSET_CD INCOME_CD FILING_REQ_CD PF_FILING_REQ_CD ACCT_PD ASSET_AMT INCOME_AMT REVENUE_AMT
"""
"""Columns that are ignored on purpose: streets, contact persons, and codes for the use of the IRS."""

ELSEWHERE = "other"
_KNOWN = frozenset([*READ, *IGNORED.split()])
_NTEE = re.compile(r"[A-Z]\d[0-9A-Z][0-9A-Z]?", re.ASCII)
_RULING = re.compile(r"(\d{4})(\d{2})", re.ASCII)


class Organization(NamedTuple):
    """The columns of one row that are read."""

    line: int
    ein: str
    name: str
    city: str
    state: str
    ruling: str
    ntee: str
    sort_name: str


class Extract(NamedTuple):
    """The organizations of one state in one file."""

    stem: str
    state: str
    rows: tuple[Organization, ...]
    file: RecordFile

    @property
    def source_id(self) -> str:
        """`us-irs-bmf-eo1-ny`."""
        return f"us-irs-bmf-{file_slug(self.file)}-{self.state.lower()}"

    @property
    def edition(self) -> Edition:
        """The file with the latest ruling wins."""
        return Edition(max(row.ruling for row in self.rows), 0, self.file.sha256)


class IrsBmf:
    """Reads extracts of the Business Master File: CSV, one row an organization."""

    card = Card(
        name="irs-bmf",
        title="Exempt Organizations Business Master File",
        publisher="Internal Revenue Service",
        licence="US public domain",
        url="https://www.irs.gov/charities-non-profits/exempt-organizations-business-master-file-extract-eo-bmf",
        how_to_get="Download the CSV file of a state or a region from the address of this card.",
        largest_file=512 * 1024 * 1024,
        last_checked=date(2026, 11, 24),
        filled={"EIN of a row": 0.99, "name of an organization": 0.99, "date of a ruling": 0.9, "state of a town": 0.9},
    )

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[Extract]:
        """The organizations of a file, state by state. Raises RecordRefused or ForeignRecord."""
        states: dict[str, list[Organization]] = {}
        for row in _organizations(file, writer):
            states.setdefault(row.state if row.state in STATES else ELSEWHERE, []).append(row)
        if not states:
            raise RecordRefused("the file has a header and no organizations")
        for state in sorted(states):
            yield Extract(file.stem, state, tuple(states.pop(state)), file)

    def read(self, row: Extract, writer: RecordWriter) -> None:
        """Write the organizations of one state."""
        where = STATES.get(row.state, "addresses outside of the states")
        writer.add_source(
            row.source_id,
            self.card,
            title=f"Business Master File of exempt organizations, {row.stem}: {where}",
            tier=1,
        )
        odd: Counter[str] = Counter()
        for organization in row.rows:
            _organization(organization, odd, writer)
        for what, count in sorted(odd.items()):
            writer.note(f"{where}: {what} in {count:,} rows")


def _organizations(file: RecordFile, writer: RecordWriter) -> Iterator[Organization]:
    rows = csv_rows(decode_text(file.data))
    line, columns = next(rows, (0, list[str]()))
    header = cells = [column.strip().upper() for column in columns]
    _check_header(header, writer)
    positions = [header.index(column) for column in READ]
    for line, cells in rows:
        if len(cells) == len(header):
            yield Organization(line, *(cells[position].strip() for position in positions))
        elif any(cell.strip() for cell in cells):
            writer.note(f"line {line} has {len(cells)} cells and the header {len(header)}: it was not read")
    if len(cells) != len(header):
        raise RecordRefused(f"the file ends in the middle of a row (line {line}): a part of it is missing")


def _check_header(header: list[str], writer: RecordWriter) -> None:
    if "EIN" not in header or "NAME" not in header:
        raise ForeignRecord(
            "this is not a Business Master File: its first line names the columns EIN, NAME, NTEE_CD and others"
        )
    if missing := [column for column in READ if column not in header]:
        raise RecordRefused(f"the columns {', '.join(missing)} are missing")
    for column in sorted(set(header) - _KNOWN):
        writer.note(f"the column {column[:40]!r} is not known here and was not read")


def _organization(row: Organization, odd: Counter[str], writer: RecordWriter) -> None:
    ein = parse_ein(row.ein.replace("-", "").zfill(9))  # spreadsheets drop leading zeros
    writer.count_value("EIN of a row", ein)
    known = clean_name(writer, row.name)
    writer.count_value("name of an organization", known)
    if ein is None or known is None:
        writer.note(f"line {row.line}: {row.ein[:20]!r} is not an EIN, or it has no name: it was not read")
        return
    ruling = _ruling(row.ruling)
    writer.count_value("date of a ruling", ruling)
    is_ntee = bool(_NTEE.fullmatch(row.ntee))
    if row.ntee and not is_ntee:
        odd["an NTEE code that is none"] += 1
    before = len(writer.subjects)
    other = clean_name(writer, row.name, "-", row.sort_name) if row.sort_name else None
    who = writer.add_actor(
        ein_slug(ein),
        "organization",
        name=known,
        alt_name=other,
        ein=printed_ein(ein),
        ntee=row.ntee if is_ntee else None,
        ruling_date=ruling,
    )
    if len(writer.subjects) == before:
        writer.note(f"line {row.line}: the EIN {ein} is there a second time: the first row was read")
        return
    writer.tally["organizations"] += 1
    place = town(writer, row.city, row.state)
    writer.count_value("state of a town", place)
    if place:
        day = writer.retrieved
        writer.add_tie(who, "located_in", place, attested=PartialDate.parse(day.isoformat()) if day else None)


def _ruling(text: str) -> PartialDate | None:
    """`196811` is November 1968; without a month it is a year, and `000000` is none."""
    match = _RULING.fullmatch(text)
    if not match or match[1] < "1000":
        return None
    try:
        return PartialDate.parse(match[1] if match[2] == "00" else f"{match[1]}-{match[2]}")
    except ValueError:
        return None
