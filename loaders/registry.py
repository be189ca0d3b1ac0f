"""The loaders there are, by name. Each is imported when it is asked for."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from loaders.core.loader import Card
from loaders.core.record_loader import RecordLoader
from loaders.curated.facts import Curated

RECORDS = {
    "360giving": ("loaders.threesixtygiving.threesixtygiving_loader", "ThreeSixtyGiving"),
    "congress": ("loaders.congress.congress_loader", "Congress"),
    "hsds": ("loaders.hsds", "Hsds"),
    "irs-bmf": ("loaders.irs_bmf", "IrsBmf"),
    "irs990": ("loaders.irs990.irs990_loader", "Irs990"),
    "lda": ("loaders.lda.lda_loader", "Lda"),
    "littlesis": ("loaders.littlesis", "LittleSis"),
    "rdf": ("api.ingest.rdf_loader", "rdf"),
}
"""Loaders of public records: where each stands. That of RDF is made a floor above, which can give it a parser."""


def names() -> list[str]:
    """All loaders, by name."""
    return sorted(["curated", *RECORDS])


def card(name: str) -> Card:
    """The card of a loader; raises ValueError that says which there are."""
    return Curated.card if name == "curated" else record_loader(name).card


def record_loader(name: str) -> RecordLoader[Any]:
    """A loader of public records; raises ValueError that says which there are."""
    if name not in RECORDS:
        raise ValueError(f"no loader {name!r}: there are {', '.join(names())}")
    module, loader = RECORDS[name]
    made: RecordLoader[Any] = getattr(import_module(module), loader)()
    return made
