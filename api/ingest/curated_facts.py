"""Join the two floors below: what a loader read becomes the next version."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from api.ingest.dataset_folders import Named, remember, rivals
from api.ingest.identity_decisions import judged
from api.ingest.record_loaders import loader_card
from graph.model.errors import ReentryError
from graph.model.ids import iri, slug
from graph.model.statements import DataError, EntityRef, Place, Problem, Statement, by_subject
from graph.rdf.ontology import Vocabulary, vocabulary
from graph.rdf.terms import statement_lines
from graph.storage import nquads_files
from graph.storage.references import DescribedThings, described_things, lost_things, references, unknown_classes
from graph.storage.suggestions import suggestion
from graph.validation.shacl import validate_changes
from graph.validation.statement_checks import check, check_references, place_order
from graph.versions.build import Published, publish
from graph.versions.version_folders import DataFolder, Version
from loaders.core.loader import Card, Reading, run
from loaders.curated.facts import Curated, facts_path, shipped_folders
from loaders.registry import names

SHIPPED = "curated"
OF_RECORDS = "facts-"
"""Datasets whose name begins so are tables that ship and were made of public records: `facts-congress`."""

_NAME_LENGTH = 80


def dataset_name(path: Path) -> str:
    """The name under which a folder of facts is held; the shipped facts are `curated`, those below `facts-congress`."""
    folder, shipped = os.path.realpath(path), os.path.realpath(facts_path())
    if folder == shipped:
        return SHIPPED
    if os.path.dirname(folder) == shipped:  # noqa: PTH120  realpath gives a text
        return f"{OF_RECORDS}{os.path.basename(folder)}"  # noqa: PTH119
    return _curated(Path(folder).name)


def read_curated(folder: Path, name: str | None = None) -> Reading:
    """Read one folder of three tables, as the dataset of this name or of its own."""
    terms = vocabulary()
    return run(Curated(), [folder], name or dataset_name(folder), terms.by_role, terms.outcomes)


def load_curated(data_folder: DataFolder, folders: Sequence[Path] = (), name: str | None = None) -> Published:
    """Read folders of facts (the shipped ones where none is named) and publish them. Raises DataError.

    A folder is held under its name, or under the one that is given. Two folders of one name are refused.
    """
    named = _named(folders, name)
    brought = [(dataset, folder) for dataset, folder in named if dataset.startswith(f"{SHIPPED}-")]
    if problems := rivals(data_folder, brought):
        raise DataError(problems)
    published = load(data_folder, _readings(named), judged(_by_people(named)))
    remember(data_folder, brought)
    return published


def check_curated(data_folder: DataFolder, folders: Sequence[Path] = ()) -> int:
    """Check folders of facts without loading them; the number of statements. Raises DataError."""
    named = _named(folders)
    readings, current, terms = _readings(named), data_folder.current(), vocabulary()
    judged(_by_people(named))
    if problems := check_all(readings, current, terms):
        raise DataError(problems)
    fresh = {reading.dataset: _lines(reading, terms) for reading in readings}
    if problems := validate_changes(fresh, _staying(current, fresh), terms, max_lines=None):
        raise DataError(problems)
    return sum(len(reading.statements) for reading in readings)


def load(
    data_folder: DataFolder, readings: Sequence[Reading], judgements: Mapping[str, list[str]] | None = None
) -> Published:
    """Check what was read and publish it: each dataset replaces what it contributed before.

    `judgements` on who is who stand in datasets of their own; one without lines goes.
    """
    terms = vocabulary()
    with data_folder.writing():
        current = data_folder.current()
        if problems := check_all(readings, current, terms):
            raise DataError(problems)
        fresh = {reading.dataset: _lines(reading, terms) for reading in readings}
        fresh = {name: _not_told_by_records(name, lines, _held(current)) for name, lines in fresh.items()}
        if problems := validate_changes(fresh, _held(current), terms):
            raise DataError(problems)
        about = dict(current.manifest.datasets if current else {})
        about |= {name: _about(name) for name in fresh}
        judged_on = judgements or {}
        staying = {name: path for name, path in _held(current).items() if name not in judged_on}
        fresh |= {name: lines for name, lines in judged_on.items() if lines}
        return publish(data_folder, {**staying, **fresh}, about, terms)


def _about(name: str) -> dict[str, str]:
    """What the manifest says of a dataset of tables: what its loader's card says, or that of the records it is from."""
    loader = name.removeprefix(OF_RECORDS)
    known: Card = loader_card(loader) if name.startswith(OF_RECORDS) and loader in names() else Curated.card
    return {"title": known.title, "publisher": known.publisher, "licence": known.licence}


def _not_told_by_records(name: str, lines: list[str], held: Mapping[str, Path]) -> list[str]:
    """The lines of a shipped dataset without the sources whose record somebody loaded: the record itself counts."""
    records = held.get(name.removeprefix(OF_RECORDS)) if name.startswith(OF_RECORDS) else None
    if records is None:
        return lines
    told = described_things([nquads_files.read(records)], vocabulary()).sources
    return list(nquads_files.without_sources(lines, {iri(EntityRef("source", source)) for source in told}))


