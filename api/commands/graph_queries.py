"""`reentry search`, `show`, `path`, `money`, `rank`, `outcomes`, `stats` and `query`: questions to a version."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from api.commands.options import (
    Data,
    FilterOptions,
    InPlaces,
    KnownAt,
    limit,
    open_current,
    places_named,
    version_asked,
    with_filter_options,
)
from api.default_address import DATA
from api.terminal.output import NOTHING_FOUND, end, say, say_all, write
from graph.workers.query_limits import DEFAULT_LIMITS

Actor = Annotated[str, typer.Argument(help="Id or name of an actor.")]
By = Literal["donor", "recipient", "year", "relation", "topic", "program", "donor_kind", "recipient_kind", "all"]


def search(
    text: Annotated[str, typer.Argument(help="A name, or a part of one.")],
    data: Data = DATA,
    limit: Annotated[int, limit("actors", 100)] = 10,
    known_at: KnownAt = None,
    place: InPlaces = None,
) -> None:
    """Find actors by name."""
    from api.terminal import actor_text
    from graph.queries.within_place import search_within

    graph = open_current(data, known_at)
    hits = search_within(graph, text, places_named(graph, place), limit=limit)
    if not hits:
        end(NOTHING_FOUND, *actor_text.no_hit(graph, text))
    say_all(actor_text.hits(hits))


@with_filter_options
def show(actor: Actor, data: Data = DATA, *, filters: FilterOptions) -> None:
    """Show an actor with its ties, outcomes and their sources."""
    from api.terminal import actor_text
    from graph.views.actor_views import actor_view

    graph = open_current(data, filters.known_at)
    slug = actor_text.named(graph, actor)
    say_all(actor_text.actor(actor_view(graph, slug, filters.filter(graph))))
    say_all(actor_text.conflict_sentences(graph, slug))


@with_filter_options
def path(
    start: Actor,
    end: Annotated[str, typer.Argument(help="Id or name of another actor.")],
    data: Data = DATA,
    limit: Annotated[int, limit("paths", 20)] = 1,
    longest: Annotated[int, typer.Option(min=1, max=6, help="Only paths of at most this many steps.")] = 6,
    avoid: Annotated[
        list[str] | None, typer.Option(help="Only paths without this actor; may be repeated. Default: through all.")
    ] = None,
    hubs_above: Annotated[
        int | None,
        typer.Option(min=1, help="Only paths without actors that have more ties than this. Default: no bound."),
    ] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Follow ties only in their own direction.")] = False,
    together: Annotated[
        bool, typer.Option("--together", help="Only paths whose ties may all have held on one day.")
    ] = False,
    *,
    filters: FilterOptions,
) -> None:
    """Show how two actors are connected.

    Names the sources of each step, and the step to check first.
    """
    from api.terminal import actor_text
    from graph.queries.paths import paths

    graph = open_current(data, filters.known_at)
    one, other = actor_text.named(graph, start), actor_text.named(graph, end)
    if one == other:
        raise ValueError(f"{start!r} and {end!r} are the same actor, {one}: name two different ones")
    answer = paths(
        graph,
        one,
        other,
        tie_filter=filters.filter(graph),
        limit=limit,
        longest=longest,
        avoid=frozenset(actor_text.named(graph, actor) for actor in avoid or ()),
        hubs_above=hubs_above,
        directed=directed,
        together=together,
    )
    say_all(actor_text.paths(answer))


@with_filter_options
def money(
    actor: Annotated[
        str | None, typer.Argument(help="Id or name of an actor. Default: all money in the graph.")
    ] = None,
    data: Data = DATA,
    by: Annotated[
        By | None,
        typer.Option(help="Add up by this. Default: by who is at the other end; for all money, by donor."),
    ] = None,
    limit: Annotated[int, limit("sums", 1000)] = 10,
    shown: Annotated[int, typer.Option(min=0, max=200, help="Show at most this many ties of each sum.")] = 3,
    *,
    filters: FilterOptions,
) -> None:
    """Show who gives how much to whom.

    Names the ties behind each sum, and what is left out and why.
    """
    from api.terminal import money_text
    from api.terminal.actor_text import named
    from graph.money.totals import money as sums

    graph = open_current(data, filters.known_at)
    tie_filter = filters.filter(graph)
    if actor is None:
        total = sums(graph, by=by or "donor", tie_filter=tie_filter, limit=limit, shown=shown)
        say_all(money_text.sums("All money that is known", total))
        return
    slug = named(graph, actor)
    name = str(graph.actor(slug)["name"])
    received = sums(graph, by=by or "donor", recipient=slug, tie_filter=tie_filter, limit=limit, shown=shown)
    gave = sums(graph, by=by or "recipient", donor=slug, tie_filter=tie_filter, limit=limit, shown=shown)
    say_all(money_text.sums(f"To {name}", received))
    say("")
    say_all(money_text.sums(f"From {name}", gave))
    say_all(["", money_text.RULE])


@with_filter_options
def rank(
    measure: Annotated[
        str,
        typer.Argument(help="degree, weighted_degree, pagerank, betweenness, closeness or k_core."),
    ],
    data: Data = DATA,
    limit: Annotated[int, limit("actors", 1000)] = 10,
    *,
    filters: FilterOptions,
) -> None:
    """Rank actors by a measure of centrality.

    Names what computed it, and the ties behind each rank.
    """
    from api.terminal import actor_text
    from graph.analysis.centrality import MEASURES
    from graph.analysis.centrality import measure as ranked
    from graph.storage.suggestions import suggestion

    chosen = next((name for name in MEASURES if name == measure), None)
    if chosen is None:
        raise ValueError(f"there is no measure {measure!r}{suggestion(measure, MEASURES)}")
    graph = open_current(data, filters.known_at)
    say_all(actor_text.ranks(ranked(graph, chosen, tie_filter=filters.filter(graph), limit=limit)))


def outcomes(
    measure: Annotated[str, typer.Argument(help="A measure of the ontology, such as recidivism_rate.")],
    data: Data = DATA,
    limit: Annotated[int, limit("outcomes", 1000)] = 100,
    known_at: KnownAt = None,
) -> None:
    """Compare actors by the outcomes of one measure.

    Shows those of narrower measures too, with population, window and sources.
    """
    from api.pages.formatting import counted
    from api.terminal import actor_text
    from graph.queries.listings import outcomes as of_measure
    from graph.storage.suggestions import suggestion

    graph = open_current(data, known_at)
    measures = graph.terms.properties["measure"].allowed
    if measure not in measures:
        cure = suggestion(measure, measures) or f"; choose one of {', '.join(sorted(measures))}"
        raise ValueError(f"there is no measure {measure!r}{cure}")
    answer = of_measure(graph, measure=measure, limit=limit)
    if not answer["outcomes"]:
        end(NOTHING_FOUND, f"no outcome has the measure {measure}")
    say_all(actor_text.outcomes(answer["outcomes"]))
    if goals := answer["goals_left_out"]:
        say(f"left out: {counted(goals, 'goal')}, which nobody has reached yet; /api/outcomes has them with type=goal")


def stats(data: Data = DATA, known_at: KnownAt = None) -> None:
    """Count actors, ties and outcomes, by kind and relation."""
    from api.terminal import actor_text
    from graph.queries.statistics import stats as count

    version = version_asked(data, known_at)
    say_all(actor_text.counts(count(version.manifest, open_current(data, known_at))))


def query(
    text: Annotated[str | None, typer.Argument(help="The query, in SPARQL. Default: read it from --file.")] = None,
    file: Annotated[
        Path | None, typer.Option("--file", "-f", help="File that contains the query. Default: none.")
    ] = None,
    output_format: Annotated[
        str, typer.Option("--format", help="Format of the answer: table, json, csv, tsv, xml, turtle, ...")
    ] = "table",
    timeout: Annotated[
        float, typer.Option(min=0.001, help="Stop the query after this many seconds.")
    ] = DEFAULT_LIMITS.timeout_s,
    data: Data = DATA,
    known_at: KnownAt = None,
) -> None:
    """Ask in SPARQL.

    The prefixes rg: id: tie: source: skos: and others need not be declared.
    """
    from api.terminal.sparql_output import query_result

    if (text is None) == (file is None):
        raise ValueError("give the query as text, or its file with -f")
    sparql = text if file is None else file.read_text(encoding="utf-8")
    write(query_result(version_asked(data, known_at), sparql or "", output_format, timeout))
