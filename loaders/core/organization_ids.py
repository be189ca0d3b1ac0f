"""Identifiers of organizations from registers: EIN, and org-id.guide ids such as `GB-CHC-1156077`."""

from __future__ import annotations

import re
from typing import NamedTuple

from graph.model.ids import slug
from loaders.core.local_ids import scoped_id

_ORG_ID = re.compile(r"([A-Z]{2}-[A-Z0-9]{2,12})-([A-Za-z0-9.-]+)", re.ASCII)
_EIN = re.compile(r"US-EIN-(\d{2})-?(\d{7})", re.ASCII)
_CHARITY = re.compile(r"\d{6,7}", re.ASCII)
_SCOTTISH = re.compile(r"SC\d{6}", re.ASCII)
_COMPANY = re.compile(r"\d{1,8}|[A-Z]{2}\d{6}", re.ASCII)


_NINE_DIGITS = re.compile(r"\d{9}", re.ASCII)
_PLACEHOLDER_EINS = frozenset({"000000000", "999999999", "123456789"})


def parse_ein(text: str) -> str | None:
    """An Employer Identification Number as nine digits, from text with or without dashes.

    None if it is none, or one that people enter to fill a field.
    """
    ein = text.replace("-", "")
    return ein if _NINE_DIGITS.fullmatch(ein) and ein not in _PLACEHOLDER_EINS else None


def ein_slug(ein: str) -> str:
    """The id of the organization with this EIN (nine digits)."""
    return f"us-ein-{ein}"


def printed_ein(ein: str) -> str:
    """Nine digits as an EIN is printed: `38-1234567`."""
    return f"{ein[:2]}-{ein[2:]}"


class OrganizationIds(NamedTuple):
    """The id of an organization here, and its identifiers in registers."""

    slug: str
    org_ids: tuple[str, ...]
    ein: str | None = None


def identify_organization(code: str, scope: str, *names: str, charity: str = "", company: str = "") -> OrganizationIds:
    """The ids of a party in a file of grants. A code of no register, or a name, is unique in `scope` only."""
    bare = " ".join(code.split())
    if match := _EIN.fullmatch(bare.upper()):
        ein = match[1] + match[2]
        return OrganizationIds(ein_slug(ein), (), printed_ein(ein))
    known = _register_ids(charity, company)
    if _ORG_ID.fullmatch(bare) and len(bare) <= 60:
        return OrganizationIds(f"org-{slug(bare)}", tuple(dict.fromkeys([bare, *known])))
    return OrganizationIds(scoped_id(scope, bare) if bare else scoped_id(scope, *names), tuple(known))


def _register_ids(charity: str, company: str) -> list[str]:
    ids = []
    if _CHARITY.fullmatch(charity):
        ids.append(f"GB-CHC-{charity}")
    elif _SCOTTISH.fullmatch(charity):
        ids.append(f"GB-SC-{charity}")
    if _COMPANY.fullmatch(company):
        ids.append(f"GB-COH-{company.zfill(8)}")
    return ids
