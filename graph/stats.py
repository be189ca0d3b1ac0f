"""What a version holds, counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

from typing_extensions import TypedDict

from graph.knowledge import Knowledge
from graph.versions import Manifest


class Stats(TypedDict):
    """Counts of one version. `tiers` counts sources; `claim_statuses` counts ties."""

    version: str
    digest: str
    created: str
    counts: dict[str, int]
    datasets: dict[str, dict[str, Any]]
    kinds: dict[str, int]
    relations: dict[str, int]
    tiers: dict[str, int]
    claim_statuses: dict[str, int]
    dated_ties: int
    ties_with_several_sources: int


def stats(manifest: Manifest, knowledge: Knowledge) -> Stats:
    """Count what a version holds."""
    records = knowledge.records
    ties = records.ties.values()
    return {
        "version": manifest.version,
        "digest": manifest.digest,
        "created": manifest.created,
        "counts": dict(manifest.counts),
        "datasets": {name: dict(about) for name, about in manifest.datasets.items()},
        "kinds": _counted(actor["kind"] for actor in records.actors.values()),
        "relations": _counted(tie["kind"] for tie in ties),
        "tiers": _counted(str(source["tier"]) for source in records.sources.values()),
        "claim_statuses": _counted(str(tie["claim_status"]) for tie in ties),
        "dated_ties": sum(1 for tie in ties if tie["start"] or tie["end"]),
        "ties_with_several_sources": sum(1 for tie in ties if len(tie["sources"]) > 1),
    }


class Hub(TypedDict):
    """An actor with many ties."""

    id: str
    name: str
    ties: int


def hubs(knowledge: Knowledge, kinds: int, each: int) -> dict[str, list[Hub]]:
    """The actors with the most ties, by kind; the kinds with the most actors first."""
    of_kind: dict[str, list[str]] = {}
    for slug in knowledge.most_tied:
        of_kind.setdefault(knowledge.records.actors[slug]["kind"], []).append(slug)
    largest = sorted(of_kind, key=lambda kind: (-len(of_kind[kind]), kind))[:kinds]
    return {kind: [_hub(knowledge, slug) for slug in of_kind[kind][:each]] for kind in largest}


def _hub(knowledge: Knowledge, slug: str) -> Hub:
    return {"id": slug, "name": knowledge.actor(slug)["name"], "ties": knowledge.degree(slug)}


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items(), key=lambda pair: (-pair[1], pair[0])))
