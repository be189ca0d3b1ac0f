"""`reentry fetch`: downloads of record files from their publishers, for the loaders to read."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.terminal.output import say
from api.terminal.strict_command import StrictCommand

if TYPE_CHECKING:
    from loaders.fetch.target import FetchRequest

fetch = typer.Typer(
    name="fetch",
    help="Download record files from their publishers.\n\n"
    "A download that was interrupted goes on where it stopped; a file that has not changed is not sent again.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
Out = Annotated[Path, typer.Option("--out", help="Folder to write the files to.")]
RECORDS = Path("records")


@fetch.command(cls=StrictCommand)
def congress(
    congress: Annotated[
        int | None, typer.Option(help="Number of the Congress, as 115. Default: none, for members only.")
    ] = None,
    bills: Annotated[str, typer.Option(help="These bills, as s756,s3649,hr5682. Default: none.")] = "",
    types: Annotated[
        str, typer.Option(help="All bills of these types, as s,hr: one archive each. Default: none.")
    ] = "",
    members: Annotated[bool, typer.Option("--members", help="Also the members, their terms and committees.")] = False,
    out: Out = RECORDS,
) -> None:
    """Bills of Congress, and its members.

    Bill status comes from govinfo, members from the congress-legislators project.
    """
    from loaders.fetch.congress import CongressRequest

    _fetch(CongressRequest(congress, _list(bills), _list(types), members), out)


@fetch.command(cls=StrictCommand)
def irs990(
    year: Annotated[int, typer.Option(help="Year in which the returns were published.")],
    batch: Annotated[str, typer.Option(help="These archives, as 2023_TEOS_XML_01A. Default: none.")] = "",
    ein: Annotated[
        str, typer.Option(help="The archives that hold returns of these filers, by EIN. Default: none.")
    ] = "",
    whole: Annotated[bool, typer.Option("--all", help="All archives of the year: many gigabytes.")] = False,
    out: Out = RECORDS,
) -> None:
    """Tax returns of exempt organizations (Form 990).

    Comes from the IRS: the index of a year, and zip archives of returns.
    """
    from loaders.fetch.irs import ReturnsRequest

    _fetch(ReturnsRequest(year, _list(batch), _list(ein), whole), out)


@fetch.command("irs-bmf", cls=StrictCommand)
def irs_bmf(
    region: Annotated[str, typer.Option(help="Regions, as 1,2. Default: all four, where no state is given.")] = "",
    state: Annotated[str, typer.Option(help="States, as dc,md. Default: none.")] = "",
    out: Out = RECORDS,
) -> None:
    """The IRS register of exempt organizations (Business Master File)."""
    from loaders.fetch.irs import MasterFileRequest

    if odd := [text for text in _list(region) if not text.isdecimal()]:
        raise ValueError(f"there is no region {odd[0]!r}: the regions are 1, 2, 3 and 4")
    _fetch(MasterFileRequest([int(text) for text in _list(region)], _list(state)), out)


@fetch.command(cls=StrictCommand)
def lda(
    year: Annotated[int, typer.Option(help="Year of the filings.")],
    period: Annotated[str, typer.Option(help="Only this period, as first_quarter. Default: the whole year.")] = "",
    registrant: Annotated[str, typer.Option(help="Only registrants with this in their name. Default: all.")] = "",
    client: Annotated[str, typer.Option(help="Only clients with this in their name. Default: all.")] = "",
    issue: Annotated[
        str, typer.Option(help="Only filings that name this issue, as 'First Step Act'. Default: all.")
    ] = "",
    most_pages: Annotated[
        int, typer.Option(min=1, help="Stop if there are more pages than this, of 25 filings each.")
    ] = 4000,
    out: Out = RECORDS,
) -> None:
    """Lobbying filings of the Senate and the House.

    Comes from the API of lda.gov. Set your key in REENTRY_LDA_KEY, if you have one.
    """
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


def _fetch(request: FetchRequest, out: Path, secret: dict[str, str] | None = None) -> None:
    from api.terminal.progress import progress_listener
    from loaders.fetch.batch import fetch_all

    with progress_listener() as progress:
        result = fetch_all(request, out, progress, secret)
    fresh = sum(fetched.is_new for fetched in result.fetched)
    say(f"{out}: {fresh:,} new, {len(result.fetched) - fresh:,} unchanged, {len(result.failed):,} missing")
    if result.failed:
        raise typer.Exit(1)


def _list(text: str) -> list[str]:
    return [part for part in (part.strip() for part in text.split(",")) if part]
