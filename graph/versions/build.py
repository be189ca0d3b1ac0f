"""Build the next version from the files of its datasets, in a folder of its own, and publish it."""

from __future__ import annotations

import heapq
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version as tool_version
from pathlib import Path
from typing import NamedTuple

import pyoxigraph as ox

from graph.identity.actor_merging import is_decision_file, resolve
from graph.identity.canonical_statements import canonical_lines, is_canonical
from graph.identity.tie_lines import lines_of_matched_ties, tie_decisions, tie_matches
from graph.identity.tie_matching import TieDecisions, TieMatches
from graph.metadata.class_counts import ClassCounts
from graph.metadata.examples import example_lines
from graph.metadata.void import statistics
from graph.model.side_work import SideWork
from graph.model.statements import DataError, Problem
from graph.rdf import nquads
from graph.rdf.default_graph import in_default_graph
from graph.rdf.nquads import NQuad
from graph.rdf.ontology import Vocabulary
from graph.rdf.terms import ONTOLOGY_GRAPH
from graph.storage import nquads_files
from graph.storage.record_store import open_records
from graph.versions.index_files import write_index_files
from graph.versions.manifest import Manifest
from graph.versions.moved_ties import moved_ties
from graph.versions.store_building import build_store
from graph.versions.verification import faults, file_entries
from graph.versions.version_folders import (
    MANIFEST,
    MERGED_IDS,
    MERGED_TIES,
    PROJECT,
    SOURCES_ALONE,
    STATEMENTS,
    DataFolder,
    NoVersion,
    Version,
)

_log = logging.getLogger(__name__)
Contribution = Path | Iterable[str]
_MUCH = 5_000_000
"""Bytes of statements whose index files take longer to write than a process takes to start."""


class Published(NamedTuple):
    """A version, and whether it is new.

    `migrated_from` is the older format in which the same facts were kept so far; None where there were other facts.
    """

    version: Version
    is_new: bool
    migrated_from: int | None = None


def publish(
    data_folder: DataFolder,
    datasets: Mapping[str, Contribution],
    about: Mapping[str, Mapping[str, str]],
    vocabulary: Vocabulary,
    find_problems: Callable[[], list[Problem]] = list,
) -> Published:
    """Make these datasets the current version. The same facts as before publish nothing.

    Unless they are in the format of an earlier release: then they are published again, in the format of today.

    A dataset is the file of an earlier version, or sorted lines. `about` is what the manifest says of each dataset.
    `find_problems` is asked before the files of the version are built. Raises DataError with what it finds, CannotWrite
    where a file cannot be written. Call it within `data_folder.writing()`.
    """
    current, damaged = _current(data_folder)
    with data_folder.staging() as staged:
        paths, own = _stage(staged / "datasets", datasets), own_lines(vocabulary)
        digest = nquads_files.digest(nquads_files.merged(paths, own))
        is_same = current is not None and current.manifest.digest == digest
        if current is not None and is_same and not (current.is_outdated or damaged):
            return Published(current, is_new=False)
        files = _canonicalize(paths, staged, vocabulary)
        if problems := find_problems():
            raise DataError(problems)
        counts = _build(files, own, digest, staged, vocabulary)
        if current is not None and not (current.is_outdated or any(map(_has_ties, damaged))):
            _keep_links(staged, current)
        migrated_from = current.manifest.format if current is not None and is_same and not damaged else None
        described = _described(paths, about)
        name, listed = data_folder.next_name(), file_entries(staged)
        manifest = Manifest(name, digest, _now(), counts, described, _tools(), files=listed)
        (staged / MANIFEST).write_text(manifest.dump(), encoding="utf-8")
        return Published(data_folder.publish(staged, name), is_new=True, migrated_from=migrated_from)


def _current(data_folder: DataFolder) -> tuple[Version | None, list[str]]:
    """The current version, if it can be read at all, and those of its files that are damaged.

    What is damaged is never the reason not to publish: the next version takes its place.
    """
    try:
        current = data_folder.current()
    except NoVersion as error:
        _log.warning("%s", error)
        return None, []
    damage = list(faults(current, full=True)) if current else []
    for fault in damage:
        _log.warning("the current version is damaged, and is not built on: %s", fault)
    is_readable = current is not None and current.has_readable_manifest
    return (current if is_readable else None), [fault.file for fault in damage]


def _has_ties(file: str) -> bool:
    """Whether a file of a version tells which ties it has."""
    return file.startswith(("merged", "records/"))


@lru_cache(maxsize=1)
def ontology_lines(vocabulary: Vocabulary) -> tuple[str, ...]:
    """The ontology as lines of its own named graph. A load asks for them twice, and they never change."""
    parsed = ox.parse(vocabulary.turtle, format=ox.RdfFormat.TURTLE)
    quads = (ox.Quad(triple.subject, triple.predicate, triple.object, ONTOLOGY_GRAPH) for triple in parsed)
    return tuple(nquads.lines(quads))


def own_lines(vocabulary: Vocabulary) -> list[str]:
    """What the project adds to every version: the ontology and the example queries, each in its own graph."""
    return sorted([*ontology_lines(vocabulary), *example_lines()])


