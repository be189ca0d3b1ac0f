"""Exports to files: written aside and renamed, so that nothing half-written stays."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO, cast

from graph.export import FORMATS
from graph.mirror import Mirror


def write_export(part: Mirror, out: Path) -> str:
    """Write a part of the graph in the format that the file's ending names; what was written, in words."""
    form = FORMATS.get(out.suffix.removeprefix("."))
    if form is None:
        raise ValueError(f"no export to {out.suffix or out.name!r}: end the name with .{', .'.join(FORMATS)}")
    with tempfile.NamedTemporaryFile(dir=out.absolute().parent, prefix=f".{out.name}.", delete=False) as aside:
        try:
            form.write(part, cast(BinaryIO, aside))
            aside.flush()
            Path(aside.name).chmod(0o644)
            Path(aside.name).replace(out)
        except BaseException:
            Path(aside.name).unlink(missing_ok=True)
            raise
    return f"{form.name}, {part.number_of_nodes():,} actors, {part.number_of_edges():,} ties"
