"""Build the next version from contributions, aside from the one in use, and publish it."""

from __future__ import annotations

import os
import shutil
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from importlib.metadata import version as tool_version
from pathlib import Path
from typing import Any, NamedTuple

import pyoxigraph as ox

from graph import contributions
from graph.records import records
from graph.search import write_index
from graph.terms import ONTOLOGY_GRAPH, ref_of
from graph.versions import Home, Manifest, Version
from graph.vocabulary import Vocabulary

Contribution = Path | Iterable[str]
_TEXT: dict[str, Any] = {"encoding": "utf-8", "newline": "\n"}


class Published(NamedTuple):
    """A version, and whether it is new."""

    version: Version
    is_new: bool


def publish(
    home: Home, datasets: Mapping[str, Contribution], about: Mapping[str, Mapping[str, str]], vocabulary: Vocabulary
) -> Published:
    """Make these contributions the current version. The same facts as before publish nothing.

    Each contribution is the file of an earlier version, or sorted lines. Call while `home.writing()`.
    """
    staged = home.staging()
    paths = _stage(staged / "datasets", datasets)
    digest, counts = _merge(paths, staged, vocabulary)
    current = home.current()
    if current is not None and current.manifest.digest == digest:
        shutil.rmtree(staged)
        return Published(current, is_new=False)
    _build_store(staged)
    _build_index(staged, paths, vocabulary)
    manifest = Manifest(home.next_name(), digest, _now(), counts, _described(paths, about), _tools())
    (staged / "manifest.json").write_text(manifest.dump(), encoding="utf-8")
    return Published(home.publish(staged, manifest.version), is_new=True)


def ontology_lines(vocabulary: Vocabulary) -> list[str]:
    """The ontology as lines of its own named graph."""
    parsed = ox.parse(vocabulary.turtle, format=ox.RdfFormat.TURTLE)
    return contributions.lines(ox.Quad(said.subject, said.predicate, said.object, ONTOLOGY_GRAPH) for said in parsed)


def _stage(folder: Path, datasets: Mapping[str, Contribution]) -> list[Path]:
    folder.mkdir()
    for name, contribution in datasets.items():
        target = folder / f"{name}.nq"
        if isinstance(contribution, Path):
            _link(contribution, target)
        else:
            contributions.write(target, contribution)
    return sorted(folder.iterdir())


def _link(file: Path, target: Path) -> None:
    """The same file under another name; a copy where the file system has no hard links."""
    try:
        os.link(file, target)
    except OSError:
        shutil.copyfile(file, target)


def _merge(paths: list[Path], staged: Path, vocabulary: Vocabulary) -> tuple[str, dict[str, int]]:
    """Write all quads, and the triples of the default graph; the digest of the quads, and what they count."""
    counts = dict.fromkeys(("actors", "ties", "outcomes", "sources", "quads", "triples"), 0)
    places = {"id": "actors", "tie": "ties", "outcome": "outcomes", "source": "sources"}
    previous_triple = previous_subject = ""
    with (staged / "quads.nq").open("w", **_TEXT) as quads, (staged / "triples.nt").open("w", **_TEXT) as triples:

        def take(line: str) -> None:
            nonlocal previous_triple, previous_subject
            quads.write(line)
            counts["quads"] += 1
            triple = contributions.triple_of(line)
            if triple != previous_triple:
                previous_triple = triple
                triples.write(triple)
                counts["triples"] += 1
            subject = contributions.subject_of(line)
            if subject != previous_subject:
                previous_subject = subject
                if (ref := ref_of(subject)) and ref.space in places:
                    counts[places[ref.space]] += 1

        digest = contributions.digested(contributions.merged(paths, ontology_lines(vocabulary)), take)
    return digest, counts


def _build_store(staged: Path) -> None:
    store = ox.Store(str(staged / "store"))
    for name, form in (("quads.nq", ox.RdfFormat.N_QUADS), ("triples.nt", ox.RdfFormat.N_TRIPLES)):
        store.bulk_load(path=str(staged / name), format=form)
        (staged / name).unlink()
    store.flush()


def _build_index(staged: Path, paths: list[Path], vocabulary: Vocabulary) -> None:
    found = records(contributions.quads(paths), vocabulary)
    degree = Counter(end for tie in found.ties.values() for end in (tie["from"], tie["to"]))
    write_index(staged / "search.sqlite3", ((slug, actor, degree[slug]) for slug, actor in found.actors.items()))


def _described(paths: list[Path], about: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, str]]:
    return {path.stem: dict(about.get(path.stem, {})) for path in paths}


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _tools() -> dict[str, str]:
    return {name: tool_version(name) for name in ("pyoxigraph", "rdflib", "networkx")}
