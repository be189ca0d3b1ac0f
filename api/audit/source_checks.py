"""Checks of sources: those without a date, and pages that stand under two ids."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

from api.audit.audited_tables import AuditedRow, Tables
from api.audit.finding import Check, Finding

_TRACKING = re.compile(r"(?:^|&)(?:utm_\w+|fbclid|gclid|ref|src)=[^&]*", re.IGNORECASE)


def _without_date(tables: Tables) -> Iterator[Finding]:
    for source in tables.sources:
        if not source["published"] and not source["retrieved"]:
            text = "nothing says when this was published: write the date, or the year, where the page shows one"
            yield Finding(source.at("published"), (source["source_id"],), text)


def _unused(tables: Tables) -> Iterator[Finding]:
    used = {row["source_id"] for rows in (tables.relations, tables.actors) for row in rows}
    for source in tables.sources:
        if source["source_id"] not in used:
            text = "no row rests on this source: delete it, or add what it says"
            yield Finding(source.place, (source["source_id"],), text)


def _same_address(tables: Tables) -> Iterator[Finding]:
    return _twice(tables, lambda source: source["url"], "has the same address")


def _same_page(tables: Tables) -> Iterator[Finding]:
    for finding in _twice(tables, lambda source: page_of(source["url"]), "has the address of the same page"):
        one, other = (tables.source[key]["url"] for key in finding.ids)
        if one != other:
            yield finding


def page_of(address: str) -> str:
    """An address without what does not choose the page: scheme, www., a slash at the end, fragment and tracking."""
    parts = urlsplit(address)
    host = parts.netloc.lower().removeprefix("www.").removeprefix("m.")
    query = _TRACKING.sub("", parts.query).strip("&")
    return f"{host}{parts.path.rstrip('/')}?{query}".rstrip("?").lower()


def _same_title(tables: Tables) -> Iterator[Finding]:
    def title(source: AuditedRow) -> str:
        words = f"{source['title']} {source['publisher']}" if source["publisher"] else ""
        return " ".join(words.lower().split())

    for finding in _twice(tables, title, "has the same title and publisher"):
        one, other = (page_of(tables.source[key]["url"]) for key in finding.ids)
        if one != other:
            yield finding


def _twice(tables: Tables, of: Callable[[AuditedRow], str], words: str) -> Iterator[Finding]:
    """Sources that have something in common with an earlier one. Record files share an address and are left out."""
    rows: dict[str, list[AuditedRow]] = defaultdict(list)
    for source in tables.sources:
        if not source["sha256"]:
            rows[of(source)].append(source)
    for known, (first, *others) in rows.items():
        for source in others if known else ():
            text = f"{first['source_id']} ({first.place}) {words}: if it is one page, use one id for it"
            yield Finding(source.at("url"), (source["source_id"], first["source_id"]), text)


SOURCE_CHECKS = (
    Check("source_without_date", "sources without a date", _without_date),
    Check("source_unused", "sources that no row rests on", _unused),
    Check("same_address", "sources with the address of another", _same_address),
    Check("same_page", "sources whose address leads to the page of another", _same_page),
    Check("same_title", "sources with the title and publisher of another, at another address", _same_title),
)
