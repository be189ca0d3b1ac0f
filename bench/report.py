"""The results as one page: machine, versions, and a table for each question that was measured."""

from __future__ import annotations

import os
import platform
import subprocess
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

RESULTS = Path(__file__).with_name("RESULTS.md")
_TOOLS = ("pyoxigraph", "rdflib", "oxrdflib", "networkx", "fastapi", "uvicorn", "numpy")
_HEAD = "Written by `make bench`. Each section is one run, peers side by side; medians, and ratios to the peer."
_SECTION = "<!-- section: {} -->"


class Table(NamedTuple):
    """What was measured: a title, what it means in a sentence or two, columns and rows."""

    title: str
    note: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]]

    def lines(self) -> Iterator[str]:
        """As Markdown."""
        yield from (f"### {self.title}", "", self.note, "")
        yield f"| {' | '.join(self.columns)} |"
        yield f"|{'|'.join('---' if place == 0 else '---:' for place in range(len(self.columns)))}|"
        yield from (f"| {' | '.join(row)} |" for row in self.rows)
        yield ""


def machine() -> str:
    """The machine and the versions that a run was made on."""
    cores, gib = os.cpu_count(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    tools = ", ".join(f"{name} {version(name)}" for name in _TOOLS)
    model = next((line.split(":")[1].strip() for line in _cpu() if line.startswith("model name")), platform.machine())
    load = " ".join(f"{part:.1f}" for part in os.getloadavg())
    when = datetime.now(UTC).date().isoformat()
    python = f"Python {platform.python_version()}"
    return f"{when}, commit {_commit()}: {cores} cores ({model}), {gib:.0f} GiB, load before {load}; {python}, {tools}."


def _cpu() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _commit() -> str:
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    return done.stdout.strip() or "unknown"


def write(section: str, said: str, tables: Iterable[Table]) -> None:
    """Put the tables of one section in the place of those of an earlier run; the other sections stay."""
    held = _sections(RESULTS.read_text(encoding="utf-8")) if RESULTS.exists() else {}
    lines = [f"## {section.capitalize()}", "", said, ""]
    for table in tables:
        lines += table.lines()
    held[section] = "\n".join(lines).rstrip() + "\n"
    head = f"# Results\n\n{_HEAD}\n"
    body = "".join(f"\n{_SECTION.format(name)}\n{text}" for name, text in sorted(held.items()))
    RESULTS.write_text(head + body, encoding="utf-8")


def _sections(text: str) -> dict[str, str]:
    _, *parts = text.split("<!-- section: ")
    named = (part.split(" -->\n", 1) for part in parts)
    return {name: body.rstrip() + "\n" for name, body in named}
