"""RDF files in the terms of the ontology."""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox
import pytest

from tests.loaders.read_result import Read, read

PREFIXES = """@prefix rg: <https://w3id.org/reentry-graph/ontology#> .
@prefix id: <https://w3id.org/reentry-graph/id/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix dcterms: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix ex: <https://example.org/> .
"""
WORLD = """
id:a-trust a rg:Organization ; skos:prefLabel "A Trust" ; rg:ein "99-0000001" .
ex:home a rg:Organization ; schema:name "A Home" ; ex:colour "green" .
[] a rg:Grant ; rg:from id:a-trust ; rg:to ex:home ; rg:amount 1000 ; rg:currency "USD" ;
    rg:start "2019-05"^^xsd:gYearMonth ; rg:claimStatus "disputed" ; rg:validFrom "2019-05-01"^^xsd:date .
id:a-trust rg:grantsTo ex:home ; rg:partnersWith ex:home .
[] a rg:Outcome ; rg:about ex:home ; rg:quantity 7 ; rg:unit "people housed" ; rg:outcomeType "result" .
ex:source a rg:Source ; dcterms:title "A list" ; dcterms:publisher "A Publisher" ; rg:tier 2 .
"""
FORMATS = {
    "ttl": ox.RdfFormat.TURTLE,
    "nt": ox.RdfFormat.N_TRIPLES,
    "nq": ox.RdfFormat.N_QUADS,
    "trig": ox.RdfFormat.TRIG,
    "rdf": ox.RdfFormat.RDF_XML,
    "jsonld": ox.RdfFormat.JSON_LD,
}


def made(tmp_path: Path, text: str | bytes, name: str = "my-facts.ttl") -> Read:
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return read("rdf", path)


def turtle(tmp_path: Path, text: str) -> Read:
    return made(tmp_path, PREFIXES + text)


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_is_read_from_every_format(tmp_path: Path, ending: str) -> None:
    quads = ox.parse(PREFIXES + WORLD, format=ox.RdfFormat.TURTLE)
    data = ox.serialize((quad.triple for quad in quads), format=FORMATS[ending])
    assert data is not None
    found = made(tmp_path, data, f"my-facts.{ending}")
    assert found.problems() == []
    assert found.sources == ["rdf-my-facts"]
    (tie,) = found.ties("grants_to")
    assert (tie.subject, tie.facts["amount"], str(tie.facts["start"])) == ("a-trust", 1000, "2019-05")
    assert tie.facts["claim_status"] == "disputed"
    assert [one["quantity"] for one in found.outcomes()] == [7]


@pytest.mark.parametrize(("written", "stated"), [("true", [True]), ('"1"^^xsd:boolean', [True]), ("false", [])])
def test_a_running_total_is_stated_and_an_amount_that_is_none_says_nothing(
    tmp_path: Path, written: str, stated: list[bool]
) -> None:
    found = turtle(tmp_path, WORLD.replace("rg:amount 1000", f"rg:amount 1000 ; rg:cumulative {written}"))
    assert found.problems() == []
    assert [tie.facts["cumulative"] for tie in found.ties("grants_to") if "cumulative" in tie.facts] == stated


def test_a_direct_triple_alone_is_a_tie_and_beside_its_tie_it_is_not_another(tmp_path: Path) -> None:
    found = turtle(tmp_path, WORLD)
    assert len(found.ties("grants_to")) == 1
    assert len(found.ties("partners_with")) == 1


def test_an_iri_of_others_makes_an_id_of_its_own(tmp_path: Path) -> None:
    found = turtle(tmp_path, WORLD)
    (other,) = found.actors() - {"a-trust"}
    assert other.startswith("iri-home-")
    assert found.values(other, "name") == ["A Home"]


def test_what_is_in_other_terms_is_counted_by_reason(tmp_path: Path) -> None:
    found = turtle(
        tmp_path, WORLD + 'ex:x ex:y ex:z . ex:car a ex:Car . id:a-trust rg:funds ex:nobody ; rg:tier "high" .'
    )
    assert "skipped 1 times: the property <https://example.org/colour>, which is none of ours" in found.notes
    assert "skipped 1 times: a relation to something that the file does not describe as an actor" in found.notes
    assert "skipped 1 times: a tier that cannot be one" in found.notes
    assert [note for note in found.notes if note.startswith("skipped 2 times: what is said of things")]
    assert found.problems() == []


def test_the_source_that_a_file_describes_describes_it(tmp_path: Path) -> None:
    found = turtle(tmp_path, WORLD)
    told = {said.predicate: str(said.value) for said in found.statements if said.subject.space == "source"}
    assert (told["title"], told["publisher"], told["tier"]) == ("A list", "A Publisher", "2")
    assert len(told["sha256"]) == 64


@pytest.mark.parametrize(
    "broken",
    [
        "id:a a rg:Person, rg:Organization .",
        "[] a rg:Person .",
        "[] a rg:Grant ; rg:from id:a-trust .",
        '[] a rg:Grant ; rg:from id:a-trust ; rg:to ex:home ; rg:start "2020" ; rg:end "2019" .',
        '[] a rg:Grant ; rg:from id:a-trust ; rg:to ex:home ; rg:amount "NaN"^^xsd:double .',
    ],
)
def test_a_thing_that_cannot_be_told_is_told_of_and_the_rest_is_read(tmp_path: Path, broken: str) -> None:
    sound = turtle(tmp_path, WORLD)
    found = turtle(tmp_path, WORLD + broken)
    assert found.problems() == []
    assert len(found.notes) > len(sound.notes)
    assert len(found.ties("partners_with")) == 1


def test_texts_with_markup_are_told_without_it(tmp_path: Path) -> None:
    found = turtle(tmp_path, 'id:a a rg:Person ; skos:prefLabel "Ann <b>Able</b>" .')
    assert found.values("a", "name") == ["Ann Able"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.ttl", PREFIXES + "id:a a rg:Person ; skos:prefLabel"),
        ("a.nt", "<a> <b> <c> ."),
        ("a.rdf", "<rdf:RDF"),
        ("a.jsonld", '{"@context": {"a": '),
        ("a.jsonld", '{"@context": "https://example.org/context.jsonld", "@id": "a", "name": "x"}'),
        ("a.ttl", PREFIXES.encode() + b'id:a skos:prefLabel "\xff" .'),
        ("a.rdf", '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "b"><!ENTITY c "&a;&a;">]><r/>'),
        ("a.ttl", PREFIXES + "ex:a ex:b ex:c ."),
        ("a.ttl", "@prefix : <x> .\n" + "[" * 200_000),
        ("a.ttl", "@prefix ex: <http://e/> .\nex:a ex:b " + "(" * 200_000),
        ("a.jsonld", "[" * 200_000),
    ],
)
def test_a_broken_file_is_refused_whole(tmp_path: Path, name: str, text: str | bytes) -> None:
    found = made(tmp_path, text, name)
    assert found.statements == []
    assert len(found.refusals) == 1


def test_a_file_of_another_ending_is_foreign(tmp_path: Path) -> None:
    assert len(made(tmp_path, "x", "a.docx").foreign) == 1


def test_blank_nodes_have_no_part_in_any_id(tmp_path: Path) -> None:
    one = turtle(tmp_path, WORLD)
    other = made(tmp_path, PREFIXES + WORLD.replace("[] a rg:Grant", "_:other a rg:Grant"), "my-facts.ttl")
    assert {said.subject for said in one.statements} == {said.subject for said in other.statements}
