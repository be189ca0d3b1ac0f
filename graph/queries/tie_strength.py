"""How well a tie is supported: by its claim status, its best tier, the number of its sources, and its dates."""

from __future__ import annotations

from typing import NamedTuple

from graph.index.open_version import OpenVersion
from graph.rdf.records import STATUSES
from graph.storage.tie_columns import NO_TIER


class Strength(NamedTuple):
    """Greater for stronger ties. `status` is an index into STATUSES; `nearness` is higher for a better tier."""

    status: int
    nearness: int
    sources: int
    is_dated: bool

    @property
    def weaknesses(self) -> list[str]:
        """Reasons not to rely on the tie, in words."""
        tier = NO_TIER - self.nearness
        reasons = {
            "disputed by another source": STATUSES[self.status] == "disputed",
            "an opinion": STATUSES[self.status] == "opinion",
            "its source is not described": tier == NO_TIER,
            "no source better than tier 3": tier == 3,
            "only one source": self.sources == 1,
            "undated": not self.is_dated,
        }
        return [words for words, applies in reasons.items() if applies]


def strength(graph: OpenVersion, row: int) -> Strength:
    """How well the tie of a row is supported; a tie without a status counts as stated."""
    columns, status = graph.columns, int(graph.columns.status[row])
    return Strength(
        STATUSES.index(str(columns.status_names[status]) if status >= 0 else "stated"),
        NO_TIER - int(columns.tier[row]),
        int(columns.sources[row]),
        bool(columns.is_dated(row)),
    )
