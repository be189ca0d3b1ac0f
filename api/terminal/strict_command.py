"""Commands that obey every option, or say why not: one that takes one value may be given once."""

from __future__ import annotations

from collections import Counter
from typing import Any

from typer.core import TyperCommand


class StrictCommand(TyperCommand):
    """A command that ends with an error where an option of one value is given twice: the first would be ignored."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the arguments of the command line, after counting its options."""
        _, _, given = self.make_parser(ctx).parse_args(args=[*args])
        counted: Counter[Any] = Counter(given)
        for option, times in counted.items():
            if times > 1 and option.param_type_name == "option" and not (option.multiple or option.is_flag):
                ctx.fail(f"{option.opts[0]} takes one value, and here are {times}: give one")
        return list(super().parse_args(ctx, args))
