"""Ties as plain dictionaries with actors, receipts, dates and numbers, for the API, pages, command line and exports."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NotRequired

from typing_extensions import TypedDict

from graph.index.open_version import OpenVersion
from graph.model.dates import Certainty, Moment, parse_span
from graph.model.ids import BASE, plain_number
from graph.rdf.records import Record

Number = int | float


class Figures(TypedDict):
    """Dates, amount, quantity, claim status and conflicts of a tie or an outcome; None for what is not known."""

    start: str | None
    end: str | None
    attested: list[str]
    """The dates on which a source says that it held."""
    amount: Number | None
    currency: str | None
    amount_hedge: str | None
    """How the sources hedge the amount, as `more than`; None where they give it as it stands."""
    cumulative: bool | None
    """True if the amount is a running total."""
    quantity: Number | None
    unit: str | None
    quantity_hedge: str | None
    claim_status: str | None
    conflicts: list[str]
    """Ids of contradictions."""
    differences: list[str]
    """Ids of conflicts that are none: roundings, other scopes, later figures."""


class TieCertainty(TypedDict, total=False):
    """How certain it is that a tie held at the time that an answer is about."""

    certainty: Certainty


class ActorRef(TypedDict):
    """A reference to an actor."""

    id: str
    name: str
    kind: str


class SourceRef(TypedDict):
    """A reference to a source. `tier` is from 1 (strongest) to 3."""

    id: str
    title: str
    url: str
    publisher: str | None
    published: str | None
    tier: int | None


class Receipt(TypedDict):
    """A source that states a tie, with the place in it and the claim status (`stated`, `opinion`, `disputed`).

    `states` has the dates and numbers of the tie that this source gives, as it gives them.
    """

    source: SourceRef
    role: str | None
    locator: str | None
    note: str | None
    claim_status: str | None
    states: dict[str, Number | str]


class PossibleReceipt(Receipt):
    """A source whose statement may be about a tie, or about another of `may_be`. `id` is that of the statement."""

    id: str
    may_be: list[str]


TieView = TypedDict(
    "TieView",
    {
        "id": str,
        "iri": str,
        "relation": str,
        "label": str,
        "inverse_label": str,
        "from": ActorRef,
        "to": ActorRef,
        "roles": list[str],
        "start": str | None,
        "end": str | None,
        "attested": list[str],
        "dates": str,
        "amount": Number | None,
        "currency": str | None,
        "amount_hedge": str | None,
        "cumulative": bool | None,
        "quantity": Number | None,
        "unit": str | None,
        "quantity_hedge": str | None,
        "claim_status": str | None,
        "conflicts": list[str],
        "differences": list[str],
        "receipts": list[Receipt],
        "certainty": NotRequired[Certainty],
        "may_be": list[str],
        "possible_receipts": list[PossibleReceipt],
    },
)
"""A tie with its receipts. `dates` gives its dates in words, and says which of them is not known.

`certainty` is there in answers about a time: whether the tie held then for certain, or possibly.

