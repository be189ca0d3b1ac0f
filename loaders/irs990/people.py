"""Officers, directors, trustees and key employees: name and title, never where they live."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from graph.model.statements import EntityRef
from loaders.core.local_ids import scoped
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, name, said
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


class Listed(NamedTuple):
    """One row of the list."""

    who: EntityRef
    is_person: bool
    title: str | None
    relations: tuple[str, ...]
    place: str


def people(record: Return, filer: EntityRef, writer: RecordWriter) -> None:
    """Write down who is listed; one who is listed twice in one part has one tie with both titles."""
    roles: dict[tuple[EntityRef, str, str], list[str]] = {}
    for listed in _listed(record, writer):
        writer.tally["officers"] += 1
        for relation in listed.relations:
            told = roles.setdefault((listed.who, relation, listed.place), [])
            if listed.title and listed.title not in told:
                told.append(listed.title)
    for (who, relation, place), told in roles.items():
        role = said(writer, "; ".join(told), NAME_LENGTH) if told else None
        writer.bond(who, relation, filer, role=role, start=record.begin, end=record.end, locator=place, note=NOTE)


def _listed(record: Return, writer: RecordWriter) -> Iterator[Listed]:
    paths, place = field_names.LISTED[record.form]
    for row in record.body.nodes(paths):
        yield from _row(record, row, place, writer)
    for row in record.body.nodes(field_names.HIGHEST_PAID.get(record.form, ())):
        if found := _who(record, row, writer):
            title = said(writer, row.text(field_names.TITLE), NAME_LENGTH)
            yield Listed(*found, title, ("works_for",), "highest paid employees")


def _row(record: Return, row: Node, place: str, writer: RecordWriter) -> Iterator[Listed]:
    found = _who(record, row, writer)
    if found is None:
        if len(row.element):
            writer.fill("name of an officer", None)
            writer.tally["officers without a name"] += 1
        return
    writer.fill("name of an officer", found)
    title = said(writer, row.text(field_names.TITLE), NAME_LENGTH)
    relations = _relations(row, title or "")
    if not relations:
        writer.tally["former officers"] += 1
        writer.note(
            f"{place}: one who held an office in former years is not read, for the return does not say until when"
        )
        return
    if not found[1]:
        relations = ("leads",)
    yield Listed(*found, title, relations, place)


def _who(record: Return, row: Node, writer: RecordWriter) -> tuple[EntityRef, bool] | None:
    if known := name(writer, row.text(field_names.PERSON)):
        return writer.actor(scoped(f"{record.slug}-person", known), "person", name=known), True
    if known := business_name(writer, row.node(field_names.BUSINESS)):
        return writer.actor(scoped(f"{record.slug}-body", known), "organization", name=known), False
    return None


def _relations(row: Node, title: str) -> tuple[str, ...]:
    """How a person stands to the filer: by the boxes that are ticked, else by the title. Nothing for a former one."""
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
    found = ["leads"] * head + ["board_member_of"] * director
    if not found or (employee and not head):
        paid = employee or any(amount(row.text((path,))) for path in field_names.PAY)
        found.append("works_for" if paid else "board_member_of")
    return tuple(dict.fromkeys(found))
