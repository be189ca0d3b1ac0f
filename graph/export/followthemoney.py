"""FollowTheMoney entities, one JSON object a line, as OpenAleph and OpenSanctions tools load them.

`ftm.toml` says which schema a kind or a relation becomes. An actor without a name of its own in FollowTheMoney keeps
its kind in `keywords` or, for documents, in `summary`. Amounts are known to Payment alone; on other links they are
told in the summary, together with quantities, notes and claim status.
"""

from __future__ import annotations

import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from graph.export.writing import colours, file_metadata
from graph.export.writing.escaping import printable
from graph.export.writing.exporter import Attributes, Sources, TextExporter, notes, plain_digits
from graph.export.writing.json_writer import dumps
from graph.model.hedges import hedged

DATASET = "reentry_graph"


class FollowTheMoneyExporter(TextExporter):
    """FollowTheMoney entities: actors, then ties."""

    name = "FollowTheMoney entities"
    media_type = "application/x-ndjson"

    def nodes(self) -> Iterator[str]:
        """One entity for each actor."""
        for slug, actor in self.subgraph.actors():
            yield self._entity(slug, _schema(actor["kind"]), _actor_properties(slug, actor, self.context.sources))

    def ties(self) -> Iterator[str]:
        """One entity for each tie."""
        for origin, target, tie_id, tie in self.subgraph.ties():
            schemata = [_schema(self.subgraph.actor(end)["kind"]) for end in (origin, target)]
            link = _link(tie["kind"], schemata)
            ends = {link["from"][0]: [origin], link["to"][0]: [target]}
            yield self._entity(tie_id, link["schema"], ends | _tie_properties(tie_id, tie, link, self.context.sources))

    def _entity(self, key: str, schema: str, properties: Mapping[str, list[str]]) -> str:
        cleaned = {name: list(filter(_shows, map(printable, values))) for name, values in properties.items()}
        known = {name: values for name, values in cleaned.items() if values}
        entity = {"id": key, "schema": schema, "properties": known, "datasets": [DATASET]}
        return f"{dumps(entity | {'version': self.subgraph.version})}\n"


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _shows(text: str) -> bool:
    """Whether a text has more than blanks, quotes and invisible characters; FollowTheMoney refuses others as names."""
    return any(letter not in "'\"" and unicodedata.category(letter)[0] not in "ZC" for letter in text)


def _schema(kind: str) -> str:
    kinds = _words()["kinds"]
    return str(kinds[kind] if kind in kinds else kinds["otherwise"])


def _link(relation: str, schemata: list[str]) -> Mapping[str, Any]:
    """The words for a relation whose ends have these schemata."""
    relations, ranges = _words()["relations"], _words()["ranges"]
    link: Mapping[str, Any] = relations[relation] if relation in relations else relations["otherwise"]
    endpoint_schemata = [ranges[link[end][1]] for end in ("from", "to")]
    fits = all("*" in allowed or schema in allowed for schema, allowed in zip(schemata, endpoint_schemata, strict=True))
    return link if fits else relations["otherwise"]


def _actor_properties(slug: str, actor: Attributes, sources: Sources) -> dict[str, list[str]]:
    properties = {
        "name": [actor["name"] if _shows(printable(actor["name"])) else slug],
        "alias": list(actor["alt_names"]),
        "description": [actor["description"]] if actor["description"] else [],
        "keywords": [colours.look(actor["kind"]).label],
        "sourceUrl": _addresses(actor, sources),
    }
    schema = _schema(actor["kind"])
    if schema == "Document":
        properties |= {"title": [actor["name"]], "fileName": [slug]}
    if schema == "Address":
        properties["full"] = [actor["name"]]
    return properties | (_identifiers(actor) if schema in _words()["ranges"]["LegalEntity"] else {})


def _identifiers(actor: Attributes) -> dict[str, list[str]]:
    names = _words()["identifiers"]
    properties: dict[str, list[str]] = {}
    for key, value in actor["identifiers"]:
        if key in names:
            properties.setdefault(names[key], []).append(value)
    return properties


def _tie_properties(tie_id: str, tie: Attributes, link: Mapping[str, Any], sources: Sources) -> dict[str, list[str]]:
    properties = {
        link["role"]: list(tie["roles"]) or [tie["label"]],
        "startDate": [tie["start"]] if tie["start"] else [],
        "endDate": [tie["end"]] if tie["end"] else [],
        "summary": [_summary(tie)],
        "recordId": [tie_id],
        "sourceUrl": _addresses(tie, sources),
    }
    return properties | (_payment(tie) if link["schema"] == "Payment" else {})


def _payment(tie: Attributes) -> dict[str, list[str]]:
    if tie["amount"] is None:
        return {}
    amount = [plain_digits(tie["amount"])]
    return {
        "amount": amount,
        "amountUsd": amount if tie["currency"] == "USD" else [],
        "currency": [tie["currency"]] if tie["currency"] else [],
    }


def _summary(tie: Attributes) -> str:
    """What the link has no field for, in words."""
    figures = [
        hedged(f"{plain_digits(value)} {unit or ''}".strip(), hedge)
        for value, unit, hedge in (
            (tie["amount"], tie["currency"], tie["amount_hedge"]),
            (tie["quantity"], tie["unit"], tie["quantity_hedge"]),
        )
        if value is not None
    ]
    return "; ".join([tie["label"], *figures, *notes(tie), f"claim: {tie['claim_status'] or 'unknown'}"])


def _addresses(facts: Attributes, sources: Sources) -> list[str]:
    known = ((key, sources.get(key, {})) for key in facts["sources"])
    return [source.get("source_url") or file_metadata.SOURCE_BASE + key for key, source in known]
