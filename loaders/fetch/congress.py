"""Files of Congress: bill status of single bills or of all of a type, and the members."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from loaders.fetch.target import MIB, Target, addresses

_BILL = re.compile(r"([a-z]+)([1-9][0-9]{0,4})", re.ASCII)
FIRST_CONGRESS, LAST_CONGRESS = 108, 199


@dataclass(frozen=True)
class CongressRequest:
    """Bills by name (`s756`), all bills of a type (`s`), and the members."""

    congress: int | None = None
    bills: Sequence[str] = ()
    types: Sequence[str] = ()
    members: bool = False

    @property
    def seconds_between_requests(self) -> float:
        """The shortest time between two requests, in seconds."""
        return float(addresses("congress")["every"])

    def first_targets(self) -> Iterable[Target]:
        """All files. Raises ValueError if nothing is requested, or something that does not exist."""
        if not (self.bills or self.types or self.members):
            raise ValueError("say what to fetch: --bills s756,hr5682 or --types s,hr, with --congress; or --members")
        if self.bills or self.types:
            self._check_congress()
        one = [self._bill(name) for name in dict.fromkeys(self.bills)]
        return [*one, *(self._all(name) for name in dict.fromkeys(self.types)), *(_members() if self.members else ())]

    def further_targets(self, files: Sequence[Path]) -> Iterable[Target]:  # noqa: ARG002  nothing names further files
        """No further files."""
        return ()

    def _check_congress(self) -> None:
        if self.congress is None:
            raise ValueError("say of which congress: --congress 115")
        if not FIRST_CONGRESS <= self.congress <= LAST_CONGRESS:
            raise ValueError(f"bill status begins with congress {FIRST_CONGRESS}: there is none of {self.congress}")

    def _bill(self, name: str) -> Target:
        known = addresses("congress")
        match = _BILL.fullmatch(re.sub(r"[.\s-]", "", name).lower())
        if not match or match[1] not in known["types"]:
            raise ValueError(f"{name!r} is not a bill: write its type and number, as s756; types: {_types()}")
        url = known["bill"].format(congress=self.congress, type=match[1], number=match[2])
        return Target(url, _below_congress(url), "xml", known["bill_most_mb"] * MIB, "billStatus")

    def _all(self, kind: str) -> Target:
        known = addresses("congress")
        if kind not in known["types"]:
            raise ValueError(f"{kind!r} is not a type of bill: choose among {_types()}")
        url = known["bills"].format(congress=self.congress, type=kind)
        return Target(url, _below_congress(url), "zip", known["bills_most_mb"] * MIB)


def _members() -> Iterator[Target]:
    known = addresses("congress")
    for file in known["member_files"]:
        url = known["members"].format(file=file)
        yield Target(url, Path("congress", "members", f"{file}.json"), "json", known["members_most_mb"] * MIB)


def _below_congress(url: str) -> Path:
    return Path("congress", "bills", url.rsplit("/", 1)[1])


def _types() -> str:
    return ", ".join(addresses("congress")["types"])
