"""Bytes of record files as text."""

from __future__ import annotations

from loaders.readers.record_errors import RecordRefused

_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


def decode_utf8(data: bytes) -> str:
    """Text in UTF-8, with or without a byte order mark. Raises RecordRefused."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordRefused(f"the file is not UTF-8 (byte {error.start + 1})") from error


def decode_text(data: bytes) -> str:
    """Text in UTF-8, or in UTF-16 with a byte order mark. Raises RecordRefused."""
    if not data.startswith(_UTF16_MARKS):
        return decode_utf8(data)
    try:
        return data.decode("utf-16")
    except UnicodeDecodeError as error:
        raise RecordRefused(f"the file is not UTF-16 (byte {error.start + 1})") from error
