"""The loader of RDF files, with the parser that only the floor of the graph has."""

from __future__ import annotations

from graph.rdf.import_rdf import read
from loaders.rdf import Rdf


def rdf() -> Rdf:
    """A loader of RDF files."""
    return Rdf(read)
