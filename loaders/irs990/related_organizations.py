"""Related organizations, as Schedule R lists them."""

from __future__ import annotations

from graph.model.statements import EntityRef
from loaders.core.local_ids import scoped_id
from loaders.core.organization_ids import ein_slug, parse_ein, printed_ein
from loaders.core.record_writer import RecordWriter
from loaders.irs990 import field_names
from loaders.irs990.returns import Return, business_name
from loaders.irs990.xml_nodes import Node

NOTE = "related under the tax rules, in the tax period of the return"


def related(record: Return, filer: EntityRef, own_name: str, writer: RecordWriter) -> None:
    """Write the organizations that the filer lists as related, and which of them it controls."""
    schedule = record.data.node(("IRS990ScheduleR",))
    if schedule is None:
        return
    for paths, place in field_names.RELATED:
        for row in schedule.nodes(paths):
            if other := _other(record, row, place, writer):
                is_part = place == field_names.OWN_PARTS or row.marked(field_names.CONTROLLED, field_names.YES)
                controller = business_name(writer, row.node(field_names.CONTROLLER)) or ""
                relation = "parent_of" if is_part or _same(controller, own_name) else "affiliated_with"
                writer.add_tie(filer, relation, other, start=record.begin, end=record.end, locator=place, note=NOTE)
                writer.tally["related organizations"] += 1


def _other(record: Return, row: Node, place: str, writer: RecordWriter) -> EntityRef | None:
    known = business_name(writer, row.node(field_names.RELATED_NAME))
    if known is None:
        return None
    ein = parse_ein(row.text(field_names.EIN))
    if ein == record.ein and place != field_names.OWN_PARTS:  # a part of the filer often has no number of its own
        writer.note(f"{place}: {known[:80]!r} is listed with the filer's own EIN and is not read")
        return None
    if ein is not None and ein != record.ein:
        return writer.add_actor(ein_slug(ein), "organization", name=known, ein=printed_ein(ein))
    return writer.add_actor(scoped_id(f"{record.slug}-related", known), "organization", name=known)


def _same(one: str, other: str) -> bool:
    return bool(one) and " ".join(one.casefold().split()) == " ".join(other.casefold().split())
