"""A small named world: six actors, eight ties, two sources."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import networkx as nx

NEWS = "news-2019"
FILING = "filing-2020"
SEVERITY = ("disputed", "opinion", "stated")


def receipt(source: str, note: str | None = None, status: str = "stated", role: str | None = None) -> dict[str, Any]:
    return {"source": source, "role": role, "locator": "para 3", "note": note, "claim_status": status, "states": {}}


def add_actor(graph: Any, slug: str, kind: str, name: str, **facts: Any) -> None:
    plain = {"alt_names": (), "description": None, "identifiers": (), "sources": (NEWS,)}
    graph.add_node(slug, kind=kind, name=name, **(plain | facts))


def add_tie(
    graph: Any, tie_id: str, origin: str, kind: str, target: str, *receipts: dict[str, Any], **facts: Any
) -> None:
    receipts = receipts or (receipt(NEWS),)
    plain = {
        "label": kind.replace("_", " "),
        "inverse_label": f"inverse of {kind.replace('_', ' ')}",
        "roles": (),
        "start": None,
        "end": None,
        "valid_from": None,
        "valid_until": None,
        "amount": None,
        "currency": None,
        "amount_hedge": None,
        "cumulative": None,
        "quantity": None,
        "unit": None,
        "quantity_hedge": None,
        "attested": (),
        "conflicts": (),
        "differences": (),
        "claim_status": min((each["claim_status"] for each in receipts), key=SEVERITY.index),
        "sources": tuple(sorted({each["source"] for each in receipts})),
        "receipts": tuple(receipts),
    }
    graph.add_edge(origin, target, key=tie_id, kind=kind, **(plain | facts))


def empty_world() -> Any:
    return nx.MultiDiGraph(version="000001", digest="0f" * 32)


def small_world() -> Any:
    graph = empty_world()
    _add_actors(graph)
    _add_ties(graph)
    return graph


def undated_world() -> Any:
    graph = small_world()
    for _, _, tie in graph.edges(data=True):
        tie.update(start=None, end=None, valid_from=None, valid_until=None)
    return graph


def _add_actors(graph: Any) -> None:
    add_actor(graph, "kim-kardashian", "person", "Kim Kardashian", alt_names=("Kim K", 'the "apprentice"'))
    add_actor(graph, "cut50", "organization", "#cut50", description="A campaign.\nNow Dream Corps Justice.")
    add_actor(
        graph,
        "anti-recidivism-coalition",
        "organization",
        "Anti-Recidivism Coalition",
        alt_names=("ARC",),
        identifiers=(("ein", "46-2131524"), ("website", "https://antirecidivism.org/?a=1&b=2")),
        sources=(FILING, NEWS),
    )
    add_actor(graph, "first-step-act", "law", "First Step Act")
    add_actor(graph, "jose-nunez", "person", "José Núñez 🙂")
    add_actor(graph, "a-place-alone", "place", "A place alone")


def _add_ties(graph: Any) -> None:
    kim, cut50, arc, act, jose = "kim-kardashian", "cut50", "anti-recidivism-coalition", "first-step-act", "jose-nunez"
    add_tie(
        graph,
        "t-apprentice",
        kim,
        "apprentice_at",
        cut50,
        receipt(NEWS, "four-year term"),
        receipt(FILING),
        label="is an apprentice at",
        inverse_label="trains",
        roles=("legal apprentice",),
        start="2018-10",
        valid_from="2018-10-01",
    )
    add_tie(
        graph,
        "t-gift",
        kim,
        "grants_to",
        arc,
        receipt(FILING, "share of $1 million"),
        amount=250000,
        currency="USD",
        start="2019",
        end="2019",
        valid_from="2019-01-01",
        valid_until="2019-12-31",
    )
    add_tie(
        graph,
        "t-gift-again",
        kim,
        "grants_to",
        arc,
        amount=Decimal("1000.50"),
        currency="USD",
        conflicts=("gift-size",),
    )
    add_tie(graph, "t-supports", cut50, "advocates_for", act, receipt(NEWS, status="disputed"))
    add_tie(graph, "t-visit", kim, "visited", jose, end="2017-05-31", valid_until="2017-05-31")
    add_tie(graph, "t-helps", arc, "serves", jose, quantity=1200, unit="people served")
    add_tie(graph, "t-helps-back", jose, "works_for", arc, roles=("life coach", "driver"))
    add_tie(graph, "t-self", arc, "partners_with", arc, receipt(FILING, "a tie to itself"))


def built_backwards(graph: Any) -> Any:
    """The same graph, built in the opposite order."""
    reverse: Any = nx.MultiDiGraph(**graph.graph)
    reverse.add_nodes_from(reversed(list(graph.nodes(data=True))))
    reverse.add_edges_from(reversed(list(graph.edges(keys=True, data=True))))
    return reverse
