"""RDF from the store: N-Quads, Turtle, TriG and JSON-LD of the quads that stand behind a subgraph.

A part of the graph is its ties, their direct triples, their actors, the outcomes of these, and what is known of the
sources of all. An outcome belongs to a part that holds all its actors, whatever ties the part leaves out. The whole
is every quad: the ontology and statistics too. Turtle has the default graph alone, which lacks the statements that may
be of any of several ties: they would count as ties there. The other three have the same default graph, for readers
that look nowhere else, and besides it the named graphs, which say what each source states.

First come title, licence and version, as triples about the file itself, which is no thing of the graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, ClassVar

import pyoxigraph as ox

from graph.export.writing import file_metadata
from graph.export.writing.exporter import Exporter
from graph.model.ids import BASE
from graph.rdf.describe_quads import PREFIXES
from graph.rdf.nquads import iri_of, iri_term
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import ENDS, SOURCES_GRAPH, ref_of

if TYPE_CHECKING:
    from graph.index.subgraph import Subgraph

FILE = ox.NamedNode(f"{BASE}export")
_DESCRIBED = {
    "title": ox.NamedNode("http://purl.org/dc/terms/title"),
    "description": ox.NamedNode("http://purl.org/dc/terms/description"),
    "version": ox.NamedNode("http://www.w3.org/2002/07/owl#versionInfo"),
    "digest": ox.NamedNode("http://purl.org/dc/terms/identifier"),
}
_LICENCE = ox.NamedNode("http://purl.org/dc/terms/license")
Quads = Iterator[ox.Quad]


class RdfExporter(Exporter):
    """RDF of a subgraph. The steps differ from those of other formats, because nodes and ties are not kept apart.

    Quads are in the order of their subjects or of their graphs, where actors, outcomes, sources and ties alternate,
    and pyoxigraph writes a file in one call. So `open` chooses the quads, `close` writes them all, and the steps
    between have nothing to do.
    """

    needs_store = True
    rdf_format: ClassVar[ox.RdfFormat]
    by_graph: ClassVar[bool] = False
    """Whether the quads of one source stand together, and not those of one subject."""

    _about: Sequence[ox.Quad] = ()
    _quads: Quads = iter(())

    def open(self) -> None:
        """Choose the quads: those of the subgraph, or all of the store where the subgraph is the whole version."""
        store = self.context.store
        if store is None:
            raise ValueError(f"{self.name} is written from the RDF of a version: give ExportContext(store=...)")
        part = None if self.subgraph.is_whole else Part(self.subgraph, store)
        self._about = list(_about_file(self.metadata))
        self._quads = _by_graph(store, part) if self.by_graph else _by_subject(store, part)

    def write_nodes(self) -> None:
        """Nothing: actors are written with all else."""

    def write_ties(self) -> None:
        """Nothing: ties are written with all else."""

    def close(self) -> None:
        """Write all quads."""
        ox.serialize(chain(self._about, self._quads), self.out, self.rdf_format, prefixes=PREFIXES)


class NquadsExporter(RdfExporter):
    """Sorted lines: one quad each."""

    name = "N-Quads"
    media_type = "application/n-quads"
    rdf_format = ox.RdfFormat.N_QUADS


class TurtleExporter(RdfExporter):
    """Each triple once, grouped by subject."""

    name = "Turtle"
    media_type = "text/turtle"
    rdf_format = ox.RdfFormat.TURTLE

    def close(self) -> None:
        """Write all triples of the default graph."""
        triples = (quad.triple for quad in chain(self._about, self._quads) if _is_default(quad))
        ox.serialize(triples, self.out, self.rdf_format, prefixes=PREFIXES)


class TrigExporter(RdfExporter):
    """The default graph, then what each source states."""

    name = "TriG"
    media_type = "application/trig"
    rdf_format = ox.RdfFormat.TRIG
    by_graph = True


class JsonLdExporter(RdfExporter):
    """Expanded JSON-LD: the default graph, then what each source states."""

    name = "JSON-LD"
    media_type = "application/ld+json"
    rdf_format = ox.RdfFormat.JSON_LD
    by_graph = True

    def close(self) -> None:
        """Write all quads; expanded JSON-LD has no prefixes."""
        ox.serialize(chain(self._about, self._quads), self.out, self.rdf_format)


class Part:
    """What of a store stands behind a subgraph."""

    def __init__(self, subgraph: Subgraph, store: ox.Store) -> None:
        relations = vocabulary().relations
        self._predicates = {relation.iri for relation in relations.values()}
        self._actors = set(subgraph.actor_ids())
        self._ties: set[str] = set()
        self._direct: set[tuple[str, str, str, str]] = set()
        self.sources = {source for _, actor in subgraph.actors() for source in actor["sources"]}
        for origin, target, key, tie in subgraph.ties():
            self._ties.add(key)
            self.sources.update(tie["sources"])
            iri = relations[tie["kind"]].iri
            self._direct.update((origin, iri, target, source) for source in tie["sources"])
        self._outcomes = dict(self._outcomes_within(store))
        self.sources.update(chain.from_iterable(self._outcomes.values()))

    def subjects(self) -> Iterator[str]:
        """IRIs of all things in it."""
        yield from (file_metadata.ACTOR_BASE + slug for slug in self._actors)
        yield from (file_metadata.TIE_BASE + key for key in self._ties)
        yield from (file_metadata.OUTCOME_BASE + key for key in self._outcomes)
        yield from (file_metadata.SOURCE_BASE + key for key in self.sources)

    def graphs(self) -> Iterator[ox.NamedNode]:
        """The named graphs that it stands in."""
        yield SOURCES_GRAPH
        yield from (ox.NamedNode(file_metadata.SOURCE_BASE + key) for key in self.sources)

    def holds(self, quad: ox.Quad) -> bool:
        """Whether a quad belongs to it."""
        subject = ref_of(_iri(quad.subject))
        match subject:
            case ("id", slug):
                return slug in self._actors and self._holds_of_actor(slug, quad)
            case ("tie", key):
                return key in self._ties
            case ("outcome", key):
                return key in self._outcomes
            case ("source", key):
                return key in self.sources
        return False

    def _outcomes_within(self, store: ox.Store) -> Iterator[tuple[str, set[str]]]:
        """The outcomes whose actors are all in the part, with their sources."""
        for slug in sorted(self._actors):
            actor = ox.NamedNode(file_metadata.ACTOR_BASE + slug)
            for key in sorted(
                {_key(quad.subject) for quad in store.quads_for_pattern(None, ENDS["about"], actor, None)}
            ):
                quads = list(store.quads_for_pattern(ox.NamedNode(file_metadata.OUTCOME_BASE + key), None, None, None))
                through = {_key(quad.object) for quad in quads if quad.predicate == ENDS["achieved_through"]}
                if through <= self._actors:
                    graphs = (ref_of(_iri(quad.graph_name)) for quad in quads)
                    yield key, {ref.key for ref in graphs if ref and ref.space == "source"}

    def _holds_of_actor(self, slug: str, quad: ox.Quad) -> bool:
        target, source = ref_of(_iri(quad.object)), ref_of(_iri(quad.graph_name))
        if target and target.space == "outcome":
            return target.key in self._outcomes
        if quad.predicate.value not in self._predicates:
            return True
        if target is None or source is None:
            return False
        return (slug, quad.predicate.value, target.key, source.key) in self._direct


def _by_subject(store: ox.Store, part: Part | None) -> Quads:
    """Quads in the order of their lines, one subject in memory at a time."""
    if part is None:
        subjects: Iterable[str] = {str(quad.subject) for quad in store.quads_for_pattern(None, None, None, None)}
    else:
        subjects = {iri_term(iri) for iri in part.subjects()}
    for subject in sorted(subjects):
        quads = list(store.quads_for_pattern(ox.NamedNode(iri_of(subject)), None, None, None))
        yield from sorted(quads if part is None else _of_part(part, quads), key=str)


def _by_graph(store: ox.Store, part: Part | None) -> Quads:
    """Quads of the default graph by subject, then of one named graph after the other, one graph in memory at a time."""
    yield from filter(_is_default, _by_subject(store, part))
    graphs: Iterable[object] = store.named_graphs() if part is None else part.graphs()
    for graph in sorted({str(graph) for graph in graphs}):
        quads = store.quads_for_pattern(None, None, None, ox.NamedNode(iri_of(graph)))
        yield from sorted((quad for quad in quads if part is None or part.holds(quad)), key=str)


def _of_part(part: Part, quads: Sequence[ox.Quad]) -> list[ox.Quad]:
    """Those of all quads of a subject that belong to a part; in the default graph, what a source in it states."""
    named = [quad for quad in quads if not _is_default(quad) and part.holds(quad)]
    stated = {quad.triple for quad in named}
    return named + [quad for quad in quads if _is_default(quad) and quad.triple in stated]


def _is_default(quad: ox.Quad) -> bool:
    return isinstance(quad.graph_name, ox.DefaultGraph)


def _about_file(metadata: Mapping[str, str]) -> Quads:
    for name, predicate in _DESCRIBED.items():
        yield ox.Quad(FILE, predicate, ox.Literal(metadata[name]))
    yield ox.Quad(FILE, _LICENCE, ox.NamedNode(metadata["licence_url"]))


def _key(term: object) -> str:
    ref = ref_of(_iri(term))
    return ref.key if ref else ""


def _iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""
