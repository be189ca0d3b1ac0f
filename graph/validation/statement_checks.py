"""Statements checked against the ontology: all problems at once, each with its place and its cure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from graph.model.statements import (
    EntityRef,
    PartialDate,
    Place,
    Problem,
    Statement,
    StatementGroup,
    Value,
    WebAddress,
    by_subject,
)
from graph.rdf.ontology import Property, Relation, Vocabulary
from graph.rdf.terms import ENDS
from graph.storage.suggestions import cached_suggestion, suggestion
from graph.validation.outcome_checks import outcome_problems

TEXT_LENGTH = 2000
_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufff9-\uffff\ud800-\udfff]")
_INVISIBLE = re.compile(
    r"[\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
_MARKUP = re.compile(r"<(?:\s*(?:/\s*)?[A-Za-z!?][^<>]*>|[A-Za-z/!?])|&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_PLACEHOLDER = re.compile(r"n/?a|n\.a\.|unknown|none|null|tbd|[?-]+", re.IGNORECASE)
_UNKNOWN_KIND = "?"
_IN_WORDS = {"start": "start", "end": "end", "attested": "attested date"}
_ORDERED_DATES = (
    ("start", "end", "end", "swap or correct them"),
    ("start", "attested", "attested", "a source can attest only what has begun, so correct one of them"),
    ("attested", "end", "attested", "a state cannot outlast its end, so correct one of them"),
)
"""(the earlier date, the later one, the one to point at, the cure)."""


class _Record(NamedTuple):
    """A tie or an outcome as one source states it: its values by name, its statements, and its relation."""

    values: Mapping[str, Value]
    group: StatementGroup
    relation: Relation

    def place(self, name: str) -> Place:
        """The place of a value."""
        return dict(zip(self.group.names, self.group.places, strict=True))[name]

    @property
    def row(self) -> Place:
        """The place of the row."""
        return self.place("kind")._replace(column=None)


def check(
    statements: Sequence[Statement],
    vocabulary: Vocabulary,
    known_actors: Mapping[str, str],
    known_sources: frozenset[str],
    unread: frozenset[EntityRef] = frozenset(),
) -> list[Problem]:
    """All problems of these statements, in the order of their places.

    `known_actors` (id -> kind) and `known_sources` are in the graph already. `unread` are things whose records exist
    but could not be read; one without a key means that any id of its space may exist.
    """
    return check_groups(list(by_subject(statements)), vocabulary, known_actors, known_sources, unread)


def check_groups(
    groups: Sequence[StatementGroup],
    vocabulary: Vocabulary,
    known_actors: Mapping[str, str],
    known_sources: frozenset[str],
    unread: frozenset[EntityRef] = frozenset(),
) -> list[Problem]:
    """As `check`, for statements that are grouped by subject already."""
    kinds, problems = _kinds(groups, vocabulary, known_actors)
    for space, key in unread:
        if space == "id":
            kinds.setdefault(key, _UNKNOWN_KIND)
    sources = known_sources | {group.subject.key for group in groups if group.subject.space == "source"}
    sources |= {key for space, key in unread if space == "source"}
    records = list(_records(groups, vocabulary))
    problems += _reference_problems(groups, records, kinds, sources)
    for group in groups:
        problems += _value_problems(group, vocabulary)
    for record in records:
        problems += _order_problems(record)
        problems += _number_problems(record, vocabulary)
    return sorted(dict.fromkeys(problems), key=lambda problem: place_order(problem.place))


def check_references(
    statements: Sequence[Statement], vocabulary: Vocabulary, kinds: Mapping[str, str], sources: frozenset[str]
) -> list[Problem]:
    """Problems with the ends of ties and outcomes, and with the sources of statements."""
    groups = list(by_subject(statements))
    return _reference_problems(groups, _records(groups, vocabulary), kinds, sources)


def _reference_problems(
    groups: Iterable[StatementGroup], records: Iterable[_Record], kinds: Mapping[str, str], sources: frozenset[str]
) -> list[Problem]:
    problems = list(_source_problems(groups, sources))
    actors = _Actors(kinds, tuple(sorted(filter(None, kinds))))
    for record in records:
        problems += _end_problems(record, actors)
    return list(dict.fromkeys(problems))


def place_order(place: Place) -> tuple[str, int, str]:
    """The sort key of a place: file, line, column."""
    return place.file, place.line or 0, place.column or ""


def text_problem(text: str) -> str | None:
    """What is wrong with a text for people to read, or None."""
    if _LINE_BREAK.search(text):
        return f"the text has a line break, {text[:40]!a}: write it in one line"
    if match := _CONTROL.search(text):
        return f"the text has a control character (U+{ord(match[0]):04X}) in {text[:40]!a}: delete it"
    if match := _INVISIBLE.search(text):
        return f"the text has an invisible character (U+{ord(match[0]):04X}) in {text[:40]!a}: delete it"
    if match := _MARKUP.search(text):
        return f"the text has markup ({match[0][:20]!r}): write plain text"
    if _PLACEHOLDER.fullmatch(text):
        return f"{text!r} is a placeholder: leave empty what is not known"
    if len(text) > TEXT_LENGTH:
        return f"the text has {len(text):,} characters: shorten it to at most {TEXT_LENGTH:,}"
    return None


class _Actors(NamedTuple):
    kinds: Mapping[str, str]
    names: tuple[str, ...]


def _kinds(
    groups: Iterable[StatementGroup], vocabulary: Vocabulary, known: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    kinds, problems = dict(known), list[Problem]()
    actors = (group for group in groups if group.subject.space == "id")
    for statement in (statement for actor in actors for statement in actor.of("kind")):
        kind, key = str(statement.value), statement.subject.key
        if kind not in vocabulary.kinds:
            text = f"{kind[:60]!r} is not a kind of actor{suggestion(kind, vocabulary.kinds)}"
            problems.append(Problem(statement.place, text))
            kinds.setdefault(key, _UNKNOWN_KIND)
        elif (other := kinds.setdefault(key, kind)) not in (kind, _UNKNOWN_KIND):
            text = f"{key!r} has the kind {kind} here and {other} elsewhere: give one of the two actors another id"
            problems.append(Problem(statement.place, text))
    return kinds, problems


def _source_problems(groups: Iterable[StatementGroup], sources: frozenset[str]) -> Iterator[Problem]:
    if "" in sources:
        return
    names = tuple(sorted(sources))
    for group in groups:
        if group.source is not None and group.source not in sources:
            near = cached_suggestion(group.source, names)
            text = _with_cure(f"unknown source {group.source!r}{near}", "add it to the table of sources")
            for place in group.places:
                yield Problem(place._replace(column="source_id") if place.column else place, text)


def _value_problems(group: StatementGroup, vocabulary: Vocabulary) -> Iterator[Problem]:
    space = group.subject.space
    for name, value, place in zip(group.names, group.values, group.places, strict=True):
        if text := _value_problem(space, name, value, vocabulary):
            yield Problem(place, text)


@lru_cache(maxsize=16384, typed=True)
def _value_problem(space: str, name: str, value: Value, vocabulary: Vocabulary) -> str | None:
    if name == "kind" and space in ("tie", "outcome"):
        return _relation_problem(str(value), vocabulary)
    if name == "kind" or name in ENDS:
        return None
    prop = vocabulary.properties.get(name)
    if prop is None or (space == "id" and not _describes_actors(prop)):
        identifiers = [known.name for known in vocabulary.properties.values() if known.is_identifier]
        return f"unknown identifier {name[:40]!r}{suggestion(name, identifiers)}"
    return _property_problem(prop, value)


def _relation_problem(name: str, vocabulary: Vocabulary) -> str | None:
    if name in vocabulary.relations:
        return None
    near = suggestion(name, vocabulary.relations)
    return _with_cure(f"unknown relation {name[:60]!r}{near}", "look up the relations in ontology.ttl")


def _with_cure(text: str, cure: str) -> str:
    """A problem that may end with a suggestion, and what else can be done."""
    return f"{text} Or {cure}" if text.endswith("?") else f"{text}; {cure}"


def _describes_actors(prop: Property) -> bool:
    return prop.is_identifier or prop.of_actors or prop.name in ("name", "alt_name", "description")


def _property_problem(prop: Property, value: Value) -> str | None:
    if prop.allowed and str(value) not in prop.allowed:
        return f"{str(value)[:60]!r} cannot be the {prop.label}{suggestion(str(value), prop.allowed)}"
    if prop.value_type == "url" and isinstance(value, str):
        return _address_problem(value)
    if prop.value_type == "number" and isinstance(value, int | Decimal):
        return _number_problem(prop, value)
    if prop.pattern and not re.fullmatch(prop.pattern, str(value)):
        return f"{str(value)[:60]!r} cannot be the {prop.label}: it must look like {prop.pattern}"
    return text_problem(value) if isinstance(value, str) else None


def _number_problem(prop: Property, value: int | Decimal) -> str | None:
    if prop.least == 0 > value:
        return f"{value} is negative: the {prop.label} must be zero or more"
    if value < prop.least or (prop.greatest is not None and value > prop.greatest):
        return f"{value} is out of range: the {prop.label} must be from {prop.least} to {prop.greatest}"
    return None


def _address_problem(address: str) -> str | None:
    try:
        WebAddress.parse(address)
    except ValueError as error:
        return str(error)
    return None


def _records(groups: Iterable[StatementGroup], vocabulary: Vocabulary) -> Iterator[_Record]:
    """Each tie and outcome whose relation is known, as one source states it."""
    for group in groups:
        if group.subject.space in ("tie", "outcome"):
            values = dict(zip(group.names, group.values, strict=True))
            if "kind" in values and (relation := vocabulary.relations.get(str(values["kind"]))):
                yield _Record(values, group, relation)


def _end_problems(record: _Record, actors: _Actors) -> Iterator[Problem]:
    values, _, relation = record
    subject, target = ("about", "achieved_through") if relation.is_outcome else ("from", "to")
    for end, admitted in ((subject, relation.from_kinds), (target, relation.to_kinds)):
        if end in values:
            yield from _end_problem(record, end, admitted, actors)
    if subject in values and target in values and values[subject] == values[target]:
        text = f"a tie cannot lead from {values[target]!s} to itself: name another actor at one end"
        yield Problem(record.place(target), text.replace("id/", ""))


def _end_problem(record: _Record, end: str, admitted: frozenset[str], actors: _Actors) -> Iterator[Problem]:
    actor, relation = record.values[end], record.relation
    assert isinstance(actor, EntityRef)
    kind = actors.kinds.get(actor.key, _UNKNOWN_KIND if "" in actors.kinds else None)
    if kind is None:
        near = cached_suggestion(actor.key, actors.names)
        text = _with_cure(f"unknown actor {actor.key!r}{near}", "add it to the table of actors")
        yield Problem(record.place(end), text)
    elif admitted and kind not in admitted and kind != _UNKNOWN_KIND:
        side = "to" if end in ("to", "achieved_through") else "from"
        choices = ", ".join(sorted(admitted))
        text = f"{relation.name} cannot go {side} {actor.key}, whose kind is {kind}: it goes {side} {choices}"
        yield Problem(record.place(end), text)


def _order_problems(record: _Record) -> Iterator[Problem]:
    for earlier, later, at_fault, cure in _ORDERED_DATES:
        first, last = record.values.get(earlier), record.values.get(later)
        if not (isinstance(first, PartialDate) and isinstance(last, PartialDate)) or first.first <= last.last:
            continue
        if (earlier, later) == ("attested", "end") and record.relation.temporality != "state":
            continue  # a later source may well attest what is over
        text = f"the {_IN_WORDS[later]} {last} comes before the {_IN_WORDS[earlier]} {first}: {cure}"
        yield Problem(record.place(at_fault), text)


def _number_problems(record: _Record, vocabulary: Vocabulary) -> Iterator[Problem]:
    values, _, relation = record
    if "quantity" in values and "unit" not in values:
        yield Problem(record.row, f"{values['quantity']!s} of what? Name in the column unit what is counted")
    if "cumulative" in values and "amount" not in values:
        text = "a running total of what? Give the amount, or leave the column cumulative empty"
        yield Problem(record.place("cumulative"), text)
    for number in ("amount", "quantity"):
        if (hedge := f"{number}_hedge") in values and number not in values:
            text = f"{values[hedge]!s} what? Give the {number}, or leave the column {hedge} empty"
            yield Problem(record.place(hedge), text)
    for name, text in outcome_problems(values, relation, vocabulary):
        yield Problem(record.place(name) if name else record.row, text)
