"""Returns of exempt organizations as filed with the Internal Revenue Service: Forms 990, 990-EZ and 990-PF."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from graph.model.statements import EntityRef, Place, Value
from loaders.core.loader import Card, Cell, End, Facts
from loaders.core.organization_ids import printed_ein
from loaders.core.record_dates import record_date
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, clean_text, one_line
from loaders.geography.towns import town
from loaders.irs990 import field_names
from loaders.irs990.grants_paid import grants
from loaders.irs990.people import people
from loaders.irs990.related_organizations import related
from loaders.irs990.returns import PRINTED, Return, amount
from loaders.readers.input_files import ForeignRecord, RecordFile
from loaders.readers.safe_xml import looks_like_xml, parse_xml


class Irs990:
    """Reads returns, one XML file each, or a zip archive of them."""

    card = Card(
        name="irs990",
        title="Returns of exempt organizations (Forms 990, 990-EZ, 990-PF)",
        publisher="Internal Revenue Service",
        licence="US public domain",
        url="https://www.irs.gov/charities-non-profits/form-990-series-downloads",
        how_to_get="Download the zip archives of a year from the address of this card; no need to unpack them.",
        keeps_latest=True,
        last_checked=date(2026, 11, 24),
        filled={
            "name of a filer": 0.99,
            "amount of total revenue": 0.9,
            "amount of total assets": 0.9,
            "name of an officer": 0.98,
            "name of a recipient": 0.98,
            "amount of a grant": 0.98,
        },
    )

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[Return]:  # noqa: ARG002  nothing to note yet
        """The return in a file; raises RecordRefused or ForeignRecord."""
        if not looks_like_xml(file):
            raise ForeignRecord("this is not XML: a return is one XML file, or an entry of a zip archive")
        root = parse_xml(file)
        if root.tag not in (f"{{{field_names.NAMESPACE}}}Return", "Return"):
            raise ForeignRecord(
                f"the root element is <{str(root.tag)[:80]}>: a return has <Return> of {field_names.NAMESPACE}"
            )
        yield Return.parse(root, file)

    def read(self, row: Return, writer: RecordWriter) -> None:
        """Write all statements of a return. Raises RecordRefused."""
        writer.tally["returns"] += 1
        known = row.filer_name(writer)
        writer.count_value("name of a filer", known)
        self._source(row, known or f"EIN {printed_ein(row.ein)}", writer)
        filer = self._filer(row, known, writer)
        _sizes(row, filer, writer)
        people(row, filer, writer)
        grants(row, filer, writer)
        related(row, filer, known or "", writer)

    def _source(self, row: Return, known: str, writer: RecordWriter) -> None:
        amended = ", amended" if row.amended else ""
        title = f"{PRINTED[row.form]} of {known}, tax period until {row.end}{amended}"
        writer.add_source(
            row.source_id,
            self.card,
            title=one_line(title, NAME_LENGTH),
            author=known,
            published=record_date(row.filed),
            tier=1,
        )

    def _filer(self, row: Return, known: str | None, writer: RecordWriter) -> EntityRef:
        mission = clean_text(writer, row.body.text(field_names.MISSION))
        filer = writer.add_actor(row.slug, "organization", name=known, ein=printed_ein(row.ein), mission=mission)
        filer_node = row.header.node(field_names.FILER)
        address = filer_node.node(field_names.US_ADDRESS) if filer_node else None
        if address and (place := town(writer, address.text(field_names.CITY), address.text(field_names.STATE))):
            writer.add_tie(filer, "located_in", place)
        return filer


def _sizes(row: Return, filer: EntityRef, writer: RecordWriter) -> None:
    """Revenue in the period and assets at its end, as outcomes."""
    _size(row, filer, "total revenue", field_names.REVENUE[row.form], writer)
    _size(row, filer, "total assets", field_names.ASSETS[row.form], writer)


def _size(row: Return, filer: EntityRef, what: str, paths: tuple[str, ...], writer: RecordWriter) -> None:
    text = row.body.text(paths)
    value = amount(text)
    writer.count_value(f"amount of {what}", value)
    if value is None or value < 0:
        if text:
            writer.note(f"{what} is {text[:40]}, which is negative or not an amount, and is not read")
        return
    place = Place(writer.file.name)
    begin = row.end if what == "total assets" else row.begin
    facts: list[tuple[str, Value | None, Place]] = [
        ("start", begin, place),
        ("end", row.end, place),
        ("amount", value, place),
        ("currency", "USD", place),
        ("unit", what, place),
        ("outcome_type", "scale", place),
        ("claim_status", "stated", place),
    ]
    relation = Cell("reported_outcome", place)
    writer.write_outcome(relation, End(filer, place), None, row.source_id, Facts(facts))
    writer.tally["sizes"] += 1
