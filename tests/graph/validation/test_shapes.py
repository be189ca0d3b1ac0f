"""The shapes accept every worked example, and refuse each kind of mistake where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

import pyshacl
import pytest
from rdflib import DCTERMS, RDF, SH, SKOS, XSD, Graph, Namespace, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from graph.model.ids import BASE
from graph.rdf.ontology import RG as RG_IRI
from graph.rdf.ontology import ontology_path, vocabulary
from tests.golden.regenerate_ties import FOLDER

RG = Namespace(RG_IRI)
EXAMPLES = {path.stem: path for path in sorted(FOLDER.glob("*.ttl"))}
PREFIXES = "".join(
    f"@prefix {prefix}: <{iri}> .\n"
    for prefix, iri in {
        **{space: f"{BASE}{space}/" for space in ("id", "tie", "outcome", "source")},
        "rg": RG_IRI,
        "dcterms": str(DCTERMS),
        "skos": str(SKOS),
        "xsd": str(XSD),
    }.items()
)
WORLD = """
id:giver a rg:Person ; skos:prefLabel "Giver" ; rg:donatesTo id:group ; rg:bioguide "G000386" .
id:group a rg:Organization ; skos:prefLabel "Group" ; skos:altLabel "The Group" ; dcterms:description "A group." ;
    rg:homepage <https://example.org/> ; rg:ein "13-5596836" ; rg:lei "5493001KJTIIGC8Y1R12" ; rg:cik "0000320193" ;
    rg:uei "ZQGGHJH74DW7" ; rg:nteeCode "I40" ; rg:qid "Q42" ; rg:reportedOutcome outcome:served .
id:law a rg:Law ; skos:prefLabel "Law" ; rg:publicLaw "115-391" ; rg:congressBill "115-s-756" ; rg:billNumber "S.756" .
tie:gift a rg:Donation ; rg:from id:giver ; rg:to id:group ; rg:role "founding donor", "donor" ; rg:note "pledged" ;
    rg:start "2018-10"^^xsd:gYearMonth ; rg:validFrom "2018-10-01"^^xsd:date ;
    rg:end "2019"^^xsd:gYear ; rg:validUntil "2019-12-31"^^xsd:date ;
    rg:amount 250000 ; rg:currency "USD" ; rg:cumulative true ; rg:quantity 5 ; rg:unit "years of rent" ;
    rg:amountHedge "more than" ; rg:quantityHedge "about" ;
    rg:locator "para 2", "page 3" ; rg:claimStatus "stated", "disputed" ; rg:conflict "size-of-gift" ;
    rg:moneyIn tie:total .
id:voter a rg:Person ; skos:prefLabel "Voter" .
tie:vote a rg:VoteFor ; rg:from id:voter ; rg:to id:law ; rg:claimStatus "stated" .
outcome:served a rg:Outcome ; rg:about id:group ; rg:achievedThrough id:law ; rg:outcomeType "goal" ;
    rg:quantity 21.5 ; rg:unit "percent" ; rg:claimStatus "stated" ; rg:measure rg:rearrestRate ;
    rg:population "graduates" ; rg:windowYears 0.5 .
source:page a rg:Source ; dcterms:title "Page" ; rg:sourceUrl <https://example.org/page> ; rg:tier 1 ;
    dcterms:publisher "Press" ; dcterms:creator "Writer" ; dcterms:issued "2019"^^xsd:gYear ; dcterms:license "CC0" ;
    rg:retrieved "2024-02-01"^^xsd:date ; rg:dataset "curated" ;
    rg:sha256 "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855" .
