"""Facts against shapes.ttl: every problem with the thing, the message of the shape, what there is and who states it.

The work is done by pyshacl, portion by portion, in processes of their own: their memory goes with them, and as many
run at once as there are cores to run on. Of things that no shape can tell apart, one is checked for all; where it is
wrong, all of them are checked, so that each is named.
"""

from __future__ import annotations

import heapq
import json
import logging
import os
import subprocess
import sys
from collections.abc import Container, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.model.errors import ReentryError
from graph.model.statements import Place, Problem
from graph.rdf.nquads import parse
from graph.rdf.ontology import Vocabulary, vocabulary
from graph.rdf.terms import ref_of
from graph.storage import nquads_files
from graph.validation.equivalence_classes import Form, Forms, forms
from graph.validation.partitions import Around, Portion, Reader, portions, subjects
from graph.versions.build import ontology_lines
from graph.versions.version_folders import Version

PORTION = 6_000
"""Lines that one process checks: about half a second of work, as long as the process takes to start."""

MOST_AT_LOAD = 300_000
"""Changed lines that are checked before they are published: about six seconds on two cores."""

_SMALL = 2_000  # lines: these are checked sooner than a process has started
_JOBS = 4
_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
if TYPE_CHECKING:
    from rdflib import Graph

_log = logging.getLogger(__name__)
_POINTED_AT = ox.NamedNode("http://www.w3.org/ns/shacl#targetObjectsOf")


class CheckFailed(ReentryError, RuntimeError):
    """The process that checked a portion ended without an answer."""

    problem, exit_code = "check-crashed", 1


def validate(version: Version) -> list[Problem]:
    """What is wrong with a version."""
    return validate_lines(version.statement_lines, vocabulary())


def validate_fresh(
    fresh: Mapping[str, list[str]], current: Mapping[str, Path], terms: Vocabulary, most: int | None = MOST_AT_LOAD
) -> list[Problem]:
    """What is wrong with the things that fresh datasets tell of otherwise than the held ones of the same name.

    The datasets held stand beside, where none of that name is fresh. Where more than `most` lines changed, nothing is
    checked and a warning says so: it would take longer than the load itself.
    """
    changed = list(_changed(fresh, current))
    if not changed:
        return []
    if most is not None and len(changed) > most:
        text = (
            "%s changed lines are not checked against the shapes: a load checks up to %s, `reentry check` all of them"
        )
        _log.warning(text, f"{len(changed):,}", f"{most:,}")
        return []
    staying = [path for name, path in current.items() if name not in fresh]
    return validate_lines(lambda: nquads_files.merged(staying, *fresh.values()), terms, subjects(changed))


def _changed(fresh: Mapping[str, list[str]], current: Mapping[str, Path]) -> Iterator[str]:
    """The lines that only the fresh dataset holds, or only the one held so far."""
    for name, lines in fresh.items():
        before = nquads_files.read(current[name]) if name in current else iter(())
        yield from (line for line, same in groupby(heapq.merge(lines, before)) if len(list(same)) == 1)


def validate_lines(
    read: Reader, terms: Vocabulary, about: Container[str] | None = None, size: int = PORTION
) -> list[Problem]:
    """What is wrong with sorted N-Quads lines, or with the things of these IRIs in them.

    `read` gives the lines from the beginning each time it is called.
    """
    one_of_each = _OneOfEach(forms())
    problems = set(_problems(portions(read, about, _pointing(), size, one_of_each), _subclasses(terms), size))
    if wrong := {
        one_of_each.form_of[problem.place.file] for problem in problems if problem.place.file in one_of_each.form_of
    }:
        all_of_them = portions(read, about, _pointing(), size, partial(one_of_each.is_among, wrong))
        problems |= set(_problems(all_of_them, _subclasses(terms), size))
    return sorted(problems, key=str)


class _OneOfEach:
    """Admits the first thing of each form."""

    def __init__(self, known: Forms) -> None:
        self._forms, self._seen = known, set[Form]()
        self.form_of: dict[str, Form] = {}
        """The forms of the things that were admitted, by the names that problems give them."""

    def __call__(self, subject: str, lines: list[str], around: Around) -> bool:
        form = self._form(subject, lines, around)
        if form in self._seen:
            return False
        self._seen.add(form)
        self.form_of[str(ref_of(subject) or subject)] = form
        return True

    def is_among(self, wanted: Container[Form], subject: str, lines: list[str], around: Around) -> bool:
        """Whether a thing is of one of these forms."""
        return self._form(subject, lines, around) in wanted

    def _form(self, subject: str, lines: list[str], around: Around) -> Form:
        return self._forms.form(subject, lines, around.classes, around.pointers.get(subject, ()))


def _problems(portions_to_check: Iterator[Portion], more: list[str], size: int) -> Iterator[Problem]:
    jobs = 1 if size < _SMALL else min(os.cpu_count() or 1, _JOBS)
    batch = list(islice(portions_to_check, jobs))
    checked = _checked if sum(len(portion.lines) for portion in batch) < _SMALL else _checked_apart
    with ThreadPoolExecutor(jobs) as pool:
        while batch:
            for of_portion in pool.map(checked, batch, repeat(more)):
                yield from of_portion
            batch = list(islice(portions_to_check, jobs))


def validate_graph(graph: Graph) -> list[Problem]:
    """What is wrong with an rdflib graph of facts; the classes of the ontology are known and need not be in it."""
    from graph.validation.shacl_worker import graph_problems, rdf_graph  # noqa: PLC0415 (see _checked)

    return graph_problems(graph + rdf_graph(_subclasses(vocabulary())))


def _subclasses(terms: Vocabulary) -> list[str]:
    return [line for line in ontology_lines(terms) if parse(line).predicate == _SUBCLASS]


def _pointing() -> frozenset[str]:
    """The properties whose values some shape looks at."""
    turtle = Path(__file__).with_name("shapes.ttl").read_bytes()
    shapes = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    return frozenset(triple.object.value for triple in shapes if triple.predicate == _POINTED_AT)


def _checked(portion: Portion, more: list[str]) -> list[Problem]:
    from graph.validation.shacl_worker import problems  # noqa: PLC0415 (pyshacl takes 0.2 s and 35 MB: only where it is used)

    return problems(portion, more)


def _checked_apart(portion: Portion, more: list[str]) -> list[Problem]:
    """Check in a process of its own. -P keeps it from importing what lies in the working directory."""
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    ended = subprocess.run(
        [sys.executable, "-P", "-m", "graph.validation.shacl_worker"],
        input=json.dumps({"portion": portion, "more": more}),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise CheckFailed(f"the check against shapes.ttl ended with {ended.returncode}: {ended.stderr[-2000:]}")
    return [Problem(Place(*place), text) for *place, text in json.loads(ended.stdout)]
