"""What a query text says of the graphs that it asks."""

from __future__ import annotations

import pytest

from graph.sparql.from_clause import may_name_graphs


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("SELECT * { GRAPH ?g { ?s ?p ?o } }", True),
        ("SELECT * FROM <g> { ?s ?p ?o }", True),
        ("SELECT * { ?s ?p 1gRaPh?g { ?s ?p ?o } }", True),
        ("SELECT * { ?s ?p ?o }from<g>", True),
        ("SELECT * { \\u0047RAPH ?g { ?s ?p ?o } }", True),
        ("ASKFROM<g>{ ?s ?p ?o }", True),
        ("ConstructFROM <g> WHERE { ?s ?p ?o }", True),
        ("SELECT * { ?s ?p trueGraph?g { ?s ?p false } }", True),
        ("SELECT ?t { ?t rg:validFrom ?day ; rg:memory_from ?paragraph }", False),
        ("# graph\nASK {}", True),
        (
            "PREFIX rg: <https://w3id.org/reentry-graph/x#> SELECT ?from { ?t rg:from ?from ; rg:to $graph }",
            False,
        ),
        ("SELECT ?s { ?s a <https://w3id.org/reentry-graph/graph> }", False),
        ("SELECT ?s { ?s ?p ?o }", False),
    ],
)
def test_it_is_seen_whether_a_query_may_name_graphs(text: str, may: bool) -> None:
    assert may_name_graphs(text) is may
