"""The ontology keeps its own style, says all that code reads from it, and has a word for every fact."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

import pytest
from rdflib import DCTERMS, FOAF, ORG, OWL, PROV, RDF, RDFS, SDO, SKOS, Graph, Literal, Namespace, URIRef
from rdflib.term import Node

from graph.rdf.ontology import RG as RG_IRI
from graph.rdf.ontology import ontology_path, table_name, vocabulary
from loaders.curated.facts import facts_path
from tests.golden.regenerate_ties import FOLDER, Tables, example, read_facts, shown_row

RG = Namespace(RG_IRI)
ONTOLOGY = URIRef("https://w3id.org/reentry-graph/ontology")
VALUE_TYPES = {"text", "partial date", "date", "number", "boolean", "url", "tie", "concept"}
REUSED = (SDO, ORG, PROV, FOAF, DCTERMS, SKOS)
ELI = {"http://data.europa.eu/eli/ontology#LegalResource", "http://data.europa.eu/eli/ontology#amended_by"}
MAPPINGS = (RDFS.subClassOf, RDFS.subPropertyOf, SKOS.closeMatch)
EXAMPLES = sorted(FOLDER.glob("*.ttl"))


@lru_cache(maxsize=1)
def ontology() -> Graph:
    return Graph().parse(ontology_path())


def rows(table: str) -> Iterator[Mapping[str, str]]:
    with (facts_path() / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def own_terms() -> set[URIRef]:
    return {term for term in ontology().subjects() if isinstance(term, URIRef) and term in RG}


def local(term: Node) -> str:
    return str(term).removeprefix(RG)


def classes() -> set[Node]:
    return set(ontology().subjects(RDF.type, OWL.Class))


def kinds() -> set[Node]:
    return set(ontology().subjects(RDFS.subClassOf, RG.Actor))


def families() -> set[Node]:
    return set(ontology().subjects(RDFS.subClassOf, RG.Tie))


def tie_classes() -> set[Node]:
    return {tie for family in families() for tie in ontology().subjects(RDFS.subClassOf, family)}


def relations() -> set[Node]:
    return set(ontology().subjects(RG.tieClass)) | set(ontology().subjects(RG.outcomeClass))


def ties() -> set[Node]:
    return set(ontology().subjects(RG.tieClass))


def symmetric() -> set[Node]:
    return set(ontology().subjects(RDF.type, OWL.SymmetricProperty))


def valued() -> set[Node]:
    return set(ontology().subjects(RG.valueType))


def one_text(term: Node, predicate: URIRef, language: str | None = "en") -> str | None:
    """The only text of a term under a predicate, or None where there is none, several, or another language."""
    values = list(ontology().objects(term, predicate))
    if len(values) == 1 and isinstance(values[0], Literal) and values[0].language == language:
        return str(values[0])
    return None


def named(terms: Iterable[Node]) -> list[str]:
    return sorted(map(local, terms))


def repeated(values: Iterable[str | None]) -> list[str | None]:
    return [value for value, count in Counter(values).items() if count > 1]


def test_the_ontology_says_its_version_and_licence() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", one_text(ONTOLOGY, OWL.versionInfo, None) or "")
    assert list(ontology().objects(ONTOLOGY, DCTERMS.license)) == [
        URIRef("https://creativecommons.org/licenses/by/4.0/")
    ]


def test_the_ontology_imports_nothing() -> None:
    assert not list(ontology().objects(None, OWL.imports))


def test_every_term_has_one_english_label() -> None:
    assert named(term for term in own_terms() if not one_text(term, RDFS.label)) == []


def test_every_term_has_one_english_definition() -> None:
    assert named(term for term in own_terms() if not one_text(term, SKOS.definition)) == []


def test_every_definition_is_a_sentence() -> None:
    sentence = re.compile(r"[A-Z]\w*( \S+){3,}\.")
    assert named(term for term in own_terms() if not sentence.fullmatch(one_text(term, SKOS.definition) or "")) == []


def test_no_two_terms_have_the_same_definition() -> None:
    assert repeated(one_text(term, SKOS.definition) for term in own_terms()) == []


def test_every_scope_note_and_the_description_end_with_a_full_stop() -> None:
    notes = [*ontology().objects(None, SKOS.scopeNote), *ontology().objects(ONTOLOGY, DCTERMS.description)]
    assert [note for note in notes if not str(note).endswith(".")] == []


def test_every_term_says_which_ontology_defines_it() -> None:
    assert named(term for term in own_terms() if list(ontology().objects(term, RDFS.isDefinedBy)) != [ONTOLOGY]) == []


def test_every_term_has_a_type() -> None:
    assert named(term for term in own_terms() if not list(ontology().objects(term, RDF.type))) == []


def test_every_term_that_is_spoken_of_is_declared() -> None:
    used = {term for triple in ontology() for term in triple if isinstance(term, URIRef) and term in RG}
    assert named(used - own_terms()) == []


def test_classes_are_written_in_camel_case_from_a_capital() -> None:
    assert [name for name in named(classes()) if not re.fullmatch(r"([A-Z][a-z]+)+", name)] == []


def test_properties_are_written_in_camel_case_from_a_small_letter() -> None:
    names = named(own_terms() - classes())
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*|sha256", name)] == []


def test_there_is_one_direction_and_no_inverse_property() -> None:
    assert not list(ontology().triples((None, OWL.inverseOf, None)))


def test_every_tie_class_is_of_exactly_one_family() -> None:
    direct = {tie: set(ontology().objects(tie, RDFS.subClassOf)) & families() for tie in tie_classes()}
    assert named(tie for tie, found in direct.items() if len(found) != 1) == []


def test_every_class_is_an_actor_a_tie_a_family_an_outcome_a_source_or_a_conflict() -> None:
    top = {RG.Actor, RG.Tie, RG.Outcome, RG.Source, RG.Conflict}
    assert named(classes() - kinds() - families() - tie_classes() - top) == []


def test_every_tie_class_happens_or_lasts() -> None:
    assert named(tie for tie in tie_classes() if one_text(tie, RG.temporality, None) not in ("event", "state")) == []


def test_every_tie_class_stands_beside_exactly_one_direct_property() -> None:
    beside = Counter(ontology().objects(None, RG.tieClass))
    assert set(beside) == tie_classes()
    assert named(tie for tie, count in beside.items() if count != 1) == []


def test_every_direct_property_has_exactly_one_class_of_records() -> None:
    found = {
        relation: [*ontology().objects(relation, RG.tieClass), *ontology().objects(relation, RG.outcomeClass)]
        for relation in relations()
    }
    assert named(relation for relation, records in found.items() if len(records) != 1) == []


def test_every_relation_reads_in_both_directions() -> None:
    assert named(relation for relation in relations() if not one_text(relation, RG.inverseLabel)) == []


def test_a_relation_reads_the_same_both_ways_only_if_it_is_symmetric() -> None:
    same = {tie for tie in ties() if one_text(tie, RDFS.label) == one_text(tie, RG.inverseLabel)}
    assert named(same) == named(symmetric())
    assert named(same) == [
        "affiliatedWith",
        "companionOf",
        "competesWith",
        "partnersWith",
        "relatesTo",
        "relativeOf",
        "spouseOf",
    ]


def test_wordings_fit_between_two_names() -> None:
    wordings = [one_text(tie, predicate) or "" for tie in ties() for predicate in (RDFS.label, RG.inverseLabel)]
    assert [wording for wording in wordings if not re.fullmatch(r"[a-z]+([ -][a-z]+)*", wording)] == []


@pytest.mark.parametrize("predicate", [RDFS.label, RG.inverseLabel], ids=["forwards", "backwards"])
def test_no_two_relations_have_the_same_wording(predicate: URIRef) -> None:
    assert repeated(one_text(relation, predicate) for relation in relations()) == []


@pytest.mark.parametrize("side", [RG.fromKind, RG.toKind], ids=["from", "to"])
def test_the_kinds_at_either_end_of_a_tie_exist(side: URIRef) -> None:
    admitted = {tie: set(ontology().objects(tie, side)) for tie in ties()}
    assert named(tie for tie, found in admitted.items() if not found or found - kinds()) == []


def test_a_symmetric_relation_admits_the_same_kinds_at_both_ends() -> None:
    ends = {tie: [set(ontology().objects(tie, side)) for side in (RG.fromKind, RG.toKind)] for tie in symmetric()}
    assert named(tie for tie, (first, second) in ends.items() if first != second) == []


def test_a_role_tells_ties_apart_only_where_it_names_the_act() -> None:
    assert named(ontology().subjects(RG.identifiedBy, RG.role)) == ["Clemency"]


def test_money_passes_by_four_relations() -> None:
    money = {
        table_name(str(tie))
        for tie in ties()
        if (ontology().value(tie, RG.tieClass), RDFS.subClassOf, RG.MoneyTie) in ontology()
    }
    assert money == {"grants_to", "donates_to", "funds", "awarded_to"}


def test_every_datatype_property_says_how_its_values_are_written() -> None:
    assert named(set(ontology().subjects(RDF.type, OWL.DatatypeProperty)) - valued()) == []


def test_value_types_are_known() -> None:
    assert named(prop for prop in valued() if one_text(prop, RG.valueType, None) not in VALUE_TYPES) == []


def test_an_address_and_a_tie_are_objects_and_every_other_value_a_literal() -> None:
    objects = {
        prop for prop in valued() & own_terms() if one_text(prop, RG.valueType, None) in ("url", "tie", "concept")
    }
    assert objects == valued() & set(ontology().subjects(RDF.type, OWL.ObjectProperty))


def test_every_concept_is_of_the_scheme_of_a_property_and_has_its_own_label() -> None:
    concepts = set(ontology().subjects(RDF.type, SKOS.Concept))
    schemes = set(ontology().objects(None, RG.valueScheme))
    assert named(one for one in concepts if set(ontology().objects(one, SKOS.inScheme)) - schemes) == []
    assert repeated(one_text(one, SKOS.prefLabel) for one in concepts) == []
    assert named(set(ontology().objects(None, SKOS.broader)) - concepts) == []


def test_what_is_counted_has_a_unit_and_money_has_none() -> None:
    money = {concept.name for concept in vocabulary().concepts.values() if not concept.units}
    assert money == {name for name in vocabulary().concepts if name.startswith(("dollars_", "annual_"))}


def test_every_property_has_its_own_name_in_statements() -> None:
    names = [str(ontology().value(prop, RG.name) or table_name(str(prop))) for prop in valued()]
    assert repeated(names) == []
    assert set(names) == set(vocabulary().properties)


def test_every_identifier_has_a_pattern() -> None:
    identifiers = ontology().subjects(RDFS.subPropertyOf, RG.identifier)
    assert named(prop for prop in identifiers if not one_text(prop, RG.pattern, None)) == []


def test_every_mapped_term_exists_where_it_is_borrowed_from() -> None:
    borrowed = {str(term) for predicate in MAPPINGS for term in ontology().objects(None, predicate)}
    known = ELI | {str(term) for term in own_terms()}
    assert sorted(iri for iri in borrowed - known if not any(_exists(iri, space) for space in REUSED)) == []


def _exists(iri: str, space: type[SDO | ORG | PROV | FOAF | DCTERMS | SKOS]) -> bool:
    return iri.startswith(str(space)) and URIRef(iri) in space


def test_every_kind_of_the_facts_is_a_kind_of_the_ontology() -> None:
    assert {row["kind"] for row in rows("actors")} <= {table_name(str(kind)) for kind in kinds()}


def test_every_relation_of_the_facts_is_a_relation_of_the_ontology() -> None:
    assert {row["predicate"] for row in rows("relations")} <= {table_name(str(relation)) for relation in relations()}


def test_every_row_of_the_facts_has_kinds_that_its_relation_admits() -> None:
    kind_of = {row["actor_id"]: row["kind"] for row in rows("actors")}
    refused = set()
    for row in rows("relations"):
        relation = vocabulary().relations[row["predicate"]]
        if kind_of[row["subject"]] not in relation.from_kinds:
            refused.add((row["predicate"], "from", kind_of[row["subject"]]))
        if not relation.is_outcome and kind_of[row["object"]] not in relation.to_kinds:
            refused.add((row["predicate"], "to", kind_of[row["object"]]))
    assert refused == set()


@pytest.mark.parametrize("column", ["claim_status", "outcome_type"])
def test_the_closed_lists_of_the_facts_are_those_of_the_ontology(column: str) -> None:
    assert {row[column] for row in rows("relations") if row[column]} <= vocabulary().properties[column].allowed


def test_every_identifier_of_the_facts_matches_its_pattern() -> None:
    pairs = [pair.split("=", 1) for row in rows("actors") for pair in row["external_ids"].split("|") if pair]
    assert pairs
    assert [
        (key, value) for key, value in pairs if not re.fullmatch(vocabulary().properties[key].pattern or "", value)
    ] == []


def test_every_relation_has_one_worked_example() -> None:
    assert [path.stem for path in EXAMPLES] == sorted(table_name(str(relation)) for relation in relations())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_is_what_its_row_of_the_facts_says(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == example(shown_row(path), facts())


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_an_example_shows_the_relation_it_is_named_for(path: Path) -> None:
    shown = Graph().parse(path)
    relation = vocabulary().relations[path.stem]
    assert list(shown.triples((None, URIRef(relation.iri), None)))
    assert len(list(shown.subjects(RDF.type, URIRef(relation.record_class)))) == 1


@lru_cache(maxsize=1)
def facts() -> Tables:
    return read_facts()
