"""The graph as a file: which format a name asks for, and files written aside and renamed: none is half-written."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast

from pyoxigraph import Store

from graph.export import FORMATS, STORE_FORMATS, Beside, Format, StoreFormat, suffix_of
from graph.knowledge import Knowledge
from graph.mirror import Mirror

Form: TypeAlias = Format | StoreFormat
OFFERED = (*FORMATS, *STORE_FORMATS)


class NoSuchForm(ValueError):
    """A file name asks for no format that there is."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no export to {name!r}: end the name with one of .{', .'.join(OFFERED)}")


def form_of(name: str) -> Form:
    """The format that a file's name asks for; raises NoSuchForm."""
    suffix = suffix_of(name)
    if suffix is None:
        raise NoSuchForm(name)
    return FORMATS.get(suffix) or STORE_FORMATS[suffix]


def write(form: Form, part: Mirror, knowledge: Knowledge, store: Store, out: BinaryIO) -> None:
    """Write a part of the graph, or all of it."""
    if isinstance(form, StoreFormat):
        form.write(part, out, store, whole=part is knowledge.mirror)
    else:
        form.write(part, out, Beside(sources=knowledge.records.sources))


def write_export(part: Mirror, knowledge: Knowledge, store: Store, out: Path) -> str:
    """Write a part of the graph in the format that the file's name asks for; what was written, in words."""
    form = form_of(out.name)
    folder = out.absolute().parent
    if out.is_dir() or not folder.is_dir():
        raise ValueError(f"cannot write {out}: {'it is a folder' if out.is_dir() else f'there is no folder {folder}'}")
    with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{out.name}.", delete=False) as aside:
        try:
            write(form, part, knowledge, store, cast(BinaryIO, aside))
            aside.flush()
            Path(aside.name).chmod(0o644)
            Path(aside.name).replace(out)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
    return f"{form.name}, {part.number_of_nodes():,} actors, {part.number_of_edges():,} ties"
