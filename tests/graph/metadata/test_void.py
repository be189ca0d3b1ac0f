"""What a version says of itself in VoID: counts that a query would count, too, without counting."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.metadata.class_counts import ClassCounts
from graph.metadata.void import DATASET, NAMESPACES, VOID_GRAPH, part, term
from graph.rdf.nquads import parse
from graph.rdf.ontology import vocabulary
from graph.versions.build import publish
from graph.versions.version_folders import DataFolder

VOID = NAMESPACES["void"]
COUNTED = f"FILTER NOT EXISTS {{ GRAPH <{VOID_GRAPH.value}> {{ ?s ?p ?o }} }}"
SUBJECTS, PREDICATES = st.sampled_from("abcd"), st.sampled_from("pq")
TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
OF_OTHERS = """
PREFIX void: <http://rdfs.org/ns/void#>
PREFIX void-ext: <http://ldf.fi/void-ext#>
SELECT DISTINCT ?subjectClass ?prop ?objectClass ?objectDatatype WHERE {
  { ?cp void:class ?subjectClass ; void:propertyPartition ?pp .
    ?pp void:property ?prop .
    OPTIONAL {
      { ?pp void:classPartition [ void:class ?objectClass ] }
      UNION { ?pp void-ext:datatypePartition [ void-ext:datatype ?objectDatatype ] }
    } }
  UNION
  { ?ls void:subjectsTarget [ void:class ?subjectClass ] ; void:linkPredicate ?prop ;
        void:objectsTarget [ void:class ?objectClass ] }
}
"""
"""How the editors that others make look for what to suggest."""


@pytest.fixture(scope="module")
def store(home: DataFolder) -> ox.Store:
    return home.require().open_store()


def rows(store: ox.Store, query: str) -> Iterator[tuple[str, ...]]:
    found = store.query(f"PREFIX void: <{VOID}>\n{query}")
    assert isinstance(found, ox.QuerySolutions)
    return (tuple("" if value is None else value.value for value in row) for row in found)


def of_dataset(store: ox.Store, name: str) -> int:
    ((value,),) = rows(store, f"SELECT ?n WHERE {{ <{DATASET.value}> void:{name} ?n }}")
    return int(value)


@pytest.mark.parametrize(
    ("name", "counting"),
    [
        ("triples", "COUNT(*)"),
        ("distinctSubjects", "COUNT(DISTINCT ?s)"),
        ("properties", "COUNT(DISTINCT ?p)"),
    ],
)
def test_the_totals_are_what_a_query_counts(store: ox.Store, name: str, counting: str) -> None:
    ((count,),) = rows(store, f"SELECT ({counting} AS ?n) WHERE {{ ?s ?p ?o {COUNTED} }}")
    assert of_dataset(store, name) == int(count) > 0


def test_the_entities_are_the_subjects_that_match_the_stated_pattern(store: ox.Store) -> None:
    ((pattern,),) = rows(store, f"SELECT ?r WHERE {{ <{DATASET.value}> void:uriRegexPattern ?r }}")
    counting = f'SELECT (COUNT(DISTINCT ?s) AS ?n) WHERE {{ ?s ?p ?o FILTER(REGEX(STR(?s), "{escaped(pattern)}")) }}'
    ((count,),) = rows(store, counting)
    assert of_dataset(store, "entities") == int(count) > 0


def escaped(pattern: str) -> str:
    return pattern.replace("\\", "\\\\")


def test_the_classes_are_what_a_query_counts(store: ox.Store) -> None:
    told = rows(
        store, f"SELECT ?c ?n WHERE {{ <{DATASET.value}> void:classPartition [ void:class ?c ; void:entities ?n ] }}"
    )
    counted = rows(
        store,
        f"SELECT ?o (COUNT(*) AS ?n) WHERE {{ ?s a ?o . BIND(rdf:type AS ?p) {COUNTED} }} GROUP BY ?o".replace(
            "rdf:type", TYPE
        ),
    )
    assert sorted(told) == sorted(counted)
    assert of_dataset(store, "classes") == len(list(rows(store, "SELECT ?c WHERE { ?x void:class ?c }")))


def test_the_properties_are_what_a_query_counts(store: ox.Store) -> None:
    told = rows(
        store,
        f"SELECT ?p ?n ?m WHERE {{ <{DATASET.value}> void:propertyPartition ?x . "
        "?x void:property ?p ; void:triples ?n ; void:distinctSubjects ?m }",
    )
    counted = rows(
        store, f"SELECT ?p (COUNT(*) AS ?n) (COUNT(DISTINCT ?s) AS ?m) WHERE {{ ?s ?p ?o {COUNTED} }} GROUP BY ?p"
    )
    assert sorted(told) == sorted(counted)


def test_the_properties_of_each_class_are_what_a_query_counts(store: ox.Store) -> None:
    told = rows(
        store,
        "SELECT ?c ?p ?n WHERE { ?x void:class ?c ; void:propertyPartition ?y . "
        "?y void:property ?p ; void:triples ?n }",
    )
    counted = rows(store, f"SELECT ?c ?p (COUNT(*) AS ?n) WHERE {{ ?s a ?c ; ?p ?o {COUNTED} }} GROUP BY ?c ?p")
    kept = [row for row in counted if not row[0].startswith((VOID, NAMESPACES["dcat"], NAMESPACES["foaf"]))]
    assert sorted(told) == sorted(kept)


def test_the_example_resources_are_held(store: ox.Store) -> None:
    found = [row[0] for row in rows(store, f"SELECT ?r WHERE {{ <{DATASET.value}> void:exampleResource ?r }}")]
    assert len(found) == 4
    assert all(any(True for _ in store.quads_for_pattern(ox.NamedNode(iri), None, None, None)) for iri in found)


def test_the_vocabularies_are_the_namespaces_of_the_terms_in_use(store: ox.Store) -> None:
    found = {row[0] for row in rows(store, f"SELECT ?v WHERE {{ <{DATASET.value}> void:vocabulary ?v }}")}
    assert {"https://w3id.org/reentry-graph/ontology#", NAMESPACES["dcterms"], NAMESPACES["sh"]} <= found
    assert all(iri.endswith(("#", "/")) for iri in found)


def test_editors_made_by_others_find_what_to_suggest(store: ox.Store) -> None:
    rg = "https://w3id.org/reentry-graph/ontology#"
    assert (f"{rg}Person", f"{rg}apprenticeAt", "", "") in set(rows(store, OF_OTHERS))


def test_the_statistics_have_no_blank_nodes_and_are_no_part_of_the_digest(tmp_path: Path) -> None:
    homes = [DataFolder(tmp_path / name) for name in ("one", "other")]
    for home in homes:
        with home.writing():
            publish(home, {}, {}, vocabulary())
    one, other = (
        set(map(str, home.require().open_store().quads_for_pattern(None, None, None, VOID_GRAPH))) for home in homes
    )
    assert one == other
    assert not any("_:" in line for line in one)


def test_parts_are_named_after_what_they_are_about() -> None:
    base = "https://w3id.org/reentry-graph/.well-known/void#"
    assert part(property=term("dcterms:title").value).value == f"{base}property=dcterms:title"
    assert part(property="urn:x y").value == f"{base}property=urn%3Ax%20y"


@given(
    st.lists(st.tuples(SUBJECTS, PREDICATES, st.integers(0, 2)), unique=True),
    st.lists(st.tuples(SUBJECTS, st.sampled_from("XY")), unique=True),
)
def test_a_tally_counts_what_counting_again_would_count(
    said: list[tuple[str, str, int]], typed: list[tuple[str, str]]
) -> None:
    lines = [f'<{s}> <{p}> "{o}" .\n' for s, p, o in said] + [f"<{s}> {TYPE} <{c}> .\n" for s, c in typed]
    tally = ClassCounts()
    for line in sorted(lines):
        tally.take(parse(line))
    tally.finish()
    assert (tally.triples, tally.subjects) == (len(lines), len({parse(line).subject for line in lines}))
    assert tally.of_class == {c: n for c in "XY" if (n := sum(cls == c for _, cls in typed))}
    assert {p: n for p, n in tally.of_property.items() if p in "pq"} == {
        p: n for p in "pq" if (n := sum(name == p for _, name, _ in said))
    }
    pairs = {(c, p): sum((s, c) in typed and name == p for s, name, _ in said) for c in "XY" for p in "pq"}
    assert {pair: n for pair, n in tally.of_pair.items() if pair[1] in "pq"} == {
        pair: n for pair, n in pairs.items() if n
    }
