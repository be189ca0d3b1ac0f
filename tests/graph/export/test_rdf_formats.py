from __future__ import annotations

import io
from typing import Any

import pyoxigraph as ox
import pytest
import rdflib

from graph.export.file_formats import FORMATS
from graph.export.rdf_formats import FILE, JsonLdExporter, NquadsExporter, TrigExporter, TurtleExporter
from graph.export.writing.exporter import ExportContext, Exporter
from graph.index.networkx_graph import NetworkxSubgraph
from graph.index.open_version import OpenVersion
from graph.rdf.import_rdf import read as read_rdf
from graph.rdf.terms import SOURCES_GRAPH
from graph.versions.version_folders import DataFolder

RG = "https://w3id.org/reentry-graph/ontology#"
ID = "https://w3id.org/reentry-graph/id/"
SOURCE = "https://w3id.org/reentry-graph/source/"


@pytest.fixture(scope="module")
def store(world_home: DataFolder) -> ox.Store:
    return world_home.require().open_store()


@pytest.fixture(scope="module")
def graph(world_home: DataFolder) -> Any:
    return OpenVersion.open(world_home.require()).networkx_graph


@pytest.fixture(scope="module")
def gifts(graph: Any) -> Any:
    """The part of the graph that is about gifts: one tie, two actors."""
    kept = [(a, b, key) for a, b, key, kind in graph.edges(keys=True, data="kind") if kind == "donates_to"]
    return graph.edge_subgraph(kept)


class Whole(NetworkxSubgraph):
    """A networkx graph that is known to be all of its version."""

    is_whole = True


def written(exporter: type[Exporter], graph: Any, store: ox.Store, *, whole: bool = False) -> bytes:
    out = io.BytesIO()
    exporter((Whole if whole else NetworkxSubgraph)(graph), out, ExportContext(store=store)).write()
    return out.getvalue()


def quads(content: bytes, form: ox.RdfFormat) -> set[ox.Quad]:
    """What a file says, but for what it says of itself."""
    return {quad for quad in ox.parse(content, format=form) if quad.subject != FILE}


def named(store: ox.Store) -> set[ox.Quad]:
    """All that the store holds in named graphs."""
    return of_named(set(store.quads_for_pattern(None, None, None, None)))


def of_named(found: set[ox.Quad]) -> set[ox.Quad]:
    return {quad for quad in found if not isinstance(quad.graph_name, ox.DefaultGraph)}


def iri(term: object) -> str:
    return term.value if isinstance(term, ox.NamedNode) else ""


def triples(found: set[ox.Quad]) -> set[ox.Triple]:
    return {quad.triple for quad in found}


RDF = [suffix for suffix, exporter in FORMATS.items() if exporter.needs_store]
FORMS = [
    (NquadsExporter, ox.RdfFormat.N_QUADS),
    (TrigExporter, ox.RdfFormat.TRIG),
    (JsonLdExporter, ox.RdfFormat.JSON_LD),
]


@pytest.mark.parametrize(("exporter", "form"), FORMS)
def test_the_whole_is_every_quad_of_every_graph(exporter: Any, form: Any, graph: Any, store: ox.Store) -> None:
    content = written(exporter, graph, store, whole=True)
    assert quads(content, form) == set(store.quads_for_pattern(None, None, None, None))


@pytest.mark.parametrize(("exporter", "form"), FORMS)
@pytest.mark.parametrize("whole", [True, False])
def test_the_default_graph_says_what_turtle_says(
    exporter: Any, form: Any, whole: bool, graph: Any, gifts: Any, store: ox.Store
) -> None:
    part = graph if whole else gifts
    turtle = quads(written(TurtleExporter, part, store, whole=whole), ox.RdfFormat.TURTLE)
    read = quads(written(exporter, part, store, whole=whole), form)
    assert turtle
    assert read - of_named(read) == turtle


@pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated")  # rdflib's own reader of JSON-LD still uses it
def test_a_graph_of_rdflib_reads_as_much_from_json_ld_as_from_turtle(gifts: Any, store: ox.Store) -> None:
    read = [
        rdflib.Graph().parse(data=written(exporter, gifts, store), format=name)
        for exporter, name in ((JsonLdExporter, "json-ld"), (TurtleExporter, "turtle"))
    ]
    assert len(read[0]) == len(read[1]) > 20


@pytest.mark.parametrize(("exporter", "form"), [*FORMS, (TurtleExporter, ox.RdfFormat.TURTLE)])
def test_every_format_is_imported_as_the_same_statements(
    exporter: Any, form: ox.RdfFormat, graph: Any, store: ox.Store
) -> None:
    statements, _ = read_rdf(written(exporter, graph, store, whole=True), form.file_extension)
    of_quads, _ = read_rdf(b"".join(f"{quad} .\n".encode() for quad in named(store)), "nq")
    assert statements == of_quads
    assert {one.subject.space for one in statements} == {"id", "tie", "outcome", "source"}


def test_turtle_is_every_triple_once(graph: Any, store: ox.Store) -> None:
    content = written(TurtleExporter, graph, store, whole=True)
    read = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE) if quad.subject != FILE]
    assert len(read) == len(set(read))
    assert set(read) == triples(named(store))


def test_turtle_counts_what_the_default_graph_counts(home: DataFolder) -> None:
    version = home.require()
    shipped = version.open_store()
    whole, default = OpenVersion.open(version).networkx_graph, ox.DefaultGraph()
    content = written(TurtleExporter, whole, shipped, whole=True)
    read = [quad.triple for quad in ox.parse(content, format=ox.RdfFormat.TURTLE) if quad.subject != FILE]
    assert len(read) == len(set(read))
    assert set(read) == triples(set(shipped.quads_for_pattern(None, None, None, default)))
    assert f"{RG}mayBe" in {quad.predicate.value for quad in named(shipped)}, "or nothing here could count twice"


