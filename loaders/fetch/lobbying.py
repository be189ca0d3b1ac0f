"""Filings of lobbyists, page by page as the publisher's API returns them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from loaders.fetch.target import MIB, Target, addresses

_ODD = re.compile(r"[^a-z0-9]+")
PAGES = 4000


@dataclass(frozen=True)
class FilingsRequest:
    """Filings of a year, perhaps filtered. Oldest first, so that new filings only add pages at the end."""

    year: int
    filters: Mapping[str, str] = field(default_factory=dict)
    most_pages: int = PAGES

    @property
    def seconds_between_requests(self) -> float:
        """The shortest time between two requests, in seconds."""
        return float(addresses("lda")["every"])

    def first_targets(self) -> Iterable[Target]:
        """The first page, which contains the number of filings."""
        if not addresses("lda")["first_year"] <= self.year <= 2099:
            raise ValueError(f"filings are published since {addresses('lda')['first_year']}: none of {self.year}")
        return [self._page(1)]

    def further_targets(self, files: Sequence[Path]) -> Iterable[Target]:
        """The other pages. Raises ValueError if there are more than `most_pages`."""
        if not files:
            return []
        count = json.loads(files[0].read_bytes())["count"]
        pages = -(-int(count) // addresses("lda")["page_size"])
        if pages > self.most_pages:
            raise ValueError(f"{count:,} filings are {pages:,} pages: ask for less, or for more with --most-pages")
        return [self._page(number) for number in range(2, pages + 1)]

    def _page(self, number: int) -> Target:
        known = addresses("lda")
        parameters = {
            "filing_year": str(self.year),
            **self.filters,
            "ordering": "dt_posted",
            "page_size": known["page_size"],
        }
        url = f"{known['filings']}?{urlencode({**parameters, 'page': number})}"
        return Target(url, self._folder() / f"page-{number:05}.json", "json", known["most_mb"] * MIB, "results")

    def _folder(self) -> Path:
        words = "-".join(f"{key} {value}" for key, value in sorted(self.filters.items()))
        name = _ODD.sub("-", words.lower()).strip("-")[:120]
        return Path("lda", f"{self.year}-{name}" if name else str(self.year))
