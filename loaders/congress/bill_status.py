"""One bill status record, whose layout differs from year to year."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from lxml import etree

from loaders.core.congress_ids import BillId
from loaders.core.record_writer import Edition
from loaders.core.text_cleaning import one_line
from loaders.readers.input_files import RecordFile, RecordRefused
from loaders.readers.safe_xml import children


class BillStatus(NamedTuple):
    """One bill status record."""

    bill: BillId
    parts: dict[str, etree._Element]
    file: RecordFile

    @classmethod
    def parse(cls, root: etree._Element, file: RecordFile) -> BillStatus:
        """Read which bill it is. Raises RecordRefused."""
        element = next(root.iterchildren("bill"), None)
        if element is None:
            raise RecordRefused("the bill status contains no bill")
        parts = children(element)
        kind, number = _text(parts, "billType", "type"), _text(parts, "billNumber", "number")
        return cls(BillId.parse(_text(parts, "congress"), kind, number), parts, file)

    @property
    def source_id(self) -> str:
        """`us-billstatus-115-s-756`."""
        return f"us-billstatus-{self.bill.code}"

    @property
    def edition(self) -> Edition:
        """The record with the later update wins."""
        return Edition(self.text("updateDate") or "", 0, self.file.sha256)

    def text(self, tag: str) -> str | None:
        """The text of one part."""
        return one_line(_text(self.parts, tag))

    def items(self, *paths: str) -> list[etree._Element]:
        """The items of the first of these lists that the record has: layouts differ in the place of a list."""
        for path in paths:
            tag, _, rest = path.partition("/")
            part = self.parts.get(tag)
            if part is not None and rest:
                part = next(part.iterchildren(rest), None)
            if part is not None and (items := list(part.iterchildren("item"))):
                return items
        return []


def _text(parts: Mapping[str, etree._Element], *tags: str) -> str | None:
    """The text of the first of these parts that has one."""
    for tag in tags:
        if tag in parts and (text := parts[tag].text):
            return text
    return None
