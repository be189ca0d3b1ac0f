"""What every exported file says about itself: title, licence, version."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.index.subgraph import Subgraph

TITLE = "Reentry Graph"
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
SOURCE_BASE = "https://w3id.org/reentry-graph/source/"
ACTOR_BASE = "https://w3id.org/reentry-graph/id/"
TIE_BASE = "https://w3id.org/reentry-graph/tie/"
OUTCOME_BASE = "https://w3id.org/reentry-graph/outcome/"


def describe(subgraph: Subgraph) -> str:
    """One paragraph for the description field of a file."""
    return (
        f"Who helps people come home from prison in the United States, who pays for it, who changed the law. "
        f"Data version {subgraph.version} (digest {subgraph.digest}). "
        f"Licence of the facts: {LICENCE}, {LICENCE_URL}. "
        f"Every node and edge names its sources; a source id opens at {SOURCE_BASE} followed by the id."
    )


def card(subgraph: Subgraph) -> dict[str, str]:
    """Title, description, licence and version by name, for formats that carry such fields."""
    return {
        "title": TITLE,
        "description": describe(subgraph),
        "licence": LICENCE,
        "licence_url": LICENCE_URL,
        "version": subgraph.version,
        "digest": subgraph.digest,
    }
