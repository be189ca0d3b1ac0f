"""Officers, directors, trustees and key employees: name and title, never where they live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.model.statements import EntityRef
from loaders.core.local_ids import scoped_id
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, clean_name, clean_text
from loaders.irs990 import field_names
from loaders.irs990.returns import Return, amount, business_name
from loaders.irs990.xml_nodes import Node

NOTE = "so in the tax period of the return; it may have begun before and gone on after"
_HEAD = re.compile(
    r"\b(?:C\.?E\.?O|CHIEF EXEC\w*|EXEC\w*\.? *DIR\w*|EXEC\w*|MANAGING (?:DIR\w*|PARTNER|TRUSTEE)"
    r"|(?<!VICE )(?<!VICE-)PRESIDENT|(?<!VICE )PRES|HEAD OF SCHOOL|SUPERINTENDENT)\b",
    re.IGNORECASE,
)
_BOARD = re.compile(
    r"\b(?:(?:CO-?)?TRUSTEE|TTEE|DIRECTOR(?! OF| FOR|,? [A-Z]+ SERVICES)|DIR"
    r"|BOARD|CHAIR\w*|GOVERNOR|REGENT|(?:CO)?MEMBER)\b",
    re.IGNORECASE,
)
_HEAD_ALONE = re.compile(r"\bEXEC\w*\.? *DIR\w*|MANAGING DIR\w*", re.IGNORECASE)


class ListedPerson(NamedTuple):
    """One row of the list."""

    who: EntityRef
    is_person: bool
    title: str | None
    relations: tuple[str, ...]
    place: str


def people(record: Return, filer: EntityRef, writer: RecordWriter) -> None:
    """Write the people listed; a person listed twice in one part gets one tie with both titles."""
    roles: dict[tuple[EntityRef, str, str], list[str]] = {}
    for listed in _listed(record, writer):
        writer.tally["officers"] += 1
        for relation in listed.relations:
            titles = roles.setdefault((listed.who, relation, listed.place), [])
            if listed.title and listed.title not in titles:
                titles.append(listed.title)
    for (who, relation, place), titles in roles.items():
        role = clean_text(writer, "; ".join(titles), NAME_LENGTH) if titles else None
        writer.add_tie(who, relation, filer, role=role, start=record.begin, end=record.end, locator=place, note=NOTE)


def _listed(record: Return, writer: RecordWriter) -> Iterator[ListedPerson]:
    paths, place = field_names.LISTED[record.form]
    for row in record.body.nodes(paths):
        yield from _row(record, row, place, writer)
    for row in record.body.nodes(field_names.HIGHEST_PAID.get(record.form, ())):
        if person := _who(record, row, writer):
            title = clean_text(writer, row.text(field_names.TITLE), NAME_LENGTH)
            yield ListedPerson(*person, title, ("works_for",), "highest paid employees")


def _row(record: Return, row: Node, place: str, writer: RecordWriter) -> Iterator[ListedPerson]:
    person = _who(record, row, writer)
    if person is None:
        if len(row.element):
            writer.count_value("name of an officer", None)
            writer.tally["officers without a name"] += 1
        return
    writer.count_value("name of an officer", person)
    title = clean_text(writer, row.text(field_names.TITLE), NAME_LENGTH)
    relations = _relations(row, title or "")
    if not relations:
        writer.tally["former officers"] += 1
        writer.note(
            f"{place}: one who held an office in former years is not read, for the return does not say until when"
        )
        return
    if not person[1]:
        relations = ("leads",)
    yield ListedPerson(*person, title, relations, place)


def _who(record: Return, row: Node, writer: RecordWriter) -> tuple[EntityRef, bool] | None:
    if known := clean_name(writer, row.text(field_names.PERSON)):
        return writer.add_actor(scoped_id(f"{record.slug}-person", known), "person", name=known), True
    if known := business_name(writer, row.node(field_names.BUSINESS)):
        return writer.add_actor(scoped_id(f"{record.slug}-body", known), "organization", name=known), False
    return None


def _relations(row: Node, title: str) -> tuple[str, ...]:
    """The relations of a person to the filer: by the checkboxes, else by the title. None for a former officer."""
    director = row.marked(field_names.DIRECTOR, field_names.YES)
    officer, employee = (
        row.marked(field_names.OFFICER, field_names.YES),
        row.marked(field_names.EMPLOYEE, field_names.YES),
    )
    if row.marked(field_names.FORMER, field_names.YES) and not (director or officer or employee):
        return ()
    if not (director or officer or employee):
        director = bool(_BOARD.search(_HEAD_ALONE.sub("", title)))
    head = bool(_HEAD.search(title)) and not (employee and not officer)
    relations = ["leads"] * head + ["board_member_of"] * director
    if not relations or (employee and not head):
        paid = employee or any(amount(row.text((path,))) for path in field_names.PAY)
        relations.append("works_for" if paid else "board_member_of")
    return tuple(dict.fromkeys(relations))
