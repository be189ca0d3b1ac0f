"""Actors, ties, outcomes and sources of a version as plain Python values, gathered from its quads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import groupby
from typing import Any, TypeAlias, TypeVar

import pyoxigraph as ox

from graph.model.errors import ReentryError
from graph.model.hedges import widest
from graph.model.statements import EntityRef
from graph.rdf import nquads
from graph.rdf.default_graph import most_exact
from graph.rdf.ontology import Vocabulary
from graph.rdf.plain_values import plain_text_value
from graph.rdf.terms import CONFLICTS_GRAPH, DERIVED_GRAPH, ENDS, RDF_TYPE, SOURCES_GRAPH, ref_of

STATUSES = ("disputed", "opinion", "stated")
"""From the weakest to the strongest. A tie has the weakest status of its receipts."""

Record: TypeAlias = dict[str, Any]
_Term = TypeVar("_Term")
_Values: TypeAlias = Mapping[str, list[Any]]
_BySource: TypeAlias = Mapping[str, Mapping[str, list[Any]]]
"""Source id -> property name -> values."""

SPACES = ("id", "tie", "outcome", "source", "conflict")
CONTRADICTS = "contradicts"
"""The kind of a conflict whose facts cannot all be true; also that of a conflict which nothing describes."""
AMBIGUOUS = "ambiguous"
"""The name of the records of statements that may be of any of several ties."""
RECORDS = (*SPACES, AMBIGUOUS)
_CACHED_SOURCES = 65_536
_MEASURED = ("amount", "currency", "cumulative", "quantity", "unit")
_HEDGES = ("amount_hedge", "quantity_hedge")
_STATED = ("start", "end", "attested", "amount", "currency", "quantity", "unit", *_HEDGES)
"""What a receipt says its source gives, where it gives it."""
_DERIVED = " "
"""Stands for the graph of derived triples among the ids of sources: no source has it as its id."""
_OF_RECEIPTS = ("locator", "note")
_RECEIPT = ("role", *_OF_RECEIPTS)
_SOURCE = (
    "title",
    "source_url",
    "publisher",
    "author",
    "published",
    "tier",
    "licence",
    "retrieved",
    "sha256",
    "dataset",
)


class UnknownClass(ReentryError, ValueError):
    """The data was built with another ontology than the one of this program."""

    problem, exit_code = "outdated-data", 1

    def __init__(self, iri: str) -> None:
        super().__init__(f"the ontology of this program has no term {iri}: load the facts again with `reentry load`")


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a version, each sorted by id."""

    actors: Mapping[str, Record]
    ties: Mapping[str, Record]
    outcomes: Mapping[str, Record]
    sources: Mapping[str, Record]
    conflicts: Mapping[str, Record] = field(default_factory=dict)
    ambiguous: Mapping[str, Record] = field(default_factory=dict)
    """Statements that may be of any of several ties, under ids of their own: `may_be` names those ties."""


def records(quads: Iterable[ox.Quad], vocabulary: Vocabulary) -> Records:
    """All records from the quads of a version, which may come in any order. Raises UnknownClass."""
    spaces: dict[str, dict[str, Record]] = {space: {} for space in RECORDS}
    for space, key, record in iter_records(nquads.lines(quads), vocabulary):
        spaces[space][key] = record
    return Records(*(dict(sorted(spaces[space].items())) for space in RECORDS))


def iter_records(lines: Iterable[str], vocabulary: Vocabulary) -> Iterator[tuple[str, str, Record]]:
    """(name in RECORDS, id, record) of each thing, from sorted lines of N-Quads. Raises UnknownClass.

    Actors that ties name and no source describes come last. Memory holds only the ids of actors, and the conflicts.
    """
    reader = _Reader(vocabulary)
    for subject, group in groupby(lines, key=nquads.subject_of):
        ref = ref_of(nquads.iri_of(subject))
        if not ref or ref.space not in SPACES:
            continue
        values_by_source = reader.values_by_source(group)
        if values_by_source and (record := reader.record(ref, values_by_source)):
            yield AMBIGUOUS if record.get("may_be") else ref.space, ref.key, record
    for slug in reader.undescribed:
        yield "id", slug, _actor(slug, {}, vocabulary)


