"""The loaders of public records, with the RDF parser that only the graph floor has."""

from __future__ import annotations

from typing import Any

from graph.rdf.import_rdf import read as parse_rdf
from loaders import registry
from loaders.core.loader import Card
from loaders.core.record_loader import RecordLoader
from loaders.curated.facts import Curated


def record_loader(name: str) -> RecordLoader[Any]:
    """A loader of public records; raises UnknownLoader."""
    return registry.record_loader(name, parse_rdf)


def loader_card(name: str) -> Card:
    """The card of any loader, that of the curated tables included; raises UnknownLoader."""
    return Curated.card if name == registry.CURATED else record_loader(name).card
