"""Which actors of public records go into curated tables, chosen by identifier."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from graph.model.statements import Value
from loaders.core.loader import StatementWriter
from loaders.core.strict_csv import read_table

COLUMNS = ("identifier", "value", "why")
BY_ID = "id"
"""Written in the column `identifier` where the value is the id of an actor, for actors without an identifier."""


class ActorSelection(NamedTuple):
    """Identifiers of the chosen actors. A value that ends with `*` matches every value with that beginning."""

    exact: frozenset[tuple[str, str]]
    prefixes: tuple[tuple[str, str], ...]

    def selects(self, slug: str, identifiers: Mapping[str, Sequence[Value]]) -> bool | None:
        """Whether an actor with this id and these properties is chosen.

        None if its id is not, and it has no identifier of a kind in the selection.
        """
        if (BY_ID, slug) in self.exact:
            return True
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
    """Read the selection from a table; problems are reported to the writer."""
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
