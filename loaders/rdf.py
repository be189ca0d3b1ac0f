"""RDF files that use our ontology. The parser is passed in, because loaders must not import an RDF engine."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, TypeAlias

from graph.model.statements import EntityRef, PartialDate, Statement, Value
from loaders.core.loader import Card, Cell, End, Facts
from loaders.core.local_ids import file_slug
from loaders.core.record_dates import ends_before_start
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import NAME_LENGTH, TEXT_LENGTH, clean_text, one_line
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused

Parse: TypeAlias = Callable[[bytes, str], tuple[list[Statement], Counter[str]]]
"""(bytes, format) -> statements in our terms sorted by subject, and counts of what was skipped. Raises ValueError."""

ENDINGS = {
    ".ttl": "ttl",
    ".turtle": "ttl",
    ".nt": "nt",
    ".nq": "nq",
    ".trig": "trig",
    ".rdf": "rdf",
    ".owl": "rdf",
    ".jsonld": "jsonld",
}
_OF_SOURCE = ("title", "publisher", "author", "published", "source_url", "tier", "licence")
_ENDS = frozenset({"from", "to", "about", "achieved_through"})

Properties: TypeAlias = Mapping[str, tuple[Value, ...]]
"""The properties of one subject: predicate -> values."""


class RdfFile(NamedTuple):
    """The content of one file."""

    subjects: Mapping[EntityRef, Properties]
    skipped: Counter[str]
    file: RecordFile

    @property
    def described(self) -> Properties:
        """The properties of the one source that the file describes; empty if it describes none or several."""
        descriptions = [properties for ref, properties in self.subjects.items() if ref.space == "source"]
        return descriptions[0] if len(descriptions) == 1 else {}

    @property
    def source_id(self) -> str:
        """`rdf-my-facts`, from the name of the file."""
        return f"rdf-{file_slug(self.file)}"

    @property
    def edition(self) -> Edition:
        """The file whose source was published later wins."""
        published = self.described.get("published", ())
        return Edition(str(published[0]) if published else "", 0, self.file.sha256)


class Rdf:
    """Reads RDF: Turtle, N-Triples, N-Quads, TriG, RDF/XML, and JSON-LD without remote contexts."""

    card = Card(
        name="rdf",
        title="RDF in the terms of the Reentry Graph ontology",
        publisher="whoever wrote the file",
        licence="as the file says",
        url="https://w3id.org/reentry-graph/ontology",
        how_to_get="Write it in the terms of ontology.ttl, or export it from another Reentry Graph.",
        last_checked=date(2026, 11, 24),
    )

    def __init__(self, parse: Parse) -> None:
        self._parse = parse

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[RdfFile]:  # noqa: ARG002  nothing to note yet
        """The content of a file. Raises RecordRefused or ForeignRecord."""
        if file.suffix not in ENDINGS:
            raise ForeignRecord(f"this is not RDF by its extension: those are {', '.join(ENDINGS)}")
        try:
            statements, skipped = self._parse(file.data, ENDINGS[file.suffix])
        except ValueError as error:
            raise RecordRefused(f"this cannot be read as RDF: {error}") from error
        subjects: dict[EntityRef, dict[str, tuple[Value, ...]]] = {}
        for statement in statements:
            properties = subjects.setdefault(statement.subject, {})
            properties[statement.predicate] = (*properties.get(statement.predicate, ()), statement.value)
        if not any(ref.space != "source" for ref in subjects):
            raise RecordRefused("the file says nothing in the terms of the Reentry Graph ontology")
        yield RdfFile(subjects, skipped, file)

    def read(self, row: RdfFile, writer: RecordWriter) -> None:
        """Write the statements of a file, all with one source."""
        self._source(row, writer)
        for reason, count in sorted(row.skipped.items()):
            writer.note(f"skipped {count:,} times: {reason}")
        actors = {ref: properties for ref, properties in row.subjects.items() if ref.space == "id"}
        for ref, properties in actors.items():
            _actor(ref, properties, writer)
        stated_ties = {_tie(properties, writer) for ref, properties in row.subjects.items() if ref.space == "tie"}
        for ref, properties in row.subjects.items():
            if ref.space == "outcome":
                _outcome(row, properties, writer)
        for ref, properties in actors.items():
            _direct(ref, properties, actors, stated_ties, writer)

    def _source(self, row: RdfFile, writer: RecordWriter) -> None:
        known: dict[str, Value | None] = {name: row.described[name][0] for name in _OF_SOURCE if name in row.described}
        known.setdefault("title", one_line(f"RDF file {row.file.stem}", NAME_LENGTH))
        known.setdefault("tier", 3)
        if "source_url" not in known:
            writer.note("the file gives no address (rg:sourceUrl) of its source, so nobody can look it up")
        writer.add_source(row.source_id, self.card, **known)


def _kind(properties: Properties) -> str:
    return str(properties["kind"][0])


def _actor(ref: EntityRef, properties: Properties, writer: RecordWriter) -> None:
    known: dict[str, Any] = {}
    for name, values in properties.items():
        if name != "kind" and not isinstance(values[0], EntityRef):
            known[name] = tuple(filter(None, (_plain(value, writer) for value in values)))
    names = known.get("name", ())
    if len(names) > 1:
        known |= {"name": names[:1], "alt_name": (*known.get("alt_name", ()), *names[1:])}
    writer.add_actor(ref.key, _kind(properties), **known)
    writer.tally["actors"] += 1


def _tie(properties: Properties, writer: RecordWriter) -> tuple[object, str, object]:
    """Write a tie; return its ends and relation, so that its direct triple is recognized."""
    start, end, relation = properties.get("from", (None,))[0], properties.get("to", (None,))[0], _kind(properties)
    if (
        not (isinstance(start, EntityRef) and isinstance(end, EntityRef))
        or len(properties["from"]) + len(properties["to"]) > 2
    ):
        writer.note(f"a tie {relation} does not lead from one actor to one other, and is not read")
    elif (problem := _disorder(properties)) is not None:
        writer.note(f"a tie {relation} from {start.key} to {end.key} {problem}, and is not read")
    elif writer.add_tie(start, relation, end, **_facts(properties, writer)):
        writer.tally["ties"] += 1
    return start, relation, end


def _outcome(row: RdfFile, properties: Properties, writer: RecordWriter) -> None:
    about, through = properties.get("about", (None,))[0], properties.get("achieved_through", (None,))[0]
    if not isinstance(about, EntityRef) or _disorder(properties) or not ({"quantity", "amount"} & properties.keys()):
        writer.note("an outcome without an actor, a number or an order of its dates is not read")
        return
    place = writer.place
    facts = Facts((name, value, place) for name, value in _facts(properties, writer).items())
    by = End(through, place) if isinstance(through, EntityRef) else None
    writer.write_outcome(Cell(_kind(properties), place), End(about, place), by, row.source_id, facts)
    writer.tally["outcomes"] += 1


def _facts(properties: Properties, writer: RecordWriter) -> dict[str, Value | None]:
    facts = {name: values[0] for name, values in properties.items() if name != "kind" and name not in _ENDS}
    facts.setdefault("claim_status", "stated")
    return {name: _plain(value, writer) for name, value in facts.items()}


def _direct(
    ref: EntityRef,
    properties: Properties,
    actors: Mapping[EntityRef, Properties],
    stated_ties: set[tuple[object, str, object]],
    writer: RecordWriter,
) -> None:
    """Write a tie for each direct triple that has none."""
    for relation, targets in properties.items():
        for target in targets:
            if isinstance(target, EntityRef) and target in actors and (ref, relation, target) not in stated_ties:
                writer.tally["ties"] += writer.add_tie(ref, relation, target)


def _disorder(properties: Properties) -> str | None:
    start, end = properties.get("start", (None,))[0], properties.get("end", (None,))[0]
    if isinstance(start, PartialDate) and isinstance(end, PartialDate) and ends_before_start(start, end):
        return f"ends on {end}, before it starts on {start}"
    return None


def _plain(value: Value, writer: RecordWriter) -> Value | None:
    return clean_text(writer, value, TEXT_LENGTH) if isinstance(value, str) else value