`amount_hedge` and `quantity_hedge` say how sources put a number that they do not give exactly: `more than`.
`cumulative` is true if the amount is a running total. `conflicts` are contradictions, `differences` other conflicts.
`possible_receipts` are statements that may be about this tie or about another one; they are counted nowhere. Such a
statement has an id of its own, and `may_be` names the ties.
"""


def actor_ref(graph: OpenVersion, slug: str) -> ActorRef:
    """A reference to an actor; raises Unknown."""
    if slug not in graph.adjacency.numbers:
        graph.actor(slug)  # raises Unknown
    return actor_ref_at(graph, graph.adjacency.numbers[slug])


def actor_ref_at(graph: OpenVersion, number: int) -> ActorRef:
    """A reference to the actor with a number."""
    kind = graph.index.kind_names[graph.columns.actor_kind[number]]
    return {"id": graph.actor_ids[number], "name": graph.actor_names[number], "kind": kind}


def source_ref(graph: OpenVersion, key: str) -> SourceRef:
    """A reference to a source. One that is not described has its id as title."""
    source = graph.records.sources.get(key, {})
    return {
        "id": key,
        "title": source.get("title") or key,
        "url": source.get("source_url") or f"{BASE}source/{key}",
        "publisher": source.get("publisher"),
        "published": source.get("published"),
        "tier": source.get("tier"),
    }


def receipts(graph: OpenVersion, record: Record) -> list[Receipt]:
    """The receipts of a tie or an outcome, strongest source first."""
    views: list[Receipt] = [
        {
            "source": source_ref(graph, receipt["source"]),
            "role": receipt["role"],
            "locator": receipt["locator"],
            "note": receipt["note"],
            "claim_status": receipt["claim_status"],
            "states": stated_values(receipt),
        }
        for receipt in record["receipts"]
    ]
    if len(views) > 1:
        views.sort(key=lambda receipt: (receipt["source"]["tier"] or 9, receipt["source"]["id"]))
    return views


def possible_receipts(graph: OpenVersion, key: str) -> list[PossibleReceipt]:
    """The receipts of statements that may be about a tie, or about others."""
    return [
        {**receipt, "id": statement, "may_be": list(graph.tie(statement)["may_be"])}
        for statement in graph.reader.ambiguous_of.get(key, ())
        for receipt in receipts(graph, graph.tie(statement))
    ]


def sources_of(graph: OpenVersion, ties: Iterable[str]) -> list[str]:
    """Ids of the sources that support at least one of the ties, in order; raises Unknown."""
    return sorted({source for key in ties for source in graph.tie(key)["sources"]})


def tie_view(graph: OpenVersion, key: str, when: Moment | None = None) -> TieView:
    """One tie; with `when`, also how certain it is that it held then. Raises Unknown."""
    tie = graph.tie(key)
    return _tie_view(graph, key, tie, (actor_ref(graph, tie["from"]), actor_ref(graph, tie["to"])), when)


def tie_view_at(graph: OpenVersion, row: int, when: Moment | None = None) -> TieView:
    """The tie of a row; with `when`, also how certain it is that it held then."""
    columns = graph.columns
    ends = actor_ref_at(graph, columns.start[row]), actor_ref_at(graph, columns.end[row])
    return _tie_view(graph, graph.tie_ids[row], graph.tie_at(row), ends, when)


def _tie_view(
    graph: OpenVersion, key: str, tie: Record, ends: tuple[ActorRef, ActorRef], when: Moment | None
) -> TieView:
    is_event = graph.terms.relations[tie["kind"]].temporality == "event"
    certainty: TieCertainty = {"certainty": when.certainty_of(tie, is_event=is_event)} if when else {}
    return {
        "id": key,
        "iri": f"{BASE}tie/{key}",
        "relation": tie["kind"],
        "label": tie["label"],
        "inverse_label": tie["inverse_label"],
        "from": ends[0],
        "to": ends[1],
        "roles": list(tie["roles"]),
        "dates": dates_in_words(tie, is_event=is_event),
        **figures(tie),
        "receipts": receipts(graph, tie),
        **certainty,
        "may_be": list(tie["may_be"]),
        "possible_receipts": possible_receipts(graph, key),
    }


def dates_in_words(tie: Mapping[str, Any], *, is_event: bool) -> str:
    """The dates of a tie in words, including which of them is not known."""
    own = _own_dates(tie, is_event=is_event)
    if not tie["attested"]:
        return own
    if is_event:
        return _with_known_by(tie, own)
    first, last = tie["attested"][0], tie["attested"][-1]
    attested = f"attested {first}{'' if first == last else f' and {last}'}"
    return f"{own}; {attested}" if tie["start"] or tie["end"] else attested


def _with_known_by(tie: Mapping[str, Any], own: str) -> str:
    """The dates of an event with the earliest date by which it is known, if that says more than they do."""
    last_day = {text: span.last for text in tie["attested"] if (span := parse_span(text))}
    earliest = min(last_day, key=last_day.__getitem__)
    own_days = parse_span(tie["end"] or tie["start"])
    if own_days is None:
        return f"known by {earliest}"
    return f"{own}; known by {earliest}" if last_day[earliest] < own_days.last else own


def _own_dates(tie: Mapping[str, Any], *, is_event: bool) -> str:
    start, end = tie["start"], tie["end"]
    match start, end:
        case None, None:
            return "undated" if is_event else "start and end not known"
        case _, None if is_event:
            return str(start)
        case _, None:
            return f"from {start}, not known to have ended"
        case None, _:
            return f"until {end}, start not known"
        case _ if start == end:
            return str(start)
        case _:
            return f"{start} to {end}"


def figures(record: Record) -> Figures:
    """The dates, numbers, claim status, conflicts and differences of a tie or an outcome."""
    amount, quantity = record["amount"], record["quantity"]
    return {
        "start": record["start"],
        "end": record["end"],
        "attested": list(record["attested"]),
        "amount": None if amount is None else as_number(amount),
        "currency": record["currency"],
        "amount_hedge": record["amount_hedge"],
        "cumulative": record["cumulative"],
        "quantity": None if quantity is None else as_number(quantity),
        "unit": record["unit"],
        "quantity_hedge": record["quantity_hedge"],
        "claim_status": record["claim_status"],
        "conflicts": list(record["conflicts"]),
        "differences": list(record["differences"]),
    }


def stated_values(receipt: Mapping[str, Any]) -> dict[str, Number | str]:
    """The dates and numbers that the source of a receipt gives, for JSON."""
    return {name: it if isinstance(it, str) else as_number(it) for name, it in receipt["states"].items()}


def as_number(value: int | Decimal) -> Number:
    """A number for JSON: an int if it is whole, else a float.

    Decimals in the facts have at most six places, which a float shows unchanged.
    """
    if isinstance(value, int):
        return value
    return int(value) if value == value.to_integral_value() else float(plain_number(value))
