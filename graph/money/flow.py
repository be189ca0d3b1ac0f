"""Where money goes over several hands: funder, fund, fiscal sponsor, grantee; ready to be drawn as a Sankey diagram."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from typing_extensions import TypedDict

from graph.index.filters import ALL, Filter
from graph.index.open_version import OpenVersion
from graph.model.dates import Moment
from graph.model.hedges import hedge_of_sum
from graph.model.lazy_import import LazyModule
from graph.money.double_counting import RULE, reckon
from graph.money.flow_search import Link, MoneyPaths
from graph.money.not_gifts import NotGifts, is_financing, not_gifts_around
from graph.money.reckoning import Reckoning
from graph.money.sum_views import LeftOutView, left_out_view
from graph.views.dated_answers import DatedAnswer, undated_part
from graph.views.tie_views import ActorRef, Number, TieView, actor_ref, as_number, sources_of, tie_view

if TYPE_CHECKING:
    import networkx as nx
else:
    nx = LazyModule("networkx")

HOPS = 4
"""The most hands that are followed."""
LINKS = 500
"""The most links that are drawn."""


class FlowNode(TypedDict):
    """An actor that money comes from or goes to; `layer` 0 is where it starts. The amounts are of this flow alone.

    The hedges say what amounts that sources do not give exactly make of each: `at least`, `about`; None for none.
    """

    id: str
    actor: ActorRef
    layer: int
    received: Number
    received_hedge: str | None
    gave: Number
    gave_hedge: str | None


class FlowLink(TypedDict):
    """Gifts from one actor to another. `unknown` are ties that do not say how much; `value` is None if none counts.

    `not_gifts` are the loans, investments and repayments asked for with `also`; `value` does not include them.
    """

    source: str
    target: str
    value: Number | None
    value_hedge: str | None
    ties: list[TieView]
    unknown: list[TieView]
    left_out: list[LeftOutView]
    not_gifts: list[TieView]


class Circle(TypedDict):
    """Gifts that would lead back to where the money came from; a Sankey diagram cannot show them."""

    source: str
    target: str
    ties: list[str]
    sources: list[str]


class FlowAnswer(DatedAnswer):
    """Nodes and links of a Sankey diagram. `more` says that there are more links than `limit`: the smallest are cut.

    `not_gifts` are the loans, investments and repayments that a node gave or received; the flow does not follow them.
    """

    start: ActorRef | None
    end: ActorRef | None
    hops: int
    currency: str
    rule: str
    nodes: list[FlowNode]
    links: list[FlowLink]
    circles: list[Circle]
    not_gifts: NotGifts
    more: bool


def flow(
    graph: OpenVersion,
    *,
    start: str | None = None,
    end: str | None = None,
    hops: int = HOPS,
    also: frozenset[str] = frozenset(),
    tie_filter: Filter = ALL,
    currency: str = "USD",
    limit: int = LINKS,
) -> FlowAnswer:
    """The money that goes from `start`, comes to `end`, or both, over at most `hops` hands; raises Unknown.

    Without either, all money ties. `also` names relations that money may follow beside those of the money family and
    fiscal sponsorship (`part_of`, or `invested_in`, whose amounts no value includes). A gift made before its giver can
    have received the money is no part of the flow.
    """
    paths = MoneyPaths(graph, tie_filter, also)
    links = paths.links(start, end, max(1, min(hops, HOPS)))
    sums = {link: reckon(graph, _gifts(graph, link), currency) for link in links}
    drawn = sorted(links, key=lambda link: (-sums[link].total, link))[: max(1, min(limit, LINKS))]
    straight, round_about = _without_circles(sorted(drawn, key=lambda link: (link.hop, -sums[link].total, link)))
    nodes = _nodes(graph, straight, sums, [slug for slug in (start, end) if slug])
    return {
        "start": actor_ref(graph, start) if start else None,
        "end": actor_ref(graph, end) if end else None,
        "hops": hops,
        "currency": currency,
        "rule": RULE,
        "nodes": nodes,
        "links": [_link(graph, link, sums[link], tie_filter.moment) for link in straight],
        "circles": [_circle(graph, link) for link in round_about],
        "not_gifts": not_gifts_around(graph, (node["id"] for node in nodes), tie_filter, currency),
        "more": len(links) > len(drawn),
        **undated_part(graph, replace(tie_filter, relations=paths.relations)),
    }


def _gifts(graph: OpenVersion, link: Link) -> list[str]:
    """The ties of a link that may count in its value."""
    return [key for key in link.keys if not is_financing(graph, key)]


def _circle(graph: OpenVersion, link: Link) -> Circle:
    ties = list(link.keys)
    return {"source": link.source, "target": link.target, "ties": ties, "sources": sources_of(graph, ties)}


def _without_circles(links: list[Link]) -> tuple[list[Link], list[Link]]:
    """The links that run one way, and those that would lead back; of each circle the last link is left out."""
    digraph: nx.DiGraph[str] = nx.DiGraph()
    straight, round_about = list[Link](), list[Link]()
    for link in links:
        digraph.add_nodes_from((link.source, link.target))
        if nx.has_path(digraph, link.target, link.source):
            round_about.append(link)
        else:
            digraph.add_edge(link.source, link.target)
            straight.append(link)
    return straight, round_about


def _nodes(
    graph: OpenVersion, links: Iterable[Link], sums: dict[Link, Reckoning], ends: Iterable[str]
) -> list[FlowNode]:
    received, gave = defaultdict[str, list[Reckoning]](list), defaultdict[str, list[Reckoning]](list)
    digraph: nx.DiGraph[str] = nx.DiGraph()
    digraph.add_nodes_from(ends)
    for link in links:
        digraph.add_edge(link.source, link.target)
        gave[link.source].append(sums[link])
        received[link.target].append(sums[link])
    return [
        {
            "id": slug,
            "actor": actor_ref(graph, slug),
            "layer": layer,
            "received": _sum(received[slug]),
            "received_hedge": _hedge(received[slug]),
            "gave": _sum(gave[slug]),
            "gave_hedge": _hedge(gave[slug]),
        }
        for layer, slug in _layered(digraph)
    ]


def _sum(parts: Iterable[Reckoning]) -> Number:
    return sum(as_number(part.total) for part in parts)


def _hedge(parts: Iterable[Reckoning]) -> str | None:
    counted = [part for part in parts if part.counted]
    return hedge_of_sum((part.hedge for part in counted if part.hedge), len(counted))


def _layered(digraph: nx.DiGraph[str]) -> Iterator[tuple[int, str]]:
    for layer, slugs in enumerate(nx.topological_generations(digraph)):
        yield from ((layer, slug) for slug in sorted(slugs))


def _link(graph: OpenVersion, link: Link, reckoning: Reckoning, when: Moment | None) -> FlowLink:
    return {
        "source": link.source,
        "target": link.target,
        "value": as_number(reckoning.total) if reckoning.counted else None,
        "value_hedge": reckoning.hedge,
        "ties": [tie_view(graph, key, when) for key in reckoning.counted],
        "unknown": [tie_view(graph, key, when) for key in reckoning.unknown],
        "left_out": [left_out_view(graph, left_out, when) for left_out in reckoning.left_out],
        "not_gifts": [tie_view(graph, key, when) for key in link.keys if is_financing(graph, key)],
    }
