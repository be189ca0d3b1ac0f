"""The graphs of a version as N-Triples, one after the other and in pieces, for upload to another store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from tempfile import SpooledTemporaryFile

import pyoxigraph as ox

DEFAULT = ""
"""The name of the default graph, which has none."""

_IN_MEMORY = 8 * 1024 * 1024


@dataclass(frozen=True)
class GraphText:
    """One graph as N-Triples. With blank nodes it is sent in one piece, since their labels are valid only within it."""

    file: SpooledTemporaryFile[bytes]
    digest: str
    length: int
    has_blanks: bool

    def chunks(self, most_bytes: int) -> Iterator[bytes]:
        """Its lines in pieces of about `most_bytes` bytes; one empty piece for an empty graph."""
        self.file.seek(0)
        if self.has_blanks or self.length <= most_bytes:
            yield self.file.read()
            return
        while chunk := self.file.read(most_bytes):
            yield chunk + self.file.readline()


def graph_names(store: ox.Store) -> list[str]:
    """The named graphs, in order."""
    return sorted(name.value for name in store.named_graphs() if isinstance(name, ox.NamedNode))


@contextmanager
def graph_text(store: ox.Store, name: str) -> Iterator[GraphText]:
    """The text of one graph, kept in a temporary file if it is large. `name` is its IRI, or DEFAULT."""
    graph = ox.NamedNode(name) if name else ox.DefaultGraph()
    with SpooledTemporaryFile[bytes](_IN_MEMORY) as file:
        store.dump(file, ox.RdfFormat.N_TRIPLES, from_graph=graph)
        size, seen, has_blanks = file.tell(), sha256(), False
        file.seek(0)
        for line in file:
            seen.update(line)
            has_blanks = has_blanks or b"_:" in line
        yield GraphText(file, seen.hexdigest(), size, has_blanks)
