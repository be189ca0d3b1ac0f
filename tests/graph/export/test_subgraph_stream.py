"""A file made of a streamed subgraph is the file made of the networkx graph."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest

from graph.export.file_formats import FORMATS
from graph.export.writing.exporter import ExportContext
from graph.index.filters import ALL, Filter
from graph.index.networkx_graph import NetworkxSubgraph
from graph.index.open_version import OpenVersion
from graph.index.subgraph_extraction import networkx_subgraph, subgraph_stream
from graph.model.dates import Moment
from graph.versions.version_folders import DataFolder

PARTS: dict[str, dict[str, Any]] = {
    "all": {},
    "money": {"tie_filter": Filter(families=frozenset({"money_tie"}))},
    "then": {"tie_filter": Filter(moment=Moment.as_of(date(2019, 6, 30), "certain"))},
    "around": {"around": ["cut50", "first-step-act"]},
    "money around": {"tie_filter": Filter(families=frozenset({"money_tie"})), "around": ["cut50"], "depth": 2},
    "nothing": {"tie_filter": Filter(relations=frozenset({"no_such_relation"}))},
}


@pytest.fixture(scope="module")
def shipped_graph(home: DataFolder) -> OpenVersion:
    """The shipped facts."""
    return OpenVersion.open(home.require())


def written(suffix: str, part: Any, context: ExportContext) -> bytes:
    out = io.BytesIO()
    FORMATS[suffix](part, out, context).write()
    return out.getvalue()


@pytest.mark.parametrize("asked", PARTS.values(), ids=PARTS)
@pytest.mark.parametrize(
    "suffix", [suffix for suffix, each in FORMATS.items() if not each.needs_store and suffix not in ("csv", "xlsx")]
)
def test_every_format_is_the_same(shipped_graph: OpenVersion, suffix: str, asked: dict[str, Any]) -> None:
    places = {slug: (float(n % 50), float(n // 50)) for n, slug in enumerate(shipped_graph.records.actors)}
    context = ExportContext(sources=shipped_graph.records.sources, positions=places)
    of_stream = written(suffix, subgraph_stream(shipped_graph, **asked), context)
    assert of_stream == written(suffix, NetworkxSubgraph(networkx_subgraph(shipped_graph, **asked)), context)


@pytest.mark.parametrize("asked", list(PARTS.values())[1:], ids=list(PARTS)[1:])
def test_the_quads_of_a_part_are_the_same(shipped_graph: OpenVersion, home: DataFolder, asked: dict[str, Any]) -> None:
    store = home.require().open_store()
    files = []
    for part in (subgraph_stream(shipped_graph, **asked), NetworkxSubgraph(networkx_subgraph(shipped_graph, **asked))):
        out = io.BytesIO()
        FORMATS["nq"](part, out, ExportContext(store=store)).write()
        files.append(out.getvalue())
    assert files[0] == files[1]


def test_only_all_of_a_version_is_the_whole(shipped_graph: OpenVersion) -> None:
    assert subgraph_stream(shipped_graph).is_whole
    assert not subgraph_stream(shipped_graph, ALL, around=["cut50"]).is_whole
    assert not subgraph_stream(shipped_graph, Filter(worst_tier=3)).is_whole


def test_degrees_count_a_tie_to_oneself_twice(shipped_graph: OpenVersion) -> None:
    degrees = subgraph_stream(shipped_graph).degrees()
    assert all(degrees[slug] == count for slug, count in shipped_graph.networkx_graph.degree())
