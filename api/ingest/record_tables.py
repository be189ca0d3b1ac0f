"""Tables of facts from record files: chosen actors, their ties, and the sources of both."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from api.ingest.record_loaders import record_loader
from graph.identity.actor_merging import resolve
from graph.model.statements import DataError, EntityRef, PartialDate, Place, Problem, Value
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import quads
from graph.storage import nquads_files
from loaders.core.loader import StatementWriter
from loaders.core.record_loader import RecordReading, Terms, read_records
from loaders.curated.chosen_actors import ActorSelection, read_selection
from loaders.curated.table_writer import Properties, StatedActor, StatedTie, UnwritableValue, write_tables
from loaders.readers.input_files import record_files

_ENDS = frozenset({"kind", "from", "to"})


class TableOptions(NamedTuple):
    """Which actors and ties go into the tables: chosen actors, their ties, and further ties of all actors in them."""

    chosen: Path
    """The table that chooses actors."""
    also: frozenset[str] = frozenset()
    """Relations of further ties: `member_of`, or `member_of:party` for those to actors of one kind."""
    since: date = date.min
    until: date = date.max
    """Further ties must be possible on a day between these two."""
    without: frozenset[str] = frozenset()
    """Properties of actors to leave out: `alt_name` where it may name private persons."""


class _Facts(NamedTuple):
    """All facts of the records, with one id for each actor."""

    sources: dict[str, Properties]
    actors: list[StatedActor]
    ties: list[StatedTie]


def write(name: str, paths: Iterable[Path], options: TableOptions, folder: Path) -> dict[str, int]:
    """Write the tables of facts about chosen actors; the number of rows of each table. Raises DataError."""
    writer = StatementWriter()
    selection = read_selection(options.chosen, writer)
    if writer.problems:
        raise DataError(writer.problems)
    facts = _read(name, paths)
    actors = _by_slug(facts.actors)
    kinds = {slug: str(stated[0].properties["kind"][0]) for slug, stated in actors.items()}
    ties = _select_ties(facts, _select_actors(actors, kinds, selection), options, kinds)
    ends = {slug for tie in ties for slug in (tie.subject, tie.target)}
    tie_sources = frozenset(tie.source for tie in ties)
    best = (max(actors[slug], key=lambda stated: _quality(stated, tie_sources)) for slug in sorted(ends))
    rows = [_without(stated, options.without) for stated in best]
    all_sources = tie_sources | {stated.source for stated in rows}
    sources = {key: properties for key, properties in facts.sources.items() if key in all_sources}
    try:
        return write_tables(folder, sources, rows, ties)
    except UnwritableValue as error:
        raise DataError([Problem(Place(name), str(error))]) from error


def _read(name: str, paths: Iterable[Path]) -> _Facts:
    """The facts of each record in its latest edition. Raises DataError if one is refused: none may be missing."""
    loader, latest = record_loader(name), dict[str, RecordReading]()
    terms, refused = Terms(vocabulary().by_role), list[Problem]()
    for record in (record for file in record_files(paths) for record in read_records(loader, file, terms)):
        refused += [Problem(Place(it.file), it.reason) for it in record.remarks if it.what == "refused"]
        before = latest.get(record.source_id)
        if record.source_id and (before is None or _edition(before) < _edition(record)):
            latest[record.source_id] = record
    if refused:
        raise DataError(refused)
    return _facts(latest.values(), _canonical(latest.values()))


def _edition(record: RecordReading) -> tuple[object, str]:
    return record.edition, record.file


def _canonical(records: Iterable[RecordReading]) -> Mapping[str, str]:
    """Id -> canonical id of actors that have several, by the identifiers that the records give."""
    terms = vocabulary()
    of_actors = [it for record in records for it in record.statements if it.subject.space == "id"]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "actors.nq"
        nquads_files.write(file, nquads.lines(quads(of_actors, terms)))
        return resolve([file], terms).canonical


def _facts(records: Iterable[RecordReading], canonical: Mapping[str, str]) -> _Facts:
    facts = _Facts({}, [], [])
    for record in records:
        subjects: dict[EntityRef, dict[str, list[Value]]] = {}
        for it in record.statements:
            subjects.setdefault(it.subject, {}).setdefault(it.predicate, []).append(it.value)
        for ref, properties in subjects.items():
            _add(facts, ref, properties, record.source_id, canonical)
    return facts


def _add(facts: _Facts, ref: EntityRef, properties: Properties, source: str, canonical: Mapping[str, str]) -> None:
    if ref.space == "source":
        facts.sources[ref.key] = properties
    elif ref.space == "id":
        facts.actors.append(StatedActor(canonical.get(ref.key, ref.key), source, properties))
    elif ref.space == "tie":
        subject, target = (_end(properties, name, canonical) for name in ("from", "to"))
        rest = {name: values for name, values in properties.items() if name not in _ENDS}
        facts.ties.append(StatedTie(subject, str(properties["kind"][0]), target, source, rest))


def _end(properties: Properties, name: str, canonical: Mapping[str, str]) -> str:
    end = properties[name][0]
    assert isinstance(end, EntityRef)
    return canonical.get(end.key, end.key)


def _by_slug(actors: Iterable[StatedActor]) -> dict[str, list[StatedActor]]:
    by_slug: dict[str, list[StatedActor]] = defaultdict(list)
    for stated in actors:
        by_slug[stated.slug].append(stated)
    return by_slug


def _quality(actor: StatedActor, tie_sources: Container[str]) -> tuple[bool, bool, int, list[int]]:
    """How well a source describes an actor: with a name, as the source of a tie, with many values; then by its id."""
    properties, source = actor.properties, actor.source
    count = sum(map(len, properties.values()))
    return "name" in properties, source in tie_sources, count, [-ord(letter) for letter in source]


def _without(actor: StatedActor, names: Container[str]) -> StatedActor:
    properties = {name: values for name, values in actor.properties.items() if name not in names}
    return actor._replace(properties=properties)


class _SelectedActors(NamedTuple):
    """Actors that are chosen, actors that have such an identifier and are not chosen, and all events."""

    chosen: frozenset[str]
    excluded: frozenset[str]
    events: frozenset[str]


def _select_actors(
    actors: Mapping[str, Sequence[StatedActor]], kinds: Mapping[str, str], selection: ActorSelection
) -> _SelectedActors:
    verdicts = {slug: {selection.selects(slug, it.properties) for it in stated} for slug, stated in actors.items()}
    events = (slug for slug, kind in kinds.items() if kind == "event")
    return _SelectedActors(
        frozenset(slug for slug, verdict in verdicts.items() if True in verdict),
        frozenset(slug for slug, verdict in verdicts.items() if False in verdict and True not in verdict),
        frozenset(events),
    )


def _select_ties(
    facts: _Facts, actors: _SelectedActors, options: TableOptions, kinds: Mapping[str, str]
) -> list[StatedTie]:
    """The ties of chosen actors and of their events; then further ties of all actors at an end of those."""
    possible = [tie for tie in facts.ties if not actors.excluded & {tie.subject, tie.target}]
    centres = actors.chosen | (_neighbors(possible, actors.chosen) & actors.events)
    ties = [tie for tie in possible if centres & {tie.subject, tie.target}]
    ends = {slug for tie in ties for slug in (tie.subject, tie.target)}
    candidates = (tie for tie in possible if {tie.relation, f"{tie.relation}:{kinds[tie.target]}"} & options.also)
    of_ends = (tie for tie in candidates if tie.subject in ends and not centres & {tie.subject, tie.target})
    further = [tie for tie in of_ends if _may_hold_between(tie, options)]
    return _each_once([*ties, *_from_few_sources(further, frozenset(tie.source for tie in ties))])


def _from_few_sources(further: Iterable[StatedTie], tie_sources: Container[str]) -> Iterator[StatedTie]:
    """Each further tie as stated by the sources that the tables have anyway, or by all if none of these does."""
    statements: dict[str, list[StatedTie]] = defaultdict(list)
    for tie in further:
        statements[str((tie[:3], sorted(tie.properties.items())))].append(tie)
    for stated in statements.values():
        yield from [tie for tie in stated if tie.source in tie_sources] or stated


def _neighbors(ties: Iterable[StatedTie], of: Container[str]) -> frozenset[str]:
    return frozenset(_other_ends(ties, of))


def _other_ends(ties: Iterable[StatedTie], of: Container[str]) -> Iterator[str]:
    for tie in ties:
        if tie.subject in of:
            yield tie.target
        if tie.target in of:
            yield tie.subject


def _may_hold_between(tie: StatedTie, options: TableOptions) -> bool:
    start, end = (tie.properties.get(name, (None,))[0] for name in ("start", "end"))
    begins = start.first if isinstance(start, PartialDate) else date.min
    ends = end.last if isinstance(end, PartialDate) else date.max
    return begins <= options.until and ends >= options.since


def _each_once(ties: Iterable[StatedTie]) -> list[StatedTie]:
    """Ties without repetitions: a source may state a tie of two actors that turned out to be the same one."""
    by_content = {(*tie[:4], str(sorted(tie.properties.items()))): tie for tie in ties}
    return list(by_content.values())
