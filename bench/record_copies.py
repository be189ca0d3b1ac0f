"""Many record files, copied from a few real ones: each copy is about another bill or another filer."""

from __future__ import annotations

import re
from pathlib import Path

SAMPLES = Path(__file__).parents[2] / "shared" / "records"
_CONGRESS = re.compile(rb"(?<=<congress>)\d+(?=<)")
_EIN = re.compile(rb"(?<=<EIN>)\d{9}(?=<)")


def bills() -> list[Path]:
    """Real bill status records; none where the samples are not there."""
    return sorted((SAMPLES / "congress" / "bills").glob("*billstatus.xml"))


def returns() -> list[Path]:
    """Real returns of exempt organizations; none where the samples are not there."""
    return sorted((SAMPLES / "irs990").glob("*.xml"))


def copied_bills(folder: Path, times: int) -> list[Path]:
    """So many copies of all bills, each of another Congress; written only once."""
    return [
        _written(folder / f"{file.stem}-{time}.xml", _CONGRESS.sub(b"%d" % (200 + time), file.read_bytes()))
        for time in range(times)
        for file in bills()
    ]


def copied_returns(folder: Path, times: int) -> list[Path]:
    """So many copies of all returns, each of another filer; written only once."""
    return [
        _written(folder / f"{file.stem}-{time}.xml", _of_another(file.read_bytes(), time))
        for time in range(times)
        for file in returns()
    ]


def _of_another(filed: bytes, time: int) -> bytes:
    return _EIN.sub(lambda ein: b"%09d" % ((int(ein[0]) + 7919 * (time + 1)) % 10**9), filed)


def _written(path: Path, data: bytes) -> Path:
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return path
