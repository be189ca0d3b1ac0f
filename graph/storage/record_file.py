"""Records on disk, one line of JSON each, looked up by id: a version of any size opens without reading them all.

They are three files: `NAME.jsonl` (the records, one a line), `NAME.ids` (the ids in order, one a line) and
`NAME.npy` (where each begins, in the order of the ids).
"""

from __future__ import annotations

import mmap
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import suppress
from decimal import Decimal
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

Record = dict[str, Any]
CACHED_RECORDS = 50_000
"""Records kept in memory for the next use: up to about 100 MB."""
MAX_TABLE_IDS = 500_000
"""Up to so many ids are looked up in a dictionary (about 80 bytes each, 0.1 µs), more by binary search (3 µs)."""
_TUPLES = ("alt_names", "roles", "attested", "conflicts", "differences", "money_in", "may_be", "sources")
_DECIMALS = ("amount", "quantity", "window_years")
_encode = msgspec.json.Encoder(decimal_format="string").encode
_decode = msgspec.json.Decoder().decode


class RecordFileWriter:
    """Writes records in any order; memory holds only their ids."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._out = (folder / f"{name}.jsonl").open("wb")
        self._ids: list[str] = []
        self._places: list[int] = []
        self._end = 0

    def add(self, key: str, record: Record) -> None:
        """Write one record."""
        self._ids.append(key)
        self._places.append(self._end)
        self._end += self._out.write(_encode(record) + b"\n")

    def finish(self) -> list[int]:
        """Write where each begins; the order of the ids, as places in the order of writing."""
        self._out.close()
        order = sorted(range(len(self._ids)), key=self._ids.__getitem__)
        np.save(self._folder / f"{self._name}.npy", np.array([self._places[n] for n in order], dtype=np.int64))
        lines = (f"{self._ids[n]}\n" for n in order)
        (self._folder / f"{self._name}.ids").write_text("".join(lines), encoding="utf-8")
        return order


class RecordFile(Mapping[str, Record]):
    """The records of one space of ids, in order of id. Each is read when it is first used."""

    def __init__(self, folder: Path, name: str) -> None:
        self.ids = (folder / f"{name}.ids").read_text(encoding="utf-8").split("\n")[:-1]
        self._places = np.load(folder / f"{name}.npy")
        if len(self._places) != len(self.ids):
            raise ValueError(f"{name}.ids and {name}.npy of {folder} do not belong together")
        self._lines = _mapped(folder / f"{name}.jsonl")
        self.record = lru_cache(CACHED_RECORDS)(self._read)
        """The record at a place in the order of ids. It is shared: never change it."""
        if self.ids and self._lines[-1:] != b"\n":
            raise ValueError(f"{name}.jsonl of {folder} is cut short")

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[str]:
        return iter(self.ids)

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._number(key) is not None

    def __getitem__(self, key: str) -> Record:
        number = self._number(key)
        if number is None:
            raise KeyError(key)
        return self.record(number)

    def number(self, key: str) -> int:
        """The place of an id in the order of ids; raises KeyError."""
        number = self._number(key)
        if number is None:
            raise KeyError(key)
        return number

    def _read(self, number: int) -> Record:
        begin = int(self._places[number])
        return _record(self._lines[begin : self._lines.find(b"\n", begin)])

    def _number(self, key: str) -> int | None:
        if len(self.ids) <= MAX_TABLE_IDS:
            return self._numbers.get(key)
        number = bisect_left(self.ids, key)
        return number if number < len(self.ids) and self.ids[number] == key else None

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {key: number for number, key in enumerate(self.ids)}


def _mapped(path: Path) -> mmap.mmap | bytes:
    with path.open("rb") as file:
        with suppress(ValueError):  # an empty file cannot be mapped
            return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        return b""


def _record(line: bytes) -> Record:
    """A record as it was: tuples and decimals have their own types again."""
    record: Record = _decode(line)
    for name in _TUPLES:
        if name in record:
            record[name] = tuple(record[name])
    _restore_decimals(record)
    if "receipts" in record:
        record["receipts"] = tuple(record["receipts"])
        for receipt in record["receipts"]:
            _restore_decimals(receipt.get("states", {}))
    if "identifiers" in record:
        record["identifiers"] = tuple((key, value) for key, value in record["identifiers"])
    return record


def _restore_decimals(record: Record) -> None:
    for name in _DECIMALS:
        if isinstance(record.get(name), str):
            record[name] = Decimal(record[name])