"""


class Mistake(NamedTuple):
    """One change that spoils the small world, and the property at which it must be noticed (None: the thing itself)."""

    was: str
    becomes: str
    noticed_at: URIRef | None


MISTAKES = {
    "an actor without a name": Mistake('skos:prefLabel "Giver" ;', "", SKOS.prefLabel),
    "an actor with an empty name": Mistake('"Giver"', '""', SKOS.prefLabel),
    "a name in a language": Mistake('"Giver"', '"Giver"@en', SKOS.prefLabel),
    "a name of 301 characters": Mistake('"Giver"', f'"{"x" * 301}"', SKOS.prefLabel),
    "an empty further name": Mistake('"The Group"', '""', SKOS.altLabel),
    "a description of 2001 characters": Mistake('"A group."', f'"{"x" * 2001}"', DCTERMS.description),
    "a homepage that is a script": Mistake("<https://example.org/>", "<javascript:alert(1)>", RG.homepage),
    "a homepage that is text": Mistake("<https://example.org/>", '"https://example.org/"', RG.homepage),
    "an EIN without its dash": Mistake("13-5596836", "135596836", RG.ein),
    "a short LEI": Mistake("5493001KJTIIGC8Y1R12", "5493001KJTIIGC8Y1R", RG.lei),
    "a CIK without its zeros": Mistake("0000320193", "320193", RG.cik),
    "a UEI with the letter O": Mistake("ZQGGHJH74DW7", "ZQGGHJH74DWO", RG.uei),
    "an NTEE code without digits": Mistake('"I40"', '"I"', RG.nteeCode),
    "a Wikidata id without its Q": Mistake('"Q42"', '"42"', RG.qid),
    "a Bioguide id in small letters": Mistake("G000386", "g000386", RG.bioguide),
    "an organization with a Bioguide id": Mistake('rg:qid "Q42"', 'rg:bioguide "G000386"', None),
    "a public law without its Congress": Mistake('"115-391"', '"391"', RG.publicLaw),
    "a bill of Congress of an unknown type": Mistake('"115-s-756"', '"115-x-756"', RG.congressBill),
    "a bill number without its chamber": Mistake('"S.756"', '"756"', RG.billNumber),
    "an organization with a public law": Mistake('rg:qid "Q42"', 'rg:publicLaw "115-391"', None),
    "a tie from nobody": Mistake("rg:from id:giver ;", "", RG["from"]),
    "a tie from two actors": Mistake("rg:from id:giver", "rg:from id:giver, id:law", RG["from"]),
    "a tie from a thing without a kind": Mistake("rg:from id:giver", "rg:from id:unknown", RG["from"]),
    "a tie to nobody": Mistake("rg:to id:group ;", "", RG.to),
    "a tie to two actors": Mistake("rg:to id:group", "rg:to id:group, id:law", RG.to),
    "a tie to text": Mistake("rg:to id:group", 'rg:to "Group"', RG.to),
    "a tie without a class": Mistake("tie:gift a rg:Donation ;", "tie:gift", None),
    "a start in words": Mistake('"2018-10"^^xsd:gYearMonth', '"October 2018"', RG.start),
    "two starts": Mistake('"2018-10"^^xsd:gYearMonth', '"2018-10"^^xsd:gYearMonth, "2018"^^xsd:gYear', RG.start),
    "an end that is no year": Mistake('rg:end "2019"^^xsd:gYear', "rg:end 2019", RG.end),
    "an attested date that is text": Mistake("rg:end ", 'rg:attested "2019" ; rg:end ', RG.attested),
    "two ends": Mistake("rg:end ", 'rg:end "2020"^^xsd:gYear, ', RG.end),
    "a start without its first day": Mistake('rg:validFrom "2018-10-01"^^xsd:date ;', "", RG.validFrom),
    "a first day without its start": Mistake('rg:start "2018-10"^^xsd:gYearMonth ;', "", RG.start),
    "an end without its last day": Mistake('rg:validUntil "2019-12-31"^^xsd:date ;', "", RG.validUntil),
    "a last day without its end": Mistake('rg:end "2019"^^xsd:gYear ;', "", RG.end),
    "a last day that is a month": Mistake('"2019-12-31"^^xsd:date', '"2019-12"^^xsd:gYearMonth', RG.validUntil),
    "a validity that ends before it begins": Mistake("2019-12-31", "2017-12-31", RG.validFrom),
    "a negative amount": Mistake("250000", "-250000", RG.amount),
    "an amount as text": Mistake("250000", '"250000"', RG.amount),
    "an amount as a floating number": Mistake("250000", "2.5e5", RG.amount),
    "two amounts": Mistake("250000", "250000, 300000", RG.amount),
    "an amount without a currency": Mistake('rg:currency "USD" ;', "", RG.currency),
    "a currency without an amount": Mistake("rg:amount 250000 ;", "", RG.amount),
    "a currency by its name": Mistake('"USD"', '"dollars"', RG.currency),
    "two currencies": Mistake('"USD"', '"USD", "EUR"', RG.currency),
    "an unknown hedge of an amount": Mistake('rg:amountHedge "more than"', 'rg:amountHedge "over"', RG.amountHedge),
    "an unknown hedge of a quantity": Mistake('rg:quantityHedge "about"', 'rg:quantityHedge "some"', RG.quantityHedge),
    "a running total as text": Mistake("rg:cumulative true", 'rg:cumulative "yes"', RG.cumulative),
    "a running total of nothing": Mistake('rg:amount 250000 ; rg:currency "USD" ;', "", RG.amount),
    "a vote that is a count": Mistake("tie:vote a", 'tie:vote rg:quantity 87 ; rg:unit "yea votes" ; a', RG.quantity),
    "a vote of a body": Mistake("rg:from id:voter", "rg:from id:group", None),
    "a negative quantity": Mistake("21.5", "-21.5", RG.quantity),
    "two quantities": Mistake("rg:quantity 5", "rg:quantity 5, 6", RG.quantity),
    "a quantity without a unit": Mistake('rg:unit "years of rent" ;', "", RG.unit),
    "two units": Mistake('"years of rent"', '"years of rent", "years"', RG.unit),
    "an empty role": Mistake('"donor"', '""', RG.role),
    "a locator that is a number": Mistake('"para 2"', "2", RG.locator),
    "a note of 2001 characters": Mistake('"pledged"', f'"{"x" * 2001}"', RG.note),
    "an unknown claim status": Mistake('"disputed"', '"rumour"', RG.claimStatus),
    "a tie without a claim status": Mistake('rg:claimStatus "stated", "disputed" ;', "", RG.claimStatus),
    "an empty conflict": Mistake('"size-of-gift"', '""', RG.conflict),
    "an outcome about nobody": Mistake("rg:about id:group ;", "", RG.about),
    "an outcome about two actors": Mistake("rg:about id:group", "rg:about id:group, id:giver", RG.about),
    "an outcome through an unknown thing": Mistake("Through id:law", "Through id:unknown", RG.achievedThrough),
    "an unknown type of outcome": Mistake('"goal"', '"hope"', RG.outcomeType),
    "an outcome of two types": Mistake('"goal"', '"goal", "result"', RG.outcomeType),
    "an outcome without a type": Mistake('rg:outcomeType "goal" ;', "", RG.outcomeType),
    "two measures": Mistake("rg:measure rg:rearrestRate", "rg:measure rg:rearrestRate, rg:share", RG.measure),
    "a measure in words": Mistake("rg:rearrestRate", '"rearrests"', RG.measure),
    "two populations": Mistake('"graduates"', '"graduates", "all"', RG.population),
    "a window below zero": Mistake("rg:windowYears 0.5", "rg:windowYears -0.5", RG.windowYears),
    "an outcome without a number": Mistake('rg:quantity 21.5 ; rg:unit "percent" ;', "", None),
    "a reported outcome that is none": Mistake("rg:reportedOutcome outcome:served", "rg:reportedOutcome id:law", None),
    "a source without a title": Mistake('dcterms:title "Page" ;', "", DCTERMS.title),
    "a source without an address": Mistake("rg:sourceUrl <https://example.org/page> ;", "", RG.sourceUrl),
    "a source with a local address": Mistake("<https://example.org/page>", "<file:///etc/passwd>", RG.sourceUrl),
    "a source without a tier": Mistake("rg:tier 1 ;", "", RG.tier),
    "a source of tier 4": Mistake("rg:tier 1", "rg:tier 4", RG.tier),
    "a source of two tiers": Mistake("rg:tier 1", "rg:tier 1, 2", RG.tier),
    "a day of publication in words": Mistake(
        'dcterms:issued "2019"^^xsd:gYear', 'dcterms:issued "2019"', DCTERMS.issued
    ),
    "an empty publisher": Mistake('"Press"', '""', DCTERMS.publisher),
    "an author that is a thing": Mistake('"Writer"', "id:giver", DCTERMS.creator),
    "an empty licence": Mistake('"CC0"', '""', DCTERMS.license),
    "a month of retrieval": Mistake('"2024-02-01"^^xsd:date', '"2024-02"^^xsd:gYearMonth', RG.retrieved),
    "a digest in capitals": Mistake("e3b0c442", "E3B0C442", RG.sha256),
    "an empty dataset": Mistake('"curated"', '""', RG.dataset),
    "an actor with a digest": Mistake('rg:qid "Q42"', 'rg:dataset "curated"', None),
}


@lru_cache(maxsize=1)
def shapes() -> Graph:
    return Graph().parse(ontology_path().parent / "graph" / "validation" / "shapes.ttl")


@lru_cache(maxsize=1)
def ontology() -> Graph:
    return Graph().parse(ontology_path())


def report(data: Graph) -> Graph:
    """What the shapes find wrong."""
    _, found, _ = pyshacl.validate(data, shacl_graph=shapes(), ont_graph=ontology(), inference="none", inplace=True)
    assert isinstance(found, Graph)
    return found


class Problem(NamedTuple):
    """The thing that a shape refuses, the property at which it does, and what is wrong."""

    node: str
    path: Node | None
    text: str


def problems(graphs: Mapping[str, Graph]) -> dict[str, set[Problem]]:
    """What the shapes refuse in each of these graphs. They are checked all at once, since each check takes long."""
    found, names = report(together(graphs.values())), list(graphs)
    refused: dict[str, set[Problem]] = {name: set() for name in names}
    for result in found.subjects(RDF.type, SH.ValidationResult):
        node = re.fullmatch(rf"({BASE}\w+/)(\d+)/(.+)", str(found.value(result, SH.focusNode)))
        assert node, "things of the graphs are refused, and of the ontology none"
        path, text = (found.value(result, name) for name in (SH.resultPath, SH.resultMessage))
        refused[names[int(node[2])]].add(Problem(node[1] + node[3], path, str(text)))
    return refused


def together(graphs: Iterable[Graph]) -> Graph:
    """All in one graph, where each thing bears the number of its graph: `id/3/giver`."""
    whole = Graph()
    for number, graph in enumerate(graphs):
        for subject, predicate, value in graph:
            whole.add((_numbered(subject, number), predicate, _numbered(value, number)))
    return whole


def _numbered(term: Node, number: int) -> Node:
    return URIRef(re.sub(rf"^({BASE}\w+/)", rf"\g<1>{number}/", term)) if isinstance(term, URIRef) else term


def world(mistake: Mistake | None = None) -> Graph:
    if mistake is None:
        return Graph().parse(data=PREFIXES + WORLD, format="turtle")
    assert mistake.was in WORLD
    return Graph().parse(data=PREFIXES + WORLD.replace(mistake.was, mistake.becomes), format="turtle")


@pytest.fixture(scope="module")
def noticed() -> dict[str, set[Problem]]:
    """What is noticed of each mistake."""
    return problems({name: world(mistake) for name, mistake in MISTAKES.items()})


@pytest.fixture(scope="module")
def refused() -> dict[str, set[Problem]]:
    """What is refused of each worked example."""
    return problems({name: Graph().parse(path) for name, path in EXAMPLES.items()})


def test_the_small_world_is_right() -> None:
    assert problems({"right": world()}) == {"right": set()}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_noticed_where_it_stands(noticed: dict[str, set[Problem]], name: str) -> None:
    assert {problem.path for problem in noticed[name]} == {MISTAKES[name].noticed_at}


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_worked_example_conforms(refused: dict[str, set[Problem]], name: str) -> None:
    assert refused[name] == set()


def test_every_shape_says_what_is_wrong_in_words() -> None:
    constrained = {shape for name in ("class", "nodeKind", "or") for shape in shapes().subjects(SH[name])}
    speaking = (set(shapes().objects(None, SH.property)) | constrained) - _alternatives()
    assert [shape for shape in speaking if shapes().value(shape, SH.message) is None] == []


def test_the_shapes_speak_only_of_terms_of_the_ontology() -> None:
    spoken_of = {term for triple in shapes() for term in triple if isinstance(term, URIRef) and term in RG}
    assert spoken_of - set(ontology().subjects()) == set()


def test_every_property_of_the_ontology_has_a_shape() -> None:
    shaped = {str(path) for path in shapes().objects(None, SH.path)}
    assert {prop.name for prop in vocabulary().properties.values() if prop.iri not in shaped} == set()


def test_the_patterns_of_the_shapes_are_those_of_the_ontology() -> None:
    of_ontology = {prop: f"^({pattern})$" for prop, pattern in ontology().subject_objects(RG.pattern)}
    of_shapes = {shapes().value(shape, SH.path): str(text) for shape, text in shapes().subject_objects(SH.pattern)}
    assert of_shapes == of_ontology


@pytest.mark.parametrize("prop", [RG.claimStatus, RG.outcomeType])
def test_the_closed_lists_of_the_shapes_are_those_of_the_ontology(prop: URIRef) -> None:
    (shape,) = shapes().subjects(SH.path, prop)
    closed = shapes().value(shape, SH["in"])
    assert closed is not None
    assert set(Collection(shapes(), closed)) == set(ontology().objects(prop, RG.allowedValue))


def _alternatives() -> set[Node]:
    """Shapes inside a choice: the choice speaks for them."""
    chosen = {node for choice in shapes().objects(None, SH["or"]) for node in Collection(shapes(), choice)}
    return chosen | {shape for node in chosen for shape in shapes().objects(node, SH.property)}
