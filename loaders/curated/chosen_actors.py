"""What is chosen of public records, for tables of their own: which actors, by their identifiers, and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from graph.model.statements import Value
from loaders.core.loader import StatementWriter
from loaders.core.strict_csv import read_table

COLUMNS = ("identifier", "value", "why")


class ActorSelection(NamedTuple):
    """Identifiers of the actors that are chosen. A value that ends with `*` means all that begin so."""

    exact: frozenset[tuple[str, str]]
    prefixes: tuple[tuple[str, str], ...]

    def selects(self, identifiers: Mapping[str, Sequence[Value]]) -> bool | None:
        """Whether an actor with these values is chosen; None where it bears no identifier by which anything is."""
        pairs = [
            (key, str(value)) for key in self._identifier_kinds() & identifiers.keys() for value in identifiers[key]
        ]
        if not pairs:
            return None
        return any(self._matches(key, value) for key, value in pairs)

    def _identifier_kinds(self) -> frozenset[str]:
        return frozenset(key for key, _ in (*self.exact, *self.prefixes))

    def _matches(self, key: str, value: str) -> bool:
        return (key, value) in self.exact or any(
            key == prefix_key and value.startswith(head) for prefix_key, head in self.prefixes
        )


def read_selection(file: Path, writer: StatementWriter) -> ActorSelection:
    """The choice that a table holds; what is wrong with it is noted with the pen."""
    exact, prefixes = set[tuple[str, str]](), set[tuple[str, str]]()
    for row in read_table(file, COLUMNS, writer):
        with row:
            key, value = row.pop("identifier"), row.pop("value")
            writer.require(row.pop("why"), str)
        writer.require(value, str)
        if value.text.endswith("*"):
            prefixes.add((key.text, value.text[:-1]))
        else:
            exact.add((key.text, value.text))
    return ActorSelection(frozenset(exact), tuple(sorted(prefixes)))
