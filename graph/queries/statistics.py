"""Statistics of a version: counts of its actors, ties, sources and relations, and its hubs."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
from numpy.typing import NDArray
from typing_extensions import TypedDict

from graph.index.open_version import OpenVersion
from graph.storage.tie_columns import Codes
from graph.versions.manifest import Manifest


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


def stats(manifest: Manifest, graph: OpenVersion) -> Stats:
    """Count the records of a version."""
    records, columns = graph.records, graph.columns
    return {
        "version": manifest.version,
        "digest": manifest.digest,
        "created": manifest.created,
        "counts": dict(manifest.counts),
        "datasets": {name: dict(about) for name, about in manifest.datasets.items()},
        "kinds": _counted(columns.actor_kind, columns.kind_names),
        "relations": _counted(columns.relation, columns.relation_names),
        "tiers": _largest_first(Counter(str(source["tier"]) for source in records.sources.values())),
        "claim_statuses": _counted(columns.status, columns.status_names),
        "dated_ties": int(columns.is_dated().sum()),
        "ties_with_several_sources": int((columns.sources > 1).sum()),
    }


class Hub(TypedDict):
    """An actor with many ties."""

    id: str
    name: str
    ties: int


def hubs(graph: OpenVersion, kinds: int, each: int) -> dict[str, list[Hub]]:
    """The `each` actors with the most ties, for the `kinds` kinds with the most actors, largest kind first."""
    degrees, kind = graph.adjacency.degrees, graph.columns.actor_kind
    order = np.argsort(-degrees, kind="stable")
    of_kind = {name: order[kind[order] == code] for code, name in enumerate(graph.index.kind_names)}
    largest = sorted(of_kind, key=lambda name: (-len(of_kind[name]), name))[:kinds]
    return {name: [_hub(graph, number) for number in of_kind[name][:each].tolist()] for name in largest}


def _hub(graph: OpenVersion, number: int) -> Hub:
    slug = graph.actor_ids[number]
    return {"id": slug, "name": graph.actor_names[number], "ties": graph.degree(slug)}


def _counted(codes: Codes, names: NDArray[np.str_]) -> dict[str, int]:
    """How often each name occurs in a column, most frequent first; `None` counts missing values."""
    counts = np.bincount(codes.astype(np.intp) + 1, minlength=len(names) + 1).tolist()
    return _largest_first(Counter(dict(zip(("None", *map(str, names)), counts, strict=True))))


def _largest_first(counted: Counter[str]) -> dict[str, int]:
    return {name: count for name, count in sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])) if count}
