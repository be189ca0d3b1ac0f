"""The elements of a return by local name, whichever of several names a schema year uses."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

from lxml import etree


class Node:
    """One element, with its children indexed by name."""

    __slots__ = ("_parts", "element")

    def __init__(self, element: etree._Element) -> None:
        self.element = element
        parts: dict[str, list[etree._Element]] = {}
        for child in element:
            parts.setdefault(_local(child.tag), []).append(child)
        self._parts = parts

    def text(self, names: Iterable[str]) -> str:
        """The text of the first of these children that has any; empty if none has."""
        for name in names:
            head, _, tail = name.partition("/")
            for child in self._parts.get(head, ()):
                if tail:
                    if text := Node(child).text((tail,)):
                        return text
                elif (value := child.text) and (value := value.strip()):
                    return value
        return ""

    def node(self, names: Iterable[str]) -> Node | None:
        """The first of these children."""
        return next(self.nodes(names), None)

    def nodes(self, names: Iterable[str]) -> Iterator[Node]:
        """All children with the first of these names that occurs."""
        for name in names:
            head, _, tail = name.partition("/")
            nodes = [Node(element) for element in self._parts.get(head, ())]
            if tail:
                nodes = [child for parent in nodes for child in parent.nodes((tail,))]
            if nodes:
                yield from nodes
                return

    def marked(self, names: Iterable[str], yes: frozenset[str]) -> bool:
        """Whether any of these checkboxes is ticked."""
        return any((child.text or "").strip() in yes for name in names for child in self._parts.get(name, ()))


@lru_cache(maxsize=4096)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
