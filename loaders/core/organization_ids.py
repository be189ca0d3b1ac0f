"""Organizations as registers number them: `GB-CHC-1156077` is a charity of England and Wales."""

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


class OrganizationIds(NamedTuple):
    """An organization by its numbers: the id of the actor, and its identifiers."""

    slug: str
    org_ids: tuple[str, ...]
    ein: str | None = None


def identify_organization(code: str, scope: str, *names: str, charity: str = "", company: str = "") -> OrganizationIds:
    """Who has this code in a file of grants; a code that no register gave, or none, holds within `scope` alone."""
    bare = " ".join(code.split())
    if match := _EIN.fullmatch(bare.upper()):
        return OrganizationIds(f"us-ein-{match[1]}{match[2]}", (), f"{match[1]}-{match[2]}")
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
