"""Bills and laws mentioned in a text: `H.R. 5682`, `S.2587`, `P.L. 119-21`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.model.statements import EntityRef
from loaders.core.congress_ids import PRINTED, BillId
from loaders.core.record_writer import RecordWriter

_FIRST_YEAR = 1789
_RES = r"\s?R(?:es|ES)\.?"
_TYPES = {
    "hr": r"H\.?\s?R\.?",
    "s": r"S\.?",
    "hjres": rf"H\.?\s?J\.?{_RES}",
    "sjres": rf"S\.?\s?J\.?{_RES}",
    "hconres": rf"H\.?\s?C(?:on|ON)\.?{_RES}",
    "sconres": rf"S\.?\s?C(?:on|ON)\.?{_RES}",
    "hres": rf"H\.?{_RES}",
    "sres": rf"S\.?{_RES}",
}
_KINDS = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in _TYPES.items())
_NUMBER = r"(?P<number>[1-9]\d{0,4})(?![\w%]|,\d{3}|[.-]\d)"
_OF = r"(?P<of>[\s,(]{1,3}(?:(?P<nth>\d{2,3})(?:th|st|nd|rd)\s+Congress|Congress\s+(?P<plain>\d{2,3})))?"
_BILL = re.compile(rf"(?<![\w.&'’$)])(?:{_KINDS})\s{{0,2}}{_NUMBER}{_OF}")  # noqa: RUF001  filings have both signs
_LAW = re.compile(
    r"(?<![\w.])(?:P\.?\s?L\.?|Pub\.?\s?L\.?|Public Law)\s*(?:No\.?\s*)?(\d{2,3})\s?[-\u2013]\s?([1-9]\d{0,3})\b",
    re.IGNORECASE,
)


class BillMention(NamedTuple):
    """A bill or law mentioned in a text, and the words of the mention."""

    ref: EntityRef
    words: str


def congress_of(year: int) -> int:
    """The number of the Congress in most of a year: 115 in 2017 and 2018."""
    return (year - _FIRST_YEAR) // 2 + 1


def bill_mentions(text: str, year: int, writer: RecordWriter) -> Iterator[BillMention]:
    """The bills and laws mentioned in a text, each once: of the Congress of that year, unless it names another."""
    seen: set[EntityRef] = set()
    for measure in (*_bills(text, year, writer), *_laws(text, writer)):
        if measure.ref not in seen:
            seen.add(measure.ref)
            yield measure


def _bills(text: str, year: int, writer: RecordWriter) -> Iterator[BillMention]:
    for match in _BILL.finditer(text):
        kind = next(kind for kind in PRINTED if match[kind])
        congress = int(match["nth"] or match["plain"] or congress_of(year))
        if abs(congress - congress_of(year)) > 20:
            continue
        bill = BillId(congress, kind, int(match["number"]))
        ref = writer.add_actor(bill.slug, "bill", alt_name=bill.titled(None), congress=bill.code, bill=bill.printed)
        yield BillMention(ref, " ".join(match[0].split()).rstrip(" ,("))


def _laws(text: str, writer: RecordWriter) -> Iterator[BillMention]:
    for match in _LAW.finditer(text):
        number = f"{int(match[1])}-{match[2]}"
        names = (f"Public Law {number}", f"P.L. {number}")
        yield BillMention(
            writer.add_actor(f"us-law-{number}", "law", alt_name=names, publaw=number), " ".join(match[0].split())
        )
