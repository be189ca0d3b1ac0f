"""Open Referral (HSDS): organizations and the services that they run, from JSON or from the tables of a package.

Read are names, numbers, homepages, who runs which service, and in which town. Contact persons, telephones, addresses
and schedules are not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from graph.model.ids import slug
from graph.model.statements import EntityRef, WebAddress
from loaders.core.loader import Card
from loaders.core.local_ids import file_slug, scoped_id
from loaders.core.organization_ids import parse_ein, printed_ein
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, clean_name, one_line
from loaders.geography.towns import town
from loaders.readers.csv_rows import csv_records
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused
from loaders.readers.json_values import JsonObject, json_objects, json_text
from loaders.readers.json_yaml import parse_json
from loaders.readers.text_decoding import decode_text

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_GONE = frozenset({"defunct", "inactive"})
_HOME = frozenset({"", "us", "usa"})
_TABLES = ("organizations", "organization", "services", "service", "programs", "program")


class Listing(NamedTuple):
    """The organizations and services of one file."""

    organizations: tuple[JsonObject, ...]
    services: tuple[JsonObject, ...]
    scope: str
    file: RecordFile

    @property
    def source_id(self) -> str:
        """`hsds-my-county-services`, from the names of the folder and the file."""
        return f"hsds-{self.scope}-{file_slug(self.file, 60)}"

    @property
    def edition(self) -> Edition:
        """The file with the latest change wins."""
        dates = [json_text(one, "last_modified") for one in (*self.organizations, *self.services)]
        return Edition(max(dates, default=""), 0, self.file.sha256)


class Hsds:
    """Reads directories of services."""

    card = Card(
        name="hsds",
        title="Directories of services in the Human Services Data Specification",
        publisher="the publisher of the directory",
        licence="as its publisher says",
        url="https://docs.openreferral.org/",
        how_to_get="Ask a directory for its data in HSDS: JSON of its API, or a package of tables (CSV).",
        last_checked=date(2026, 11, 24),
        filled={"name of an organization": 0.98, "name of a service": 0.98, "organization of a service": 0.95},
    )

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[Listing]:  # noqa: ARG002  nothing to note yet
        """The organizations and services of a file. Raises RecordRefused or ForeignRecord."""
        scope = slug(Path(file.name).absolute().parent.name)[:40].strip("-") or "directory"
        if file.suffix == ".csv":
            yield _from_table(file, scope)
        elif file.suffix == ".json":
            yield _from_json(file, scope)
        else:
            raise ForeignRecord("this is neither JSON nor CSV: directories of services are read from these")

    def read(self, row: Listing, writer: RecordWriter) -> None:
        """Write the organizations and services of a file."""
        title = one_line(f"Directory of services, {row.scope}: {row.file.stem}", NAME_LENGTH)
        writer.add_source(row.source_id, self.card, title=title, tier=2)
        for one in row.organizations:
            if who := _organization(one, row.scope, writer):
                for service in (*json_objects(one, "services"), *json_objects(one, "programs")):
                    _service(service, who, row.scope, writer)
        for one in row.services:
            _service(one, _owner(one, row.scope, writer), row.scope, writer)


def _from_table(file: RecordFile, scope: str) -> Listing:
    if file.stem.lower() not in _TABLES:
        raise ForeignRecord(f"the table {file.stem[:60]!r} is not read: read are organizations, services and programs")
    header, rows = csv_records(decode_text(file.data))
    if not {"id", "name"} <= set(header):
        raise ForeignRecord("this is not a table of HSDS: its columns include id and name")
    records = tuple(rows)
    if not records:
        raise RecordRefused("the table has a header and no rows")
    return (
        Listing(records, (), scope, file) if "organization" in file.stem.lower() else Listing((), records, scope, file)
    )


def _from_json(file: RecordFile, scope: str) -> Listing:
    data = parse_json(file)
    items = data if isinstance(data, list) else _page(data)
    if not items or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) and "name" in one for one in items
    ):
        raise ForeignRecord("this is not a directory of services: each organization and service has an id and a name")
    services = tuple(one for one in items if "organization" in one or "organization_id" in one)
    others = tuple(one for one in items if "organization" not in one and "organization_id" not in one)
    return Listing(others, services, scope, file)


def _page(data: Any) -> list[Any]:
    """The items in an API response, or the one item that it consists of."""
    if not isinstance(data, dict):
        return []
    for key in ("contents", "items", "organizations", "services"):
        if isinstance(data.get(key), list) and "id" not in data:
            return list(data[key])
    return [data]


def _organization(one: JsonObject, scope: str, writer: RecordWriter) -> EntityRef | None:
    known, code = clean_name(writer, json_text(one, "name")), json_text(one, "id")
    writer.count_value("name of an organization", known)
    if known is None or not code:
        writer.note(f"an organization {code[:60]!r} has no name or no id, and is not read")
        return None
    writer.tally["organizations"] += 1
    ein = parse_ein(json_text(one, "tax_id"))
    who = writer.add_actor(
        _key("org", code, scope),
        "organization",
        name=known,
        alt_name=clean_name(writer, json_text(one, "alternate_name")),
        url=_homepage(one, writer),
        ein=printed_ein(ein) if ein else None,
    )
    _located(who, one, writer)
    return who


def _owner(one: JsonObject, scope: str, writer: RecordWriter) -> EntityRef | None:
    """The organization of a service that is listed on its own."""
    nested = one.get("organization")
    if isinstance(nested, dict):
        return _organization(nested, scope, writer)
    code = json_text(one, "organization_id")
    return writer.add_actor(_key("org", code, scope), "organization") if code else None


def _service(one: JsonObject, owner: EntityRef | None, scope: str, writer: RecordWriter) -> None:
    known, code = clean_name(writer, json_text(one, "name")), json_text(one, "id")
    writer.count_value("name of a service", known)
    writer.count_value("organization of a service", owner)
    if known is None or not code or owner is None:
        writer.note(f"a service {(known or code)[:60]!r} has no name, no id or no organization, and is not read")
        return
    if json_text(one, "status").lower() in _GONE:
        writer.note(
            f"the service {known[:80]!r} is {json_text(one, 'status')}, from an unknown date on, and is not read"
        )
        return
    what = writer.add_actor(
        _key("service", code, scope),
        "program",
        name=known,
        alt_name=clean_name(writer, json_text(one, "alternate_name")),
        url=_homepage(one, writer),
    )
    if writer.add_tie(owner, "runs_program", what):
        writer.tally["services"] += 1
    _located(what, one, writer)
    for place in json_objects(one, "service_at_locations"):
        _located(what, {"locations": [place.get("location")]}, writer)


def _located(who: EntityRef, one: JsonObject, writer: RecordWriter) -> None:
    """Tie an organization or service to its towns; streets are not read."""
    for location in json_objects(one, "locations"):
        for where in (*json_objects(location, "addresses"), *json_objects(location, "physical_addresses")):
            is_home = json_text(where, "country").lower() in _HOME
            if is_home and (place := town(writer, json_text(where, "city"), json_text(where, "state_province"))):
                writer.add_tie(who, "located_in", place)


def _homepage(one: JsonObject, writer: RecordWriter) -> WebAddress | None:
    text = json_text(one, "url") or json_text(one, "website")
    try:
        return WebAddress.parse(text) if text else None
    except ValueError as error:
        writer.note(f"{error}; the address is not read")
        return None


def _key(what: str, code: str, scope: str) -> str:
    """The id for a code: a UUID is unique everywhere, any other code only within its directory."""
    return f"hsds-{what}-{code.lower()}" if _UUID.fullmatch(code) else scoped_id(f"hsds-{scope}-{what}", code)
