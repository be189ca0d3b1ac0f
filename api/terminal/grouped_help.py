"""`--help` with the commands under headings, as plain text: rich would take longer to load than the whole program."""

from __future__ import annotations

from typing import Any

from typer.core import TyperGroup


class GroupedHelp(TyperGroup):
    """A group that lists its commands under the headings that `rich_help_panel` gives them, in the order added."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002  typer passes both
        """Write one section for each heading."""
        widest = max(map(len, self.commands))
        space = formatter.width - widest - 6  # a summary that is longer would be cut off
        groups: dict[str, list[tuple[str, str]]] = {}
        for name, command in self.commands.items():
            summary = command.get_short_help_str(space)
            groups.setdefault(_heading(command), []).append((name.ljust(widest), summary))
        for heading, rows in groups.items():
            with formatter.section(heading):
                formatter.write_dl(rows)


def _heading(command: Any) -> str:
    return str(command.rich_help_panel or "Commands")
