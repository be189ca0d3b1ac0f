"""What the graph said at an earlier time: the version of a number, or the last one that was published by a date."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from zipfile import BadZipFile

from msgspec import MsgspecError

from graph.identity.withdrawn_ids import digest
from graph.model.errors import ReentryError
from graph.model.statements import PartialDate
from graph.model.written_dates import form_of_date
from graph.rdf.ontology import vocabulary
from graph.storage.record_file import RecordFile
from graph.versions.index_files import index_files
from graph.versions.version_folders import DataFolder, NoVersion, Version

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)
_NUMBER = re.compile(r"\d{1,12}", re.ASCII)


class UnknownVersion(ReentryError, ValueError):
    """There never was such a version, or none yet on that date."""

    problem, status, exit_code = "unknown-version", 404, 2


class VersionGone(ReentryError, ValueError):
    """The version existed, and can be asked no more."""

    problem, status, exit_code = "version-gone", 410, 2


def version_known_at(folder: DataFolder, text: str) -> Version:
    """The version that `version_named` finds. VersionGone, too, if it names an actor who was withdrawn since."""
    version, current = version_named(folder, text), folder.require()
    if current.withdrawals and version.path.name != current.path.name:
        refuse_withdrawn(version, current, _actor_ids(version))
    return version


def refuse_withdrawn(earlier: Version, current: Version, actor_ids: Iterable[str]) -> None:
    """Raise VersionGone for a version that has one of the ids, merged ones too, that the current one withdraws."""
    withdrawals = current.withdrawals
    if withdrawals and any(digest(slug) in withdrawals for slug in (*actor_ids, *earlier.merged)):
        name = earlier.path.name
        raise VersionGone(f"version {name} names an actor that was withdrawn since, so it is shown no more")


def version_named(folder: DataFolder, text: str) -> Version:
    """The version that a number (`3`, `000003`) or a date names; raises UnknownVersion, VersionGone and NoVersion.

    It may name actors who were withdrawn since: show of it what `refuse_withdrawn` has passed, or leave them out.

    A date (YYYY-MM-DD, YYYY-MM or YYYY) means the last version that was published by the end of it, in UTC. Four
    digits are a year: write the number of such a version with zeros in front.
    """
    folder.require()
    versions = folder.versions()
    if _DATE.fullmatch(text):
        return _by_date(versions, PartialDate.parse(text))
    if not _NUMBER.fullmatch(text):
        form = form_of_date(text)
        raise ValueError(f"{text[:40]!r} is neither a version nor a date: write a number, as 3, or {form}")
    return _by_number(versions, text.zfill(6))


def _actor_ids(version: Version) -> Iterable[str]:
    """The ids of its actors; raises NoVersion where they cannot be read."""
    try:
        with index_files(version, vocabulary()) as files:
            return list(RecordFile(files.records_path, "id"))
    except (OSError, ValueError, KeyError, EOFError, BadZipFile, MsgspecError) as error:
        raise NoVersion(f"{version.path} cannot be read: {error}") from error


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
