"""The parties of a filing: registrant, client, lobbyists, and the bodies that were lobbied."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from graph.model.statements import EntityRef
from loaders.core.congress_ids import chamber
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import clean_name
from loaders.geography.towns import town
from loaders.lda.filings import Filing, number
from loaders.readers.json_values import json_object, json_text

_COMPANY = re.compile(
    r"\b(?:L\.?L\.?C|L\.?L\.?P|P\.?L\.?L\.?C|L\.?P|LTD|PLC|CORP|CORPORATION|COMPANY|CO|PARTNERS|STRATEGIES|CONSULTING"
    r"|CONSULTANTS|GROUP|ASSOCIATES|HOLDINGS|BANK|SOLUTIONS)\b\.?",
    re.IGNORECASE,
)
_GOVERNMENT = re.compile(
    r"(?:CITY|COUNTY|STATE|TOWN|TOWNSHIP|VILLAGE|BOROUGH|COMMONWEALTH|GOVERNMENT|EMBASSY|PORT) (?:AND COUNTY )?OF\b.*"
    r"|.*\b(?:COUNTY(?:,? [A-Z]{2})?|NATION|TRIBE)",
    re.IGNORECASE,
)
_CHAMBERS = {1: "s", 2: "h"}
"""The numbers of the Senate and the House in the list of government bodies."""

_NAME_PARTS = ("first_name", "middle_name", "last_name", "suffix_display")


def parties(filing: Filing, writer: RecordWriter) -> tuple[EntityRef, EntityRef]:
    """The registrant and the client: one actor where someone lobbies for itself."""
    registrant, client = json_object(filing.data, "registrant"), json_object(filing.data, "client")
    named, for_whom = clean_name(writer, json_text(registrant, "name")), clean_name(writer, json_text(client, "name"))
    writer.count_value("name of a registrant", named)
    writer.count_value("name of a client", for_whom)
    firm = _actor(f"registrant-{filing.registrant}", named, registrant, writer)
    if named and for_whom and named.casefold() == for_whom.casefold():
        return firm, firm
    return firm, _actor(f"client-{filing.client}", for_whom, client, writer)


def lobbyist(data: Mapping[str, Any], writer: RecordWriter) -> EntityRef | None:
    """A lobbyist; None if nobody is named."""
    who = json_object(data, "lobbyist")
    code, known = number(who, "id"), clean_name(writer, *(json_text(who, key) for key in _NAME_PARTS))
    writer.count_value("name of a lobbyist", known and code)
    if not code or known is None:
        return None
    return writer.add_actor(f"us-lda-lobbyist-{code}", "person", name=known, lda=f"lobbyist-{code}")


def body(data: Mapping[str, Any], writer: RecordWriter) -> EntityRef | None:
    """A body that was lobbied."""
    code, known = number(data, "id"), clean_name(writer, json_text(data, "name"))
    if code in _CHAMBERS:
        return chamber(writer, _CHAMBERS[code])
    if not code or known is None:
        return None
    return writer.add_actor(f"us-lda-body-{code}", "government_body", name=known)


def _actor(code: str, known: str | None, data: Mapping[str, Any], writer: RecordWriter) -> EntityRef:
    who = writer.add_actor(f"us-lda-{code}", _kind(known or "", data), name=known, lda=code)
    if place := town(writer, json_text(data, "city"), json_text(data, "state")):
        writer.add_tie(who, "located_in", place)
    return who


def _kind(known: str, data: Mapping[str, Any]) -> str:
    """The kind of a party, guessed from its name, as filings do not give it."""
    if data.get("client_government_entity") is True or _GOVERNMENT.fullmatch(known):
        return "government_body"
    return "company" if _COMPANY.search(known) else "organization"
