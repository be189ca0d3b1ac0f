"""Which actors of public records go into curated tables, chosen by identifier and by words of their names."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from graph.model.statements import Value
from loaders.core.loader import StatementWriter
from loaders.core.strict_csv import read_table

COLUMNS = ("identifier", "value", "why")
OPTIONAL = ("words",)
BY_ID = "id"
"""Written in the column `identifier` where the value is the id of an actor, for actors without an identifier."""
NOT = "not "
"""Written before the kind of an identifier to leave out an actor that another row chooses: `not ein`."""


class _Rule(NamedTuple):
    """A row of the table. A value that ends with `*` matches every value with that beginning."""

    identifier: str
    value: str
    words: tuple[str, ...]
    """Of these, the name must contain one at the beginning of a word; no words demand nothing."""

    def matches(self, slug: str, properties: Mapping[str, Sequence[Value]]) -> bool:
        """Whether it is about an actor with this id and these properties."""
        values = (slug,) if self.identifier == BY_ID else properties.get(self.identifier, ())
        return any(map(self._is_value, map(str, values))) and self._is_named(properties)

    def _is_value(self, value: str) -> bool:
        return value.startswith(self.value[:-1]) if self.value.endswith("*") else value == self.value

    def _is_named(self, properties: Mapping[str, Sequence[Value]]) -> bool:
        names = [f" {re.sub(r'[^a-z0-9]+', ' ', str(name).casefold())}" for name in properties.get("name", ())]
        return not self.words or any(f" {word}" in name for word in self.words for name in names)


class ActorSelection(NamedTuple):
    """Which actors are chosen, and which are not although other rows choose them."""

    chosen: tuple[_Rule, ...]
    refused: tuple[_Rule, ...]

    def selects(self, slug: str, properties: Mapping[str, Sequence[Value]]) -> bool | None:
        """Whether an actor with this id and these properties is chosen.

        None if its id is not, and it has no identifier of a kind in the selection.
        """
        if any(rule.matches(slug, properties) for rule in self.refused):
            return False
        if any(rule.matches(slug, properties) for rule in self.chosen):
            return True
        return None if properties.keys().isdisjoint(rule.identifier for rule in self.chosen) else False


def read_selection(file: Path, writer: StatementWriter) -> ActorSelection:
    """Read the selection from a table; problems are reported to the writer."""
    chosen, refused = list[_Rule](), list[_Rule]()
    for row in read_table(file, COLUMNS, writer, optional=OPTIONAL):
        with row:
            key, value, words = row.pop("identifier"), row.pop("value"), row.pop("words")
            writer.require(row.pop("why"), str)
        writer.require(value, str)
        rule = _Rule(key.text.removeprefix(NOT), value.text, _words(words.text))
        (refused if key.text.startswith(NOT) else chosen).append(rule)
    return ActorSelection(tuple(chosen), tuple(refused))


def _words(text: str) -> tuple[str, ...]:
    """`reentry|re-entry` as words that a name is searched for: small letters, signs as spaces."""
    parts = (" ".join(re.sub(r"[^a-z0-9]+", " ", part.casefold()).split()) for part in text.split("|"))
    return tuple(filter(None, parts))
