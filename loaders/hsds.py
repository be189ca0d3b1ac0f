"""Open Referral (HSDS): organizations and the services that they run, from JSON or from the tables of a package.

What fits the ontology is read: names, numbers, homepages, who runs what, and in which town. People to call, telephones,
addresses and schedules are not.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from graph.model.ids import slug
from graph.model.statements import EntityRef, WebAddress
from loaders.core.loader import Card
from loaders.core.local_ids import scoped_id
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, clean_name, decode_text, one_line
from loaders.geography.towns import town
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused
from loaders.readers.json_yaml import parse_json

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_EIN = re.compile(r"(\d{2})-?(\d{7})", re.ASCII)
_GONE = frozenset({"defunct", "inactive"})
_HOME = frozenset({"", "us", "usa"})
_TABLES = ("organizations", "organization", "services", "service", "programs", "program")

Item = Mapping[str, Any]


class Listing(NamedTuple):
    """The organizations and services of one file."""

    organizations: tuple[Item, ...]
    services: tuple[Item, ...]
    scope: str
    file: RecordFile

    @property
    def source_id(self) -> str:
        """`hsds-my-county-services`, from the names of the folder and the file."""
        return f"hsds-{self.scope}-{slug(self.file.stem)[:60].strip('-') or self.file.sha256[:8]}"

    @property
    def edition(self) -> Edition:
        """The file with the later change counts."""
        dates = [_text(one, "last_modified") for one in (*self.organizations, *self.services)]
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
        """The organizations and services of a file; raises RecordRefused or ForeignRecord."""
        scope = slug(Path(file.name).absolute().parent.name)[:40].strip("-") or "directory"
        if file.suffix == ".csv":
            yield _from_table(file, scope)
        elif file.suffix == ".json":
            yield _from_json(file, scope)
        else:
            raise ForeignRecord("this is neither JSON nor CSV: directories of services are read from these")

    def read(self, row: Listing, writer: RecordWriter) -> None:
        """Write down the organizations and services of a file."""
        title = one_line(f"Directory of services, {row.scope}: {row.file.stem}", NAME_LENGTH)
        writer.add_source(row.source_id, self.card, title=title, source_url=WebAddress.parse(self.card.url), tier=2)
        for one in row.organizations:
            if who := _organization(one, row.scope, writer):
                for service in (*_items(one, "services"), *_items(one, "programs")):
                    _service(service, who, row.scope, writer)
        for one in row.services:
            _service(one, _owner(one, row.scope, writer), row.scope, writer)


def _from_table(file: RecordFile, scope: str) -> Listing:
    if file.stem.lower() not in _TABLES:
        raise ForeignRecord(f"the table {file.stem[:60]!r} is not read: read are organizations, services and programs")
    reader = csv.DictReader(io.StringIO(decode_text(file.data), newline=""), strict=True)
    try:
        rows = tuple(reader)
    except csv.Error as error:
        raise RecordRefused(f"line {reader.line_num} is not CSV ({error})") from error
    if not {"id", "name"} <= set(reader.fieldnames or ()):
        raise ForeignRecord("this is no table of HSDS: it has the columns id and name")
    if any(None in one or None in one.values() for one in rows):
        raise RecordRefused("a row has more or fewer cells than the header: a part of the file is missing")
    if not rows:
        raise RecordRefused("the table has a header and no rows")
    return Listing(rows, (), scope, file) if "organization" in file.stem.lower() else Listing((), rows, scope, file)


def _from_json(file: RecordFile, scope: str) -> Listing:
    data = parse_json(file)
    items = data if isinstance(data, list) else _page(data)
    if not items or not all(
        isinstance(one, dict) and isinstance(one.get("id"), str) and "name" in one for one in items
    ):
        raise ForeignRecord("this is no directory of services: each organization and service has an id and a name")
    services = tuple(one for one in items if "organization" in one or "organization_id" in one)
    others = tuple(one for one in items if "organization" not in one and "organization_id" not in one)
    return Listing(others, services, scope, file)


def _page(data: Any) -> list[Any]:
    """The items of an answer of an API, or the one item that it is."""
    if not isinstance(data, dict):
        return []
    for key in ("contents", "items", "organizations", "services"):
        if isinstance(data.get(key), list) and "id" not in data:
            return list(data[key])
    return [data]


def _organization(one: Item, scope: str, writer: RecordWriter) -> EntityRef | None:
    known, code = clean_name(writer, _text(one, "name")), _text(one, "id")
    writer.count_value("name of an organization", known)
    if known is None or not code:
        writer.note(f"an organization {code[:60]!r} has no name or no id, and is not read")
        return None
    writer.tally["organizations"] += 1
    ein = _EIN.fullmatch(_text(one, "tax_id"))
    who = writer.add_actor(
        _key("org", code, scope),
        "organization",
        name=known,
        alt_name=clean_name(writer, _text(one, "alternate_name")),
        url=_homepage(one, writer),
        ein=f"{ein[1]}-{ein[2]}" if ein and ein[0].strip("0-") else None,
    )
    _located(who, one, writer)
    return who


def _owner(one: Item, scope: str, writer: RecordWriter) -> EntityRef | None:
    """The organization of a service that is listed by itself."""
    nested = one.get("organization")
    if isinstance(nested, dict):
        return _organization(nested, scope, writer)
    code = _text(one, "organization_id")
    return writer.add_actor(_key("org", code, scope), "organization") if code else None


def _service(one: Item, owner: EntityRef | None, scope: str, writer: RecordWriter) -> None:
    known, code = clean_name(writer, _text(one, "name")), _text(one, "id")
    writer.count_value("name of a service", known)
    writer.count_value("organization of a service", owner)
    if known is None or not code or owner is None:
        writer.note(f"a service {(known or code)[:60]!r} has no name, no id or no organization, and is not read")
        return
    if _text(one, "status").lower() in _GONE:
        writer.note(f"the service {known[:80]!r} is {_text(one, 'status')}, since when is not said, and is not read")
        return
    what = writer.add_actor(
        _key("service", code, scope),
        "program",
        name=known,
        alt_name=clean_name(writer, _text(one, "alternate_name")),
        url=_homepage(one, writer),
    )
    if writer.add_tie(owner, "runs_program", what):
        writer.tally["services"] += 1
    _located(what, one, writer)
    for place in _items(one, "service_at_locations"):
        _located(what, {"locations": [place.get("location")]}, writer)


def _located(who: EntityRef, one: Item, writer: RecordWriter) -> None:
    """In which towns; no street."""
    for location in _items(one, "locations"):
        for where in (*_items(location, "addresses"), *_items(location, "physical_addresses")):
            is_home = _text(where, "country").lower() in _HOME
            if is_home and (place := town(writer, _text(where, "city"), _text(where, "state_province"))):
                writer.add_tie(who, "located_in", place)


def _homepage(one: Item, writer: RecordWriter) -> WebAddress | None:
    text = _text(one, "url") or _text(one, "website")
    try:
        return WebAddress.parse(text) if text else None
    except ValueError as error:
        writer.note(f"{error}; the address is not read")
        return None


def _key(what: str, code: str, scope: str) -> str:
    """A UUID holds everywhere, another code within its directory."""
    return f"hsds-{what}-{code.lower()}" if _UUID.fullmatch(code) else scoped_id(f"hsds-{scope}-{what}", code)


def _items(one: Item, key: str) -> list[Item]:
    value = one.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _text(one: Item, key: str) -> str:
    value = one.get(key)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""
