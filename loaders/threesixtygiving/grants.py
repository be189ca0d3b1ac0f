"""Grants read from a file in the 360Giving standard, whether JSON or CSV."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from loaders.readers.csv_rows import Row, csv_rows, require_width
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused
from loaders.readers.json_values import json_text
from loaders.readers.json_yaml import parse_json
from loaders.readers.text_decoding import decode_text

_PLACE = re.compile(r"(?<=[/:])\d+[/:]")
_TITLES = {
    "identifier": "id",
    "title": "title",
    "description": "description",
    "currency": "currency",
    "amount awarded": "amount",
    "award date": "awarded",
    "last modified": "modified",
    "planned dates:start date": "start",
    "planned dates:end date": "end",
    "funding org:identifier": "funder id",
    "funding org:name": "funder name",
    "recipient org:identifier": "recipient id",
    "recipient org:name": "recipient name",
    "recipient org:charity number": "recipient charity",
    "recipient org:company number": "recipient company",
    "recipient ind:identifier": "individual",
    "fundingorganization/id": "funder id",
    "fundingorganization/name": "funder name",
    "recipientorganization/id": "recipient id",
    "recipientorganization/name": "recipient name",
    "recipientorganization/charitynumber": "recipient charity",
    "recipientorganization/companynumber": "recipient company",
    "recipientindividual/id": "individual",
    "id": "id",
    "amountawarded": "amount",
    "awarddate": "awarded",
    "datemodified": "modified",
    "planneddates/startdate": "start",
    "planneddates/enddate": "end",
}
"""Fields by the column titles of tables, in lower case and without item numbers."""

_ENOUGH = {"id", "amount", "funder id"}


class Grant(NamedTuple):
    """One grant: its texts as in the file."""

    place: str
    texts: Mapping[str, str]
    recipients: tuple[Mapping[str, str], ...]
    funders: tuple[Mapping[str, str], ...]

    def text(self, name: str) -> str:
        """One of its texts; empty if it is missing."""
        return self.texts.get(name, "")


def from_json(file: RecordFile) -> tuple[Grant, ...]:
    """The grants of a package in JSON. Raises RecordRefused or ForeignRecord."""
    data = parse_json(file)
    listed = data.get("grants") if isinstance(data, dict) else None
    if not isinstance(listed, list):
        raise ForeignRecord("this is not a package of grants: it has a list of grants under 'grants'")
    if not all(isinstance(one, dict) for one in listed):
        raise RecordRefused("the list of grants contains something that is not a grant")
    return tuple(_from_object(number, one) for number, one in enumerate(listed, 1))


def from_csv(file: RecordFile) -> tuple[Grant, ...]:
    """The grants of a table. Raises RecordRefused or ForeignRecord."""
    rows = csv_rows(_text(file))
    _, columns = next(rows)
    header = [_TITLES.get(_PLACE.sub("", column.strip().lower())) for column in columns]
    if not set(header) >= _ENOUGH:
        raise ForeignRecord(
            "this is not a table of grants: its columns are Identifier, Amount Awarded, Funding Org:Name ..."
        )
    return tuple(_from_rows(header, rows))


def _text(file: RecordFile) -> str:
    """Decode a table. Spreadsheets on Windows often write Windows-1252 instead of UTF-8."""
    try:
        return decode_text(file.data)
    except RecordRefused:
        if b"\0" in file.data:
            raise
        try:
            return file.data.decode("cp1252")
        except UnicodeDecodeError as error:
            raise RecordRefused(f"the file is neither UTF-8 nor Windows-1252 (byte {error.start + 1})") from error


def _from_rows(header: list[str | None], rows: Iterator[Row]) -> Iterator[Grant]:
    for line, cells in rows:
        if not any(cell.strip() for cell in cells):
            continue
        require_width(line, cells, header)
        texts: dict[str, str] = {}
        for column, cell in zip(header, cells, strict=True):
            if column and cell.strip():
                texts.setdefault(column, cell.strip())
        recipients = _party(texts, "recipient")
        yield Grant(f"line {line}", texts, recipients, _party(texts, "funder"))


def _party(texts: Mapping[str, str], who: str) -> tuple[Mapping[str, str], ...]:
    party = {key.removeprefix(f"{who} "): value for key, value in texts.items() if key.startswith(f"{who} ")}
    return (party,) if party else ()


def _from_object(number: int, data: Mapping[str, Any]) -> Grant:
    dates = _objects(data, "plannedDates")
    texts = {
        "id": _plain(data, "id"),
        "title": _plain(data, "title"),
        "description": _plain(data, "description"),
        "currency": _plain(data, "currency"),
        "amount": _plain(data, "amountAwarded"),
        "awarded": _plain(data, "awardDate"),
        "modified": _plain(data, "dateModified"),
        "start": _plain(dates[0], "startDate") if dates else "",
        "end": _plain(dates[0], "endDate") if dates else "",
        "individual": "yes" if _objects(data, "recipientIndividual") else "",
    }
    recipients, funders = (_parties(data, f"{who}Organization") for who in ("recipient", "funding"))
    return Grant(f"grant {number}", texts, recipients, funders)


def _parties(data: Mapping[str, Any], key: str) -> tuple[Mapping[str, str], ...]:
    return tuple(
        {
            "id": _plain(one, "id"),
            "name": _plain(one, "name"),
            "charity": _plain(one, "charityNumber"),
            "company": _plain(one, "companyNumber"),
        }
        for one in _objects(data, key)
    )


def _objects(data: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
    value = data.get(key)
    listed = value if isinstance(value, list) else [value]
    return [one for one in listed if isinstance(one, dict)]


def _plain(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if isinstance(value, float):
        return format(value, "f").rstrip("0").rstrip(".")
    return json_text(data, key)
