from __future__ import annotations

from pathlib import Path

import pytest

from api.ingest.curated_facts import check_all
from graph.index.networkx_graph import networkx_graph
from graph.rdf.ontology import RG, Vocabulary, ontology_path, table_name, vocabulary
from graph.rdf.records import UnknownClass, records
from graph.rdf.terms import quads
from loaders.core.loader import Reading, run
from loaders.curated.facts import Curated
from tests.folders import Folder

HAUNTS = """
rg:Haunting a owl:Class ; rdfs:subClassOf rg:PersonalTie ; rg:temporality "state" ; rg:identifiedBy rg:role .
rg:hauntsHouseOf a owl:ObjectProperty ; rdfs:label "haunts"@en ; rg:inverseLabel "is haunted by"@en ;
    rg:tieClass rg:Haunting ; rg:fromKind rg:Ghost, rg:Person ; rg:toKind rg:Facility ;
    skos:definition "A ghost comes back to a house."@en .
rg:Ghost a owl:Class ; rdfs:subClassOf rg:Actor ; rdfs:label "ghost"@en ; skos:definition "A ghost."@en .
rg:ghostNumber a owl:DatatypeProperty ; rdfs:label "ghost number"@en ; rdfs:subPropertyOf rg:identifier ;
    rg:valueType "text" ; rg:pattern "G[0-9]+" .
rg:Cry a owl:Class ; rdfs:label "cry"@en .
rg:criedOut a owl:ObjectProperty ; rdfs:label "cried out"@en ; rg:inverseLabel "was cried by"@en ;
    rg:outcomeClass rg:Cry ; rg:fromKind rg:Ghost .
"""


@pytest.fixture(scope="module")
def haunted() -> Vocabulary:
    """The ontology with a kind, an identifier, a relation and an outcome more; no line of Python knows them."""
    return Vocabulary(ontology_path().read_bytes() + HAUNTS.encode())


@pytest.fixture
def house(tmp_path: Path) -> Folder:
    """The small world with a ghost in it."""
    folder = Folder(tmp_path / "house")
    folder.copy("actors", 2, actor_id="grey-lady", kind="ghost", name="Grey Lady", external_ids="ghost_number=G1")
    ends = {"subject": "grey-lady", "object": "california-institution-for-women"}
    folder.copy("relations", 2, relation_id="haunts", predicate="haunts_house_of", role="moaner", **ends)
    folder.copy("relations", 2, relation_id="haunts-too", predicate="haunts_house_of", role="sigher", **ends)
    folder.copy("relations", 11, relation_id="cried", subject="grey-lady", predicate="cried_out", unit="cries")
    return folder


def reading(folder: Folder, terms: Vocabulary) -> Reading:
    return run(Curated(), [folder.path], "house", terms.by_role, terms.outcomes)


@pytest.mark.parametrize(
    ("local", "name"),
    [
        ("apprenticeAt", "apprentice_at"),
        ("GovernmentBody", "government_body"),
        ("funds", "funds"),
        ("sha256", "sha256"),
    ],
)
def test_a_term_has_its_name_in_tables(local: str, name: str) -> None:
    assert table_name(RG + local) == name


def test_the_ontology_is_read_once() -> None:
    assert vocabulary() is vocabulary()


def test_each_relation_reads_in_both_directions_and_has_a_class_of_its_own() -> None:
    relations = vocabulary().relations.values()
    assert all(relation.label and relation.inverse_label and relation.definition for relation in relations)
    assert len({relation.record_class for relation in relations}) == len(relations)


def test_each_kind_that_a_relation_names_is_a_kind() -> None:
    terms = vocabulary()
    for relation in terms.relations.values():
        assert relation.from_kinds | relation.to_kinds <= set(terms.kinds)
        assert relation.from_kinds


def test_properties_carry_what_their_values_must_be() -> None:
    properties = vocabulary().properties
    assert properties["claim_status"].allowed == {"stated", "opinion", "disputed"}
    assert properties["ein"].is_identifier
    assert properties["ein"].pattern == "[0-9]{2}-[0-9]{7}"
    assert properties["name"].iri == "http://www.w3.org/2004/02/skos/core#prefLabel"
    assert not properties["role"].is_identifier


def test_relations_that_lead_to_a_number_are_told_from_ties() -> None:
    terms = vocabulary()
    assert terms.outcomes == {name for name, relation in terms.relations.items() if relation.is_outcome}
    assert "reported_outcome" in terms.outcomes


def test_a_relation_added_to_the_ontology_is_loaded_without_a_change_in_python(
    house: Folder, haunted: Vocabulary
) -> None:
    read = reading(house, haunted)
    assert check_all([read], None, haunted) == []
    found = records(quads(read.statements, haunted), haunted)
    ties = [tie for tie in found.ties.values() if tie["kind"] == "haunts_house_of"]
    assert [tie["roles"] for tie in ties] == [("moaner",), ("sigher",)]
    assert {tie["label"] for tie in ties} == {"haunts"}
    assert found.actors["grey-lady"]["identifiers"] == (("ghost_number", "G1"),)
    assert networkx_graph(found).nodes["grey-lady"]["kind"] == "ghost"
    assert [outcome["quantity"] for outcome in found.outcomes.values() if outcome["about"] == "grey-lady"] == [7000]


def test_an_added_relation_has_its_direct_triple(house: Folder, haunted: Vocabulary) -> None:
    said = [str(quad.predicate.value) for quad in quads(reading(house, haunted).statements, haunted)]
    assert said.count(f"{RG}hauntsHouseOf") == 2
    assert said.count(f"{RG}criedOut") == 1


def test_an_added_relation_is_checked_like_any_other(house: Folder, haunted: Vocabulary) -> None:
    house.set("relations", 12, "subject", "cut50")
    house.set("actors", 8, "external_ids", "ghost_number=1")
    texts = [problem.text for problem in check_all([reading(house, haunted)], None, haunted)]
    assert len(texts) == 2
    assert "it must look like G[0-9]+" in texts[0]
    assert "it goes from ghost, person" in texts[1]


def test_data_of_another_ontology_are_refused_with_the_cure(house: Folder, haunted: Vocabulary) -> None:
    said = list(quads(reading(house, haunted).statements, haunted))
    with pytest.raises(UnknownClass, match="load the facts again"):
        records(said, vocabulary())
