"""Tables of curated facts: read, checked and published as the next version."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from api.ingest.dataset_folders import Named, folder_conflicts, record_folders
from api.ingest.decided_persons import decided_person_problems
from api.ingest.identity_decisions import identity_datasets
from api.ingest.record_loaders import loader_card
from api.ingest.unfollowed_decisions import unfollowed_decisions
from api.ingest.withdrawals import decision_problems, withdrawal_datasets, withdrawal_problems, withdrawals_in_force
from graph.model.errors import ReentryError
from graph.model.garbage_collection import garbage_collection_paused
from graph.model.ids import iri, slug
from graph.model.side_work import SideWork
from graph.model.statements import DataError, EntityRef, Place, Problem, Statement, by_subject
from graph.rdf.ontology import Vocabulary, vocabulary
from graph.rdf.terms import statement_lines
from graph.storage import nquads_files
from graph.storage.references import DescribedThings, described_things, lost_things, references, unknown_classes
from graph.storage.suggestions import suggestion
from graph.validation.shacl import validate_changes
from graph.validation.statement_checks import check, check_references, place_order
from graph.versions.build import Contribution, Published, publish
from graph.versions.verification import require_facts
from graph.versions.version_folders import DataFolder, Version
from loaders.core.loader import Card, Reading, run
from loaders.curated.facts import Curated, facts_path, shipped_folders
from loaders.registry import names

SHIPPED = "curated"
RECORDS_PREFIX = "facts-"
"""Begins the names of datasets that are shipped tables made from public records: `facts-congress`."""

_NAME_LENGTH = 80
_MANY_LINES = 20_000
"""Lines whose validation takes longer than a process takes to start."""


def dataset_name(path: Path) -> str:
    """The name of the dataset in a folder: `curated` for the shipped facts, `facts-congress` for a folder in them."""
    folder, shipped = os.path.realpath(path), os.path.realpath(facts_path())
    if folder == shipped:
        return SHIPPED
    if os.path.dirname(folder) == shipped:  # noqa: PTH120  realpath gives a text
        return f"{RECORDS_PREFIX}{os.path.basename(folder)}"  # noqa: PTH119
    return _curated(Path(folder).name)


def read_curated(folder: Path, name: str | None = None) -> Reading:
    """Read one folder of three tables. Default name: that of the folder."""
    terms = vocabulary()
    loader = Curated()
    reading = run(loader, [folder], name or dataset_name(folder), terms.by_role, terms.outcomes)
    return reading._replace(ties=loader.ties)


@garbage_collection_paused()
def load_curated(data_folder: DataFolder, folders: Sequence[Path] = (), name: str | None = None) -> Published:
    """Read folders of tables and publish them. Default: the facts shipped with the project. Raises DataError.

    A folder becomes the dataset of its own name, or of the name that is given. Two folders of one name are refused.
    """
    named = _named_folders(folders, name)
    own = [(dataset, folder) for dataset, folder in named if dataset.startswith(f"{SHIPPED}-")]
    if problems := folder_conflicts(data_folder, own):
        raise DataError(problems)
    published = publish_readings(data_folder, _readings(named), _written_by_people(named))
    record_folders(data_folder, own)
    return published


@garbage_collection_paused()
def check_curated(data_folder: DataFolder, folders: Sequence[Path] = ()) -> int:
    """Check folders of facts without loading them; the number of statements. Raises DataError."""
    named = _named_folders(folders)
    readings, current, terms = _readings(named), data_folder.current(), vocabulary()
    people = _written_by_people(named)
    decided = identity_datasets(people, _ties(readings))
    if problems := [*check_all(readings, current, terms), *_person_problems(readings, people, current)]:
        raise DataError(problems)
    fresh = {reading.dataset: _lines(reading, terms) for reading in readings}
    if problems := list(unfollowed_decisions(people, _ties(readings), fresh | decided, _datasets(current))):
        raise DataError(problems)
    if problems := validate_changes(fresh, _unchanged(current, fresh), terms, max_lines=None):
        raise DataError(problems)
    return sum(len(reading.statements) for reading in readings)


def publish_readings(data_folder: DataFolder, readings: Sequence[Reading], people: Sequence[Named] = ()) -> Published:
    """Check readings and publish them: each replaces the dataset of its name. Raises DataError.

    `people` are the folders that people wrote, with their decisions on ids and their withdrawals of ids.
    """
    terms = vocabulary()
    decided = identity_datasets(people, _ties(readings)) | withdrawal_datasets(people)
    with data_folder.writing():
        current = data_folder.current()
        require_facts(current, {*decided, *(reading.dataset for reading in readings)})
        if problems := [*check_all(readings, current, terms), *_person_problems(readings, people, current)]:
            raise DataError(problems)
        fresh = {reading.dataset: _lines(reading, terms) for reading in readings}
        if problems := list(unfollowed_decisions(people, _ties(readings), fresh | decided, _datasets(current))):
            raise DataError(problems)
        del readings  # their statements are not needed any more, and take more memory than the lines
        fresh = {name: _without_loaded_records(name, lines, _datasets(current)) for name, lines in fresh.items()}
        return _publish_lines(data_folder, fresh, decided, current)


def _publish_lines(
    data_folder: DataFolder, fresh: dict[str, list[str]], decided: Mapping[str, list[str]], current: Version | None
) -> Published:
    """Publish fresh datasets, and decisions beside them, once nothing is found wrong with what they change."""
    terms = vocabulary()
    about = dict(current.manifest.datasets if current else {})
    about |= {name: _description(name) for name in fresh}
    datasets: dict[str, Contribution] = {
        **{name: path for name, path in _datasets(current).items() if name not in decided},
        **fresh,
        **{name: lines for name, lines in decided.items() if lines},
    }
    is_long = sum(map(len, fresh.values())) > _MANY_LINES
    with SideWork(partial(validate_changes, fresh, _datasets(current), terms), is_long=is_long) as validation:
        return publish(data_folder, datasets, about, terms, validation.result)


def _person_problems(
    readings: Iterable[Reading], people: Sequence[Named], current: Version | None
) -> Iterator[Problem]:
    """Rows that use an id which was withdrawn, here or in a loaded dataset; wrong rows of public_persons.csv."""
    withdrawals = withdrawals_in_force(people, _datasets(current))
    statements = [statement for reading in readings for statement in reading.statements]
    yield from decision_problems(people, withdrawals)
    yield from withdrawal_problems(statements, withdrawals)
    yield from decided_person_problems((folder for _, folder in people), statements)


def _description(name: str) -> dict[str, str]:
    """Title, publisher and licence for the manifest, from the card of the loader that the tables come from."""
    loader = name.removeprefix(RECORDS_PREFIX)
    card: Card = loader_card(loader) if name.startswith(RECORDS_PREFIX) and loader in names() else Curated.card
    return {"title": card.title, "publisher": card.publisher, "licence": card.licence}


def _without_loaded_records(name: str, lines: list[str], current: Mapping[str, Path]) -> list[str]:
    """The lines of a shipped dataset without the sources that were loaded as records: those replace the tables."""
    records = current.get(name.removeprefix(RECORDS_PREFIX)) if name.startswith(RECORDS_PREFIX) else None
    if records is None:
        return lines
    sources = described_things([nquads_files.read(records)], vocabulary()).sources
    return list(nquads_files.without_sources(lines, {iri(EntityRef("source", source)) for source in sources}))


def check_all(readings: Sequence[Reading], current: Version | None, terms: Vocabulary) -> list[Problem]:
    """All problems of readings: in their tables, in their statements, and in the datasets that refer to them."""
    statements = [statement for reading in readings for statement in reading.statements]
    table_problems = [*_name_clashes(readings), *(problem for reading in readings for problem in reading.problems)]
    unread = frozenset(ref for reading in readings for ref in reading.unread)
    fresh = {reading.dataset for reading in readings}
    unchanged = _unchanged(current, fresh)
    others = described_things(map(nquads_files.read, unchanged.values()), terms)
    problems = check(statements, terms, others.actors, others.sources, unread)
    if unchanged and not table_problems:
        before = described_things(map(nquads_files.read, _datasets(current).values()), terms)
        problems += broken_references(unchanged, before, _with_fresh(others, statements), terms)
    return sorted(
        [*table_problems, *_without_consequences(problems, table_problems)],
        key=lambda problem: place_order(problem.place),
    )


def broken_references(
    unchanged: Mapping[str, Path], before: DescribedThings, after: DescribedThings, terms: Vocabulary
) -> Iterator[Problem]:
    """References of unchanged datasets to actors and sources that the new version would not have."""
    lost = lost_things(before, after)
    for name, path in unchanged.items():
        place = Place(f"dataset {name}")
        for stranger in unknown_classes(nquads_files.read(path), terms):
            yield Problem(place, f"the ontology has no class {stranger}: load this dataset again too")
        if lost:
            referring = list(references(nquads_files.read(path), lost, terms, place))
            yield from check_references(referring, terms, after.actors, after.sources)


def _with_fresh(others: DescribedThings, statements: Iterable[Statement]) -> DescribedThings:
    kinds = [statement for statement in statements if statement.predicate == "kind"]
    actors = {it.subject.key: str(it.value) for it in kinds if it.subject.space == "id"}
    sources = {it.subject.key for it in kinds if it.subject.space == "source"}
    return DescribedThings(others.actors | actors, others.sources | sources)


def _without_consequences(problems: Iterable[Problem], table_problems: Iterable[Problem]) -> Iterator[Problem]:
    """Problems without those of rows with a cell that could not be read: they only follow from that."""
    rows = {problem.place._replace(column=None) for problem in table_problems}
    return (problem for problem in problems if problem.place not in rows)


def _readings(named: Iterable[Named]) -> list[Reading]:
    return [read_curated(folder, name) for name, folder in named]


def _named_folders(folders: Sequence[Path], name: str | None = None) -> list[Named]:
    """Each folder once, with the name of its dataset. Default: the shipped facts."""
    different = {os.path.realpath(folder): folder for folder in folders or shipped_folders()}
    if name is not None and (len(different) > 1 or not folders):
        raise ValueError("--as names the dataset of one folder: give exactly one folder")
    return [(_curated(name) if name else dataset_name(folder), folder) for folder in different.values()]


def _curated(name: str) -> str:
    return f"{SHIPPED}-{slug(name)[:_NAME_LENGTH].strip('-') or 'facts'}"


def _ties(readings: Iterable[Reading]) -> dict[str, Mapping[str, EntityRef]]:
    """The ties that the rows of relations.csv state, by dataset and relation id."""
    return {reading.dataset: reading.ties for reading in readings}


def _written_by_people(named: Iterable[Named]) -> list[Named]:
    """The folders that people wrote, which may contain identity decisions."""
    return [(name, folder) for name, folder in named if name.startswith(SHIPPED)]


def _name_clashes(readings: Iterable[Reading]) -> Iterator[Problem]:
    for name, count in Counter(reading.dataset for reading in readings).items():
        if count > 1:
            text = f"{count} folders have this name, and a dataset is named for its folder: rename all but one"
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
        require_facts(current)
        sources = described_things(map(nquads_files.read, _datasets(current).values()), vocabulary()).sources
        if source_id not in sources:
            raise SourceNotLoaded(source_id, sources)
        address = iri(EntityRef("source", source_id))
        remaining = {
            name: nquads_files.without_unused_conflicts(
                list(nquads_files.without_sources(nquads_files.read(path), {address}))
            )
            for name, path in _datasets(current).items()
        }
        return publish(
            data_folder,
            {name: lines for name, lines in remaining.items() if lines},
            current.manifest.datasets,
            vocabulary(),
        )


def _datasets(version: Version | None) -> Mapping[str, Path]:
    return version.datasets() if version else {}


def _unchanged(version: Version | None, fresh: Container[str]) -> Mapping[str, Path]:
    """The datasets of a version that fresh ones do not replace."""
    return {name: path for name, path in _datasets(version).items() if name not in fresh}


def _lines(reading: Reading, terms: Vocabulary) -> list[str]:
    """A reading as sorted N-Quads lines; each source names the dataset that it came with."""
    datasets = [
        Statement(statement.subject, "dataset", reading.dataset, None)
        for statement in reading.statements
        if statement.subject.space == "source" and statement.predicate == "kind"
    ]
    return statement_lines(by_subject([*reading.statements, *datasets]), terms)
