"""SPARQL below HTTP."""
