"""A networkx graph as the bytes of a file."""

from __future__ import annotations

import io
from typing import Any

from graph.export.writing.exporter import ExportContext, Exporter
from graph.index.networkx_graph import NetworkxSubgraph


def exported(exporter: type[Exporter], graph: Any, **context: Any) -> bytes:
    """The file that an exporter writes. `context` as for ExportContext; without positions, no layout is computed."""
    out = io.BytesIO()
    exporter(NetworkxSubgraph(graph), out, ExportContext(**({"positions": {}} | context))).write()
    return out.getvalue()
