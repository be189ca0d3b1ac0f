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
from typing import TYPE_CHECKING, Any, BinaryIO

from graph.export.writing import colours, file_metadata, graph_writer
from graph.export.writing.escaping import printable
from graph.export.writing.json_writer import dumps

if TYPE_CHECKING:
    from graph.export.writing.graph_writer import Facts
    from graph.export.writing.table_columns import Sources
    from graph.index.subgraph import Subgraph

DATASET = "reentry_graph"


def write_ftm(subgraph: Subgraph, out: BinaryIO, *, sources: Sources | None = None) -> None:
    """Write actors, then ties; `sources` gives the addresses of what they rest on."""
    graph_writer.write_text(out, (f"{dumps(entity)}\n" for entity in _entities(subgraph, sources or {})))


@lru_cache(maxsize=1)
def _words() -> Mapping[str, Any]:
    return tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))


def _entities(subgraph: Subgraph, sources: Sources) -> Iterator[dict[str, Any]]:
    version = subgraph.version
    for slug, actor in subgraph.actors():
        yield _entity(slug, _schema(actor["kind"]), _actor_properties(slug, actor, sources), version)
    for origin, target, tie_id, tie in subgraph.ties():
        schemata = [_schema(subgraph.actor(end)["kind"]) for end in (origin, target)]
        link = _link(tie["kind"], schemata)
        ends = {link["from"][0]: [origin], link["to"][0]: [target]}
        yield _entity(tie_id, link["schema"], ends | _tie_properties(tie_id, tie, link, sources), version)


def _entity(key: str, schema: str, properties: Mapping[str, list[str]], version: str) -> dict[str, Any]:
    cleaned = {name: list(filter(_shows, map(printable, values))) for name, values in properties.items()}
    told = {name: values for name, values in cleaned.items() if values}
    return {"id": key, "schema": schema, "properties": told, "datasets": [DATASET], "version": version}


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
    asked = [ranges[link[end][1]] for end in ("from", "to")]
    fits = all("*" in allowed or schema in allowed for schema, allowed in zip(schemata, asked, strict=True))
    return link if fits else relations["otherwise"]


def _actor_properties(slug: str, actor: Facts, sources: Sources) -> dict[str, list[str]]:
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


def _identifiers(actor: Facts) -> dict[str, list[str]]:
    names = _words()["identifiers"]
    found: dict[str, list[str]] = {}
    for key, value in actor["identifiers"]:
        if key in names:
            found.setdefault(names[key], []).append(value)
    return found


def _tie_properties(tie_id: str, tie: Facts, link: Mapping[str, Any], sources: Sources) -> dict[str, list[str]]:
    properties = {
        link["role"]: list(tie["roles"]) or [tie["label"]],
        "startDate": [tie["start"]] if tie["start"] else [],
        "endDate": [tie["end"]] if tie["end"] else [],
        "summary": [_summary(tie)],
        "recordId": [tie_id],
        "sourceUrl": _addresses(tie, sources),
    }
    return properties | (_payment(tie) if link["schema"] == "Payment" else {})


def _payment(tie: Facts) -> dict[str, list[str]]:
    if tie["amount"] is None:
        return {}
    amount = [graph_writer.number(tie["amount"])]
    return {
        "amount": amount,
        "amountUsd": amount if tie["currency"] == "USD" else [],
        "currency": [tie["currency"]] if tie["currency"] else [],
    }


def _summary(tie: Facts) -> str:
    """What the link has no field for, in words."""
    figures = [
        f"{graph_writer.number(value)} {unit or ''}".strip()
        for value, unit in ((tie["amount"], tie["currency"]), (tie["quantity"], tie["unit"]))
        if value is not None
    ]
    return "; ".join([tie["label"], *figures, *graph_writer.notes(tie), f"claim: {tie['claim_status'] or 'unknown'}"])


def _addresses(facts: Facts, sources: Sources) -> list[str]:
    known = ((key, sources.get(key, {})) for key in facts["sources"])
    return [source.get("source_url") or file_metadata.SOURCE_BASE + key for key, source in known]
