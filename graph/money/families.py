"""Which ties a question of money is about: gifts, and the money that is to come back, which is no gift."""

from __future__ import annotations

from dataclasses import replace

from graph.index.filter_masks import admitted
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion

MONEY = "money_tie"
"""The family of relations by which money is given."""
FINANCING = "financing_tie"
"""The family of relations by which money passes that is to come back: loans, investments, repayments."""


def ties_of_family(
    graph: OpenVersion,
    family: str,
    donor: str | None = None,
    recipient: str | None = None,
    tie_filter: Filter = ALL,
) -> list[str]:
    """Ids of the ties of a family by which money goes from `donor` to `recipient`, in order of id; raises Unknown."""
    for slug in filter(None, (donor, recipient)):
        graph.actor(slug)
    if tie_filter.families and family not in tie_filter.families:
        return []
    wanted = replace(tie_filter, families=frozenset({family}))
    if not (donor or recipient):
        return admitted(graph, wanted)
    near = graph.adjacency.leaving(donor) if donor else graph.adjacency.arriving(recipient or "")
    ties = graph.records.ties
    return [key for key in near if recipient in (None, ties[key]["to"]) and wanted.admits(graph, ties[key])]