def check_all(readings: Sequence[Reading], current: Version | None, terms: Vocabulary) -> list[Problem]:
    """Every problem of what was read: of the tables, of the statements, and of the datasets that stay beside them."""
    statements = [statement for reading in readings for statement in reading.statements]
    noted = [*_same_names(readings), *(problem for reading in readings for problem in reading.problems)]
    unread = frozenset(ref for reading in readings for ref in reading.unread)
    fresh = {reading.dataset for reading in readings}
    staying = _staying(current, fresh)
    held = described_things(map(nquads_files.read, staying.values()), terms)
    found = check(statements, terms, held.actors, held.sources, unread)
    if staying and not noted:
        before = described_things(map(nquads_files.read, _held(current).values()), terms)
        found += left_behind(staying, before, _with_fresh(held, statements), terms)
    return sorted([*noted, *_not_following(found, noted)], key=lambda problem: place_order(problem.place))


def left_behind(
    staying: Mapping[str, Path], before: DescribedThings, after: DescribedThings, terms: Vocabulary
) -> Iterator[Problem]:
    """What the datasets that stay would refer to in vain."""
    lost = lost_things(before, after)
    for name, path in staying.items():
        place = Place(f"dataset {name}")
        for stranger in unknown_classes(nquads_files.read(path), terms):
            yield Problem(place, f"the ontology has no class {stranger}: load this dataset again, together with these")
        if lost:
            referring = list(references(nquads_files.read(path), lost, terms, place))
            yield from check_references(referring, terms, after.actors, after.sources)


def _with_fresh(held: DescribedThings, statements: Iterable[Statement]) -> DescribedThings:
    defined = [said for said in statements if said.predicate == "kind"]
    actors = held.actors | {said.subject.key: str(said.value) for said in defined if said.subject.space == "id"}
    sources = held.sources | {said.subject.key for said in defined if said.subject.space == "source"}
    return DescribedThings(actors, sources)


def _not_following(found: Iterable[Problem], noted: Iterable[Problem]) -> Iterator[Problem]:
    """Without what a row lacks where one of its cells could not be read: what follows from that helps nobody."""
    rows = {problem.place._replace(column=None) for problem in noted}
    return (problem for problem in found if problem.place not in rows)


def _readings(named: Iterable[Named]) -> list[Reading]:
    return [read_curated(folder, name) for name, folder in named]


def _named(folders: Sequence[Path], name: str | None = None) -> list[Named]:
    """Each folder once, with the name of its dataset; the shipped facts where none is named."""
    different = {os.path.realpath(folder): folder for folder in folders or shipped_folders()}
    if name is not None and (len(different) > 1 or not folders):
        raise ValueError("--as gives a name to one folder: name that folder, and no other")
    return [(_curated(name) if name else dataset_name(folder), folder) for folder in different.values()]


def _curated(name: str) -> str:
    return f"{SHIPPED}-{slug(name)[:_NAME_LENGTH].strip('-') or 'facts'}"


def _by_people(named: Iterable[Named]) -> list[Named]:
    """Those that hold what people wrote, and so may hold what they judged."""
    return [(name, folder) for name, folder in named if name.startswith(SHIPPED)]


def _same_names(readings: Iterable[Reading]) -> Iterator[Problem]:
    for name, count in Counter(reading.dataset for reading in readings).items():
        if count > 1:
            text = f"{count} folders of this name: a dataset has the name of its folder, so rename all but one"
            yield Problem(Place(f"dataset {name}"), text)


class SourceNotLoaded(ReentryError):
    """The current version has no source of this id."""

    problem, status, exit_code = "source-not-loaded", 404, 1

    def __init__(self, source_id: str, sources: Iterable[str]) -> None:
        cure = suggestion(source_id, sources) or ": `reentry show ACTOR` shows the sources of an actor"
        super().__init__(f"there is no source {source_id!r}{cure}")


def drop(data_folder: DataFolder, source_id: str) -> Published:
    """Remove a source, and all that only this source states. Raises SourceNotLoaded."""
    with data_folder.writing():
        current = data_folder.require()
        sources = described_things(map(nquads_files.read, _held(current).values()), vocabulary()).sources
        if source_id not in sources:
            raise SourceNotLoaded(source_id, sources)
        address = iri(EntityRef("source", source_id))
        left = {
            name: list(nquads_files.without_sources(nquads_files.read(path), {address}))
            for name, path in _held(current).items()
        }
        return publish(
            data_folder, {name: lines for name, lines in left.items() if lines}, current.manifest.datasets, vocabulary()
        )


def _held(version: Version | None) -> Mapping[str, Path]:
    return version.datasets() if version else {}


def _staying(version: Version | None, fresh: Container[str]) -> Mapping[str, Path]:
    """The datasets of a version that fresh ones do not replace."""
    return {name: path for name, path in _held(version).items() if name not in fresh}


def _lines(reading: Reading, terms: Vocabulary) -> list[str]:
    """What was read as sorted N-Quads lines; each source names the dataset that it came with."""
    datasets = [
        Statement(statement.subject, "dataset", reading.dataset, None)
        for statement in reading.statements
        if statement.subject.space == "source" and statement.predicate == "kind"
    ]
    return statement_lines(by_subject([*reading.statements, *datasets]), terms)
