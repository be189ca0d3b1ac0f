"""Values of actors and ties as single cells, for programs that know texts, truth values and numbers alone.

The same attribute has the same type everywhere: a number is always a float, and several texts are one, parted by "; ".
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from graph.export.writing.escaping import printable
from graph.export.writing.table_columns import joined

Value: TypeAlias = str | bool | float


def flat(values: Mapping[str, Any]) -> dict[str, Value]:
    """These values, of `attributes.actor_values` or `tie_values`, each as one cell."""
    return {name: _cell(value) for name, value in values.items()}


def _cell(value: Any) -> Value:
    match value:
        case str():
            return printable(value)
        case bool():
            return value
        case list():
            return printable(joined(value))
        case _:
            return float(value)
