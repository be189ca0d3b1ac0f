"""The command line: `reentry ...`. Each command is thin; the floors below do the work, and are loaded when needed."""

from __future__ import annotations

import gc
from pathlib import Path
from typing import Annotated

import typer

from api.commands import graph_queries
from api.commands.fetch import fetch
from api.commands.options import DATA, Data, opened
from api.commands.publish import publish
from api.commands.tables import tables
from api.terminal.loader_cards import OfLoaders
from api.terminal.output import reported_errors, say, say_all, write
from graph.versions.version_folders import Home

app = typer.Typer(
    name="reentry",
    help="The open knowledge graph of US reentry advocacy: who helps people come home, who pays, who changed the law.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(fetch)
app.command()(publish)
app.command()(tables)
Jobs = Annotated[int, typer.Option(help="Processes that read records side by side.", min=1, max=64)]
Cluster = Annotated[
    str | None, typer.Option(help="Dask scheduler that reads them, tcp://HOST:PORT; `local` starts one.")
]
Report = Annotated[Path | None, typer.Option(help="Write here, as JSON lines, which files were passed over and why.")]
KINDS = "What kind of facts: curated, congress, ... (`reentry loaders` lists all; NAME --help shows one)."
PATHS = "Files or folders; none means the facts that ship."


def main() -> None:
    """Run the command line."""
    with reported_errors():
        app(prog_name="reentry")


@app.command()
def serve(
    data: Data = DATA,
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.", min=0, max=65535)] = None,
    sparql: Annotated[str | None, typer.Option(help="SPARQL server that answers /sparql in our place.")] = None,
    sparql_graph: Annotated[
        str | None, typer.Option(help="Its graph with the merge of all, if not the default.")
    ] = None,
) -> None:
    """Serve the graph: pages, API and SPARQL. Loads the shipped facts first where DATA holds none."""
    gc.disable()  # all that a start makes is kept: looking for garbage takes an eighth of it
    from api.http.settings import settled
    from api.preload import begin

    settings = settled(data=data, host=host, port=port, sparql=sparql, sparql_graph=sparql_graph)
    forkserver = begin(settings)
    from api.server import run

    run(settings, forkserver)


@app.command(cls=OfLoaders)
def load(
    loader: Annotated[str, typer.Argument(help=KINDS)] = "curated",
    paths: Annotated[list[Path] | None, typer.Argument(help=PATHS)] = None,
    data: Data = DATA,
    retrieved: Annotated[str | None, typer.Option(help="Day on which these records were fetched: YYYY-MM-DD.")] = None,
    jobs: Jobs = 1,
    cluster: Cluster = None,
    report: Report = None,
    name: Annotated[str | None, typer.Option("--as", help="Hold this folder of tables under that name.")] = None,
) -> None:
    """Load facts and publish a new version. Tables must be right in all; of records, what is whole is loaded."""
    from api.ingest import record_report
    from api.ingest.curated_facts import load_curated

    if loader != "curated":
        named = paths or []
        record_report.load(Home(data), loader, named, retrieved=retrieved, jobs=jobs, cluster=cluster, report=report)
        return
    published = load_curated(Home(data), paths or [], name)
    manifest = published.version.manifest
    counts = ", ".join(f"{manifest.counts[name]:,} {name}" for name in ("actors", "ties", "outcomes", "sources"))
    state = "is new" if published.is_new else "stands already: the facts are the same"
    say(f"version {manifest.version} {state} ({counts})")


@app.command(cls=OfLoaders)
def check(
    loader: Annotated[str, typer.Argument(help=KINDS)] = "curated",
    paths: Annotated[list[Path] | None, typer.Argument(help=PATHS)] = None,
    data: Data = DATA,
    jobs: Jobs = 1,
    cluster: Cluster = None,
    report: Report = None,
) -> None:
    """Check facts without loading them: file:line:column, what is wrong, and how to mend it."""
    from api.ingest import record_report
    from api.ingest.curated_facts import check_curated

    if loader != "curated":
        record_report.check(loader, paths or [], jobs=jobs, cluster=cluster, report=report)
        return
    count = check_curated(Home(data), paths or [])
    say(f"no problems in {count:,} statements")


@app.command()
def loaders(name: Annotated[str | None, typer.Argument(help="Only this one.")] = None) -> None:
    """Show the cards of the loaders: what each reads, from whom, under which licence, and how to get it."""
    from api.terminal.loader_cards import cards

    say_all(cards(name))


@app.command()
def candidates(
    data: Data = DATA,
    least: Annotated[float, typer.Option(help="How alike two names must be, from 60 to 100.", min=60, max=100)] = 88.0,
    out: Annotated[Path | None, typer.Option(help="Write rows for facts/identity.csv here, to be decided.")] = None,
) -> None:
    """List actors that may be the same: their names match, and no identifier decides. You do, in identity.csv."""
    from api.ingest.identity_decisions import candidate_lines, write_candidates
    from graph.identity.resolver import decided
    from graph.queries.duplicate_candidates import candidates as alike

    version = Home(data).require()
    found = alike(opened(data), decided(version.datasets().values()), least)
    if out is None:
        say_all(candidate_lines(found))
    else:
        write_candidates(out, found)
        say(f"{out}: {len(found):,} to decide")


@app.command()
def drop(source: Annotated[str, typer.Argument(help="Id of the source.")], data: Data = DATA) -> None:
    """Take out a source and all that it alone states."""
    from api.ingest.curated_facts import drop as drop_source

    published = drop_source(Home(data), source)
    say(f"version {published.version.name} is without {source}")


@app.command()
def query(
    text: Annotated[str | None, typer.Argument(help="The query, in SPARQL.")] = None,
    file: Annotated[Path | None, typer.Option("--file", "-f", help="A file that holds the query.")] = None,
    form: Annotated[str, typer.Option("--format", help="table, json, csv, tsv, xml, turtle, ...")] = "table",
    timeout: Annotated[float, typer.Option(help="Seconds after which the query is ended.", min=0.001)] = 30.0,
    data: Data = DATA,
) -> None:
    """Ask in SPARQL. Prefixes rg: id: tie: source: skos: ... need not be declared."""
    from api.terminal.sparql_output import answer

    if (text is None) == (file is None):
        raise ValueError("give the query as text, or its file with -f")
    asked = text if file is None else file.read_text(encoding="utf-8")
    write(answer(Home(data).require(), asked or "", form, timeout))


for _question in (
    graph_queries.search,
    graph_queries.show,
    graph_queries.path,
    graph_queries.money,
    graph_queries.rank,
    graph_queries.export,
):
    app.command()(_question)


@app.command()
def versions(data: Data = DATA) -> None:
    """List the versions held; * marks the current one."""
    home = Home(data)
    current = home.current_name()
    for version in home.versions():
        manifest = version.manifest
        mark = "*" if manifest.version == current else " "
        counted = f"{manifest.counts['ties']:>9,} ties  {manifest.counts['sources']:>7,} sources"
        say(f"{mark} {manifest.version}  {manifest.created}  {counted}  {manifest.digest[:12]}")


@app.command()
def diff(
    before: Annotated[str, typer.Argument(help="A version.")],
    after: Annotated[str, typer.Argument(help="A later one.")],
    data: Data = DATA,
) -> None:
    """Say in words what changed between two versions."""
    from graph.versions.diff import changes, words

    home = Home(data)
    say_all(words(changes(home.version(before), home.version(after))))


@app.command()
def backup(
    target: Annotated[Path, typer.Argument(help="A folder that does not exist yet.")], data: Data = DATA
) -> None:
    """Copy the current version to a folder."""
    from graph.versions.backup import backup as copy

    version = Home(data).require()
    copy(version, target)
    say(f"version {version.name} is copied to {target}")


@app.command()
def restore(source: Annotated[Path, typer.Argument(help="A folder that `backup` wrote.")], data: Data = DATA) -> None:
    """Make the facts of a backup the current version."""
    from graph.versions.backup import restore as publish_backup

    home = Home(data)
    published = publish_backup(home, source)
    say(f"version {published.version.name} {'is new' if published.is_new else 'stands already'}")


@app.command()
def stats(data: Data = DATA) -> None:
    """Count what the graph holds."""
    from api.terminal import actor_text as words
    from graph.queries.statistics import stats as count

    version = Home(data).require()
    say_all(words.counts(count(version.manifest, opened(data))))


if __name__ == "__main__":
    main()
