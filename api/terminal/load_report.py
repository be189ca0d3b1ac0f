"""The result of loading or checking public records, as lines for a terminal and as a file of JSON lines."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from loaders.core.record_loader import Remark

_SHOWN = 20
_WORDS = {
    "refused": "refused",
    "superseded": "skipped: another file has the record of the same source",
    "foreign": "skipped: no record of this kind in it",
    "note": "read in part",
}


def remark_lines(remarks: Sequence[Remark], report: Path | None, *, list_refused: bool) -> Iterator[str]:
    """How many files were not read as a whole; before that, if asked for, the first refused files and why."""
    refused = sorted(remark for remark in remarks if remark.what == "refused")
    if list_refused:
        yield from (f"{remark.file}: refused: {remark.reason}" for remark in refused[:_SHOWN])
    counted = Counter(remark.what for remark in {(one.what, one.file): one for one in remarks}.values())
    yield from (f"{_files(counted[what])} {words}" for what, words in _WORDS.items() if counted[what])
    if remarks and report is None:
        yield "add --report FILE to write each file and its reason to FILE, as JSON lines"


def _files(count: int) -> str:
    return "1 file" if count == 1 else f"{count:,} files"


def tally_line(tally: Mapping[str, int]) -> str:
    """How many things of each sort were read."""
    counted = ", ".join(
        f"{count:,} {name}" for name, count in sorted(tally.items()) if name.islower() and " of " not in name
    )
    return f"read {counted}"


def write_report(path: Path, remarks: Iterable[Remark]) -> None:
    """Write all remarks with their files and reasons, one JSON object a line, sorted."""
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for remark in sorted(remarks):
            out.write(json.dumps(remark._asdict(), ensure_ascii=False) + "\n")
