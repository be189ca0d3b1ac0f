"""One return: its filer, its tax period, and its edition among several returns for that period."""

from __future__ import annotations

from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from lxml import etree

from graph.model.statements import PartialDate
from loaders.core.amounts import parse_amount
from loaders.core.organization_ids import ein_slug, parse_ein
from loaders.core.record_dates import ends_before_start, record_date, sortable_time
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import clean_name
from loaders.irs990 import field_names
from loaders.irs990.xml_nodes import Node
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused

PRINTED = {"990": "Form 990", "990EZ": "Form 990-EZ", "990PF": "Form 990-PF"}
"""The forms that are read, by code, with their printed names."""

MOST = 10**13
"""A larger amount is a typing error."""


class Return(NamedTuple):
    """One return of an exempt organization."""

    ein: str
    form: str
    begin: PartialDate | None
    end: PartialDate
    filed: str
    amended: bool
    header: Node
    body: Node
    data: Node
    version: str
    file: RecordFile

    @classmethod
    def parse(cls, root: etree._Element, file: RecordFile) -> Return:
        """Read a return. Raises RecordRefused if its filer is unknown, and ForeignRecord if it is of another form."""
        top = Node(root)
        header, data = top.node(("ReturnHeader",)), top.node(("ReturnData",))
        if header is None or data is None:
            raise RecordRefused("the return has no header or no data: a part of the file is missing")
        form = header.text(field_names.FORM_CODE).upper().replace("-", "")
        if form not in PRINTED:
            raise ForeignRecord(
                f"this is a return of form {form[:20] or '(none)'}: read are {', '.join(PRINTED.values())}"
            )
        body = data.node((f"IRS{form}",))
        if body is None:
            raise RecordRefused(f"the return says that it is a {PRINTED[form]} and contains no such form")
        filer = header.node(field_names.FILER)
        number = filer.text(field_names.EIN) if filer else ""
        ein = parse_ein(number)
        if ein is None:
            raise RecordRefused(f"{number[:20]!r} is not the EIN of a filer: it is unknown whose return this is")
        begin, end = _period(header)
        amended = body.marked(field_names.AMENDED, field_names.YES) or header.marked(
            field_names.AMENDED, field_names.YES
        )
        filed = sortable_time(header.text(field_names.FILED))
        return cls(ein, form, begin, end, filed, amended, header, body, data, root.get("returnVersion", ""), file)

    @property
    def source_id(self) -> str:
        """`us-irs990-381234567-202212`: an organization has one return for a period, whichever form it used."""
        return f"us-irs990-{self.ein}-{self.end.last:%Y%m}"

    @property
    def edition(self) -> Edition:
        """An amended return wins over the one it amends; of two amended ones, the one filed later wins."""
        return Edition(f"{int(self.amended)} {self.filed}", 0, self.file.sha256)

    @property
    def slug(self) -> str:
        """The id of the filer."""
        return ein_slug(self.ein)

    def filer_name(self, writer: RecordWriter) -> str | None:
        """The name of the filer as the return gives it."""
        filer = self.header.node(field_names.FILER)
        return business_name(writer, filer.node(field_names.FILER_NAME) if filer else None)

    @property
    def whole_year(self) -> PartialDate | None:
        """The calendar year, if the tax period is exactly one; else None."""
        year = PartialDate.parse(f"{self.end.last:%Y}")
        is_whole = self.begin is not None and (self.begin.first, self.end.last) == (year.first, year.last)
        return year if is_whole else None


def business_name(writer: RecordWriter, node: Node | None) -> str | None:
    """A name of two lines as one line."""
    if node is None:
        return None
    return clean_name(writer, *(node.text(line) for line in field_names.NAME_LINES)) or clean_name(
        writer, node.element.text
    )


@lru_cache(maxsize=65536)
def amount(text: str) -> int | Decimal | None:
    """An amount of money; None if the text is not a plausible amount."""
    return parse_amount(text, digits=18, decimals=2, largest=MOST)


def _period(header: Node) -> tuple[PartialDate | None, PartialDate]:
    begin, end = record_date(header.text(field_names.PERIOD_BEGIN)), record_date(header.text(field_names.PERIOD_END))
    if end is None:
        raise RecordRefused("the return does not say when its tax period ends")
    if ends_before_start(begin, end):
        raise RecordRefused(f"the tax period ends on {end}, before it begins on {begin}")
    return begin, end
