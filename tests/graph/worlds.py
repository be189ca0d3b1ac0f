"""Small graphs for the tests of questions, written as one line for each tie."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from graph.index.open_version import OpenVersion
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Record, Records


def tie(one: str, relation: str, other: str, /, **facts: Any) -> tuple[str, Record]:
    """One tie and its id. `sources` are ids; the first digit in one, as in `s2`, is its tier."""
    terms = vocabulary().relations[relation]
    sources = tuple(sorted(facts.pop("sources", ("s1",))))
    note, status = facts.pop("note", None), facts.pop("claim_status", "stated")
    marks = [str(value) for name in ("start", "end", "amount") if (value := facts.get(name)) is not None]
    key = facts.pop("key", "--".join([one, relation.replace("_", "-"), other, *marks]))
    told = {"role": None, "locator": None, "note": note, "claim_status": status}
    record: Record = {
        "from": one,
        "to": other,
        "kind": relation,
        "label": terms.label,
        "inverse_label": terms.inverse_label,
        "roles": (),
        "start": None,
        "end": None,
        "valid_from": None,
        "valid_until": None,
        "amount": None,
        "currency": None if facts.get("amount") is None else "USD",
        "amount_hedge": None,
        "cumulative": None,
        "quantity": None,
        "unit": None,
        "quantity_hedge": None,
        "claim_status": status,
        "attested": (),
        "conflicts": (),
        "differences": (),
        "money_in": (),
        "may_be": (),
        "sources": sources,
        "receipts": tuple({"source": source, **told, "states": {}} for source in sources),
    }
    return key, record | facts


def graph_of(*ties: tuple[str, Record], actors: Iterable[str] = (), **kinds: str) -> OpenVersion:
    """A graph of these ties. Actors are persons, but where `kinds` says otherwise; a name is the id in title case."""
    records = dict(sorted(ties))
    assert len(records) == len(ties), "two ties share an id: give one a key of its own"
    named = sorted({end for record in records.values() for end in (record["from"], record["to"])} | set(actors))
    sources = sorted({source for record in records.values() for source in record["sources"]})
    return OpenVersion(
        Records(
            {slug: _actor(slug, kinds.get(slug.replace("-", "_"), "person")) for slug in named},
            records,
            {},
            {source: _source(source) for source in sources},
        ),
        vocabulary(),
        "000001",
        "0" * 64,
    )


def _actor(slug: str, kind: str) -> Record:
    return {
        "kind": kind,
        "name": slug.replace("-", " ").title(),
        "alt_names": (),
        "description": None,
        "identifiers": (),
        "sources": (),
    }


def _source(key: str) -> Record:
    digits = [int(char) for char in key if char.isdigit()]
    blank = dict.fromkeys(("author", "published", "licence", "retrieved", "sha256"))
    address = f"https://example.org/{key}"
    return {"title": key, "source_url": address, "publisher": key, "tier": digits[0], "dataset": "test", **blank}
