"""Loader of the record of Congress: bills, roll calls, members and committees, told apart by their content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any, TypeAlias

from loaders.congress import bills, committees, legislators, rollcalls
from loaders.congress.bill_status import BillStatus
from loaders.congress.committees import Committees
from loaders.congress.legislators import Roster
from loaders.congress.rollcalls import RollCall
from loaders.congress.vehicle_bills import VehicleBills, shipped_vehicle_bills
from loaders.core.loader import Card
from loaders.core.record_writer import RecordWriter
from loaders.readers.input_files import ForeignRecord, RecordFile
from loaders.readers.json_yaml import parse_json, parse_yaml
from loaders.readers.safe_xml import looks_like_xml, parse_xml

CongressRecord: TypeAlias = BillStatus | RollCall | Roster | Committees
_KNOWN = "bill status XML, roll calls (data.json, data.xml), legislators, executive and committees (YAML, JSON, CSV)"


class Congress:
    """Reads the record of the Congress of the United States."""

    card = Card(
        name="congress",
        title="Record of the Congress of the United States",
        publisher="United States Government Publishing Office (govinfo)",
        licence="US public domain",
        url="https://www.govinfo.gov/bulkdata/BILLSTATUS",
        how_to_get=(
            "Bill status: https://www.govinfo.gov/bulkdata/BILLSTATUS, one XML file a bill. "
            "Members and committees: https://github.com/unitedstates/congress-legislators. "
            "Roll calls: the votes task of https://github.com/unitedstates/congress writes data.json and data.xml."
        ),
        keeps_latest=True,
        last_checked=date(2026, 11, 24),
        filled={
            "title of a bill": 0.99,
            "sponsor of a bill": 0.95,
            "day of introduction": 0.99,
            "Bioguide id of a sponsor": 0.99,
            "Bioguide id of a cosponsor": 0.99,
            "day of a cosponsorship": 0.99,
            "code of a committee": 0.95,
            "code of a voter": 0.99,
            "id of a member": 0.99,
            "state of a term": 0.99,
            "party of a term": 0.95,
            "id of a committee member": 0.95,
        },
    )

    def __init__(self, vehicles: VehicleBills | None = None) -> None:
        """`vehicles` are the decisions on vehicle bills. Default: those shipped with the project."""
        self._vehicles = vehicles

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[CongressRecord]:  # noqa: ARG002  nothing to note yet
        """The one record of a file. Raises RecordRefused or ForeignRecord."""
        if looks_like_xml(file):
            yield _from_xml(file)
        elif file.suffix == ".json":
            yield _from_data(parse_json(file), file)
        elif file.suffix in (".yaml", ".yml"):
            yield _from_data(parse_yaml(file), file)
        elif file.suffix == ".csv" and legislators.is_roster(file):
            yield legislators.from_csv(file)
        else:
            raise ForeignRecord(f"this is not a record of Congress that can be read: those are {_KNOWN}")

    def read(self, row: CongressRecord, writer: RecordWriter) -> None:
        """Write all statements of a record. Raises RecordRefused; DataError if the table of vehicles has problems."""
        match row:
            case BillStatus():
                bills.read(row, self.card, writer, self._vehicles or shipped_vehicle_bills())
            case RollCall():
                rollcalls.read(row, self.card, writer, self._vehicles or shipped_vehicle_bills())
            case Roster():
                legislators.read(row, self.card, writer)
            case Committees():
                committees.read(row, self.card, writer)


def _from_xml(file: RecordFile) -> BillStatus | RollCall:
    root = parse_xml(file)
    if root.tag == "billStatus":
        return BillStatus.parse(root, file)
    if root.tag == "roll":
        return rollcalls.from_xml(root, file)
    raise ForeignRecord(f"the root element is <{root.tag}>: records of Congress read here have <billStatus> or <roll>")


def _from_data(data: Any, file: RecordFile) -> CongressRecord:
    first = data[0] if isinstance(data, list) and data else None
    if isinstance(data, dict) and "vote_id" in data and "votes" in data:
        return rollcalls.from_json(data, file)
    if isinstance(first, dict) and "id" in first and "terms" in first:
        return legislators.from_list(data, file)
    if isinstance(first, dict) and "thomas_id" in first:
        return committees.from_list(data, file)
    if isinstance(data, dict) and file.stem.startswith("committee-membership"):
        return committees.from_members(data, file)
    if isinstance(data, dict) and "amendment_id" in data:
        raise ForeignRecord(
            "this is the record of an amendment: amendments are not read, only bills and the votes on them"
        )
    raise ForeignRecord(f"this is not a record of Congress that can be read: those are {_KNOWN}")
