"""JSON written piece by piece: one element a line, the same bytes each time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from graph.export.writing.escaping import encodable


def dumps(value: Any) -> str:
    """One value on one line, in UTF-8 as it is; the order of keys is the caller's."""
    return encodable(json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def array(name: str, elements: Iterable[Any]) -> Iterator[str]:
    """`"name":[...]` with one element a line."""
    yield f"{dumps(name)}:["
    separator = "\n"
    for element in elements:
        yield f"{separator}{dumps(element)}"
        separator = ",\n"
    yield "\n]"
