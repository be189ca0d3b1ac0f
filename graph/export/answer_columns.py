"""The columns of a list: the fields of its answer's type, so that they are the same whatever an answer holds.

An object becomes a column for each of its fields (`actor_id`, `actor_name`). Of objects in a list, one cell holds what
tells them apart, parted by "; ". The hops of a path and the sides of a conflict get a row each.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from types import NoneType
from typing import Any, NamedTuple, NotRequired, Required, get_args, get_origin

from typing_extensions import get_type_hints, is_typeddict

ROWS_OF_THEIR_OWN = {"hops": "hop", "sides": "side"}
"""Lists inside an item of which each member gets a row, and what one member is called."""
BARE = "items"
"""What a list is called that is an answer by itself."""
_IN_ONE_CELL = frozenset(
    {
        *("id", "name", "title", "url", "label", "words", "from", "to", "dates", "amount", "currency", "amount_hedge"),
        *("source", "role", "locator", "note", "claim_status", "tie", "actor", "reason", "first", "last"),
        *("bill", "relation"),
    }
)
"""The fields of an object in a list that a cell shows: the other ones are in JSON."""


class Column(NamedTuple):
    """A column: the fields that lead to its values, and whether there may be several, which share a cell."""

    name: str
    path: tuple[str, ...]
    several: bool


class Table(NamedTuple):
    """A list of an answer. `own_rows` is the field whose members get a row each, if there is one."""

    name: str
    columns: tuple[Column, ...]
    own_rows: str | None

    @property
    def numbers(self) -> tuple[str, ...]:
        """The names of columns that count: items without an id, and those that get a row each."""
        if self.own_rows is None:
            return ()
        has_id = any(column.path == ("id",) for column in self.columns)
        return (*(() if has_id else (self.name.removesuffix("s"),)), ROWS_OF_THEIR_OWN[self.own_rows])


@lru_cache
def tables_of(answer: Any) -> tuple[Table, ...]:
    """The lists of objects that an answer has, in the order of its fields. One that is a list itself has that alone."""
    fields = get_type_hints(answer) if is_typeddict(answer) else {BARE: answer}
    items = ((name, _item(kind)) for name, kind in fields.items())
    return tuple(_table(name, item) for name, item in items if is_typeddict(item))


def _table(name: str, item: Any) -> Table:
    own_rows = next((field for field in get_type_hints(item) if field in ROWS_OF_THEIR_OWN), None)
    return Table(name, tuple(_columns(item, (), several=False)), own_rows)


def _columns(kind: Any, path: tuple[str, ...], *, several: bool) -> Iterator[Column]:
    """The columns of a field, or of an item where the path is empty."""
    kind, item = _plain(kind), _item(kind)
    if is_typeddict(kind):
        for field, inner in get_type_hints(kind).items():
            if not several or field in _IN_ONE_CELL:
                yield from _columns(inner, (*path, field), several=several)
    elif item is None:
        yield Column("_".join(ROWS_OF_THEIR_OWN.get(field, field) for field in path), path, several)
    elif path[-1] in ROWS_OF_THEIR_OWN:
        yield from _columns(item, path, several=False)
    elif not several:
        yield from _columns(item, path, several=True)


def _item(kind: Any) -> Any:
    """What a list holds; None for what is no list."""
    plain = _plain(kind)
    return _plain(get_args(plain)[0]) if get_origin(plain) is list else None


def _plain(kind: Any) -> Any:
    """A type without None, and without the mark of a field that may be missing."""
    if get_origin(kind) in {NotRequired, Required}:
        return _plain(get_args(kind)[0])
    choices: Sequence[Any] = [one for one in get_args(kind) if one is not NoneType]
    return _plain(choices[0]) if len(choices) == 1 and NoneType in get_args(kind) else kind
