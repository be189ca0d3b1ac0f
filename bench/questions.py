"""The questions that SPARQL servers are compared by: the shapes that people and tools really send."""

from __future__ import annotations

from typing import NamedTuple

PREFIXES = """PREFIX rg: <https://w3id.org/reentry-graph/ontology#>
PREFIX id: <https://w3id.org/reentry-graph/id/>
PREFIX skos: <http://www.w3.org/2004/02/skos/core#>
PREFIX xsd: <http://www.w3.org/2001/XMLSchema#>
"""


class Question(NamedTuple):
    """A question and its shape."""

    shape: str
    text: str


_SHAPES = {
    "lookup": "SELECT ?p ?o { id:org-7 ?p ?o }",
    "ask": "ASK { id:org-7 a rg:Organization }",
    "one hop, both ways": "SELECT ?tie ?other { { ?tie rg:from id:org-7 ; rg:to ?other } UNION { ?tie rg:to id:org-7 ; rg:from ?other } }",
    "two hops": "SELECT DISTINCT ?name { id:org-7 rg:grantsTo/rg:grantsTo ?to . ?to skos:prefLabel ?name }",
    "count of all ties": "SELECT (COUNT(*) AS ?n) { ?tie rg:from ?a ; rg:to ?b }",
    "sum by year": "SELECT ?year (SUM(?amount) AS ?total) { ?tie rg:amount ?amount ; rg:start ?year } GROUP BY ?year ORDER BY ?year",
    "top donors": "SELECT ?from (SUM(?amount) AS ?total) { ?tie a rg:Grant ; rg:from ?from ; rg:amount ?amount } GROUP BY ?from ORDER BY DESC(?total) LIMIT 20",
    "filter on date and amount": 'SELECT ?tie { ?tie rg:validFrom ?d ; rg:amount ?a FILTER(?d >= "2019-01-01"^^xsd:date && ?a > 490000) }',
    "regular expression": 'SELECT ?who ?name { ?who skos:prefLabel ?name FILTER(REGEX(?name, "^hope .*oakland 9", "i")) }',
    "text contains": 'SELECT (COUNT(*) AS ?n) { ?who skos:prefLabel ?name FILTER(CONTAINS(LCASE(?name), "liberty")) }',
    "optional-heavy": "SELECT * { ?tie rg:from id:org-3 OPTIONAL { ?tie rg:amount ?a } OPTIONAL { ?tie rg:role ?r } OPTIONAL { ?tie rg:end ?e } OPTIONAL { ?tie rg:note ?n } }",
    "describe": "DESCRIBE id:org-7",
    "construct": "CONSTRUCT { ?from rg:grantsTo ?to } { ?tie a rg:Grant ; rg:from ?from ; rg:to ?to ; rg:amount ?a FILTER(?a > 450000) }",
    "100 000 rows": "SELECT ?tie ?p ?o { ?tie a rg:Grant ; ?p ?o } LIMIT 100000",
    "join of people and grants": "SELECT (COUNT(*) AS ?n) { ?who rg:worksFor ?org . ?org rg:grantsTo ?to }",
    "minus": "SELECT (COUNT(?org) AS ?n) { ?org a rg:Organization MINUS { ?tie rg:to ?org ; a rg:Grant } }",
    "path, any length": "SELECT (COUNT(DISTINCT ?to) AS ?n) { id:org-300 rg:grantsTo+ ?to }",
}

QUESTIONS = [Question(shape, PREFIXES + text) for shape, text in _SHAPES.items()]
TINY = Question("tiny", PREFIXES + "SELECT ?name { id:org-7 skos:prefLabel ?name }")
RUNAWAY = Question("runaway", PREFIXES + "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i FILTER(?c > ?f) }")
