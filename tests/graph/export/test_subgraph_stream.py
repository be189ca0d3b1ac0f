"""A file made of a roll, read one tie after the other, is the file made of the mirror."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from graph.export.exporters import FORMATS, STORE_FORMATS, Beside
from graph.export.writing import graph_writer
from graph.index.filters import ALL, Filter
from graph.index.knowledge import Knowledge
from graph.index.subgraph import enrolled, selected
from graph.model.dates import Moment
from graph.versions.version_folders import Home

PARTS: dict[str, dict[str, Any]] = {
    "all": {},
    "money": {"only": Filter(families=frozenset({"money_tie"}))},
    "then": {"only": Filter(moment=Moment.as_of(date(2019, 6, 30), "certain"))},
    "around": {"around": ["cut50", "first-step-act"]},
    "money around": {"only": Filter(families=frozenset({"money_tie"})), "around": ["cut50"], "depth": 2},
    "nothing": {"only": Filter(relations=frozenset({"no_such_relation"}))},
}


@pytest.fixture(scope="module")
def shipped_graph(home: Home) -> Knowledge:
    """The shipped facts."""
    return Knowledge.open(home.require())


def written(suffix: str, part: Any, beside: Beside) -> bytes:
    out = io.BytesIO()
    FORMATS[suffix].write(part, out, beside)
    return out.getvalue()


@pytest.mark.parametrize("asked", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize("suffix", [suffix for suffix in FORMATS if suffix not in ("csv", "xlsx")])
def test_every_format_is_the_same(shipped_graph: Knowledge, suffix: str, asked: dict[str, Any]) -> None:
    places = {slug: (float(n % 50), float(n // 50)) for n, slug in enumerate(shipped_graph.records.actors)}
    beside = Beside(sources=shipped_graph.records.sources, positions=places)
    of_roll = written(suffix, enrolled(shipped_graph, **asked), beside)
    assert of_roll == written(suffix, selected(shipped_graph, **asked), beside)


@pytest.mark.parametrize("asked", PARTS.values(), ids=PARTS)
def test_the_quads_of_a_part_are_the_same(shipped_graph: Knowledge, home: Home, asked: dict[str, Any]) -> None:
    store = home.require().open_store()
    files = []
    for part in (enrolled(shipped_graph, **asked), selected(shipped_graph, **asked)):
        out = io.BytesIO()
        STORE_FORMATS["nq"].write(part, out, store)
        files.append(out.getvalue())
    assert files[0] == files[1]


def test_only_all_of_a_version_is_the_whole(shipped_graph: Knowledge) -> None:
    assert enrolled(shipped_graph).is_whole
    assert not enrolled(shipped_graph, ALL, around=["cut50"]).is_whole
    assert not enrolled(shipped_graph, Filter(worst_tier=3)).is_whole


def test_degrees_count_a_tie_to_oneself_twice(shipped_graph: Knowledge) -> None:
    degrees = graph_writer.degrees(enrolled(shipped_graph))
    assert all(degrees[slug] == count for slug, count in shipped_graph.mirror.degree())
