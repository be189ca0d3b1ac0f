"""The W3C tests of SPARQL 1.1, read from their manifests: what is asked, of which data, and what must come out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyoxigraph as ox

ROOT = Path(__file__).parents[4] / "shared" / "suites" / "sparql11"
ABSENT = "the W3C tests are absent: shared/suites/sparql11 beside the checkout"
BASE = "http://suite.example/"
_PREFIXES = {
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "qt": "http://www.w3.org/2001/sw/DataAccess/tests/test-query#",
    "ut": "http://www.w3.org/2009/sparql/tests/test-update#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
}
_CASES = """
SELECT ?test ?kind ?query ?result {
    ?manifest mf:entries/rdf:rest*/rdf:first ?test . ?test a ?kind ; mf:action ?action .
    OPTIONAL { ?action qt:query|ut:request ?named }
    OPTIONAL { ?test mf:result ?result FILTER isIRI(?result) }
    BIND(COALESCE(?named, ?action) AS ?query) FILTER isIRI(?query)
} ORDER BY ?test
"""
_DATA = "SELECT ?test ?data { ?test mf:action/qt:data ?data FILTER isIRI(?data) } ORDER BY ?data"
_GRAPHS = "SELECT ?test ?data { ?test mf:action/qt:graphData ?data FILTER isIRI(?data) } ORDER BY ?data"


@dataclass(frozen=True, slots=True)
class Case:
    """One test. `data` are files of the default graph, `graphs` files of named graphs, whose names are their IRIs."""

    name: str
    kind: str
    query: Path
    result: Path | None
    data: tuple[Path, ...]
    graphs: tuple[Path, ...]

    @property
    def text(self) -> str:
        """The query."""
        return self.query.read_text(encoding="utf-8")


def cases(*kinds: str) -> list[Case]:
    """The tests of these kinds, in all folders; none where the suite is absent."""
    found = [case for manifest in sorted(ROOT.glob("*/manifest.ttl")) for case in _read(manifest)]
    return [case for case in found if case.kind in kinds]


def iri(path: Path) -> str:
    """The address that a file of the suite has in the tests."""
    return BASE + path.relative_to(ROOT).as_posix()


def _read(manifest: Path) -> Iterator[Case]:
    store = ox.Store()
    store.load(path=str(manifest), format=ox.RdfFormat.TURTLE, base_iri=iri(manifest))
    for row in _rows(store, _CASES):
        test = row["test"]
        yield Case(
            f"{manifest.parent.name}/{test.value.rpartition('#')[2]}",
            row["kind"].value.rpartition("#")[2],
            _path(row["query"]),
            _path(row["result"]) if row["result"] else None,
            tuple(_files(store, _DATA, test)),
            tuple(_files(store, _GRAPHS, test)),
        )


def _files(store: ox.Store, query: str, test: object) -> Iterator[Path]:
    return (_path(row["data"]) for row in _rows(store, query) if row["test"] == test)


def _rows(store: ox.Store, query: str) -> Iterator[Any]:
    found: Any = store.query(query, prefixes=_PREFIXES)
    return iter(found)


def _path(node: ox.NamedNode) -> Path:
    return ROOT / node.value.removeprefix(BASE)
