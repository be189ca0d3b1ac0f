"""Withdrawn ids, from the tables of facts to datasets of a version; no table may use one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from graph.identity.actor_merging import CURATED
from graph.identity.withdrawn_ids import (
    WITHDRAWN,
    Withdrawal,
    is_withdrawal_file,
    read_withdrawals,
    withdrawal_lines,
    withdrawal_of,
)
from graph.model.statements import DataError, EntityRef, Place, Problem, Statement
from loaders.core.loader import StatementWriter
from loaders.curated.identity_decisions import read_decisions
from loaders.curated.withdrawals import WithdrawnRow, read_withdrawn

Withdrawals = Mapping[str, Withdrawal]
_COLUMNS = {"kind": "actor_id", "from": "subject", "to": "object", "about": "subject", "achieved_through": "object"}
"""The columns of the tables that hold the actors of a statement, by its name."""


def withdrawal_datasets(folders: Iterable[tuple[str, Path]]) -> dict[str, list[str]]:
    """The withdrawals in these folders, as the lines of the datasets that they become; raises DataError.

    A folder without withdrawals gives a dataset without lines, so that its earlier ones are removed.
    """
    return {_name(dataset): _lines(rows) for dataset, rows in _read(folders)}


def withdrawals_in_force(folders: Iterable[tuple[str, Path]], current: Mapping[str, Path]) -> dict[str, Withdrawal]:
    """The withdrawals in these folders, and those of the current datasets that they do not replace."""
    read = _read(folders)
    replaced = {_name(dataset) for dataset, _ in read}
    others = [path for name, path in current.items() if name not in replaced and is_withdrawal_file(path)]
    fresh = {row.digest: Withdrawal(row.reason, row.day) for _, rows in read for row in rows}
    return read_withdrawals(others) | fresh


def withdrawal_problems(statements: Iterable[Statement], withdrawals: Withdrawals) -> Iterator[Problem]:
    """Where statements describe an actor whose id was withdrawn, or tie it to another."""
    if not withdrawals:
        return
    for name, actor, place in _actors(statements):
        if withdrawal := withdrawal_of(actor, withdrawals):
            column = _COLUMNS[name] if place.column else None
            yield _problem(place._replace(column=column), withdrawal)


def decision_problems(folders: Iterable[tuple[str, Path]], withdrawals: Withdrawals) -> Iterator[Problem]:
    """Where identity.csv decides on an id that was withdrawn."""
    for _, folder in folders if withdrawals else ():
        for one, other, _, place in read_decisions(folder, StatementWriter()):
            if withdrawal := withdrawal_of(f"{one}--{other}", withdrawals):
                yield _problem(place, withdrawal)


def _problem(place: Place, withdrawal: Withdrawal) -> Problem:
    since = f"withdrawn on {withdrawal.day} ({withdrawal.reason})"
    return Problem(place, f"this id was {since}: delete the row, or keep what it says without the name")


def _actors(statements: Iterable[Statement]) -> Iterator[tuple[str, str, Place]]:
    for subject, name, value, _, place in statements:
        if name == "kind" and subject.space == "id":
            yield name, subject.key, place
        elif name in _COLUMNS and isinstance(value, EntityRef):
            yield name, value.key, place


def _read(folders: Iterable[tuple[str, Path]]) -> list[tuple[str, list[WithdrawnRow]]]:
    writer = StatementWriter()
    rows = [(dataset, read_withdrawn(folder, writer)) for dataset, folder in folders]
    if writer.problems:
        raise DataError(writer.problems)
    return rows


def _name(dataset: str) -> str:
    """`withdrawn` beside the shipped facts `curated`, `withdrawn-mine` beside `curated-mine`."""
    return f"{WITHDRAWN}{dataset.removeprefix(CURATED)}"


def _lines(rows: Iterable[WithdrawnRow]) -> list[str]:
    return sorted(line for row in rows for line in withdrawal_lines(row.digest, Withdrawal(row.reason, row.day)))
