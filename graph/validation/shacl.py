"""Facts validated against shapes.ttl: each problem names the node, the shape's message, the values and their sources.

pyshacl validates one partition after another, in separate processes: their memory is freed when they end, and several
run at once on several cores. Of the nodes that give a shape the same answer, one is checked for all; if it has a
problem, all of them are checked, so that each is named.
"""

from __future__ import annotations

import heapq
import json
import logging
import os
import subprocess
import sys
from collections.abc import Container, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby, islice, repeat
from pathlib import Path
from typing import TYPE_CHECKING

import pyoxigraph as ox

from graph.model.errors import ReentryError
from graph.model.statements import Place, Problem
from graph.rdf.default_graph import in_default_graph
from graph.rdf.nquads import parse
from graph.rdf.ontology import Vocabulary, vocabulary
from graph.rdf.terms import ref_of
from graph.storage import nquads_files
from graph.validation.equivalence_classes import EquivalenceClass, EquivalenceClasses, project_classes
from graph.validation.partitions import Neighborhood, Partition, Reader, partition_graph, subjects
from graph.validation.shape_questions import Answer
from graph.versions.build import ontology_lines
from graph.versions.version_folders import Version

PARTITION_LINES = 6_000
"""Lines that one process checks: selected half a second of work, which is as long as the process takes to start."""

MAX_LINES_AT_LOAD = 300_000
"""Most changed lines that a load checks before it publishes them: selected six seconds on two cores."""

_IN_PROCESS_LINES = 2_000  # fewer lines are checked sooner than a process starts
_MAX_JOBS = 4
_SUBCLASS = "<http://www.w3.org/2000/01/rdf-schema#subClassOf>"
if TYPE_CHECKING:
    from rdflib import Graph

_log = logging.getLogger(__name__)
_POINTED_AT = ox.NamedNode("http://www.w3.org/ns/shacl#targetObjectsOf")


class CheckFailed(ReentryError, RuntimeError):
    """The process that checked a partition crashed."""

    problem, exit_code = "check-crashed", 1


def validate(version: Version) -> list[Problem]:
    """All problems of the default graph of a version."""

    def read() -> Iterator[str]:
        quads = in_default_graph(map(parse, version.statement_lines()))
        return (quad.line for quad, is_default in quads if is_default)

    return validate_lines(read, vocabulary())


def validate_changes(
    fresh: Mapping[str, list[str]],
    current: Mapping[str, Path],
    terms: Vocabulary,
    max_lines: int | None = MAX_LINES_AT_LOAD,
) -> list[Problem]:
    """Problems of the nodes that differ between fresh datasets and the current ones of the same names.

    The other current datasets are part of the validated graph. If more than `max_lines` lines differ, nothing is
    validated and a warning is logged: it would take longer than the load itself.
    """
    changed = list(_changed(fresh, current))
    if not changed:
        return []
    if max_lines is not None and len(changed) > max_lines:
        text = "%s changed lines are not checked against the shapes: a load checks up to %s, `reentry check` checks all"
        _log.warning(text, f"{len(changed):,}", f"{max_lines:,}")
        return []
    unchanged = [path for name, path in current.items() if name not in fresh]
    return validate_lines(lambda: nquads_files.merged(unchanged, *fresh.values()), terms, subjects(changed))


def _changed(fresh: Mapping[str, list[str]], current: Mapping[str, Path]) -> Iterator[str]:
    """The lines that are only in the fresh dataset, or only in the current one."""
    for name, lines in fresh.items():
        if name in current:
            both = heapq.merge(lines, nquads_files.read(current[name]))
            yield from (line for line, same in groupby(both) if len(list(same)) == 1)
        else:
            yield from lines


def validate_lines(
    read: Reader, terms: Vocabulary, selected: Container[str] | None = None, size: int = PARTITION_LINES
) -> list[Problem]:
    """Problems of sorted N-Quads lines, or of the nodes with these IRIs in them.

    `read` returns the lines from the beginning each time it is called. `size` is the number of lines of a partition.
    """
    subclass_lines = tuple(_subclasses(terms))
    sample = _Sample(project_classes(subclass_lines))
    check = partial(partition_graph, read, selected, _pointer_properties(), size)
    problems = set(_problems(check(sample), subclass_lines, size))
    if suspicious := sample.only_given_by({problem.place.file for problem in problems}):
        all_of_them = check(partial(sample.gives_any, suspicious))
        problems |= set(_problems(all_of_them, subclass_lines, size))
    return sorted(problems, key=str)


