"""One line of text for each thing: `Kim Kardashian is an apprentice at #cut50, from 2018-10`."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from graph.model.hedges import hedged
from graph.model.ids import iri
from graph.model.statements import EntityRef
from graph.rdf.describe_lines import Description, Value, describe
from graph.rdf.nquads import beginning
from graph.rdf.ontology import Vocabulary
from graph.storage.nquads_lookup import lines_of

_CACHED_NAMES = 1 << 14


class Names:
    """The names of actors, looked up in the datasets of a version, else in those of an earlier one."""

    def __init__(self, paths: Iterable[Path], terms: Vocabulary, earlier: Names | None = None) -> None:
        self._paths, self._terms, self._earlier = list(paths), terms, earlier
        self._predicate = terms.properties["name"].iri
        self.of = lru_cache(_CACHED_NAMES)(self._of)

    def _of(self, slug: str) -> str:
        lines = lines_of(self._paths, beginning(iri(EntityRef("id", slug)), self._predicate))
        description = describe(lines, self._terms)
        if description is None:
            return self._earlier.of(slug) if self._earlier else slug
        return str(description.first("name"))


def wording(thing: Description, names: Names, terms: Vocabulary) -> str:
    """What a thing is, in words."""
    match thing.ref.space:
        case "tie":
            return _tie(thing, names, terms)
        case "outcome":
            return _outcome(thing, names, terms)
        case "source":
            return _source(thing)
        case "conflict":
            return str(thing.first("conflict_sentence") or thing.ref.key)
        case _:
            return _actor(thing)


def value_text(value: Value) -> str:
    """A value as text: `"legal apprentice"`, `250,000`."""
    return f'"{value}"' if isinstance(value, str) else f"{value:,}"


def _actor(thing: Description) -> str:
    name, kind = thing.first("name"), thing.first("kind")
    return f"{name or thing.ref.key} ({str(kind or 'actor').replace('_', ' ')})"


def _source(thing: Description) -> str:
    about = ", ".join(str(value) for name in ("publisher", "published") if (value := thing.first(name)))
    return f"{thing.first('title') or thing.ref.key}{about and f' ({about})'}"


def _tie(thing: Description, names: Names, terms: Vocabulary) -> str:
    kind = str(thing.first("kind"))
    relation = terms.relations.get(kind)
    label = relation.label if relation else kind.replace("_", " ")
    role = thing.first("role") if relation and relation.by_role else None
    start, end = (names.of(str(thing.first(name))) for name in ("from", "to"))
    ended = relation is not None and relation.temporality == "event"
    parts = [f"{start} {label} {end}{f' ({role})' if role else ''}", _dates(thing, is_event=ended), *_measures(thing)]
    return ", ".join(filter(None, parts))


def _outcome(thing: Description, names: Names, terms: Vocabulary) -> str:
    through, measure = thing.first("achieved_through"), terms.concepts.get(str(thing.first("measure")))
    number = " and ".join(_measures(thing)) or str(thing.first("unit") or "an outcome")
    measured = f"{measure.label} {number}" if measure else number
    parts = [
        f"{names.of(str(thing.first('about')))}: {measured}{f' through {names.of(str(through))}' if through else ''}",
        str(thing.first("population") or ""),
        _dates(thing, is_event=True),
        str(thing.first("outcome_type") or ""),
    ]
    return ", ".join(filter(None, parts))


def _dates(thing: Description, *, is_event: bool) -> str:
    """Start and end. Where no end is known, nothing is said of one: it may go on, or not."""
    start, end = thing.first("start"), thing.first("end")
    if start and end:
        return str(start) if start == end else f"{start} to {end}"
    if start:
        return str(start) if is_event else f"from {start}"
    return f"until {end}" if end else ""


def _measures(thing: Description) -> list[str]:
    return [
        hedged(f"{_number(value)} {thing.first(unit) or ''}".strip(), _hedge(thing, name))
        for name, unit in (("amount", "currency"), ("quantity", "unit"))
        if (value := thing.first(name)) is not None
    ]


def _hedge(thing: Description, name: str) -> str | None:
    hedge = thing.first(f"{name}_hedge")
    return None if hedge is None else str(hedge)


def _number(value: Value) -> str:
    return f"{value:,}" if isinstance(value, int | Decimal) else value
