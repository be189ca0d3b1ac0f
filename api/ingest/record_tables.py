"""From record files to tables of facts that ship: the chosen actors, what they are tied to, and who says so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from api.ingest.record_loaders import record_loader
from graph.identity.resolver import resolve
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


class Wanted(NamedTuple):
    """What goes into the tables: the chosen actors with their ties, and more ties of those whom they are tied to."""

    chosen: Path
    also: frozenset[str] = frozenset()
    """Relations, `member_of`, or those to one kind of actor, `member_of:organization`: such ties of all who are in."""
    since: date = date.min
    until: date = date.max
    """Days between which such a tie may have held."""
    without: frozenset[str] = frozenset()
    """What is not told of actors: `alt_name` where it may name private persons."""


class _Read(NamedTuple):
    """All that the records say, with one id for each actor."""

    sources: dict[str, Properties]
    actors: list[StatedActor]
    bonds: list[StatedTie]


def write(name: str, paths: Iterable[Path], wanted: Wanted, folder: Path) -> dict[str, int]:
    """Write tables of what records say of the chosen actors; how many rows each has. Raises DataError."""
    writer = StatementWriter()
    chosen = read_selection(wanted.chosen, writer)
    if writer.problems:
        raise DataError(writer.problems)
    read = _read(name, paths)
    actors = _by_slug(read.actors)
    kinds = {slug: str(told[0].properties["kind"][0]) for slug, told in actors.items()}
    bonds = _bonds(read, _judged(actors, kinds, chosen), wanted, kinds)
    named = {slug for bond in bonds for slug in (bond.subject, bond.target)}
    at_hand = frozenset(bond.source for bond in bonds)
    chief = (max(actors[slug], key=lambda one: _telling(one, at_hand)) for slug in sorted(named))
    described = [_without(one, wanted.without) for one in chief]
    telling = at_hand | {one.source for one in described}
    sources = {key: said for key, said in read.sources.items() if key in telling}
    try:
        return write_tables(folder, sources, described, bonds)
    except UnwritableValue as error:
        raise DataError([Problem(Place(name), str(error))]) from error


def _read(name: str, paths: Iterable[Path]) -> _Read:
    """The records, each in its latest edition. Raises DataError where one is refused: a table must not lack it."""
    loader, kept = record_loader(name), dict[str, RecordReading]()
    terms, refused = Terms(vocabulary().by_role), list[Problem]()
    for record in (record for file in record_files(paths) for record in read_records(loader, file, terms)):
        refused += [Problem(Place(it.file), it.reason) for it in record.remarks if it.what == "refused"]
        before = kept.get(record.source_id)
        if record.source_id and (before is None or _edition(before) < _edition(record)):
            kept[record.source_id] = record
    if refused:
        raise DataError(refused)
    return _gathered(kept.values(), _canonical(kept.values()))


def _edition(record: RecordReading) -> tuple[object, str]:
    return record.edition, record.file


def _canonical(records: Iterable[RecordReading]) -> Mapping[str, str]:
    """Ids that stand for actors who have another one, by the identifiers that the records give."""
    terms = vocabulary()
    described = [said for record in records for said in record.statements if said.subject.space == "id"]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "actors.nq"
        nquads_files.write(file, nquads.lines(quads(described, terms)))
        return resolve([file], terms).canonical


def _gathered(records: Iterable[RecordReading], canonical: Mapping[str, str]) -> _Read:
    read = _Read({}, [], [])
    for record in records:
        things: dict[EntityRef, dict[str, list[Value]]] = {}
        for said in record.statements:
            things.setdefault(said.subject, {}).setdefault(said.predicate, []).append(said.value)
        for ref, said_of in things.items():
            _sort_in(read, ref, said_of, record.source_id, canonical)
    return read


def _sort_in(read: _Read, ref: EntityRef, said: Properties, source: str, canonical: Mapping[str, str]) -> None:
    if ref.space == "source":
        read.sources[ref.key] = said
    elif ref.space == "id":
        read.actors.append(StatedActor(canonical.get(ref.key, ref.key), source, said))
    elif ref.space == "tie":
        subject, target = (_end(said, name, canonical) for name in ("from", "to"))
        rest = {name: values for name, values in said.items() if name not in _ENDS}
        read.bonds.append(StatedTie(subject, str(said["kind"][0]), target, source, rest))


def _end(said: Properties, name: str, canonical: Mapping[str, str]) -> str:
    end = said[name][0]
    assert isinstance(end, EntityRef)
    return canonical.get(end.key, end.key)


def _by_slug(described: Iterable[StatedActor]) -> dict[str, list[StatedActor]]:
    found: dict[str, list[StatedActor]] = defaultdict(list)
    for one in described:
        found[one.slug].append(one)
    return found


def _telling(described: StatedActor, at_hand: Container[str]) -> tuple[bool, bool, int, list[int]]:
    """How well a source describes an actor: it names it, is needed anyway, says much, and stands early in the order."""
    said, source = described.properties, described.source
    return "name" in said, source in at_hand, sum(map(len, said.values())), [-ord(letter) for letter in source]


def _without(described: StatedActor, names: Container[str]) -> StatedActor:
    return described._replace(
        properties={name: told for name, told in described.properties.items() if name not in names}
    )


class _Judged(NamedTuple):
    """Actors that are chosen, and those that bear such an identifier and are not."""

    chosen: frozenset[str]
    passed_over: frozenset[str]
    events: frozenset[str]


def _judged(actors: Mapping[str, Sequence[StatedActor]], kinds: Mapping[str, str], chosen: ActorSelection) -> _Judged:
    verdicts = {slug: {chosen.selects(one.properties) for one in told} for slug, told in actors.items()}
    events = (slug for slug, kind in kinds.items() if kind == "event")
    return _Judged(
        frozenset(slug for slug, verdict in verdicts.items() if True in verdict),
        frozenset(slug for slug, verdict in verdicts.items() if False in verdict and True not in verdict),
        frozenset(events),
    )


def _bonds(read: _Read, judged: _Judged, wanted: Wanted, kinds: Mapping[str, str]) -> list[StatedTie]:
    """The ties of chosen actors and of events that they are tied to; then the further ones of all who are in."""
    possible = [bond for bond in read.bonds if not judged.passed_over & {bond.subject, bond.target}]
    centres = judged.chosen | (_neighbors(possible, judged.chosen) & judged.events)
    kept = [bond for bond in possible if centres & {bond.subject, bond.target}]
    inside = {slug for bond in kept for slug in (bond.subject, bond.target)}
    asked = (bond for bond in possible if {bond.relation, f"{bond.relation}:{kinds[bond.target]}"} & wanted.also)
    more = (bond for bond in asked if bond.subject in inside)
    further = [bond for bond in more if not centres & {bond.subject, bond.target} and _held_between(bond, wanted)]
    return _once([*kept, *_as_few(further, frozenset(bond.source for bond in kept))])


def _as_few(further: Iterable[StatedTie], at_hand: Container[str]) -> Iterator[StatedTie]:
    """Further ties by sources that are needed anyway, or by all who tell of one where none of those does."""
    ties: dict[str, list[StatedTie]] = defaultdict(list)
    for bond in further:
        ties[str((bond[:3], sorted(bond.properties.items())))].append(bond)
    for stated in ties.values():
        yield from [bond for bond in stated if bond.source in at_hand] or stated


def _neighbors(bonds: Iterable[StatedTie], of: Container[str]) -> frozenset[str]:
    return frozenset(_others(bonds, of))


def _others(bonds: Iterable[StatedTie], of: Container[str]) -> Iterator[str]:
    for bond in bonds:
        if bond.subject in of:
            yield bond.target
        if bond.target in of:
            yield bond.subject


def _held_between(bond: StatedTie, wanted: Wanted) -> bool:
    start, end = (bond.properties.get(name, (None,))[0] for name in ("start", "end"))
    begins = start.first if isinstance(start, PartialDate) else date.min
    ends = end.last if isinstance(end, PartialDate) else date.max
    return begins <= wanted.until and ends >= wanted.since


def _once(bonds: Iterable[StatedTie]) -> list[StatedTie]:
    """What a source states twice of actors that turned out to be one is written once."""
    found = {(*bond[:4], str(sorted(bond.properties.items()))): bond for bond in bonds}
    return list(found.values())
