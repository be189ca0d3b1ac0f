"""Which ties a question of money is about: gifts, and the money that is to come back, which is no gift."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TypeAlias

from graph.index.filter_masks import admitted
from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.rdf.records import Record

MONEY = "money_tie"
"""The family of relations by which money is given."""
FINANCING = "financing_tie"
"""The family of relations by which money passes that is to come back: loans, investments, repayments."""


Actors: TypeAlias = str | Collection[str] | None
"""One actor, or any of several, by id; None or none at all for every actor."""


def ties_of_family(
    graph: OpenVersion, family: str, donor: Actors = None, recipient: Actors = None, tie_filter: Filter = ALL
) -> list[str]:
    """Ids of the ties of a family by which money goes from `donor` to `recipient`, in order of id; raises Unknown."""
    donors, recipients = _ids(graph, donor), _ids(graph, recipient)
    if tie_filter.families and family not in tie_filter.families:
        return []
    wanted = replace(tie_filter, families=frozenset({family}))
    if not (donors or recipients):
        return admitted(graph, wanted)
    near = graph.adjacency.leaving if donors else graph.adjacency.arriving
    keys = sorted({key for slug in donors or recipients for key in near(slug)})
    ties = graph.records.ties
    return [key for key in keys if _is_to(recipients, ties[key]) and wanted.admits(graph, ties[key])]


def _ids(graph: OpenVersion, actors: Actors) -> frozenset[str]:
    """These actors; raises Unknown for the first that does not exist."""
    slugs = frozenset((actors,) if isinstance(actors, str) else actors or ())
    for slug in sorted(slugs):
        graph.actor(slug)
    return slugs


def _is_to(recipients: frozenset[str], tie: Record) -> bool:
    return not recipients or tie["to"] in recipients
