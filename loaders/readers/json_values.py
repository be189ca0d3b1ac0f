"""Values of JSON objects whose types nobody guarantees: a value of another type counts as missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

JsonObject: TypeAlias = Mapping[str, Any]


def json_text(data: JsonObject, key: str) -> str:
    """The text or whole number under a key, stripped; empty if there is none."""
    value = data.get(key)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def json_object(data: JsonObject, key: str) -> JsonObject:
    """The object under a key; empty if there is none."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def json_objects(data: JsonObject, key: str) -> list[JsonObject]:
    """The objects in the list under a key; none if there is no list."""
    value = data.get(key)
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []
