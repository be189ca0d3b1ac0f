"""Maps of LittleSis as Oligrapher saves them: actors, and the lines between them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from graph.model.ids import slug
from graph.model.statements import EntityRef, Value
from loaders.core.amounts import exact_number
from loaders.core.loader import Card
from loaders.core.local_ids import file_slug, scoped_id
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, clean_name, clean_text, one_line
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused
from loaders.readers.json_values import json_text
from loaders.readers.json_yaml import parse_json

CATEGORIES = {
    1: "position",
    2: "alumni_of",
    3: "member_of",
    4: "relative_of",
    5: "donates_to",
    10: "parent_of",
    11: "part_of",
}
"""The relation for each LittleSis category that says more than "related"; a position depends on its label."""

_ADDRESS = re.compile(r"https?://littlesis\.org/(?:(person|org|entities|entity)/)(\d{1,10})(?:-([^/?#]*))?", re.ASCII)
_MONEY = re.compile(r"\$\s?(\d{1,3}(?:,\d{3})*|\d{1,12})(\.\d{1,2})?", re.ASCII)
_LEADS = re.compile(r"\b(?:CEO|chief executive|president|executive director|chair(?:man|woman)? and CEO|head)\b", re.I)
_BOARD = re.compile(r"\b(?:board|director|trustee|chair(?:man|woman|person)?)\b", re.IGNORECASE)
_OWNS = re.compile(r"\b(?:parent|owner|owns|subsidiary of)\b", re.IGNORECASE)
_KINDS = {"person": "person", "org": "organization"}


class Map(NamedTuple):
    """One map."""

    nodes: Mapping[str, Mapping[str, Any]]
    edges: tuple[Mapping[str, Any], ...]
    title: str
    updated: str
    file: RecordFile

    @property
    def source_id(self) -> str:
        """`littlesis-map-dev`, from the name of the file."""
        return f"littlesis-map-{file_slug(self.file)}"

    @property
    def edition(self) -> Edition:
        """The map changed later wins."""
        return Edition(self.updated, 0, self.file.sha256)


class MapActor(NamedTuple):
    """The actor of a node."""

    ref: EntityRef
    is_person: bool


class Line(NamedTuple):
    """Lines with the same values become one tie."""

    one: EntityRef
    relation: str
    other: EntityRef
    amount: int | Decimal | None


class LittleSis:
    """Reads maps in JSON."""

    card = Card(
        name="littlesis",
        title="Maps of LittleSis",
        publisher="LittleSis, Public Accountability Initiative",
        licence="CC-BY-SA-4.0",
        url="https://littlesis.org/oligrapher",
        how_to_get="Open a map at the address of this card and export it as JSON.",
        last_checked=date(2026, 11, 24),
    )

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[Map]:  # noqa: ARG002  nothing to note yet
        """The map of a file. Raises RecordRefused or ForeignRecord."""
        if file.suffix != ".json":
            raise ForeignRecord("this is not JSON: maps are read as Oligrapher exports them")
        data = parse_json(file)
        inner = data.get("graph_data") if isinstance(data, dict) else None
        graph = inner if isinstance(inner, dict) else data
        if not isinstance(graph, dict) or not {"nodes", "edges"} <= graph.keys():
            raise ForeignRecord("this is not a map: it has no nodes and edges")
        nodes, edges = _listed(graph["nodes"]), _listed(graph["edges"])
        if not nodes:
            raise RecordRefused("the map has no actors")
        by_id = {str(node.get("id")): _flattened(node) for node in nodes}
        yield Map(by_id, tuple(map(_flattened, edges)), json_text(data, "title"), json_text(data, "updated_at"), file)

    def read(self, row: Map, writer: RecordWriter) -> None:
        """Write the actors of a map and their ties."""
        title = one_line(f"Map of LittleSis: {clean_text(writer, row.title) or row.file.stem}", NAME_LENGTH)
        writer.add_source(row.source_id, self.card, title=title, tier=2)
        actors = {code: _actor(row, code, node, writer) for code, node in row.nodes.items()}
        lines: Counter[Line] = Counter()
        labels: dict[Line, str] = {}
        for edge in row.edges:
            if line := _line(edge, actors, writer):
                lines[line] += 1
                labels.setdefault(line, json_text(edge, "label"))
        for line, count in lines.items():
            _write(line, count, labels[line], writer)


def _listed(value: Any) -> list[Mapping[str, Any]]:
    items = list(value.values()) if isinstance(value, dict) else value
    if not isinstance(items, list) or not all(isinstance(one, dict) for one in items):
        raise RecordRefused("the nodes or the edges of the map are not a list of objects")
    return items


def _flattened(item: Mapping[str, Any]) -> Mapping[str, Any]:
    """An item with the fields that older maps nest under `display`."""
    display = item.get("display")
    return {**display, **item} if isinstance(display, dict) else item


def _actor(row: Map, code: str, node: Mapping[str, Any], writer: RecordWriter) -> MapActor | None:
    """The actor of a node: by its LittleSis number if node and address agree, else known in this map only."""
    known, address = clean_name(writer, json_text(node, "name")), _ADDRESS.match(json_text(node, "url"))
    kind = _KINDS.get(address[1]) if address else None
    if known is None or kind is None or address is None:
        who = (known or code)[:80]
        writer.note(f"{who!r} has no address that says whether it is a person: it and its lines are not read")
        return None
    writer.tally["actors"] += 1
    if address[2] == code or slug((address[3] or "").replace("_", " ")) == slug(known):
        ref = writer.add_actor(f"littlesis-{address[2]}", kind, name=known, littlesis=address[2])
        return MapActor(ref, kind == "person")
    writer.note(f"{known[:80]!r} has the address of another: it is identified within this map only")
    return MapActor(writer.add_actor(scoped_id(row.source_id, known), kind, name=known), kind == "person")


def _line(edge: Mapping[str, Any], actors: Mapping[str, MapActor | None], writer: RecordWriter) -> Line | None:
    one, other = (actors.get(json_text(edge, key)) for key in ("node1_id", "node2_id"))
    if one is None or other is None or one.ref == other.ref:
        writer.tally["lines without two ends"] += 1
        return None
    writer.tally["lines"] += 1
    label = json_text(edge, "label")
    money = _MONEY.match(label)
    value = Decimal(money[0].lstrip("$ ").replace(",", "")) if money else None
    category = edge.get("category_id")
    relation = CATEGORIES.get(category, "") if isinstance(category, int) else ""
    amount = None if value is None else exact_number(value)
    if value is not None:
        relation = "donates_to"
    return Line(one.ref, _relation(relation, label, (one.is_person, other.is_person)), other.ref, amount)


def _relation(category_relation: str, label: str, people: tuple[bool, ...]) -> str:
    """The relation by category and label; `affiliated_with` if they say too little."""
    if people == (True, False) and category_relation in ("", "position"):
        if _LEADS.search(label):
            return "leads"
        if _BOARD.search(label):
            return "board_member_of"
        return "works_for" if category_relation == "position" else "affiliated_with"
    admitted = {
        "alumni_of": people == (True, False),
        "member_of": not people[1],
        "relative_of": people == (True, True),
        "donates_to": True,
        "parent_of": not any(people),
        "part_of": not any(people),
    }
    if category_relation == "" and _OWNS.search(label) and not any(people):
        return "affiliated_with" if "of" in label.casefold().split() else "parent_of"
    return category_relation if admitted.get(category_relation) else "affiliated_with"


def _write(line: Line, count: int, label: str, writer: RecordWriter) -> None:
    known: dict[str, Value | None] = {}
    if line.amount is not None:
        known |= {"amount": line.amount * count, "currency": "USD"}
    else:
        known["role"] = clean_text(writer, label, NAME_LENGTH)
    if count > 1:
        known |= {"quantity": count, "unit": "lines of the map"}
    writer.add_tie(line.one, line.relation, line.other, **known)
