"""The titles of a bill, by the stage at which it had them, and the title in force on a day."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import NamedTuple

from loaders.congress.bill_status import BillStatus
from loaders.core.record_dates import record_date
from loaders.core.text_cleaning import NAME_LENGTH, one_line
from loaders.readers.safe_xml import child_texts, text_selection

INTRODUCED, ENACTED = "introduced", "enacted"
_STAGE = re.compile(r"Introduced|Enacted|ENR|(Reported|Passed) (?:to |in )?(House|Senate)")
_NAMED_STAGES = {"Introduced": INTRODUCED, "Enacted": ENACTED, "ENR": ENACTED}
_STAGE_CODES = {
    "5000": "reported to the House",
    "8000": "passed by the House",
    "14000": "reported to the Senate",
    "17000": "passed by the Senate",
    "36000": ENACTED,
}
"""Codes of actions, and the stage that a bill reaches by each."""
_TITLES, _TITLE_KINDS = text_selection("item/title/text()"), text_selection("item/titleType/text()")
_YEAR = re.compile(r"\s+of\s+\d{4}$", re.ASCII)


class BillTitles(NamedTuple):
    """The titles of one bill."""

    current: str | None
    """The title that the record shows."""
    official: str | None
    """The official title as introduced."""
    stages: Mapping[str, tuple[str, ...]]
    """Short titles of the whole bill by stage (`passed by the House`); those of no stage under an empty text."""

    @property
    def short(self) -> tuple[str, ...]:
        """All short titles of the whole bill, sorted."""
        return tuple(sorted({title for titles in self.stages.values() for title in titles}))


class DatedTitles(NamedTuple):
    """The short titles that a bill had from a day on."""

    day: date
    titles: tuple[str, ...]


def read_titles(record: BillStatus) -> BillTitles:
    """The titles of a record."""
    official, stages = None, dict[str, set[str]]()
    for kind, title in _kinds_and_titles(record):
        if kind.startswith("Official Title as Introduced"):
            official = one_line(title)
        elif "Short Title" in kind and "portions" not in kind and (short := one_line(title, NAME_LENGTH)):
            stages.setdefault(_stage(kind), set()).add(short)
    in_order = {stage: tuple(sorted(titles)) for stage, titles in stages.items()}
    return BillTitles(record.text("title"), official, in_order)


def dated_titles(record: BillStatus, titles: BillTitles) -> list[DatedTitles]:
    """The short titles of each stage with the day on which the bill reached it, earliest first."""
    if titles.stages.keys() <= {"", INTRODUCED}:  # no other day is needed
        days = {INTRODUCED: record.text("introducedDate") or ""}
    else:
        days = _days_of_stages(record)
    known = ((record_date(days.get(stage, "")), names) for stage, names in titles.stages.items())
    return sorted(DatedTitles(day.first, names) for day, names in known if day)


def in_force(dated: Iterable[DatedTitles], day: date) -> tuple[str, ...]:
    """The short titles that a bill had on a day; none if the record does not say."""
    reached = [known.titles for known in dated if known.day <= day]
    return reached[-1] if reached else ()


def other_title(names: tuple[str, ...], shown: str | None) -> str | None:
    """The fullest of these titles, if none of them is the one that is shown. A year at the end makes no difference."""
    if not names or _plain(shown or "") in map(_plain, names):
        return None
    return max(names, key=lambda name: (len(name), name))


def _plain(title: str) -> str:
    return _YEAR.sub("", title).casefold()


def _stage(kind: str) -> str:
    match = _STAGE.search(kind)
    if match is None:
        return ""
    deed, chamber = match.groups()
    if deed is None:
        return _NAMED_STAGES[match.group()]
    return f"passed by the {chamber}" if deed == "Passed" else f"reported to the {chamber}"


def _days_of_stages(record: BillStatus) -> dict[str, str]:
    """Stage -> the first day of it, as the record writes it."""
    days = {INTRODUCED: record.text("introducedDate") or ""}
    for action in record.items("actions"):
        texts = child_texts(action)
        stage, day = _STAGE_CODES.get(texts.get("actionCode", "")), texts.get("actionDate", "")
        if stage and day:
            days[stage] = min(day, days.get(stage, day))
    return days


def _kinds_and_titles(record: BillStatus) -> Iterable[tuple[str, str]]:
    listed = record.parts.get("titles")
    if listed is None:
        return ()
    kinds, titles = _TITLE_KINDS(listed), _TITLES(listed)
    if len(kinds) == len(titles):
        return zip(kinds, titles, strict=True)
    texts = map(child_texts, listed)
    return [(text["titleType"], text["title"]) for text in texts if "titleType" in text and "title" in text]
