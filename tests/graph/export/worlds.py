"""Worlds made by hypothesis: text that formats trip over, dates of every precision, parallel ties, ties to oneself."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from graph.model.hedges import HEDGES
from tests.graph.export.world import FILING, NEWS, SEVERITY, add_actor, add_tie, empty_world, receipt

TRAPS = (
    *(
        "]]>",
        "<![CDATA[x]]>",
        "&amp;",
        '"quoted"',
        "it's",
        "a|b, c;d",
        "back\\slash\\n",
        "end\\",
        "[",
        "null",
        "_x0041_",
    ),
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1"),
    *("\x00nul", "\x07bell", "\x1b[31m", "\x85next", "\u2028line", "\ufffe", "\uffff", "\ud800", "\ufeffmark"),
    *("\N{SLIGHTLY SMILING FACE}", "\N{WOMAN}\u200d\N{SCALES}", "مرحبا", "\u202eright to left", "שלום"),
    *(" spaces  ", "two\nlines", "cr\r\nlf", "tab\there"),
)

text = st.one_of(
    st.sampled_from(TRAPS),
    st.text(min_size=1, max_size=12),
    st.text(alphabet="\"\\'<>&]|,; \n\t=", min_size=1, max_size=8),
)
maybe_text = st.none() | text
texts = st.lists(text, max_size=3, unique=True).map(tuple)
amounts = st.none() | st.integers(0, 10**12) | st.decimals(0, 10**9, places=2)
spans = st.sampled_from([
    {},
    {"start": "2018-10", "valid_from": "2018-10-01"},
    {"end": "2019", "valid_until": "2019-12-31"},
    {"start": "2018", "valid_from": "2018-01-01", "end": "2020-02-29", "valid_until": "2020-02-29"},
])  # fmt: skip


@st.composite
def receipts(draw: st.DrawFn) -> list[dict[str, Any]]:
    sources = draw(st.lists(st.sampled_from([NEWS, FILING]), min_size=1, max_size=2, unique=True))
    return [receipt(source, draw(maybe_text), draw(st.sampled_from(SEVERITY)), draw(maybe_text)) for source in sources]


@st.composite
def worlds(draw: st.DrawFn) -> Any:
    graph = empty_world()
    slugs = [f"actor-{number}" for number in range(draw(st.integers(1, 4)))]
    for slug in slugs:
        facts = {"alt_names": draw(texts), "description": draw(maybe_text), "identifiers": draw(identifiers)}
        add_actor(graph, slug, draw(st.sampled_from(["person", "law", "ferry_boat"])), draw(text), **facts)
    for number in range(draw(st.integers(0, 5))):
        _draw_tie(draw, graph, f"tie-{number}", slugs)
    return graph


identifiers = st.lists(st.tuples(st.sampled_from(["ein", "website"]), text), max_size=2, unique=True).map(tuple)


def _draw_tie(draw: st.DrawFn, graph: Any, tie_id: str, slugs: list[str]) -> None:
    origin, target = draw(st.sampled_from(slugs)), draw(st.sampled_from(slugs))
    amount = draw(amounts)
    facts = draw(spans) | {
        "label": draw(text),
        "roles": draw(texts),
        "attested": draw(st.just(()) | st.just(("2018-10", "2019"))),
        "conflicts": draw(texts),
        "amount": amount,
        "currency": None if amount is None else "USD",
        "amount_hedge": draw(st.none() | st.sampled_from(HEDGES)),
        "cumulative": draw(st.none() | st.just(True)),
        "quantity": draw(st.none() | st.just(7) | st.just(Decimal("2.5"))),
        "unit": draw(maybe_text),
        "quantity_hedge": draw(st.none() | st.sampled_from(HEDGES)),
    }
    add_tie(
        graph,
        tie_id,
        origin,
        draw(st.sampled_from(["grants_to", "works_for"])),
        target,
        *draw(receipts()),
        **facts,
    )