def _stage(folder: Path, datasets: Mapping[str, Contribution]) -> list[Path]:
    folder.mkdir()
    for name, contribution in datasets.items():
        target = folder / f"{name}.nq"
        if isinstance(contribution, Path):
            _link(contribution, target)
        else:
            nquads_files.write(target, contribution)
    return sorted(folder.iterdir())


def _link(file: Path, target: Path) -> None:
    """Hard-link a file; copy it where the file system has no hard links."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _canonicalize(paths: list[Path], staged: Path, vocabulary: Vocabulary) -> list[Path]:
    """Merge ids and write all statements under canonical ones; returns the datasets themselves if nothing changes."""
    identities = resolve(paths, vocabulary)
    files = [path for path in paths if not is_decision_file(path)]
    if not is_canonical(files, identities):
        nquads_files.write(staged / STATEMENTS, canonical_lines(paths, identities))
        files = [staged / STATEMENTS]
    files, matches = _match_ties(files, staged, vocabulary, tie_decisions(paths, identities.canonical))
    for name, merged in ((MERGED_IDS, identities.canonical), (MERGED_TIES, matches.canonical)):
        (staged / name).write_text(_json(merged), encoding="utf-8")
    for contradiction in identities.contradictions:
        _log.warning("%s", contradiction)
    for pair in matches.contradictions:
        _log.warning("%s and %s are judged to be one tie, but they contradict each other", *sorted(pair))
    if identities.withdrawn:
        _log.warning("withdrawn ids that records use, and that are left out: %d", len(identities.withdrawn))
    return files


def _match_ties(
    files: list[Path], staged: Path, vocabulary: Vocabulary, decisions: TieDecisions
) -> tuple[list[Path], TieMatches]:
    """Write all statements under the ids of the ties that they support; returns the same files if nothing changes."""

    def read() -> Iterator[str]:
        return nquads_files.merged(files)

    matches = tie_matches(read, vocabulary, decisions)
    if not (matches.canonical or matches.may_be):
        return files, matches
    written = staged / f"{STATEMENTS}.new"
    nquads_files.write(written, lines_of_matched_ties(read, matches, vocabulary))
    written.replace(staged / STATEMENTS)
    return [staged / STATEMENTS], matches


def _keep_links(staged: Path, before: Version) -> None:
    """Let the ids of ties that the version before had, and this one has no more, lead to what they are now."""
    fresh = Version(staged)
    records = (open_records(version.records_path)[0] for version in (before, fresh))
    moved = moved_ties(next(records), before.merged_ties, next(records), fresh.merged, fresh.merged_ties)
    if moved:
        (staged / MERGED_TIES).write_text(_json({**fresh.merged_ties, **moved}), encoding="utf-8")


def _json(mapping: Mapping[str, str]) -> str:
    return json.dumps(mapping, indent=0, sort_keys=True) + "\n"


def _build(files: list[Path], own: list[str], digest: str, staged: Path, vocabulary: Vocabulary) -> dict[str, int]:
    """Build the store and the other files that answers are read from, side by side; returns the counts."""

    def write_index() -> None:
        write_index_files(staged, nquads_files.merged(files), vocabulary)

    with SideWork(write_index, is_long=sum(path.stat().st_size for path in files) > _MUCH) as indexing:
        counts = _merge(files, own, digest, staged)
        indexing.result()
    return counts


def _merge(files: list[Path], own: list[str], digest: str, staged: Path) -> dict[str, int]:
    """Build the store, of all quads and of the triples of the default graph; returns the counts.

    The digest covers the facts alone: neither the statistics derived from them nor the merged ids are part of it.
    """
    class_counts, counted, many = ClassCounts(), list[str](), 0
    with (staged / SOURCES_ALONE).open("w", encoding="utf-8", newline="\n") as sources_alone:

        def lines() -> Iterator[str]:
            nonlocal many
            for of_subject in nquads.by_subject(nquads_files.merged(files, own)):
                many += len(of_subject)
                yield from of_subject
                for quad, is_default in in_default_graph(_each_triple(of_subject)):
                    if is_default:
                        class_counts.take(quad)
                        yield quad.triple
                    else:
                        sources_alone.write(quad.triple)
            class_counts.finish()
            counted.extend(nquads.lines(statistics(class_counts, digest)))
            yield from [*counted, *(nquads.parse(line).triple for line in counted)]

        build_store(staged / "store", lines())
    nquads_files.write(staged / PROJECT, heapq.merge(own, counted))
    things = {f"{space}s": count for space, count in class_counts.things.items() if space != "id"}
    sizes = {"quads": many + len(counted), "triples": class_counts.triples + len(counted)}
    return {"actors": class_counts.things["id"], **things, **sizes}


def _each_triple(lines: Iterable[str]) -> Iterator[NQuad]:
    """Of each triple the first quad."""
    previous = ("", "", "")
    for quad in map(nquads.parse, lines):
        if quad[:3] != previous:
            previous = quad[:3]
            yield quad


def _described(paths: list[Path], about: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {path.stem: dict(about.get(path.stem, {})) for path in paths}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _tools() -> dict[str, str]:
    return {name: tool_version(name) for name in ("pyoxigraph", "rdflib", "networkx")}