class _Sample:
    """Admits each node that gives a shape an answer which no node before it has given."""

    def __init__(self, classes: EquivalenceClasses) -> None:
        self._classes = classes
        self._answers: dict[EquivalenceClass, frozenset[Answer]] = {}
        self._given = set[Answer]()
        self._by_name: dict[str, frozenset[Answer]] = {}
        """The answers of the admitted nodes, by the names that problems give these nodes."""

    def __call__(self, subject: str, lines: list[str], neighborhood: Neighborhood) -> bool:
        answers = self._answers_of(subject, lines, neighborhood)
        if answers <= self._given:
            return False
        self._given |= answers
        self._by_name[str(ref_of(subject) or subject)] = answers
        return True

    def only_given_by(self, wrong: Container[str]) -> frozenset[Answer]:
        """The answers that no admitted node gave but the ones of these names."""
        sound = set().union(*(answers for name, answers in self._by_name.items() if name not in wrong))
        return frozenset(self._given - sound)

    def gives_any(self, answers: frozenset[Answer], subject: str, lines: list[str], neighborhood: Neighborhood) -> bool:
        """Whether a node gives one of these answers."""
        return not answers.isdisjoint(self._answers_of(subject, lines, neighborhood))

    def _answers_of(self, subject: str, lines: list[str], neighborhood: Neighborhood) -> frozenset[Answer]:
        pointers = neighborhood.pointers.get(subject, ())
        cls = self._classes.class_of(subject, lines, neighborhood.classes, pointers)
        if cls not in self._answers:
            self._answers[cls] = self._classes.answers_of(cls)
        return self._answers[cls]


def _problems(partitions: Iterator[Partition], subclass_lines: Sequence[str], size: int) -> Iterator[Problem]:
    jobs = 1 if size < _IN_PROCESS_LINES else min(os.cpu_count() or 1, _MAX_JOBS)
    batch = list(islice(partitions, jobs))
    check = _check_here if sum(len(partition.lines) for partition in batch) < _IN_PROCESS_LINES else _check_in_process
    with ThreadPoolExecutor(jobs) as pool:
        while batch:
            for problems in pool.map(check, batch, repeat(subclass_lines)):
                yield from problems
            batch = list(islice(partitions, jobs))


def validate_graph(graph: Graph) -> list[Problem]:
    """Problems of an rdflib graph of facts, which need not contain the ontology."""
    from graph.validation.shacl_worker import graph_problems, rdf_graph  # noqa: PLC0415 (see _check_here)

    return graph_problems(graph + rdf_graph(_subclasses(vocabulary())))


def _subclasses(terms: Vocabulary) -> list[str]:
    return [line for line in ontology_lines(terms) if parse(line).predicate == _SUBCLASS]


def _pointer_properties() -> frozenset[str]:
    """The properties whose values a shape targets (`sh:targetObjectsOf`)."""
    turtle = Path(__file__).with_name("shapes.ttl").read_bytes()
    shapes = ox.parse(turtle, format=ox.RdfFormat.TURTLE)
    return frozenset(triple.object.value for triple in shapes if triple.predicate == _POINTED_AT)


def _check_here(partition: Partition, subclass_lines: Sequence[str]) -> list[Problem]:
    from graph.validation.shacl_worker import problems  # noqa: PLC0415 (pyshacl takes 0.2 s and 35 MB: only where it is used)

    return problems(partition, subclass_lines)


def _check_in_process(partition: Partition, subclass_lines: Sequence[str]) -> list[Problem]:
    """Check in a separate process. -P keeps it from importing modules of the working directory."""
    paths = [str(Path(__file__).parents[2]), os.environ.get("PYTHONPATH", "")]
    completed = subprocess.run(
        [sys.executable, "-P", "-m", "graph.validation.shacl_worker"],
        input=json.dumps({"partition": partition, "subclass_lines": subclass_lines}),
        env={**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths))},
        capture_output=True,
        text=True,
        check=False,
    )
    if completed.returncode:
        raise CheckFailed(
            f"the check against shapes.ttl crashed with exit code {completed.returncode}: {completed.stderr[-2000:]}"
        )
    return [Problem(Place(*place), text) for *place, text in json.loads(completed.stdout)]
