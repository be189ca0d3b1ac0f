"""Commands that obey every option, or say why not: one that takes one value may be given once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from typer.core import TyperCommand

from api.terminal.output import warn

EARLIER_NAMES = {"--from": "--since", "--to": "--until"}
"""Options that have another name now: on the command line, as in addresses, `from` and `to` are no dates."""


class StrictCommand(TyperCommand):
    """A command that ends with an error where an option of one value is given twice: the first would be ignored."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments of the command line, after counting its options."""
        args = self._with_names_of_today(ctx, args)
        _, _, given = self.make_parser(ctx).parse_args(args=[*args])
        counted: Counter[Any] = Counter(given)
        for option, times in counted.items():
            if times > 1 and option.param_type_name == "option" and not (option.multiple or option.is_flag):
                ctx.fail(f"{option.opts[0]} takes one value, and here are {times}: give one")
        return list(super().parse_args(ctx, args))

    def _with_names_of_today(self, ctx: Any, args: list[str]) -> list[str]:
        """The arguments with today's name for each option that is called by its earlier one, which stderr says."""
        known = {name for parameter in self.get_params(ctx) for name in parameter.opts}
        renamed = {old: new for old, new in EARLIER_NAMES.items() if new in known and old not in known}
        today = []
        for position, arg in enumerate(args):
            name, equals, value = arg.partition("=")
            if name not in renamed or "--" in args[:position]:
                today.append(arg)
                continue
            warn(f"reentry: {name} is the earlier name of {renamed[name]}")
            today.append(f"{renamed[name]}{equals}{value}")
        return today
