"""Members of Congress and presidents: names, identifiers, terms and parties."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from graph.model.ids import slug
from graph.model.statements import EntityRef, PartialDate, Value, WebAddress
from loaders.core.congress_ids import chamber, member, office, party
from loaders.core.loader import Card
from loaders.core.record_dates import ends_before_start, record_date
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, one_line
from loaders.geography.states import state
from loaders.readers.csv_rows import csv_records
from loaders.readers.input_files import RecordFile, RecordRefused
from loaders.readers.text_decoding import decode_utf8

COLUMNS = frozenset({b"last_name", b"first_name", b"type", b"state", b"party", b"bioguide_id"})
_IDS = {"lis": "lis", "govtrack": "govtrack", "icpsr": "icpsr", "opensecrets": "opensecrets", "wikidata": "qid"}
"""Identifiers in the files, and their names in the ontology."""

_RANKS = {".csv": 0, ".yaml": 1, ".yml": 1, ".json": 2}
"""The same members are published in three formats. JSON wins over YAML; CSV has the last term only."""
EXPECTED = {"legislators-current": (480, 560), "legislators-historical": (11_000, 20_000), "executive": (70, 120)}
"""The files of the project, with the least and greatest plausible number of people."""
PROJECT = "https://github.com/unitedstates/congress-legislators"
_TITLES = {"sen": "senator", "rep": "representative", "prez": "president", "viceprez": "vice president"}
_WITHOUT_VOTE = {"PR": "resident commissioner", "PI": "resident commissioner"} | dict.fromkeys(
    ("AS", "DC", "DK", "GU", "MP", "OL", "VI"), "delegate"
)
_WITH_LAST_TERM = {"type", "state", "district", "party"}


class Roster(NamedTuple):
    """All people of one file."""

    name: str
    people: tuple[Mapping[str, Any], ...]
    edition: Edition

    @property
    def source_id(self) -> str:
        """`us-legislators-current`."""
        return f"us-{self.name}"


def from_list(people: list[Any], file: RecordFile) -> Roster:
    """Read the people of a JSON or YAML file. Raises RecordRefused if it contains anything else."""
    for person in people:
        if not (isinstance(person, dict) and all(isinstance(person.get(part), dict) for part in ("id", "name"))):
            raise RecordRefused("the list contains something that is not a person with an id and a name")
        if not (isinstance(person.get("terms"), list) and all(isinstance(term, dict) for term in person["terms"])):
            raise RecordRefused(f"the terms of {_name(person['name'])} are not a list of terms")
    return _roster(people, file)


def from_csv(file: RecordFile) -> Roster:
    """Read the people of a CSV file, each with their last term. Raises RecordRefused."""
    _, rows = csv_records(decode_utf8(file.data))
    return _roster(list(map(_from_row, rows)), file)


def is_roster(file: RecordFile) -> bool:
    """Whether the first line of a CSV file is that of a list of members."""
    header = file.data[:4096].splitlines()[0].removeprefix(b"\xef\xbb\xbf").split(b",")
    return set(header) >= COLUMNS


def read(roster: Roster, card: Card, writer: RecordWriter) -> None:
    """Write the statements about each person."""
    which = roster.name.rpartition("-")[2]
    writer.add_source(
        roster.source_id,
        card,
        title="Presidents and Vice Presidents of the United States"
        if roster.name == "executive"
        else f"Members of the United States Congress, {which}",
        publisher="The @unitedstates project, congress-legislators",
        licence="CC0-1.0",
        source_url=WebAddress.parse(f"{PROJECT}/blob/main/{roster.name}.yaml" if roster.name in EXPECTED else PROJECT),
        tier=2,
    )
    for person in roster.people:
        _person(person, writer)


def _person(record: Mapping[str, Any], writer: RecordWriter) -> None:
    writer.tally["people"] += 1
    who = _described(record, writer)
    writer.count_value("id of a member", who)
    if who is None:
        writer.note(f"{_name(record['name'])} has neither a Bioguide nor a GovTrack id, so it is unknown who that is")
        return
    for term in record["terms"]:
        _term(who, term, writer)


def _described(record: Mapping[str, Any], writer: RecordWriter) -> EntityRef | None:
    ids, name = record["id"], record["name"]
    natural_name = _name(name)
    others = {_joined(name, "first", "middle", "last", "suffix"), _joined(name, "nickname", "last", "suffix")}
    others |= {_joined({**name, **former}, "first", "last", "suffix") for former in record.get("other_names") or ()}
    return member(
        writer,
        str(ids.get("bioguide") or ids.get("govtrack") or ""),
        natural_name,
        also=tuple(sorted(filter(None, others - {natural_name}))),
        fec=tuple(map(str, ids.get("fec") or ())),
        **{ours: str(ids[theirs]) for theirs, ours in _IDS.items() if ids.get(theirs)},
    )


def _term(who: EntityRef, term: Mapping[str, Any], writer: RecordWriter) -> None:
    writer.tally["terms"] += 1
    kind, where = str(term.get("type", "")), str(term.get("state", ""))
    start, end = _span(term, writer)
    role = _role(kind, where, "" if term.get("district") is None else str(term["district"]))
    marks: dict[str, Value | None] = {"start": start, "end": end, "role": role}
    if kind in ("prez", "viceprez"):
        writer.add_tie(who, "leads", office(writer, kind), **marks)
    elif kind in ("sen", "rep"):
        writer.add_tie(who, "member_of", chamber(writer, "s" if kind == "sen" else "h"), **marks)
        writer.count_value("state of a term", place := state(writer, where))
        if place:
            writer.add_tie(who, "holds_seat_for", place, **marks)
    else:
        writer.note(f"{kind[:40]!r} is not a kind of term: it was not read")
        return
    _parties(who, term, writer)


def _parties(who: EntityRef, term: Mapping[str, Any], writer: RecordWriter) -> None:
    """Write party memberships; a member may change party within a term."""
    spans = term.get("party_affiliations") or [term]
    for span in spans:
        start, end = _span(span, writer)
        if known := party(writer, str(span.get("party") or "")):
            writer.add_tie(who, "member_of", known, start=start, end=end)
            writer.tally["terms in a party"] += 1
    writer.count_value("party of a term", term.get("party"))


def _span(term: Mapping[str, Any], writer: RecordWriter) -> tuple[PartialDate | None, PartialDate | None]:
    start, end = record_date(str(term.get("start", ""))), record_date(str(term.get("end", "")))
    if ends_before_start(start, end):
        writer.note(f"a term ends on {end}, before it began on {start}: its end was not read")
        end = None
    return start, end


def _role(kind: str, where: str, district: str) -> str:
    if kind != "rep":
        return _TITLES.get(kind, kind)
    if where in _WITHOUT_VOTE:
        return _WITHOUT_VOTE[where]
    tail = {"0": " at large", "": "", "-1": ""}.get(district, f", district {district}")
    return f"{_TITLES[kind]}{tail}"


def _name(name: Mapping[str, Any]) -> str:
    return one_line(str(name.get("official_full") or ""), NAME_LENGTH) or _joined(name, "first", "last", "suffix")


def _joined(name: Mapping[str, Any], *parts: str) -> str:
    if not name.get(parts[0]):
        return ""
    return one_line(" ".join(str(name[part]) for part in parts if name.get(part)), NAME_LENGTH) or ""


def _from_row(row: Mapping[str, str]) -> dict[str, Any]:
    ids = {name: row.get(f"{name}_id") for name in ("bioguide", "lis", "govtrack", "icpsr", "opensecrets")}
    names = {name: row.get(f"{name}_name") for name in ("first", "middle", "last")}
    names |= {"suffix": row.get("suffix"), "nickname": row.get("nickname"), "official_full": row.get("full_name")}
    return {
        "id": {**ids, "fec": [code for code in (row.get("fec_ids") or "").split(",") if code]},
        "name": names,
        "terms": [{name: row.get(name) for name in _WITH_LAST_TERM}],
    }


def _roster(people: list[Any], file: RecordFile) -> Roster:
    if not people:
        raise RecordRefused("the list of people is empty")
    least, most = EXPECTED.get(file.stem, (1, 100_000))
    if not least <= len(people) <= most:
        raise RecordRefused(
            f"{file.stem} lists {len(people)} people; from {least} to {most} are expected: a part is missing"
        )
    name = file.stem if file.stem in EXPECTED else f"legislators-{slug(file.stem) or 'list'}"
    return Roster(name, tuple(people), Edition("", _RANKS.get(file.suffix, 0), file.sha256))
