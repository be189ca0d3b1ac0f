"""Untrusted JSON and YAML, as plain lists, dicts and texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import yaml

from loaders.readers.input_files import RecordFile, RecordRefused
from loaders.readers.text_decoding import decode_utf8

DEPTH = 50
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


def parse_json(file: RecordFile) -> Any:
    """The content of a JSON file. Raises RecordRefused."""
    text = decode_utf8(file.data)
    try:
        return json.loads(text)
    except ValueError as error:
        raise RecordRefused(f"this is not JSON: {error}") from error


def parse_yaml(file: RecordFile) -> Any:
    """The content of a YAML file, scalars as text. Raises RecordRefused, also for aliases, which can grow endlessly."""
    text = decode_utf8(file.data)
    try:
        return _value(iter(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except yaml.YAMLError as error:
        raise RecordRefused(f"this is not YAML: {' '.join(str(error).split())}") from error


def _value(events: Iterator[yaml.Event]) -> Any:
    """Build lists and dicts without recursion, because a deeply nested file would overflow the stack."""
    root: list[Any] = []
    stack: list[tuple[Any, list[str]]] = [(root, [])]
    for event in events:
        holder, key = stack[-1]
        if isinstance(event, yaml.ScalarEvent):
            _put(holder, key, None if event.implicit[0] and event.value in _NULLS else event.value)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            child: Any = {} if isinstance(event, yaml.MappingStartEvent) else []
            _put(holder, key, child)
            stack.append((child, []))
            if len(stack) > DEPTH:
                raise RecordRefused(f"the file is nested deeper than {DEPTH} levels")
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            stack.pop()
        elif isinstance(event, yaml.AliasEvent):
            raise RecordRefused("the file has aliases (*name), which no record of this kind needs")
    return root[0] if root else None


def _put(holder: Any, key: list[str], value: Any) -> None:
    if isinstance(holder, list):
        holder.append(value)
    elif key:
        holder[key.pop()] = value
    elif isinstance(value, str):
        key.append(value)
    else:
        raise RecordRefused("a key of the file is not text")
