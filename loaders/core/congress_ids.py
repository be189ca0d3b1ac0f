"""Bills, laws, members, chambers, committees and parties of Congress, and their ids, for all loaders that name them."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from graph.model.ids import slug
from graph.model.statements import EntityRef
from loaders.core.record_writer import ActorDescription, RecordWriter, describe_actor
from loaders.core.text_cleaning import NAME_LENGTH, one_line
from loaders.readers.input_files import RecordRefused

PRINTED = {
    "hr": "H.R.",
    "s": "S.",
    "hjres": "H.J.Res.",
    "sjres": "S.J.Res.",
    "hconres": "H.Con.Res.",
    "sconres": "S.Con.Res.",
    "hres": "H.Res.",
    "sres": "S.Res.",
}
"""The types of bills and resolutions, and how they are printed."""

CHAMBERS = {
    "h": ("us-house", "United States House of Representatives"),
    "s": ("us-senate", "United States Senate"),
}
OFFICES = {
    "prez": ("us-president", "Office of the President of the United States"),
    "viceprez": ("us-vice-president", "Office of the Vice President of the United States"),
}
_NO_LETTER = re.compile(r"[^a-z]")
_CODES = {
    "bioguide": re.compile(r"[A-Z]\d{6}", re.ASCII),
    "lis": re.compile(r"S\d{3}", re.ASCII),
    "govtrack": re.compile(r"[1-9]\d{5}", re.ASCII),
}
_COMMITTEE = re.compile(r"[hsj][a-z]{3}\d{2}", re.ASCII)
_FULL_NAME = re.compile(
    r"(?:(?:Sen|Rep|Del|Comm|Res\. Comm|Resident Commissioner)\.? +)?"
    r"(?P<last>[^,\[\]]+), *(?P<first>[^,\[\]]+?)(?:, *(?P<suffix>[^\[\]]+?))? *(?:\[[^\]]*\])?"
)
_NO_PARTY = frozenset({"", "independent", "no party", "unknown", "nonpartisan", "id", "i"})
_PARTIES = {"democrat": "Democratic", "d": "Democratic", "r": "Republican", "l": "Libertarian"}


class BillId(NamedTuple):
    """A bill or resolution of one Congress."""

    congress: int
    type: str
    number: int

    @classmethod
    def parse(cls, congress: str | None, kind: str | None, number: str | None) -> BillId:
        """Read its three parts (`S.`, `HCONRES`, `hconres` are types). Raises RecordRefused if one is wrong."""
        bill_type = _NO_LETTER.sub("", (kind or "").lower())
        if bill_type not in PRINTED:
            raise RecordRefused(f"{kind!r} is not a type of bill: there are {', '.join(PRINTED)}")
        return cls(
            whole_number(congress, "number of a Congress", 999),
            bill_type,
            whole_number(number, "number of a bill", 99999),
        )

    @classmethod
    def of_code(cls, text: str) -> BillId:
        """Read a code such as `115-s-756`. Raises ValueError."""
        try:
            return cls.parse(*text.split("-"))
        except (RecordRefused, TypeError) as error:
            raise ValueError(f"{text[:40]!r} is not the code of a bill: write one such as 115-s-756") from error

    @property
    def code(self) -> str:
        """The identifier `congress`: `115-s-756`."""
        return f"{self.congress}-{self.type}-{self.number}"

    @property
    def printed(self) -> str:
        """As printed on the bill: `S.756`."""
        return f"{PRINTED[self.type]}{self.number}"

    @property
    def slug(self) -> str:
        """The id of the actor: `us-bill-115-s-756`."""
        return f"us-bill-{self.code}"

    def titled(self, title: str | None) -> str:
        """A name that no other bill has: `S.756, First Step Act of 2018 (115th Congress)`."""
        tail = f" ({ordinal(self.congress)} Congress)"
        head = f"{self.printed}, {title}" if title else self.printed
        return f"{one_line(head, NAME_LENGTH - len(tail))}{tail}"


def whole_number(text: str | None, what: str, most: int) -> int:
    """A whole number from 1 to `most`. Raises RecordRefused."""
    bare = (text or "").strip()
    if not (bare.isascii() and bare.isdigit() and 1 <= int(bare) <= most):
        raise RecordRefused(f"{bare[:40]!r} is not the {what}")
    return int(bare)


def ordinal(number: int) -> str:
    """`115th`, `101st`."""
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def chamber(writer: RecordWriter, code: str) -> EntityRef:
    """The House or the Senate, by the first letter of its name."""
    return writer.add_described_actor(_body(*CHAMBERS[code]))


def office(writer: RecordWriter, code: str) -> EntityRef:
    """The office of the president (`prez`) or of the vice president (`viceprez`)."""
    return writer.add_described_actor(_body(*OFFICES[code]))


@cache
def _body(known: str, name: str) -> ActorDescription:
    return describe_actor(known, "government_body", name=name)


def member(
    writer: RecordWriter,
    code: str,
    name: str | None = None,
    fallback_name: str | None = None,
    also: tuple[str, ...] = (),
    **known: str | tuple[str, ...],
) -> EntityRef | None:
    """A member by code; None if the code is invalid. `fallback_name` is an alternative name for one without a name."""
    description = _member(code, name, fallback_name, also, **known)
    return writer.add_described_actor(description) if description else None


def legislator(writer: RecordWriter, code: str, full_name: str) -> EntityRef | None:
    """A member as in bills: `Sen. Manchin, Joe, III [D-WV]`; None if the code is invalid."""
    description = _legislator(code, full_name)
    return writer.add_described_actor(description) if description else None


@lru_cache(maxsize=8192)
def _legislator(code: str, full_name: str) -> ActorDescription | None:
    return _member(code, natural_name(full_name), full_name, ())


@lru_cache(maxsize=8192)
def _member(
    code: str, name: str | None, fallback_name: str | None, also: tuple[str, ...], **known: str | tuple[str, ...]
) -> ActorDescription | None:
    key = next((key for key, pattern in _CODES.items() if pattern.fullmatch(code)), None)
    if key is None:
        return None
    known[key] = code
    if not name:
        known["alt_name"] = one_line(fallback_name, NAME_LENGTH) or code
    elif also:
        known["alt_name"] = also
    return describe_actor(f"us-{key}-{code}", "person", name=name, **known)


def natural_name(full_name: str) -> str | None:
    """`Sen. Manchin, Joe, III [D-WV]` in natural order: `Joe Manchin III`; None if it has another form."""
    match = _FULL_NAME.fullmatch(" ".join(full_name.split()))
    if not match:
        return None
    return " ".join(part.strip() for part in match.group("first", "last", "suffix") if part)


def committee(writer: RecordWriter, code: str, name: str | None, fallback_name: str | None = None) -> EntityRef | None:
    """A committee by its code (`ssju00`); None if that is invalid. `fallback_name` is used if there is no name."""
    description = _committee(code.lower(), name, fallback_name)
    return writer.add_described_actor(description) if description else None


@lru_cache(maxsize=8192)
def _committee(code: str, name: str | None, fallback_name: str | None) -> ActorDescription | None:
    if not _COMMITTEE.fullmatch(code):
        return None
    known = one_line(name, NAME_LENGTH)
    others = None if known else fallback_name
    return describe_actor(f"us-committee-{code}", "government_body", name=known, alt_name=others, committee=code)


def name_with_chamber(name: str, body: str | None) -> str:
    """`Judiciary Committee` of the Senate: `Senate Judiciary Committee`."""
    return name if not body or name.startswith((body, "Joint")) else f"{body} {name}"


def party(writer: RecordWriter, text: str) -> EntityRef | None:
    """A party by its name in a record (`Democrat`); None for independents."""
    known = text.strip()
    if known.lower() in _NO_PARTY:
        return None
    known = _PARTIES.get(known.lower(), known)
    return writer.add_actor(f"us-party-{slug(known)}", "party", name=f"{known} Party")
