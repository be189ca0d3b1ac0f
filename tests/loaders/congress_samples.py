"""Small records of Congress, made for one test each."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from graph.model.statements import Statement, Value
from graph.rdf.ontology import vocabulary
from graph.validation.statement_checks import check
from loaders.congress.congress_loader import Congress
from loaders.core.record_loader import RecordReading, Terms, read_records


def bill_status(inside: str = "", *, number: str = "7", kind: str = "S", extra: str = "") -> str:
    """A bill status record in the layout 1.0.0, with these parts."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<billStatus><bill>
<billNumber>{number}</billNumber><billType>{kind}</billType><congress>115</congress><version>1.0.0</version>
<introducedDate>2017-01-03</introducedDate><updateDate>2021-07-10T20:12:27Z</updateDate><title>Small Act</title>
<sponsors><item><bioguideId>A000001</bioguideId><fullName>Sen. Able, Ann [R-OH]</fullName></item></sponsors>
{inside}</bill>{extra}</billStatus>"""


def cosponsor(code: str, day: str, withdrawn: str = "", name: str = "Sen. Baker, Bob, Jr. [D-NY]") -> str:
    """One cosponsor of the layout 1.0.0."""
    return (
        f"<item><bioguideId>{code}</bioguideId><fullName>{name}</fullName><isOriginalCosponsor>True</isOriginalCosponsor>"
        f"<sponsorshipDate>{day}</sponsorshipDate><sponsorshipWithdrawnDate>{withdrawn}</sponsorshipWithdrawnDate></item>"
    )


def roll_call(votes: dict[str, list[Any]], **more: Any) -> str:
    """A roll call of the Senate in JSON."""
    known = {
        "vote_id": "s9-115.2018",
        "chamber": "s",
        "congress": 115,
        "number": 9,
        "session": "2018",
        "date": "2018-02-01T12:00:00-05:00",
        "updated_at": "2018-03-01T12:00:00-05:00",
        "question": "On Passage of the Bill S. 7",
        "result": "Bill Passed",
        "category": "passage",
        "bill": {"congress": 115, "type": "s", "number": 7},
        "votes": votes,
    }
    return json.dumps(known | more)


def voter(code: str, last: str = "Baker", **more: str) -> dict[str, str]:
    """One senator as a roll call lists them."""
    known = {"id": code, "first_name": "Bob", "last_name": last, "display_name": f"{last} (D-NY)"}
    return known | {"party": "D", "state": "NY"} | more


def reading(*files: Path) -> list[RecordReading]:
    """What these files say, record by record, held against the ontology."""
    found = [record for file in files for record in read_records(Congress(), file, Terms(vocabulary().by_role))]
    for record in found:
        assert check(record.statements, vocabulary(), {}, frozenset()) == []
    return found


def read_text(folder: Path, name: str, text: str | bytes) -> RecordReading:
    """What a file with this text says."""
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    (found,) = reading(file)
    return found


def reasons(record: RecordReading, what: str = "refused") -> list[str]:
    """Why a record, or a part of it, was passed over."""
    return [remark.reason for remark in record.remarks if remark.what == what]


def ties(records: Iterable[RecordReading]) -> Iterator[dict[str, Value]]:
    """The ties that records state, each as its properties."""
    found: dict[tuple[str, str | None], dict[str, Value]] = {}
    for statement in (statement for record in records for statement in record.statements):
        if statement.subject.space == "tie":
            found.setdefault((statement.subject.key, statement.source), {})[statement.predicate] = statement.value
    yield from found.values()


def bonds(record: RecordReading, relation: str) -> list[tuple[str, str]]:
    """(from, to) of the ties of one relation."""
    found = (tie for tie in ties([record]) if str(tie["kind"]) == relation)
    return [(_key(tie["from"]), _key(tie["to"])) for tie in found]


def values(record: RecordReading, slug: str, name: str) -> list[str]:
    """The values of one property of an actor."""
    return [str(statement.value) for statement in _of(record, slug) if statement.predicate == name]


def _of(record: RecordReading, slug: str) -> list[Statement]:
    return [statement for statement in record.statements if statement.subject == ("id", slug)]


def _key(value: Value) -> str:
    return str(value).partition("/")[2]
