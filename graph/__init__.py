"""The knowledge: RDF, versions, mirror, measures, queries and exports. Imports neither loaders nor api.

`from graph import open_graph` opens a version for a notebook. It is loaded when it is asked for, so that whoever wants
one module of this package waits for no other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.notebook import NotebookGraph as NotebookGraph
    from graph.notebook import open_graph as open_graph

__all__ = ["NotebookGraph", "open_graph"]


def __getattr__(name: str) -> object:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from graph import notebook  # noqa: PLC0415 - see above

    return getattr(notebook, name)
