"""What the graph said at an earlier time: the version of a number, or the last one that was published by a date."""

from __future__ import annotations

import re
from collections.abc import Sequence

from graph.model.errors import ReentryError
from graph.model.statements import PartialDate
from graph.versions.version_folders import DataFolder, Version

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


class UnknownVersion(ReentryError, ValueError):
    """There never was such a version, or none yet on that date."""

    problem, status, exit_code = "unknown-version", 404, 2


class VersionGone(ReentryError, ValueError):
    """The version existed, and can be asked no more."""

    problem, status, exit_code = "version-gone", 410, 2


def version_known_at(folder: DataFolder, text: str) -> Version:
    """The version that a number (`3`, `000003`) or a date names; raises UnknownVersion, VersionGone and NoVersion.

    A date (YYYY-MM-DD, YYYY-MM or YYYY) means the last version that was published by the end of it, in UTC. Four
    digits are a year: write the number of such a version with zeros in front.
    """
    folder.require()
    versions = folder.versions()
    if _DATE.fullmatch(text):
        return _by_date(versions, PartialDate.parse(text))
    if not _NUMBER.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is neither a version nor a date: write 3, or YYYY-MM-DD")
    return _by_number(versions, text.zfill(6))


def _by_number(versions: Sequence[Version], name: str) -> Version:
    for version in versions:
        if version.path.name == name:
            return version
    if int(name) == 0 or int(name) > int(versions[-1].path.name):
        raise UnknownVersion(f"there is no version {name}: the newest is {versions[-1].path.name}")
    raise VersionGone(f"version {name} is not stored any more; {_stored(versions)}")


def _by_date(versions: Sequence[Version], asked: PartialDate) -> Version:
    by_then = [version for version in versions if version.manifest.created[:10] <= asked.last.isoformat()]
    if by_then:
        return by_then[-1]
    first = versions[0]
    if int(first.path.name) == 1:
        raise UnknownVersion(f"on {asked} there was no version yet: the first is of {first.manifest.created[:10]}")
    raise VersionGone(f"what was known on {asked} is not stored any more; {_stored(versions)}")


def _stored(versions: Sequence[Version]) -> str:
    listed = (f"{version.path.name} of {version.manifest.created[:10]}" for version in versions)
    return f"ask for one of these versions: {', '.join(listed)}"