class _Reader:
    """Makes the record of one subject after the other."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._vocabulary = vocabulary
        self._names = (
            {nquads.iri_term(prop.iri): name for name, prop in vocabulary.properties.items()}
            | {str(end): name for name, end in ENDS.items()}
            | {str(RDF_TYPE): "kind"}
        )
        self._source_of = lru_cache(_CACHED_SOURCES)(_source_key)
        self._conflict_kinds: dict[str, str] = {}
        self._described: set[str] = set()
        self._named: set[str] = set()

    def values_by_source(self, lines: Iterable[str]) -> _BySource:
        """Source -> property name -> values. The key "" has what is known of a source or a conflict itself."""
        values_by_source: dict[str, dict[str, list[Any]]] = {}
        for _, predicate, value, graph in map(nquads.parse, lines):
            if (name := self._names.get(predicate)) and (source := self._source_of(graph)) is not None:
                values_by_source.setdefault(source, {}).setdefault(name, []).append(plain_text_value(value))
        return values_by_source

    def record(self, ref: EntityRef, values_by_source: _BySource) -> Record | None:
        """The record of one subject; None for a source that is not described."""
        match ref.space:
            case "id":
                self._described.add(ref.key)
                return _actor(ref.key, values_by_source, self._vocabulary)
            case "tie":
                derived = values_by_source.get(_DERIVED, {})
                by_source = {source: values for source, values in values_by_source.items() if source != _DERIVED}
                tie = _tie(by_source, derived, self._vocabulary)
                self._named.update((tie["from"], tie["to"]))
                return tie | self._conflicts(tie)
            case "outcome":
                outcome = _outcome(values_by_source, self._vocabulary)
                self._named.update(end for end in (outcome["about"], outcome["achieved_through"]) if end)
                return outcome | self._conflicts(outcome)
            case "conflict":
                conflict = _conflict(values_by_source.get("", {}))
                self._conflict_kinds[ref.key] = conflict["kind"]
                return conflict
            case _:
                return _source(values_by_source[""]) if "" in values_by_source else None

    def _conflicts(self, record: Record) -> Record:
        """The conflicts of a tie or an outcome: contradictions, and other differences. Conflicts sort before both."""
        kinds = {name: self._conflict_kinds.get(name, CONTRADICTS) for name in record["conflicts"]}
        return {
            "conflicts": tuple(name for name, kind in kinds.items() if kind == CONTRADICTS),
            "differences": tuple(name for name, kind in kinds.items() if kind != CONTRADICTS),
        }

    @property
    def undescribed(self) -> list[str]:
        """The actors that ties and outcomes name and no source describes."""
        return sorted(self._named - self._described)


def _source_key(graph: str) -> str | None:
    """The key of the source whose graph this is; None for the default graph and for graphs that are of no source."""
    iri = nquads.iri_of(graph)
    if iri in (SOURCES_GRAPH.value, CONFLICTS_GRAPH.value):
        return ""
    if iri == DERIVED_GRAPH.value:
        return _DERIVED
    ref = ref_of(iri)
    return ref.key if ref and ref.space == "source" else None


def _actor(slug: str, by_source: _BySource, vocabulary: Vocabulary) -> Record:
    described = {source: values for source, values in by_source.items() if values.get("kind")}
    values = _of_all(described)
    kinds = sorted(_known(vocabulary.kind_of_class, iri).name for iri in values.get("kind", ()))
    names, alternatives = values.get("name", ()), values.get("alt_name", ())
    return {
        "kind": kinds[0] if kinds else "actor",
        "name": names[0] if names else slug,
        "alt_names": tuple(sorted({*names[1:], *alternatives})),
        "description": _first(values, "description"),
        "identifiers": tuple(
            (name, str(value))
            for name in sorted(values.keys() & vocabulary.properties.keys())
            if vocabulary.properties[name].is_identifier
            for value in values[name]
        ),
        "sources": tuple(sorted(described)),
    }


def _tie(by_source: _BySource, derived: Mapping[str, list[Any]], vocabulary: Vocabulary) -> Record:
    values = _of_all(by_source)
    relation = _known(vocabulary.relation_of_class, values["kind"][0])
    return {
        "from": values["from"][0],
        "to": values["to"][0],
        "kind": relation.name,
        "label": relation.label,
        "inverse_label": relation.inverse_label,
        "money_in": tuple(values.get("money_in", ())),
        "may_be": tuple(sorted(derived.get("may_be", ()))),
        **_shared(by_source, values),
    }


def _known(terms: Mapping[str, _Term], iri: str) -> _Term:
    if iri not in terms:
        raise UnknownClass(iri)
    return terms[iri]


def _outcome(by_source: _BySource, vocabulary: Vocabulary) -> Record:
    values = _of_all(by_source)
    measure = _first(values, "measure")
    return {
        "about": values["about"][0],
        "achieved_through": _first(values, "achieved_through"),
        "outcome_type": _first(values, "outcome_type"),
        "measure": None if measure is None else _known(vocabulary.concept_of_iri, measure).name,
        "population": _first(values, "population"),
        "window_years": _first(values, "window_years"),
        **_shared(by_source, values),
    }


def _shared(by_source: _BySource, values: _Values) -> Record:
    """What ties and outcomes have in common."""
    statuses = values.get("claim_status", ())
    return {
        "roles": tuple(values.get("role", ())),
        **{name: _most_exact(values.get(name, ())) for name in ("start", "end")},
        **{name: _first(values, name) for name in _MEASURED},
        **{name: widest(values.get(name, ())) for name in _HEDGES},
        "attested": tuple(values.get("attested", ())),
        "valid_from": max(values.get("valid_from", ()), default=None),
        "valid_until": min(values.get("valid_until", ()), default=None),
        "claim_status": next((status for status in STATUSES if status in statuses), None),
        "conflicts": tuple(values.get("conflict", ())),
        "sources": tuple(sorted(by_source)),
        "receipts": tuple(_receipt(source, by_source[source]) for source in sorted(by_source)),
    }


def _most_exact(dates: Sequence[str]) -> str | None:
    return most_exact(dates) if dates else None


def _receipt(source: str, values: Mapping[str, list[Any]]) -> Record:
    texts = {name: "; ".join(sorted(values[name])) if values.get(name) else None for name in _RECEIPT}
    statuses = values.get("claim_status", [])
    stated = {name: values[name][0] for name in _STATED if name in values}
    status = next((status for status in STATUSES if status in statuses), None)
    return {"source": source, **texts, "claim_status": status, "states": stated}


def _conflict(values: Mapping[str, list[Any]]) -> Record:
    kinds, sentences = (sorted(values.get(name, [])) for name in ("conflict_kind", "conflict_sentence"))
    return {"kind": next(iter(kinds), CONTRADICTS), "sentence": next(iter(sentences), None)}


def _source(values: Mapping[str, list[Any]]) -> Record:
    return {name: next(iter(sorted(values.get(name, []))), None) for name in _SOURCE}


def _of_all(by_source: _BySource) -> _Values:
    """Property name -> its values over all sources, sorted, each once; without what receipts alone show."""
    together: dict[str, list[Any]] = {}
    for values in by_source.values():
        for name, own in values.items():
            if name not in _OF_RECEIPTS:
                together[name] = together[name] + own if name in together else own
    return {name: values if len(values) == 1 else sorted(set(values)) for name, values in together.items()}


def _first(values: _Values, name: str) -> Any:
    """The first value of a property; None where there is none."""
    return values[name][0] if name in values else None
