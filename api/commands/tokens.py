"""`reentry token`: who may ask a server that wants to know, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from api.access.scopes import AccessScope
from api.commands.options import Data
from api.default_address import DATA
from api.terminal.output import say, warn
from api.terminal.strict_command import StrictCommand

token = typer.Typer(
    name="token",
    help="Give out and revoke tokens for the API of a server.\n\nA running server follows within a second.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
File = Annotated[
    Path | None,
    typer.Option(
        "--tokens", envvar="REENTRY_TOKENS", help="File of the tokens. Default: tokens.json in the data folder."
    ),
]
Name = Annotated[str, typer.Argument(help="Who has it, as the log of requests names them.")]


@token.command(cls=StrictCommand)
def add(
    name: Name,
    scope: Annotated[
        list[AccessScope] | None,
        typer.Option("--scope", help="What it may ask for; may be repeated. Default: everything."),
    ] = None,
    rate: Annotated[
        int | None,
        typer.Option(
            "--rate", min=0, help="Requests per minute; 0: no limit. Default: as for clients without a token."
        ),
    ] = None,
    data: Data = DATA,
    tokens: File = None,
) -> None:
    """Make a token and print it. The file holds its digest only: it cannot be shown again."""
    from api.access.api_tokens import TokenFile

    if not name.isprintable() or not name.strip():
        raise ValueError("a token needs a name of printable characters")
    secret = TokenFile(tokens or data / "tokens.json").add(name, scope or list(AccessScope), rate)
    say(secret)
    warn(f"This is the token of {name}. Send it as `Authorization: Bearer {secret[:6]}...`; it is shown this once.")


@token.command("list", cls=StrictCommand)
def list_tokens(data: Data = DATA, tokens: File = None) -> None:
    """List the tokens: name, scopes, requests per minute, and the day it was made."""
    from api.access.api_tokens import TokenFile

    for one in TokenFile(tokens or data / "tokens.json").read():
        rate = "" if one.rate is None else "no limit" if one.rate == 0 else f"{one.rate}/min"
        say("\t".join((one.name, ",".join(one.scopes), rate, one.created)))


@token.command(cls=StrictCommand)
def revoke(name: Name, data: Data = DATA, tokens: File = None) -> None:
    """Make a token invalid."""
    from api.access.api_tokens import TokenFile

    TokenFile(tokens or data / "tokens.json").revoke(name)
    say(f"{name}: revoked")
