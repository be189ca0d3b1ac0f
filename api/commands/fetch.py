"""`reentry fetch`: record files from their publishers, for the loaders to read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal.output import say

if TYPE_CHECKING:
    from loaders.fetch.target import FetchRequest

fetch = typer.Typer(
    name="fetch",
    help="Get record files from their publishers: resumed where a try broke off, asked for only if they changed.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Out = Annotated[Path, typer.Option("--out", help="Folder that the files go to.")]
RECORDS = Path("records")


@fetch.command()
def congress(
    congress: Annotated[int | None, typer.Option(help="Number of the congress, as 115.")] = None,
    bills: Annotated[str, typer.Option(help="Bills, as s756,s3649,hr5682.")] = "",
    types: Annotated[str, typer.Option(help="All bills of these types, as s,hr: one archive each.")] = "",
    members: Annotated[bool, typer.Option("--members", help="Members, their terms and committees.")] = False,
    out: Out = RECORDS,
) -> None:
    """Bill status from govinfo, members from the congress-legislators project."""
    from loaders.fetch.congress import CongressRequest

    _fetch(CongressRequest(congress, _list(bills), _list(types), members), out)


@fetch.command()
def irs990(
    year: Annotated[int, typer.Option(help="Year in which the returns were published.")],
    batch: Annotated[str, typer.Option(help="Archives, as 2023_TEOS_XML_01A.")] = "",
    ein: Annotated[str, typer.Option(help="The archives that hold returns of these filers.")] = "",
    whole: Annotated[bool, typer.Option("--all", help="All archives of the year: many gigabytes.")] = False,
    out: Out = RECORDS,
) -> None:
    """Returns of exempt organizations from the IRS: the index of a year, and zip archives of it."""
    from loaders.fetch.irs import ReturnsRequest

    _fetch(ReturnsRequest(year, _list(batch), _list(ein), whole), out)


@fetch.command("irs-bmf")
def irs_bmf(
    region: Annotated[str, typer.Option(help="Regions, as 1,2; none and no state: all four.")] = "",
    state: Annotated[str, typer.Option(help="States, as dc,md.")] = "",
    out: Out = RECORDS,
) -> None:
    """The Business Master File of exempt organizations from the IRS."""
    from loaders.fetch.irs import MasterFileRequest

    if odd := [text for text in _list(region) if not text.isdecimal()]:
        raise ValueError(f"there is no region {odd[0]!r}: the regions are 1, 2, 3 and 4")
    _fetch(MasterFileRequest([int(text) for text in _list(region)], _list(state)), out)


@fetch.command()
def lda(
    year: Annotated[int, typer.Option(help="Year of the filings.")],
    period: Annotated[str, typer.Option(help="Only these months, as first_quarter.")] = "",
    registrant: Annotated[str, typer.Option(help="Only of registrants with this in their name.")] = "",
    client: Annotated[str, typer.Option(help="Only for clients with this in their name.")] = "",
    issue: Annotated[str, typer.Option(help="Only with this in their specific issues, as 'First Step Act'.")] = "",
    most_pages: Annotated[int, typer.Option(min=1, help="Refuse where there are more pages of 25 filings.")] = 4000,
    out: Out = RECORDS,
) -> None:
    """Lobbying filings from the API of the Senate and the House. A key may stand in REENTRY_LDA_KEY."""
    from loaders.fetch.lobbying import FilingsRequest

    named = {
        "filing_period": period,
        "registrant_name": registrant,
        "client_name": client,
        "filing_specific_lobbying_issues": issue,
    }
    key = os.environ.get("REENTRY_LDA_KEY")
    secret = {"authorization": f"Token {key}"} if key else {}
    _fetch(FilingsRequest(year, {name: text for name, text in named.items() if text}, most_pages), out, secret)


def _fetch(wish: FetchRequest, out: Path, secret: dict[str, str] | None = None) -> None:
    from api.terminal.progress import watching
    from loaders.fetch.batch import fetch_all

    with watching() as watch:
        done = fetch_all(wish, out, watch, secret)
    fresh = sum(fetched.is_new for fetched in done.here)
    say(f"{out}: {fresh:,} new, {len(done.here) - fresh:,} unchanged, {len(done.missing):,} missing")
    if done.missing:
        raise typer.Exit(1)


def _list(text: str) -> list[str]:
    return [part for part in (part.strip() for part in text.split(",")) if part]
