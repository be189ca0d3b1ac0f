"""`reentry versions`, `diff`, `backup` and `restore`: earlier versions, and copies of them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.commands.options import Data, data_folder
from api.default_address import DATA
from api.terminal.output import say, say_all


def versions(data: Data = DATA) -> None:
    """List the versions in the data folder; * marks the current one."""
    folder = data_folder(data)
    current = folder.current_name()
    for version in folder.versions():
        manifest = version.manifest
        mark = "*" if manifest.version == current else " "
        counts = f"{manifest.counts['ties']:>9,} ties  {manifest.counts['sources']:>7,} sources"
        say(f"{mark} {manifest.version}  {manifest.created}  {counts}  {manifest.digest[:12]}")


def diff(
    before: Annotated[str, typer.Argument(help="A version, as 1, or a date: what was known by then.")],
    after: Annotated[str, typer.Argument(help="A later version, as 2, or a date.")],
    data: Data = DATA,
) -> None:
    """Show what changed between two versions, or two dates."""
    from graph.versions.diff import change_lines, changes
    from graph.versions.known_at import version_named

    folder = data_folder(data)
    earlier, later = version_named(folder, before), version_named(folder, after)
    say_all(change_lines(changes(earlier, later, folder.require())))


def backup(
    target: Annotated[Path, typer.Argument(help="Folder to write; it must not exist yet.")], data: Data = DATA
) -> None:
    """Copy the current version to a folder."""
    from graph.versions.backup import backup as copy

    version = data_folder(data).require()
    copy(version, target)
    say(f"version {version.name} is copied to {target}")


def restore(source: Annotated[Path, typer.Argument(help="Folder that `backup` wrote.")], data: Data = DATA) -> None:
    """Make the facts of a backup the current version."""
    from graph.versions.backup import restore as publish_backup

    published = publish_backup(data_folder(data), source)
    say(f"version {published.version.name} {'is new' if published.is_new else 'is current already'}")
