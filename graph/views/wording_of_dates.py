"""The dates of a tie or an outcome in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.model.statements import PartialDate


def dates_in_words(tie: Mapping[str, Any], *, is_event: bool) -> str:
    """The dates of a tie in words, including which of them is not known."""
    own = _own_dates(tie, is_event=is_event)
    if not tie["attested"]:
        return own
    if is_event:
        return _with_known_by(tie, own)
    first, last = tie["attested"][0], tie["attested"][-1]
    attested = f"attested {first}{'' if first == last else f' and {last}'}"
    return f"{own}; {attested}" if tie["start"] or tie["end"] else attested


def _with_known_by(tie: Mapping[str, Any], own: str) -> str:
    """The dates of an event with the earliest date by which it is known, if that says more than they do."""
    earliest = min(tie["attested"], key=lambda text: PartialDate.parse(text).last)
    dates = [PartialDate.parse(text) for text in (tie["start"], tie["end"]) if text]
    if not dates:
        return f"known by {earliest}"
    return f"{own}; known by {earliest}" if PartialDate.parse(earliest).last < dates[-1].last else own


def _own_dates(tie: Mapping[str, Any], *, is_event: bool) -> str:
    start, end = tie["start"], tie["end"]
    match start, end:
        case None, None:
            return "undated" if is_event else "start and end not known"
        case _, None if is_event:
            return str(start)
        case _, None:
            return f"from {start}, not known to have ended"
        case None, _:
            return f"until {end}, start not known"
        case _ if start == end:
            return str(start)
        case _:
            return f"{start} to {end}"
