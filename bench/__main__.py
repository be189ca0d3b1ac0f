"""Run the benchmarks and write bench/RESULTS.md.

python -m bench [SECTION ...]      load, sparql, exports, scale, records, hostile; none means all
"""

from __future__ import annotations

import importlib
import sys

from bench.report import machine, write

SECTIONS = ("load", "sparql", "exports", "scale", "records", "hostile")


def main(names: list[str]) -> None:
    """Run these sections, or all."""
    for name in names or SECTIONS:
        if name not in SECTIONS:
            sys.exit(f"no section {name!r}: choose among {', '.join(SECTIONS)}")
        said = machine()
        print(f"{name}: {said}", flush=True)
        write(name, said, importlib.import_module(f"bench.{name}").tables())


if __name__ == "__main__":
    main(sys.argv[1:])
