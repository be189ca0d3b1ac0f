"""Exports: one format, one file. `FORMATS` says which there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from graph.export.gexf import write_gexf
from graph.export.svg import write_svg

if TYPE_CHECKING:
    from typing import BinaryIO, TypeAlias

    from graph.export.walk import Mirror

    Writer: TypeAlias = Callable[[Mirror, BinaryIO], None]


class Format(NamedTuple):
    """A file format: its name for people, its media type, and what writes a mirror in it."""

    name: str
    media_type: str
    write: Writer


FORMATS: Mapping[str, Format] = {
    "gexf": Format("GEXF 1.3", "application/gexf+xml", write_gexf),
    "svg": Format("SVG picture", "image/svg+xml", write_svg),
}
"""By suffix, without the leading dot."""
