"""The data as RDF: terms, the ontology, N-Triples, descriptions of single things, and plain records read from quads."""
