"""Files of the IRS: zip archives of the returns of a year, and the Business Master File."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.fetch.target import MIB, Target, addresses

_BATCH = re.compile(r"[A-Za-z0-9_]{1,60}", re.ASCII)
_STATE = re.compile(r"[a-z]{2}", re.ASCII)
REGIONS = (1, 2, 3, 4)


@dataclass(frozen=True)
class ReturnsRequest:
    """Returns published in a year: the index, and archives by name, by filer, or all."""

    year: int
    batches: Sequence[str] = ()
    eins: Sequence[str] = ()
    whole: bool = False

    @property
    def seconds_between_requests(self) -> float:
        """The shortest time between two requests, in seconds."""
        return float(addresses("irs990")["every"])

    def first_targets(self) -> Iterable[Target]:
        """The index of the year, and the named archives."""
        known = addresses("irs990")
        if not known["first_year"] <= self.year <= 2099:
            raise ValueError(f"returns are published since {known['first_year']}: there are none of {self.year}")
        _eins(self.eins)
        named = [self._archive(batch) for batch in dict.fromkeys(self.batches)]
        url = known["index"].format(year=self.year)
        return [Target(url, self._path(url), "csv", known["index_most_mb"] * MIB, "RETURN_ID"), *named]

    def further_targets(self, files: Sequence[Path]) -> Iterable[Target]:
        """The archives that the index lists for these filers, or all."""
        if not (self.eins or self.whole):
            return []
        index = next((path for path in files if path.name == f"index_{self.year}.csv"), None)
        if index is None:
            return []
        batches = _batches(index, _eins(self.eins) if self.eins and not self.whole else None)
        return [self._archive(batch) for batch in sorted(batches - set(self.batches))]

    def _archive(self, batch: str) -> Target:
        if not _BATCH.fullmatch(batch):
            raise ValueError(
                f"{batch[:80]!r} is not the name of an archive: write it as 2023_TEOS_XML_01A, without .zip"
            )
        known = addresses("irs990")
        url = known["batch"].format(year=self.year, batch=batch)
        return Target(url, self._path(url), "zip", known["batch_most_mb"] * MIB)

    def _path(self, url: str) -> Path:
        return Path("irs990", str(self.year), url.rsplit("/", 1)[1])


@dataclass(frozen=True)
class MasterFileRequest:
    """The Business Master File, by region (1 to 4 are everything) or by state."""

    regions: Sequence[int] = ()
    states: Sequence[str] = ()

    @property
    def seconds_between_requests(self) -> float:
        """The shortest time between two requests, in seconds."""
        return float(addresses("irs-bmf")["every"])

    def first_targets(self) -> Iterable[Target]:
        """The files by region and state; by default, all regions."""
        known = addresses("irs-bmf")
        regions = self.regions or (() if self.states else REGIONS)
        if wrong := [region for region in regions if region not in REGIONS]:
            raise ValueError(f"there is no region {wrong[0]}: the regions are 1, 2, 3 and 4")
        states = [state.lower() for state in self.states]
        if odd := [state for state in states if not _STATE.fullmatch(state)]:
            raise ValueError(f"{odd[0]!r} is not a state: write two letters, as dc")
        urls = [known["region"].format(region=region) for region in dict.fromkeys(regions)]
        urls += [known["state"].format(state=state) for state in dict.fromkeys(states)]
        most = known["most_mb"] * MIB
        return [Target(url, Path("irs-bmf", url.rsplit("/", 1)[1]), "csv", most, "EIN") for url in urls]

    def further_targets(self, files: Sequence[Path]) -> Iterable[Target]:  # noqa: ARG002  nothing names further files
        """No further files."""
        return ()


def _batches(index: Path, eins: frozenset[str] | None) -> set[str]:
    """The archives that an index lists for some filers, or for all. Raises ValueError if it lists none."""
    with index.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.DictReader(file)
        if "XML_BATCH_ID" not in (rows.fieldnames or ()):
            raise ValueError(f"{index} does not say which archive holds which return: name archives with --batch")
        batches = {
            (row["XML_BATCH_ID"] or "").strip() for row in rows if eins is None or (row["EIN"] or "").zfill(9) in eins
        }
    if not (named := {batch for batch in batches if batch}):
        raise ValueError(f"{index} names no archive for {', '.join(sorted(eins or ())) or 'any return'}")
    return named


def _eins(texts: Iterable[str]) -> frozenset[str]:
    bare = {text: text.replace("-", "").strip() for text in texts}
    if odd := [text for text, ein in bare.items() if not re.fullmatch(r"[0-9]{9}", ein, re.ASCII)]:
        raise ValueError(f"{odd[0]!r} is not an EIN: write nine digits")
    return frozenset(bare.values())
