"""Exports to files: written aside and renamed, so that nothing half-written stays."""

from __future__ import annotations

import tempfile
from pathlib import Path

from graph.export import FORMATS
from graph.filters import Filter
from graph.knowledge import Knowledge
from graph.selection import selected


def write_export(knowledge: Knowledge, out: Path, only: Filter) -> str:
    """Write the graph in the format that the file's ending names; what was written, in words."""
    form = FORMATS.get(out.suffix.removeprefix("."))
    if form is None:
        raise ValueError(f"no export to {out.suffix or out.name!r}: end the name with .{', .'.join(FORMATS)}")
    part = selected(knowledge, only)
    with tempfile.NamedTemporaryFile(dir=out.absolute().parent, prefix=f".{out.name}.", delete=False) as aside:
        try:
            form.write(part, aside.file)
            aside.flush()
            Path(aside.name).chmod(0o644)
            Path(aside.name).replace(out)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
    return f"{form.name}, {part.number_of_nodes():,} actors, {part.number_of_edges():,} ties"
