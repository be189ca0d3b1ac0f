"""Committees of Congress and their members, from the lists of the unitedstates project."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from graph.model.statements import EntityRef, WebAddress
from loaders.congress.legislators import PROJECT
from loaders.core.congress_ids import chamber, committee, member
from loaders.core.loader import Card
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import one_line
from loaders.readers.input_files import RecordFile, RecordRefused

_BODIES = {"house": "h", "senate": "s"}
_RANKS = {".yaml": 1, ".yml": 1, ".json": 2}


class Committees(NamedTuple):
    """A list of committees with their subcommittees, or of their members."""

    name: str
    listed: tuple[Mapping[str, Any], ...]
    seats: Mapping[str, tuple[Mapping[str, Any], ...]]
    edition: Edition

    @property
    def source_id(self) -> str:
        """`us-committees-current`."""
        return f"us-{self.name}"


def from_list(listed: list[Any], file: RecordFile) -> Committees:
    """Read a list of committees. Raises RecordRefused if it contains anything else."""
    if not all(isinstance(item, dict) and item.get("thomas_id") and item.get("name") for item in listed):
        raise RecordRefused("the list contains something that is not a committee with a name and a thomas_id")
    return Committees(file.stem, tuple(listed), {}, _edition(file))


def from_members(seats: Mapping[str, Any], file: RecordFile) -> Committees:
    """Read the members of committees. Raises RecordRefused if the file contains anything else."""
    for code, people in seats.items():
        if not (isinstance(people, list) and all(isinstance(person, dict) for person in people)):
            raise RecordRefused(f"the members of the committee {code[:40]!r} are not a list of people")
    return Committees(file.stem, (), {code: tuple(people) for code, people in seats.items()}, _edition(file))


def read(record: Committees, card: Card, writer: RecordWriter) -> None:
    """Write committees or their members. Memberships have no dates, as the list does not say since when."""
    what = "Members of committees" if record.seats else "Committees"
    writer.add_source(
        record.source_id,
        card,
        title=f"{what} of the United States Congress, {record.name.rpartition('-')[2]}",
        publisher="The @unitedstates project, congress-legislators",
        licence="CC0-1.0",
        source_url=WebAddress.parse(f"{PROJECT}/blob/main/{record.name}.yaml"),
        tier=2,
    )
    is_current = not record.name.endswith("historical")
    for listed in record.listed:
        _committee(listed, is_current, writer)
    for code, people in record.seats.items():
        _members(code, people, writer)


def _committee(listed: Mapping[str, Any], is_current: bool, writer: RecordWriter) -> None:
    code, name = str(listed["thomas_id"]), _name(listed)
    parent = _named(writer, f"{code}00", name, is_current)
    writer.count_value("code of a listed committee", parent)
    if parent is None:
        writer.note(f"the committee {name[:80]!r} has no code, so it is unknown which one it is")
        return
    if body := _BODIES.get(str(listed.get("type"))):
        writer.add_tie(parent, "part_of", chamber(writer, body))
    for below, known in _subcommittees(listed, name):
        if part := _named(writer, f"{code}{below}", known, is_current):
            writer.add_tie(part, "part_of", parent)


def _named(writer: RecordWriter, code: str, name: str, is_current: bool) -> EntityRef | None:
    """A committee with its current name, or with a former one as alternative name."""
    ref = committee(writer, code, name if is_current else None, name)
    writer.tally["listed committees"] += ref is not None
    return ref


def _subcommittees(listed: Mapping[str, Any], name: str) -> Iterator[tuple[str, str]]:
    for child in listed.get("subcommittees") or ():
        if isinstance(child, dict) and child.get("thomas_id") and child.get("name"):
            yield str(child["thomas_id"]).zfill(2), f"{child['name']} Subcommittee ({name})"


def _name(listed: Mapping[str, Any]) -> str:
    """`House Committee on the Judiciary` in the form used by bills: `House Judiciary Committee`."""
    name = one_line(str(listed["name"])) or ""
    body, separator, field = name.partition(" Committee on ")
    return f"{body} {field.removeprefix('the ')} Committee" if separator and body in ("House", "Senate") else name


def _members(code: str, people: tuple[Mapping[str, Any], ...], writer: RecordWriter) -> None:
    body = committee(writer, code if len(code) > 4 else f"{code}00", None, f"Committee {code}")
    if body is None:
        writer.note(f"{code[:40]!r} is not the code of a committee: its members were not read")
        return
    for person in people:
        name = one_line(str(person.get("name") or ""))
        who = member(writer, str(person.get("bioguide") or ""), name)
        writer.count_value("id of a committee member", who)
        if who and writer.add_tie(who, "member_of", body, role=_role(person)):
            writer.tally["committee seats"] += 1


def _role(person: Mapping[str, Any]) -> str | None:
    return one_line(str(person.get("title") or "")) or None


def _edition(file: RecordFile) -> Edition:
    return Edition("", _RANKS.get(file.suffix, 0), file.sha256)
