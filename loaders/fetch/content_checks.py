"""Checks that a download is of the expected format: a web page with an apology and status 200 is not."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from lxml import etree

from loaders.fetch.download_errors import UnexpectedContent
from loaders.fetch.target import Target
from loaders.readers.input_files import RecordFile
from loaders.readers.record_errors import RecordRefused
from loaders.readers.safe_xml import parse_xml

_PAGE = re.compile(rb"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_HEAD = 4096


def check_content(file: Path, target: Target) -> None:
    """Raise UnexpectedContent if the file is not of the format of the target."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD).removeprefix(b"\xef\xbb\xbf")
    if not head.strip():
        raise UnexpectedContent("the publisher sent an empty file")
    if _PAGE.match(head):
        raise UnexpectedContent(
            f"the publisher sent a web page where {target.file_format.upper()} was asked for: try again later"
        )
    _CHECKS[target.file_format](file, target)


def _check_xml(file: Path, target: Target) -> None:
    try:
        root = parse_xml(RecordFile(target.path.name, file.read_bytes()))
    except RecordRefused as error:
        raise UnexpectedContent(f"the download cannot be used: {error}") from error
    name = etree.QName(root).localname
    if target.marker and name != target.marker:
        raise UnexpectedContent(f"the download has the root element <{name[:80]}>, and not <{target.marker}>")


def _check_json(file: Path, target: Target) -> None:
    try:
        content = json.loads(file.read_bytes())
    except (ValueError, RecursionError) as error:
        raise UnexpectedContent(f"the download is not JSON: {error}") from error
    if target.marker and not (isinstance(content, dict) and target.marker in content):
        raise UnexpectedContent(f"the download is JSON without {target.marker!r}")


def _check_csv(file: Path, target: Target) -> None:
    with file.open("rb") as opened:
        first = opened.readline(_HEAD).removeprefix(b"\xef\xbb\xbf").decode("utf-8", errors="replace")
    column = first.split(",")[0].strip().strip('"')
    if target.marker and column != target.marker:
        raise UnexpectedContent(f"the download begins with the column {column[:80]!r}, and not with {target.marker!r}")


def _check_zip(file: Path, target: Target) -> None:  # noqa: ARG001  all archives are alike
    try:
        with zipfile.ZipFile(file) as archive:
            names = archive.namelist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise UnexpectedContent(f"the download is not a complete zip archive: {error}") from error
    if not names:
        raise UnexpectedContent("the download is a zip archive without entries")


_CHECKS: Mapping[str, Callable[[Path, Target], None]] = {
    "xml": _check_xml,
    "json": _check_json,
    "csv": _check_csv,
    "zip": _check_zip,
}
