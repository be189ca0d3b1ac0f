"""Statements against the ontology: every problem at once, each with its place and its cure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple, TypeAlias

from rapidfuzz import fuzz, process

from graph.model import EntityRef, PartialDate, Place, Problem, Statement, Value, WebAddress
from graph.terms import ENDS
from graph.vocabulary import Property, Relation, Vocabulary

TEXT_LENGTH = 2000
_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ufff9-\uffff\ud800-\udfff]")
_INVISIBLE = re.compile(
    r"[\xad\u061c\u180e\u200b\u200e\u200f\u2060-\u2064\ufeff\u202a-\u202e\u2066-\u2069\U000e0000-\U000e007f]"
)
_MARKUP = re.compile(r"<(?:\s*(?:/\s*)?[A-Za-z!?][^<>]*>|[A-Za-z/!?])|&(?:[A-Za-z]{2,8}|#\d{1,7}|#x[0-9A-Fa-f]{1,6});")
_NOTHING = re.compile(r"n/?a|n\.a\.|unknown|none|null|tbd|[?-]+", re.IGNORECASE)
_UNSURE = "?"
_SUBJECT_AND_SOURCE = itemgetter(0, 3)
_Record: TypeAlias = tuple[Mapping[str, Statement], Relation]
"""A tie or an outcome as one source states it: its statements by name, and its relation."""


def check(
    statements: Sequence[Statement],
    vocabulary: Vocabulary,
    known_actors: Mapping[str, str],
    known_sources: frozenset[str],
    unread: frozenset[EntityRef] = frozenset(),
) -> list[Problem]:
    """Every problem of these statements, in the order of their places.

    `known_actors` (id -> kind) and `known_sources` are what the graph holds already. `unread` are things that exist
    though their records could not be read; one without a key stands for any number of its space.
    """
    kinds, problems = _kinds(statements, vocabulary, known_actors)
    for space, key in unread:
        if space == "id":
            kinds.setdefault(key, _UNSURE)
    sources = known_sources | {said.subject.key for said in statements if said.subject.space == "source"}
    sources |= {key for space, key in unread if space == "source"}
    records = list(_records(statements, vocabulary))
    problems += _reference_problems(statements, records, kinds, sources)
    for subject, name, value, _, place in statements:
        if text := _value_problem(subject.space, name, value, vocabulary):
            problems.append(Problem(place, text))
    for by_name, relation in records:
        problems += _order_problems(by_name)
        problems += _number_problems(by_name, relation)
    return sorted(dict.fromkeys(problems), key=lambda found: order(found.place))


def check_references(
    statements: Sequence[Statement], vocabulary: Vocabulary, kinds: Mapping[str, str], sources: frozenset[str]
) -> list[Problem]:
    """What is wrong with the ends of ties and outcomes, and with the sources that state anything."""
    return _reference_problems(statements, _records(statements, vocabulary), kinds, sources)


def _reference_problems(
    statements: Iterable[Statement], records: Iterable[_Record], kinds: Mapping[str, str], sources: frozenset[str]
) -> list[Problem]:
    problems = list(_source_problems(statements, sources))
    actors = _Actors(kinds, tuple(sorted(filter(None, kinds))))
    for by_name, relation in records:
        problems += _end_problems(by_name, relation, actors)
    return list(dict.fromkeys(problems))


def order(place: Place) -> tuple[str, int, str]:
    """What puts places in order."""
    return place.file, place.line or 0, place.column or ""


def nearest(word: str, choices: Iterable[str]) -> str:
    """`; did you mean 'founded'?` where a choice is near, else the choices where they are few, else nothing."""
    return _nearest(word[:80], tuple(sorted(choices)))


@lru_cache(maxsize=4096)
def _nearest(word: str, choices: tuple[str, ...]) -> str:
    begun = sorted((choice for choice in choices if len(word) > 3 and choice.startswith(word)), key=len)
    if close := begun or process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=66):
        return f"; did you mean {close[0]!r}?"
    return f"; choose one of {', '.join(choices)}" if 0 < len(choices) <= 24 else ""


def text_problem(text: str) -> str | None:
    """What is wrong with a text that people will read, or None."""
    if _LINE_BREAK.search(text):
        return f"there is a line break in {text[:40]!a}: write it in one line"
    if found := _CONTROL.search(text):
        return f"there is a control character (U+{ord(found[0]):04X}) in {text[:40]!a}: delete it"
    if found := _INVISIBLE.search(text):
        return f"there is an invisible character (U+{ord(found[0]):04X}) in {text[:40]!a}: delete it"
    if found := _MARKUP.search(text):
        return f"there is markup ({found[0][:20]!r}) in the text: write plain text"
    if _NOTHING.fullmatch(text):
        return f"{text!r} stands for nothing: leave empty what is not known"
    if len(text) > TEXT_LENGTH:
        return f"the text has {len(text):,} characters: at most {TEXT_LENGTH:,}"
    return None


class _Actors(NamedTuple):
    kinds: Mapping[str, str]
    names: tuple[str, ...]


def _kinds(
    statements: Iterable[Statement], vocabulary: Vocabulary, known: Mapping[str, str]
) -> tuple[dict[str, str], list[Problem]]:
    kinds, problems = dict(known), list[Problem]()
    for said in statements:
        if said.predicate != "kind" or said.subject.space != "id":
            continue
        kind = str(said.value)
        if kind not in vocabulary.kinds:
            text = f"{kind[:60]!r} is not a kind of actor{nearest(kind, vocabulary.kinds)}"
            problems.append(Problem(said.place, text))
            kinds.setdefault(said.subject.key, _UNSURE)
        elif (held := kinds.setdefault(said.subject.key, kind)) not in (kind, _UNSURE):
            text = f"{said.subject.key!r} is of kind {kind} here and {held} elsewhere: give one of them another id"
            problems.append(Problem(said.place, text))
    return kinds, problems


def _source_problems(statements: Iterable[Statement], sources: frozenset[str]) -> Iterator[Problem]:
    if "" in sources:
        return
    names = tuple(sorted(sources))
    for said in statements:
        if said.source is not None and said.source not in sources:
            place = said.place._replace(column="source_id") if said.place.column else said.place
            text = f"unknown source {said.source!r}{_nearest(said.source, names)}; add it to the table of sources"
            yield Problem(place, text)


@lru_cache(maxsize=16384, typed=True)
def _value_problem(space: str, name: str, value: Value, vocabulary: Vocabulary) -> str | None:
    if name == "kind" and space in ("tie", "outcome"):
        return _relation_problem(str(value), vocabulary)
    if name == "kind" or name in ENDS:
        return None
    prop = vocabulary.properties.get(name)
    if prop is None or (space == "id" and not _describes_actors(prop)):
        known = [known.name for known in vocabulary.properties.values() if known.is_identifier]
        return f"unknown identifier {name[:40]!r}{nearest(name, known)}"
    return _property_problem(prop, value)


def _relation_problem(name: str, vocabulary: Vocabulary) -> str | None:
    if name in vocabulary.relations:
        return None
    return f"unknown relation {name[:60]!r}{nearest(name, vocabulary.relations)}; relations are defined in ontology.ttl"


def _describes_actors(prop: Property) -> bool:
    return prop.is_identifier or prop.of_actors or prop.name in ("name", "alt_name", "description")


def _property_problem(prop: Property, value: Value) -> str | None:
    if prop.allowed and str(value) not in prop.allowed:
        return f"{str(value)[:60]!r} cannot be the {prop.label}{nearest(str(value), prop.allowed)}"
    if prop.value_type == "url" and isinstance(value, str):
        return _refusal(value)
    if prop.value_type == "number" and isinstance(value, int | Decimal) and value < 0:
        return f"{value} is negative: write zero or more for the {prop.label}"
    if prop.pattern and not re.fullmatch(prop.pattern, str(value)):
        return f"{str(value)[:60]!r} cannot be the {prop.label}: it must look like {prop.pattern}"
    return text_problem(value) if isinstance(value, str) else None


def _refusal(address: str) -> str | None:
    try:
        WebAddress.parse(address)
    except ValueError as error:
        return str(error)
    return None


def _records(statements: Iterable[Statement], vocabulary: Vocabulary) -> Iterator[_Record]:
    """Each tie and outcome as one source states it: its statements by name, and its relation if that is known."""
    for (subject, _), group in groupby(statements, key=_SUBJECT_AND_SOURCE):
        if subject.space in ("tie", "outcome"):
            by_name = {statement.predicate: statement for statement in group}
            kind = by_name.get("kind")
            if kind and (relation := vocabulary.relations.get(str(kind.value))):
                yield by_name, relation


def _end_problems(by_name: Mapping[str, Statement], relation: Relation, actors: _Actors) -> Iterator[Problem]:
    subject, target = ("about", "achieved_through") if relation.is_outcome else ("from", "to")
    for end, admitted in ((subject, relation.from_kinds), (target, relation.to_kinds)):
        if (said := by_name.get(end)) is not None:
            yield from _end_problem(said, relation, admitted, actors)
    if subject in by_name and target in by_name and by_name[subject].value == by_name[target].value:
        text = f"a tie cannot lead from {by_name[target].value!s} to itself: name another actor"
        yield Problem(by_name[target].place, text.replace("id/", ""))


def _end_problem(said: Statement, relation: Relation, admitted: frozenset[str], actors: _Actors) -> Iterator[Problem]:
    assert isinstance(said.value, EntityRef)
    kind = actors.kinds.get(said.value.key, _UNSURE if "" in actors.kinds else None)
    if kind is None:
        near = _nearest(said.value.key, actors.names)
        yield Problem(said.place, f"unknown actor {said.value.key!r}{near}; add it to the table of actors")
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


def _number_problems(by_name: Mapping[str, Statement], relation: Relation) -> Iterator[Problem]:
    row = by_name["kind"].place._replace(column=None)
    if "quantity" in by_name and "unit" not in by_name:
        yield Problem(row, f"{by_name['quantity'].value!s} of what? Say in unit what is counted")
    if relation.is_outcome and not ("quantity" in by_name or "amount" in by_name):
        yield Problem(row, f"{relation.name} needs a number: give a quantity with its unit, or an amount")
    if relation.is_outcome and "outcome_type" not in by_name:
        yield Problem(row, f"{relation.name} needs an outcome_type: say what sort of number this is")
    if not relation.is_outcome and "outcome_type" in by_name:
        yield Problem(by_name["outcome_type"].place, f"{relation.name} is a tie: leave outcome_type empty")
