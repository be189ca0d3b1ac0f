"""The loaders of public records, with the RDF parser that only the graph floor has."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from graph.rdf.import_rdf import read as parse_rdf
from graph.storage.suggestions import suggestion
from loaders import registry
from loaders.core.loader import Card
from loaders.core.record_loader import RecordLoader
from loaders.curated.facts import Curated


def record_loader(name: str) -> RecordLoader[Any]:
    """A loader of public records; raises UnknownLoader with a suggestion."""
    if name not in registry.RECORD_LOADERS:
        raise registry.UnknownLoader(_cure(name))
    return registry.record_loader(name, parse_rdf)


def _cure(name: str) -> str:
    if Path(name).exists():
        return f"name a loader before {name!r}: `curated` for tables of facts, or one that `reentry loaders` lists"
    return f"there is no loader {name!r}{suggestion(name, registry.names())}"


def loader_card(name: str) -> Card:
    """The card of any loader, that of the curated tables included; raises UnknownLoader with a suggestion."""
    return Curated.card if name == registry.CURATED else record_loader(name).card
