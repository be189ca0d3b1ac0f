"""Statements against the ontology: every problem at once, each with its place and its cure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import groupby

from rapidfuzz import process

from graph.model import EntityRef, PartialDate, Problem, Statement, Value, WebAddress
from graph.terms import ENDS
from graph.vocabulary import Property, Relation, Vocabulary

TEXT_LENGTH = 2000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufffe\uffff\ud800-\udfff]")
_MARKUP = re.compile(
    r"<\s*/?\s*[A-Za-z!?][^<>]*>|<\s*/?\s*script|&(?:[A-Za-z]{2,8}|#\d{1,6}|#x[0-9A-Fa-f]{1,5});", re.IGNORECASE
)
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]")
_UNSURE = "?"


def check(
    statements: Sequence[Statement],
    vocabulary: Vocabulary,
    known_actors: Mapping[str, str],
    known_sources: frozenset[str],
) -> list[Problem]:
    """Every problem of these statements, in the order of their places.

    `known_actors` (id -> kind) and `known_sources` are what the graph holds already.
    """
    kinds, problems = _kinds(statements, vocabulary, known_actors)
    sources = known_sources | {said.subject.key for said in statements if said.subject.space == "source"}
    problems += _source_problems(statements, sources)
    for statement in statements:
        problems += _value_problems(statement, vocabulary)
    for (subject, _), group in groupby(statements, key=lambda said: (said.subject, said.source)):
        if subject.space in ("tie", "outcome"):
            problems += _record_problems(list(group), vocabulary, kinds)
    return sorted(set(problems), key=lambda found: (found.place.file, found.place.line or 0, found.place.column or ""))


def nearest(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'founded'?` where a choice is near, else the choices where they are few, else nothing."""
    known = sorted(choices)
    if close := process.extractOne(word, known, score_cutoff=75):
        return f"; did you mean {close[0]!r}?"
    return f"; choose one of {', '.join(known)}" if len(known) <= 12 else ""


def text_problem(text: str) -> str | None:
    """What is wrong with a text that people will read, or None."""
    if found := _CONTROL.search(text):
        return f"there is a control character (U+{ord(found[0]):04X}) in {text[:40]!a}: delete it"
    if found := _INVISIBLE.search(text):
        return f"there is an invisible character (U+{ord(found[0]):04X}) in {text[:40]!a}: delete it"
    if found := _MARKUP.search(text):
        return f"there is markup ({found[0][:20]!r}) in the text: write plain text"
    if len(text) > TEXT_LENGTH:
        return f"the text has {len(text):,} characters: at most {TEXT_LENGTH:,}"
    return None


def _kinds(
    statements: Iterable[Statement], vocabulary: Vocabulary, known: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    kinds, problems = dict(known), list[Problem]()
    for said in statements:
        if said.predicate != "kind" or said.subject.space != "id":
            continue
        kind = str(said.value)
        if kind not in vocabulary.kinds:
            text = f"{kind!r} is not a kind of actor{nearest(kind, vocabulary.kinds)}"
            problems.append(Problem(said.place, text))
            kinds.setdefault(said.subject.key, _UNSURE)
        elif kinds.setdefault(said.subject.key, kind) != kind:
            held = kinds[said.subject.key]
            text = f"{said.subject.key!r} is a {kind} here and a {held} elsewhere: give one of them another id"
            problems.append(Problem(said.place, text))
    return kinds, problems


def _source_problems(statements: Iterable[Statement], sources: Iterable[str]) -> Iterator[Problem]:
    known = frozenset(sources)
    for said in statements:
        if said.source is not None and said.source not in known:
            place = said.place._replace(column="source_id") if said.place.column else said.place
            text = f"unknown source {said.source!r}{nearest(said.source, known)}; add it to the table of sources"
            yield Problem(place, text)


def _value_problems(statement: Statement, vocabulary: Vocabulary) -> Iterator[Problem]:
    name = statement.predicate
    if name == "kind" or name in ENDS:
        return
    prop = vocabulary.properties.get(name)
    if prop is None or (statement.subject.space == "id" and not _describes_actors(prop)):
        known = [known.name for known in vocabulary.properties.values() if known.is_identifier]
        yield Problem(statement.place, f"unknown identifier {name[:40]!r}{nearest(name, known)}")
    elif text := _value_problem(prop, statement.value):
        yield Problem(statement.place, text)


def _describes_actors(prop: Property) -> bool:
    return prop.is_identifier or prop.name in ("name", "alt_name", "description")


def _value_problem(prop: Property, value: Value) -> str | None:
    if prop.allowed and str(value) not in prop.allowed:
        return f"{value!s:.60} is not a {prop.label}{nearest(str(value), prop.allowed)}"
    if prop.value_type == "url" and isinstance(value, str):
        return _refusal(value)
    if prop.value_type == "number" and isinstance(value, int | Decimal) and value < 0:
        return f"{value} is negative: a {prop.label} is zero or more"
    if prop.pattern and not re.fullmatch(prop.pattern, str(value)):
        return f"{str(value)[:60]!r} is not a {prop.label}: it must look like {prop.pattern}"
    return text_problem(value) if isinstance(value, str) else None


def _refusal(address: str) -> str | None:
    try:
        WebAddress.parse(address)
    except ValueError as error:
        return str(error)
    return None


def _record_problems(said: Sequence[Statement], vocabulary: Vocabulary, kinds: Mapping[str, str]) -> Iterator[Problem]:
    by_name = {statement.predicate: statement for statement in said}
    name = str(by_name["kind"].value)
    relation = vocabulary.relations.get(name)
    if relation is None:
        text = f"unknown relation {name!r}{nearest(name, vocabulary.relations)}; relations are defined in ontology.ttl"
        yield Problem(by_name["kind"].place, text)
        return
    yield from _end_problems(by_name, relation, kinds)
    yield from _order_problems(by_name)


def _end_problems(by_name: Mapping[str, Statement], relation: Relation, kinds: Mapping[str, str]) -> Iterator[Problem]:
    subject, target = ("about", "achieved_through") if relation.is_outcome else ("from", "to")
    for end, admitted in ((subject, relation.from_kinds), (target, relation.to_kinds)):
        if (said := by_name.get(end)) is not None:
            yield from _end_problem(said, relation, admitted, kinds)


def _end_problem(
    said: Statement, relation: Relation, admitted: frozenset[str], kinds: Mapping[str, str]
) -> Iterator[Problem]:
    assert isinstance(said.value, EntityRef)
    kind = kinds.get(said.value.key)
    if kind is None:
        text = f"unknown actor {said.value.key!r}{nearest(said.value.key, kinds)}; add it to the table of actors"
        yield Problem(said.place, text)
    elif admitted and kind not in admitted and kind != _UNSURE:
        side = "to" if said.predicate in ("to", "achieved_through") else "from"
        choices = ", ".join(sorted(admitted))
        text = f"{relation.name} cannot go {side} a {kind} ({said.value.key}): it goes {side} {choices}"
        yield Problem(said.place, text)


def _order_problems(by_name: Mapping[str, Statement]) -> Iterator[Problem]:
    start, end = by_name.get("start"), by_name.get("end")
    if start is None or end is None:
        return
    assert isinstance(start.value, PartialDate) and isinstance(end.value, PartialDate)
    if start.value.first > end.value.last:
        text = f"the end {end.value} comes before the start {start.value}: exchange or correct them"
        yield Problem(end.place, text)
