"""What an answer about a time says of the ties that it leaves out, as nothing is known of when they held."""

from __future__ import annotations

from typing_extensions import TypedDict

from graph.index.filter_masks import Rows, count_undated
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion


class DatedAnswer(TypedDict, total=False):
    """The part of an answer that is there only if it is about a time.

    `undated` is how many ties are left out, as no date of theirs is known; `undated_url` is the address of the same
    answer with these ties.
    """

    undated: int
    undated_url: str


def undated_part(graph: OpenVersion, tie_filter: Filter, rows: Rows | None = None) -> DatedAnswer:
    """How many of these ties, or of all, the filter leaves out for want of a date. Empty if it is about no time."""
    return {} if tie_filter.moment is None else {"undated": count_undated(graph, tie_filter, rows)}
