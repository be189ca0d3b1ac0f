"""What changed between two versions: actors, outcomes, sources, ties and conflicts that came, went or changed.

Direct triples and first and last possible days follow from ties and dates: they are no changes of their own.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal, NamedTuple

from graph.identity.withdrawn_ids import Withdrawal, digest, withdrawn_ids
from graph.rdf.describe_lines import THINGS, Description, Value, describe
from graph.rdf.nquads import subject_of
from graph.rdf.ontology import Vocabulary, vocabulary
from graph.rdf.terms import ENDS
from graph.versions.diff_text import Names, value_text, wording
from graph.versions.version_folders import Version

Happening = Literal["came", "went", "changed"]


class SourcedValue(NamedTuple):
    """A value, and the ids of the sources that state it (none for what is known of a source itself)."""

    value: Value
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """The values of one property that are gone, and those that are new. `name` is its name in the tables."""

    name: str
    label: str
    before: tuple[SourcedValue, ...]
    after: tuple[SourcedValue, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that came, went or changed.

    `thing` is actor, outcome, source, tie or conflict; `wording` says in words what it is (what it was, where it went).
    Of a thing that came all sources are added, of one that went all are withdrawn. An actor comes and goes with its
    description: ties of other sources may still name one that went. What went with a withdrawn actor has the id
    `withdrawn`, and nothing names the actor.
    """

    thing: str
    id: str
    happening: Happening
    wording: str
    properties: tuple[PropertyChange, ...]
    sources_added: tuple[str, ...]
    sources_withdrawn: tuple[str, ...]


def changes(before: Version, after: Version, current: Version | None = None) -> Iterator[Change]:
    """Every change from one version to another, sorted by IRI. Memory holds the lines of one thing at a time.

    Nobody is named who is withdrawn in either version, or in the current one.
    """
    terms = vocabulary()
    old_names = Names(before.datasets().values(), terms)
    new_names = Names(after.datasets().values(), terms, earlier=old_names)
    versions = [version for version in (before, after, current) if version]
    withdrawals = {key: withdrawal for version in versions for key, withdrawal in version.withdrawals.items()}
    withdrawn = withdrawn_ids([*before.datasets().values(), *after.datasets().values()], withdrawals)
    for was_lines, is_lines in _aligned(_lines(before), _lines(after)):
        if was_lines != is_lines:
            was, now = describe(was_lines, terms), describe(is_lines, terms)
            if (shown := now or was) and (hidden := withdrawn & (_actors(was) | _actors(now))):
                yield _unnamed(shown, _happening(was, now), withdrawals[digest(min(hidden))])
            elif change := _change(was, now, old_names, new_names, terms):
                yield change


def change_lines(differences: Iterable[Change]) -> Iterator[str]:
    """Changes as lines of text, and their count at the end."""
    counts: Counter[tuple[Happening, str]] = Counter()
    for change in differences:
        counts[change.happening, change.thing] += 1
        yield f"{change.happening}: {change.thing} {change.wording}  [{change.id}]"
        yield from (f"    {line}" for line in _details(change))
    yield _counted(counts)


def _lines(version: Version) -> Iterator[str]:
    return version.statement_lines()


def _aligned(before: Iterable[str], after: Iterable[str]) -> Iterator[tuple[list[str], list[str]]]:
    """For each subject the lines that either side has of it."""
    for _, sides in groupby(heapq.merge(_grouped(before, 0), _grouped(after, 1)), key=itemgetter(0)):
        by_side = {side: lines for _, side, lines in sides}
        yield by_side.get(0, []), by_side.get(1, [])


def _grouped(lines: Iterable[str], side: int) -> Iterator[tuple[str, int, list[str]]]:
    """Lines by subject, as a term with its brackets: so lines are sorted, `<a-b>` before `<a>`."""
    for subject, group in groupby(lines, key=subject_of):
        yield subject, side, list(group)


def _change(
    was: Description | None, now: Description | None, old_names: Names, new_names: Names, terms: Vocabulary
) -> Change | None:
    shown, names = (now, new_names) if now else (was, old_names)
    if shown is None:
        return None
    added = _without(now, was)
    withdrawn = _without(was, now)
    properties = tuple(_property_changes(was, now, terms)) if was and now else ()
    if was and now and not (properties or added or withdrawn):
        return None
    words = wording(shown, names, terms)
    return Change(THINGS[shown.ref.space], shown.ref.key, _happening(was, now), words, properties, added, withdrawn)


def _actors(thing: Description | None) -> frozenset[str]:
    """The actor that a thing is, or those that it names."""
    if thing is None:
        return frozenset()
    ends = (str(end) for name in ENDS for end in thing.properties.get(name, ()))
    return frozenset((thing.ref.key,) if thing.ref.space == "id" else ends)


def _unnamed(shown: Description, happening: Happening, withdrawal: Withdrawal) -> Change:
    """What came, went or changed with a withdrawn actor, without what names the actor: the id of a tie does, too."""
    words = f"withdrawn on {withdrawal.day}: {withdrawal.reason}"
    return Change(THINGS[shown.ref.space], "withdrawn", happening, words, (), (), ())


def _happening(was: Description | None, now: Description | None) -> Happening:
    return "changed" if was and now else "came" if now else "went"


def _without(one: Description | None, other: Description | None) -> tuple[str, ...]:
    """The sources of the one that the other lacks."""
    return tuple(sorted((one.sources if one else frozenset()) - (other.sources if other else frozenset())))


def _property_changes(was: Description, now: Description, terms: Vocabulary) -> Iterator[PropertyChange]:
    for name in sorted(set(was.properties) | set(now.properties)):
        before, after = _gone(was, now, name), _gone(now, was, name)
        if before or after:
            prop = terms.properties.get(name)
            yield PropertyChange(name, prop.label if prop else name.replace("_", " "), before, after)


def _gone(one: Description, other: Description, name: str) -> tuple[SourcedValue, ...]:
    """What the one says of a property and the other does not.

    A source that the other lacks altogether counts only for what no other source says.
    """
    theirs = other.properties.get(name, {})
    gone = []
    for value, sources in one.properties.get(name, {}).items():
        left = sources if value not in theirs else (sources - theirs[value]) & other.sources
        if left or value not in theirs:
            gone.append(SourcedValue(value, tuple(sorted(left))))
    return tuple(sorted(gone, key=lambda it: (str(it.value), it.sources)))


def _details(change: Change) -> Iterator[str]:
    for prop in change.properties:
        before, after = _listed(prop.before), _listed(prop.after)
        if before and after:
            yield f"{prop.label}: {before} became {after}"
        else:
            yield f"{prop.label}: {after} came" if after else f"{prop.label}: {before} went"
    is_changed = change.happening == "changed"
    if change.sources_added:
        yield f"{'sources added' if is_changed else 'stated by'}: {', '.join(change.sources_added)}"
    if change.sources_withdrawn:
        yield f"{'sources withdrawn' if is_changed else 'was stated by'}: {', '.join(change.sources_withdrawn)}"


def _listed(values: Iterable[SourcedValue]) -> str:
    return " and ".join(value_text(it.value) + (f" ({', '.join(it.sources)})" if it.sources else "") for it in values)


def _counted(counts: Counter[tuple[Happening, str]]) -> str:
    parts = []
    for happening in ("came", "went", "changed"):
        of_it = [
            f"{count:,} {thing}{'' if count == 1 else 's'}"
            for (how, thing), count in counts.items()
            if how == happening
        ]
        if of_it:
            parts.append(f"{happening}: {', '.join(of_it)}")
    return "; ".join(parts) or "nothing changed: both hold the same facts"
