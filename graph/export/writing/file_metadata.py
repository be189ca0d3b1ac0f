"""What every exported file says about itself: title and licence, and where ids of ours open."""

from __future__ import annotations

TITLE = "Reentry Graph"
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
SOURCE_BASE = "https://w3id.org/reentry-graph/source/"
ACTOR_BASE = "https://w3id.org/reentry-graph/id/"
TIE_BASE = "https://w3id.org/reentry-graph/tie/"
OUTCOME_BASE = "https://w3id.org/reentry-graph/outcome/"