def test_n_quads_are_sorted_lines(graph: Any, store: ox.Store) -> None:
    lines = written(NquadsExporter, graph, store, whole=True).decode().splitlines()
    assert lines[5:] == sorted(lines[5:])
    assert all(line.startswith(str(FILE)) for line in lines[:5])


@pytest.mark.parametrize("suffix", RDF)
@pytest.mark.parametrize("whole", [True, False])
def test_the_same_bytes_twice(suffix: str, whole: bool, graph: Any, store: ox.Store) -> None:
    once, again = (written(FORMATS[suffix], graph, store, whole=whole) for _ in range(2))
    assert once == again


@pytest.mark.parametrize(("exporter", "form"), FORMS)
def test_a_part_is_the_same_in_every_format(exporter: Any, form: Any, gifts: Any, store: ox.Store) -> None:
    part = quads(written(exporter, gifts, store), form)
    assert part == quads(written(NquadsExporter, gifts, store), ox.RdfFormat.N_QUADS)
    assert of_named(part) < named(store)


def test_a_part_holds_its_ties_with_their_direct_triples_and_no_others(gifts: Any, store: ox.Store) -> None:
    part = quads(written(NquadsExporter, gifts, store), ox.RdfFormat.N_QUADS)
    assert {iri(quad.subject) for quad in part if "/tie/" in iri(quad.subject)} == {
        f"https://w3id.org/reentry-graph/tie/{key}" for *_, key in gifts.edges(keys=True)
    }
    direct = {(iri(quad.subject), quad.predicate.value, iri(quad.object)) for quad in part if _joins_actors(quad)}
    assert direct == {(f"{ID}kim-kardashian", f"{RG}donatesTo", f"{ID}anti-recidivism-coalition")}


def _joins_actors(quad: ox.Quad) -> bool:
    return iri(quad.subject).startswith(ID) and iri(quad.object).startswith(ID)


def test_a_part_describes_its_actors_and_the_sources_of_both(gifts: Any, store: ox.Store) -> None:
    part = quads(written(NquadsExporter, gifts, store), ox.RdfFormat.N_QUADS)
    actors = {iri(quad.subject) for quad in part if iri(quad.subject).startswith(ID)}
    assert actors == {f"{ID}kim-kardashian", f"{ID}anti-recidivism-coalition"}
    told = {iri(quad.subject) for quad in part if quad.graph_name == SOURCES_GRAPH}
    assert told == {f"{SOURCE}news-2018", f"{SOURCE}filing-2020"}


def test_the_part_of_all_ties_is_all_that_sources_say(graph: Any, store: ox.Store) -> None:
    said = {
        quad for quad in named(store) if iri(quad.graph_name).startswith(SOURCE) or quad.graph_name == SOURCES_GRAPH
    }
    part = quads(written(NquadsExporter, graph, store), ox.RdfFormat.N_QUADS)
    assert of_named(part) == said


@pytest.mark.parametrize("suffix", RDF)
def test_a_file_names_licence_and_version(suffix: str, gifts: Any, store: ox.Store) -> None:
    content = written(FORMATS[suffix], gifts, store).decode()
    assert "https://creativecommons.org/licenses/by/4.0/" in content
    assert '"000001"' in content


def _outcomes(found: set[ox.Quad]) -> set[str]:
    return {iri(quad.subject) for quad in found if "/outcome/" in iri(quad.subject)}


def _part_of(graph: Any, *slugs: str) -> Any:
    return graph.subgraph(slugs)


def test_a_part_holds_the_outcomes_of_its_actors_with_their_sources(graph: Any, store: ox.Store) -> None:
    part = quads(written(NquadsExporter, _part_of(graph, "first-step-act", "cut50"), store), ox.RdfFormat.N_QUADS)
    told = {quad for quad in named(store) if "/outcome/" in iri(quad.subject)}
    assert told
    assert {quad for quad in of_named(part) if "/outcome/" in iri(quad.subject)} == told
    cited = {iri(quad.graph_name) for quad in told}
    assert cited <= {iri(quad.subject) for quad in part if quad.graph_name == SOURCES_GRAPH}


def test_a_part_leaves_out_the_outcomes_of_other_actors(graph: Any, store: ox.Store) -> None:
    for exporter, form in FORMS:
        assert not _outcomes(quads(written(exporter, _part_of(graph, "kim-kardashian", "cut50"), store), form))


def test_an_outcome_through_an_actor_outside_belongs_to_no_part(graph: Any) -> None:
    rg, base = "https://w3id.org/reentry-graph/ontology#", "https://w3id.org/reentry-graph/"
    store, outcome = ox.Store(), ox.NamedNode(f"{base}outcome/o")
    source = ox.NamedNode(f"{SOURCE}news-2018")
    store.add(ox.Quad(outcome, ox.NamedNode(f"{rg}about"), ox.NamedNode(f"{ID}cut50"), source))
    part = _part_of(graph, "cut50")
    assert _outcomes(quads(written(NquadsExporter, part, store), ox.RdfFormat.N_QUADS)) == {outcome.value}
    store.add(ox.Quad(outcome, ox.NamedNode(f"{rg}achievedThrough"), ox.NamedNode(f"{ID}kim-kardashian"), source))
    assert not _outcomes(quads(written(NquadsExporter, part, store), ox.RdfFormat.N_QUADS))
