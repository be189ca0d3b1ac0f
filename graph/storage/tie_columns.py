"""The ties of a version as numpy columns: what sums, filters and adjacency need, without reading any record.

Row n is the tie at place n in the order of ids. Missing values: -1 for codes, NO_DAY for days, NO_TIER
for tiers, NaN for amounts. Days count from 0001-01-01 (`date.toordinal`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from itertools import chain
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from graph.model.dates import Attestation
from graph.model.hedges import HEDGES
from graph.model.statements import PartialDate
from graph.rdf.records import Records

Numbers = NDArray[np.int32]
Codes = NDArray[np.int16]
Amounts = NDArray[np.float64]
NO_DAY = np.iinfo(np.int32).min
NO_TIER = 9
"""Weaker than any tier: no source is described."""


IN_CONFLICT, RUNNING_TOTAL, COUNTED_ELSEWHERE = 1, 2, 4


def caution(tie: Mapping[str, Any]) -> int:
    """Why a tie cannot simply be added to others: IN_CONFLICT, RUNNING_TOTAL and TOLD_ELSEWHERE, or 0."""
    is_total, told_elsewhere = bool(tie["cumulative"]), bool(tie.get("money_in"))
    in_conflict = bool(tie["conflicts"] or tie["differences"])
    return IN_CONFLICT * in_conflict + RUNNING_TOTAL * is_total + COUNTED_ELSEWHERE * told_elsewhere


@dataclass(frozen=True, slots=True)
class Columns:
    """One array a column, all of one length; the names that codes stand for."""

    start: Numbers
    """Place of the actor that the tie goes from, in the order of their ids."""
    end: Numbers
    relation: Codes
    status: Codes
    tier: Codes
    start_first: Numbers
    start_last: Numbers
    end_first: Numbers
    end_last: Numbers
    begun_by: Numbers
    lasted_until: Numbers
    """What the attested dates prove: `Attestation`."""
    amount: Amounts
    currency: Codes
    hedge: Codes
    """How the amount is hedged, as a place in HEDGES; -1 where it is not."""
    sources: Codes
    """How many sources support the tie."""
    caution: Codes
    """What a sum must look into the record for: IN_CONFLICT, RUNNING_TOTAL and TOLD_ELSEWHERE, added up."""
    tie_sources: Numbers
    """The sources of one tie after the other, as places in `source_ids`: `sources` says how many each has."""
    actor_kind: Codes
    """The kind of each actor, in the order of their ids: one row an actor, not a tie."""
    actor_rank: Numbers
    """Where each actor stands in the order of names."""
    actor_text: NDArray[np.uint8]
    """The names of all actors as a JSON array, in the order of their ids."""
    actor_source_count: Codes
    actor_sources: Numbers
    """The sources that describe one actor after the other, as places in `source_ids`."""
    source_text: NDArray[np.uint8]
    """The ids of all sources that are described or named, in order, one a line."""
    relation_names: NDArray[np.str_]
    status_names: NDArray[np.str_]
    currency_names: NDArray[np.str_]
    kind_names: NDArray[np.str_]

    def save(self, path: Path) -> None:
        """Write them as one file."""
        np.savez(path, **{field.name: getattr(self, field.name) for field in fields(self)})

    @classmethod
    def load(cls, path: Path) -> Columns:
        """Read them. Raises OSError, ValueError or BadZipFile for a damaged file, KeyError for a missing column."""
        with path.open("rb") as file, np.load(file) as arrays:
            return cls(**{field.name: arrays[field.name] for field in fields(cls)})

    def at(self, rows: NDArray[np.intp]) -> Columns:
        """The same columns of these ties alone; `tie_sources` stays that of all."""
        return replace(self, **{name: getattr(self, name)[rows] for name in OF_TIES})

    def is_dated(self, rows: Any = ...) -> Any:
        """Whether the tie of a row, or each of these rows, has a start, an end or an attested date."""
        dates = (self.start_first, self.end_first, self.begun_by)
        return np.logical_or.reduce([days[rows] != NO_DAY for days in dates])

    @property
    def actor_names(self) -> list[str]:
        """The names of all actors, in the order of their ids."""
        return msgspec.json.decode(self.actor_text.tobytes(), type=list[str])

    @property
    def source_ids(self) -> list[str]:
        """The ids of all sources that are described or named, in order."""
        return self.source_text.tobytes().decode().splitlines()


OF_TIES = (
    *("start", "end", "relation", "status", "tier", "start_first", "start_last", "end_first", "end_last"),
    *("begun_by", "lasted_until", "amount", "currency", "hedge", "sources", "caution"),
)
"""The columns with one row a tie."""


class Coder:
    """Names as small numbers, in the order in which they come; None is -1."""

    def __init__(self) -> None:
        self._codes: dict[str | None, int] = {None: -1}

    def code(self, name: str | None) -> int:
        """The number of a name."""
        return self._codes.setdefault(name, len(self._codes) - 1)

    @property
    def names(self) -> NDArray[np.str_]:
        """The names in order of their numbers."""
        return np.array([name for name in self._codes if name is not None], dtype=np.str_)


class ColumnWriter:
    """Collects ties in any order, and makes columns of them."""

    def __init__(self, tiers: Mapping[str, int]) -> None:
        self._tiers = tiers
        self._rows: list[tuple[Any, ...]] = []
        self._ends: list[tuple[str, str]] = []
        self._sources: list[tuple[str, ...]] = []
        self._relations, self._statuses, self._currencies = Coder(), Coder(), Coder()

    def add(self, tie: Mapping[str, Any]) -> None:
        """Take one tie."""
        self._ends.append((tie["from"], tie["to"]))
        self._sources.append(tie["sources"])
        self._rows.append(
            (
                self._relations.code(tie["kind"]),
                self._statuses.code(tie["claim_status"]),
                min((self._tiers.get(source, NO_TIER) for source in tie["sources"]), default=NO_TIER),
                *_days(tie["start"]),
                *_days(tie["end"]),
                *_attested_days(tie["attested"]),
                np.nan if tie["amount"] is None else float(tie["amount"]),
                self._currencies.code(tie["currency"]),
                len(tie["sources"]),
                caution(tie),
                HEDGES.index(tie["amount_hedge"]) if tie["amount_hedge"] else -1,
            )
        )

    def columns(self, order: Sequence[int], actors: Mapping[str, Mapping[str, Any]], sources: Iterable[str]) -> Columns:
        """The columns in an order of the ties taken, between these actors in order of id; and all described sources."""
        actor_columns = _Actors(actors)
        source_of_tie = [self._sources[place] for place in order]
        ids = sorted({*sources, *chain.from_iterable(source_of_tie), *chain.from_iterable(actor_columns.sources)})
        place_of = {key: place for place, key in enumerate(ids)}
        number = {slug: place for place, slug in enumerate(actors)}
        ends = np.array([(number[a], number[b]) for a, b in self._ends], dtype=np.int32).reshape(-1, 2)[order]
        table = np.array(self._rows, dtype=np.float64).reshape(-1, 14)[order]
        return Columns(
            start=ends[:, 0].copy(),
            end=ends[:, 1].copy(),
            relation=_codes(table, 0),
            status=_codes(table, 1),
            tier=_codes(table, 2),
            start_first=_numbers(table, 3),
            start_last=_numbers(table, 4),
            end_first=_numbers(table, 5),
            end_last=_numbers(table, 6),
            begun_by=_numbers(table, 7),
            lasted_until=_numbers(table, 8),
            amount=table[:, 9].copy(),
            currency=_codes(table, 10),
            sources=_codes(table, 11),
            caution=_codes(table, 12),
            hedge=_codes(table, 13),
            tie_sources=_places(source_of_tie, place_of),
            actor_kind=np.array(actor_columns.kinds, dtype=np.int16),
            actor_rank=_ranks([name.casefold() for name in actor_columns.names]),
            actor_text=np.frombuffer(msgspec.json.encode(actor_columns.names), dtype=np.uint8),
            actor_source_count=np.array([len(keys) for keys in actor_columns.sources], dtype=np.int16),
            actor_sources=_places(actor_columns.sources, place_of),
            source_text=np.frombuffer("".join(f"{key}\n" for key in ids).encode(), dtype=np.uint8),
            kind_names=actor_columns.kind_codes.names,
            relation_names=self._relations.names,
            status_names=self._statuses.names,
            currency_names=self._currencies.names,
        )


class _Actors:
    """The columns of actors, in order of id."""

    def __init__(self, actors: Mapping[str, Mapping[str, Any]]) -> None:
        self.kind_codes = Coder()
        self.kinds: list[int] = []
        self.names: list[str] = []
        self.sources: list[tuple[str, ...]] = []
        for actor in actors.values():
            self.kinds.append(self.kind_codes.code(actor["kind"]))
            self.names.append(str(actor["name"]))
            self.sources.append(actor["sources"])


def _ranks(names: Sequence[str]) -> Numbers:
    """The place of each in the order of names, of equal ones by where they stand."""
    ranks = np.empty(len(names), dtype=np.int32)
    ranks[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names), dtype=np.int32)
    return ranks


def _places(lists: Iterable[Iterable[str]], place_of: Mapping[str, int]) -> Numbers:
    return np.fromiter((place_of[key] for keys in lists for key in keys), dtype=np.int32)


def _codes(table: Amounts, column: int) -> Codes:
    return table[:, column].astype(np.int16)


def _numbers(table: Amounts, column: int) -> Numbers:
    return table[:, column].astype(np.int32)


def _days(text: str | None) -> tuple[int, int]:
    if text is None:
        return NO_DAY, NO_DAY
    date = PartialDate.parse(text)
    return date.first.toordinal(), date.last.toordinal()


def _attested_days(texts: Iterable[str]) -> tuple[int, int]:
    attested = Attestation.of(texts)
    return (attested.begun_by.toordinal(), attested.lasted_until.toordinal()) if attested else (NO_DAY, NO_DAY)


def columns_of(records: Records) -> Columns:
    """The columns of records that are in memory."""
    tiers = {key: source["tier"] for key, source in records.sources.items() if source["tier"] is not None}
    writer = ColumnWriter(tiers)
    for tie in records.ties.values():
        writer.add(tie)
    return writer.columns(range(len(records.ties)), records.actors, records.sources)
