"""Reads the records of a version by id: actors, ties, outcomes and sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property

from graph.identity.canonical_statements import canonical_id
from graph.identity.withdrawn_ids import Withdrawal, withdrawal_of
from graph.index.actor_lookup import ActorSearch
from graph.index.unknown_ids import (
    AmbiguousName,
    Candidate,
    Moved,
    Named,
    Unknown,
    UnknownActor,
    UnknownConflict,
    UnknownOutcome,
    UnknownSource,
    UnknownTie,
    Withdrawn,
)
from graph.model.statements import EntityRef
from graph.rdf.records import Record, Records
from graph.storage.name_search import Hit
from graph.storage.record_file import RecordFile


class RecordReader:
    """The records of a version. An id that does not exist raises Unknown, whose message says what to do."""

    def __init__(
        self,
        records: Records,
        merged_ids: Mapping[str, str],
        merged_ties: Mapping[str, str],
        search: ActorSearch,
        withdrawals: Mapping[str, Withdrawal],
    ) -> None:
        self._records, self._merged_ids, self._merged_ties = records, merged_ids, merged_ties
        self._search, self._withdrawals = search, withdrawals
        ties = records.ties
        # A direct reference to the method of the file, since some answers read a thousand ties by row.
        self.tie_at: Callable[[int], Record] = (
            ties.record if isinstance(ties, RecordFile) else list(ties.values()).__getitem__
        )
        """The tie of a row of the columns."""

    def actor(self, slug: str) -> Record:
        """One actor; raises Unknown: also for its name, with the id to use."""
        try:
            return self._records.actors[slug]
        except KeyError:
            raise self._gone("actor", slug) or self._not_an_id(slug) from None

    def named(self, text: str) -> str:
        """The id of the actor that an id or a name means; raises AmbiguousName, UnknownActor, Withdrawn."""
        return self.named_among(text)[0]

    def named_among(self, text: str) -> tuple[str, Sequence[Candidate]]:
        """As `named`, with the other actors that are called so, too."""
        try:
            self.actor(text)
        except Named as error:
            return error.to, error.candidates
        except Moved as error:
            return error.to, ()
        return text, ()

    def tie(self, key: str) -> Record:
        """One tie, or one statement that may be of several; raises Unknown."""
        try:
            return self._records.ties[key]
        except KeyError:
            if key in self._records.ambiguous:
                return self._records.ambiguous[key]
            raise self._gone("tie", key) or UnknownTie(key) from None

    def outcome(self, key: str) -> Record:
        """One outcome; raises Unknown."""
        try:
            return self._records.outcomes[key]
        except KeyError:
            raise self._gone("outcome", key) or UnknownOutcome(key) from None

    def source(self, key: str) -> Record:
        """One source; raises Unknown."""
        try:
            return self._records.sources[key]
        except KeyError:
            raise UnknownSource(key) from None

    def conflict(self, key: str) -> Record:
        """One conflict that is described; raises Unknown."""
        try:
            return self._records.conflicts[key]
        except KeyError:
            raise UnknownConflict(key) from None

    def thing(self, ref: EntityRef) -> Record:
        """The actor, tie, outcome, source or conflict that a reference names; raises Unknown."""
        read = {
            "id": self.actor,
            "tie": self.tie,
            "outcome": self.outcome,
            "source": self.source,
            "conflict": self.conflict,
        }
        return read[ref.space](ref.key)

    def canonical_id(self, key: str, space: str = "id") -> str:
        """The current id of a record: its own, or the one that it was merged into."""
        known = canonical_id(key, space, self._merged_ids)
        return self._merged_ties.get(known, known) if space == "tie" else known

    @cached_property
    def ambiguous_of(self) -> dict[str, list[str]]:
        """Tie -> ids of the statements that may be of it, or of others."""
        statements: dict[str, list[str]] = {}
        for key, statement in self._records.ambiguous.items():
            for tie in statement["may_be"]:
                statements.setdefault(tie, []).append(key)
        return statements

    @cached_property
    def outcomes_of(self) -> dict[str, list[str]]:
        """Ids of the outcomes of each actor: about it, or achieved through it."""
        outcomes: dict[str, list[str]] = {}
        for key, outcome in self._records.outcomes.items():
            for slug in sorted({outcome["about"], outcome["achieved_through"]} - {None}):
                outcomes.setdefault(slug, []).append(key)
        return outcomes

    def _gone(self, what: str, key: str) -> Unknown | None:
        """Why an id that once existed does not: it was withdrawn, or merged into another."""
        withdrawal = withdrawal_of(key, self._withdrawals)
        return Withdrawn(what, withdrawal) if withdrawal else self._moved(what, key)

    def _not_an_id(self, text: str) -> Unknown:
        """What to do about a text that is no id: use the id of the actor of this name, or choose, or search."""
        meaning = self._search.meaning(text)
        fits = [self._candidate(hit) for hit in meaning.fits]
        if meaning.actor:
            return Named(text, meaning.actor.slug, fits)
        if len(fits) > 1:
            return AmbiguousName(text, fits)
        return UnknownActor(text, fits or [self._candidate(hit) for hit in meaning.near])

    def _candidate(self, hit: Hit) -> Candidate:
        description = self._records.actors[hit.slug]["description"]
        return {
            "id": hit.slug,
            "name": hit.name,
            "kind": hit.kind,
            "matched": hit.matched,
            "description": description,
        }

    def _moved(self, what: str, key: str) -> Moved | None:
        today = self.canonical_id(key, "id" if what == "actor" else what)
        records = {"actor": self._records.actors, "tie": self._records.ties, "outcome": self._records.outcomes}[what]
        return Moved(what, key, today) if today != key and today in records else None
