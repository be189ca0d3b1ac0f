"""The graph as a file: which format a name asks for, and files written aside and renamed: none is half-written."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast

from api.export.subgraph_selection import Part
from api.http.current_version import CurrentVersion
from graph.export.exporters import FORMATS, STORE_FORMATS, Beside, Format, StoreFormat, TooLarge, suffix_of
from graph.export.writing.layout import MOST_FORCED
from graph.export.writing.layout_cache import Places
from graph.index.open_version import OpenVersion
from graph.index.subgraph import Subgraph
from graph.model.errors import ReentryError
from graph.precomputed import Kept
from graph.storage.suggestions import suggestion

Form: TypeAlias = Format | StoreFormat
OFFERED = (*FORMATS, *STORE_FORMATS)


class NoSuchForm(ReentryError, ValueError):
    """A file name asks for no format that there is."""

    problem, status = "unknown-format", 404

    def __init__(self, name: str) -> None:
        cure = suggestion(Path(name).suffix, (f".{ending}" for ending in OFFERED))
        super().__init__(f"there is no format for the name {name!r}{cure}")

    def members(self) -> Mapping[str, Any]:
        """The formats that there are."""
        return {"offered": list(OFFERED)}


def form_of(name: str) -> Form:
    """The format that a file's name asks for; raises NoSuchForm."""
    suffix = suffix_of(name)
    if suffix is None:
        raise NoSuchForm(name)
    return FORMATS.get(suffix) or STORE_FORMATS[suffix]


def part_for(form: Form, asked: Part, graph: OpenVersion) -> Subgraph:
    """The part that a file is to hold; raises Unknown, TooLarge."""
    part = asked.stream(graph)
    if isinstance(form, Format) and form.most_actors is not None and part.number_of_actors > form.most_actors:
        raise TooLarge(form, part.number_of_actors)
    return part


def has_places(form: Form, part: Subgraph) -> bool:
    """Whether places are computed for a file."""
    return isinstance(form, Format) and form.has_places and part.number_of_actors <= MOST_FORCED


def write(form: Form, part: Subgraph, current: CurrentVersion, out: BinaryIO, places: Places | None = None) -> None:
    """Write a part of the graph, or all of it."""
    if isinstance(form, StoreFormat):
        form.write(part, out, current.store, whole=part.is_whole)
    else:
        form.write(part, out, Beside(sources=current.graph.records.sources, positions=places or {}))


def write_export(asked: Part, current: CurrentVersion, out: Path) -> str:
    """Write a part of the graph in the format that the file's name asks for; what was written, in words.

    Raises NoSuchForm, Unknown, TooLarge, and ValueError for a file that cannot be.
    """
    form = form_of(out.name)
    part = part_for(form, asked, current.graph)
    folder = out.absolute().parent
    if out.is_dir() or not folder.is_dir():
        raise ValueError(f"cannot write {out}: {'it is a folder' if out.is_dir() else f'there is no folder {folder}'}")
    kept = Kept.beside(current.version)
    places = kept.answer(asked.places, current.graph) if has_places(form, part) else None
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{out.name}.", delete=False) as aside:
        try:
            write(form, part, current, cast(BinaryIO, aside), places)
            aside.flush()
            Path(aside.name).chmod(0o644)
            Path(aside.name).replace(out)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
    return f"{form.name}, {part.number_of_actors:,} actors, {part.number_of_ties:,} ties"
