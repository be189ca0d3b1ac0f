"""`reentry load`, `check`, `drop`, `loaders` and `candidates`: from tables and records to a new version."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from api.commands.options import Cluster, Data, Jobs, Report, data_folder, day, open_current
from api.default_address import DATA
from api.terminal.output import say, say_all
from api.terminal.strict_command import StrictCommand

if TYPE_CHECKING:
    from api.ingest.public_records import Outcome
    from graph.versions.build import Published

Loader = Annotated[
    str,
    typer.Argument(help="Kind of facts: curated, congress, ... (`reentry loaders` lists them)."),
]
Paths = Annotated[
    list[Path] | None, typer.Argument(help="Files or folders. Default: the facts shipped with the project.")
]
_COUNTED = ("actors", "ties", "outcomes", "sources")


class LoaderCommand(StrictCommand):
    """A command whose first argument names a loader: `NAME --help` shows the card of that loader too."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Show the card of the loader before the help of the command."""
        if "--help" in args and not args[0].startswith("-"):
            _say_cards([args[0]])
        return list(super().parse_args(ctx, args))


def load(
    loader: Loader = "curated",
    paths: Paths = None,
    data: Data = DATA,
    retrieved: Annotated[
        str | None,
        typer.Option(
            help="Day on which these records were fetched: YYYY-MM-DD. Default: the day that `reentry fetch` noted."
        ),
    ] = None,
    jobs: Jobs = 1,
    cluster: Cluster = None,
    report: Report = None,
    name: Annotated[
        str | None, typer.Option("--as", help="Load this folder of tables under this name. Default: its own name.")
    ] = None,
) -> None:
    """Load facts and publish a new version.

    Tables are loaded only if nothing in them is wrong. Of public records, those that can be read are loaded.
    """
    if loader == "curated":
        from api.ingest.curated_facts import load_curated

        _say_published(load_curated(data_folder(data), paths or [], name))
        return
    from api.ingest.public_records import load_records

    files, fetched_on = paths or [], day(retrieved) if retrieved else None
    outcome = load_records(data_folder(data), loader, files, retrieved=fetched_on, jobs=jobs, cluster=cluster)
    _say_outcome(outcome, report)
    assert outcome.published is not None
    _say_published(outcome.published)


def check(
    loader: Loader = "curated",
    paths: Paths = None,
    data: Data = DATA,
    jobs: Jobs = 1,
    cluster: Cluster = None,
    report: Report = None,
) -> None:
    """Check facts without loading them.

    Shows the place of each problem (file:line:column), what is wrong, and how to fix it.
    """
    if loader == "curated":
        from api.ingest.curated_facts import check_curated

        say(f"no problems in {check_curated(data_folder(data), paths or []):,} statements")
        return
    from api.ingest.public_records import check_records
    from graph.model.statements import DataError

    outcome = check_records(loader, paths or [], jobs=jobs, cluster=cluster)
    _say_outcome(outcome, report, list_refused=False)  # the error below lists them
    if outcome.refusals:
        raise DataError(outcome.refusals)
    say(f"no problems in {outcome.tally.get('records', 0):,} records")


def drop(source: Annotated[str, typer.Argument(help="Id of the source.")], data: Data = DATA) -> None:
    """Remove a source and all that only this source states."""
    from api.ingest.curated_facts import drop as drop_source

    say(f"version {drop_source(data_folder(data), source).version.name} is without {source}")


def loaders(
    name: Annotated[str | None, typer.Argument(help="Show only this loader. Default: all.")] = None,
) -> None:
    """Show what each loader reads, and where to get it."""
    from loaders.registry import names

    _say_cards([name] if name else names())


def candidates(
    data: Data = DATA,
    least: Annotated[
        float, typer.Option(min=60, max=100, help="How similar two names must be, from 60 to 100.")
    ] = 88.0,
    out: Annotated[
        Path | None,
        typer.Option(help="Write rows for facts/identity.csv to this file. Default: list them here."),
    ] = None,
) -> None:
    """List actors that may be the same.

    Their names are similar, and no identifier decides: you do, in identity.csv.
    """
    from api.ingest.identity_decisions import candidate_lines, write_candidates
    from graph.identity.actor_merging import decisions
    from graph.queries.duplicate_candidates import candidates as similar_actors

    version = data_folder(data).require()
    pairs = similar_actors(open_current(data), decisions(version.datasets().values()), least)
    if out is None:
        say_all(candidate_lines(pairs))
    else:
        write_candidates(out, pairs)
        say(f"{out}: {len(pairs):,} to decide")


def _say_cards(names: Sequence[str]) -> None:
    from api.ingest.record_loaders import loader_card
    from api.terminal.loader_cards import card_lines

    for name in names:
        say_all(card_lines(loader_card(name)))


def _say_outcome(outcome: Outcome, report: Path | None, *, list_refused: bool = True) -> None:
    from api.terminal.load_report import remark_lines, tally_line, write_report

    if report is not None:
        write_report(report, outcome.remarks)
    for line in remark_lines(outcome.remarks, report, list_refused=list_refused):
        typer.echo(line, err=True)
    say(tally_line(outcome.tally))


def _say_published(published: Published) -> None:
    manifest = published.version.manifest
    counts = ", ".join(f"{manifest.counts[name]:,} {name}" for name in _COUNTED)
    say(f"version {manifest.version} {_state(published)} ({counts})")


def _state(published: Published) -> str:
    if published.migrated_from is not None:
        return f"holds the same facts in format {published.version.manifest.format}, which opens quickly"
    return "is new" if published.is_new else "is current already: the facts are the same"
