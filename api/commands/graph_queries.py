"""Questions of the graph on the command line: search, show, path, money, rank, export."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from api.commands.options import (
    DATA,
    AsOf,
    Certain,
    Data,
    Relations,
    Since,
    Tier,
    Until,
    Wanted,
    admitted,
    opened,
)
from api.terminal.output import say, say_all
from graph.versions.version_folders import Home

Actor = Annotated[str, typer.Argument(help="Id or name of an actor.")]
Measure = Literal["degree", "weighted_degree", "pagerank", "betweenness", "closeness", "k_core"]
By = Literal["donor", "recipient", "year", "relation", "topic", "program", "donor_kind", "recipient_kind", "all"]


def search(text: str, data: Data = DATA, limit: Annotated[int, typer.Option(min=1, max=100)] = 10) -> None:
    """Find actors by name."""
    from api.terminal import actor_text as words

    say_all(words.hits(opened(data).search(text, limit=limit)))


def show(
    actor: Actor,
    data: Data = DATA,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    certainty: Certain = "possible",
    relation: Relations = None,
    tier: Tier = None,
) -> None:
    """Show an actor: its ties and outcomes, each with its sources."""
    from api.terminal import actor_text as words
    from graph.views.json_views import actor_view

    knowledge = opened(data)
    only = admitted(knowledge, Wanted(as_of, since, until, certainty, relation, tier))
    say_all(words.actor(actor_view(knowledge, words.named(knowledge, actor), only)))


def path(
    start: Actor,
    end: Annotated[str, typer.Argument(help="Id or name of another.")],
    data: Data = DATA,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    certainty: Certain = "possible",
    relation: Relations = None,
    tier: Tier = None,
    limit: Annotated[int, typer.Option(min=1, max=20, help="How many paths.")] = 1,
    longest: Annotated[int, typer.Option(min=1, max=6, help="At most so many steps.")] = 6,
    avoid: Annotated[list[str] | None, typer.Option(help="Not through this actor; may be repeated.")] = None,
    hubs_above: Annotated[int | None, typer.Option(min=1, help="Not through actors with more ties than this.")] = None,
    directed: Annotated[bool, typer.Option("--directed", help="Take ties in their own direction alone.")] = False,
    together: Annotated[bool, typer.Option("--together", help="All ties may have held on the same day.")] = False,
) -> None:
    """Show how two actors are tied, who says so, and which step is the weakest."""
    from api.terminal import actor_text as words
    from graph.queries.paths import paths

    knowledge = opened(data)
    one, other = words.named(knowledge, start), words.named(knowledge, end)
    if one == other:
        raise ValueError(f"{start!r} and {end!r} are the same actor, {one}: a path leads to another")
    found = paths(
        knowledge,
        one,
        other,
        only=admitted(knowledge, Wanted(as_of, since, until, certainty, relation, tier)),
        limit=limit,
        longest=longest,
        avoid=frozenset(words.named(knowledge, actor) for actor in avoid or ()),
        hubs_above=hubs_above,
        directed=directed,
        together=together,
    )
    say_all(words.paths(found["paths"]))


def money(
    actor: Annotated[str | None, typer.Argument(help="Id or name of an actor; none: all money in the graph.")] = None,
    data: Data = DATA,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    certainty: Certain = "possible",
    relation: Relations = None,
    tier: Tier = None,
    by: Annotated[
        By | None, typer.Option(help="How sums are grouped; of an actor's money, by who is at the end.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many sums.")] = 10,
    shown: Annotated[int, typer.Option(min=0, max=200, help="How many ties of each sum.")] = 3,
) -> None:
    """Show who gives to an actor and to whom it gives: sums, the ties behind them, what is left out and why."""
    from api.terminal import money_text as words
    from api.terminal.actor_text import named
    from graph.money.totals import money as sums

    knowledge = opened(data)
    only = admitted(knowledge, Wanted(as_of, since, until, certainty, relation, tier))
    if actor is None:
        say_all(
            words.sums(
                "All money that is known", sums(knowledge, by=by or "donor", only=only, limit=limit, shown=shown)
            )
        )
        return
    slug = named(knowledge, actor)
    name = str(knowledge.actor(slug)["name"])
    received = sums(knowledge, by=by or "donor", recipient=slug, only=only, limit=limit, shown=shown)
    gave = sums(knowledge, by=by or "recipient", donor=slug, only=only, limit=limit, shown=shown)
    say_all(words.sums(f"To {name}", received))
    say("")
    say_all(words.sums(f"From {name}", gave))
    say_all(["", words.RULE])


def rank(
    measure: Annotated[Measure, typer.Argument(help="What to rank by.")],
    data: Data = DATA,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    certainty: Certain = "possible",
    relation: Relations = None,
    tier: Tier = None,
    limit: Annotated[int, typer.Option(min=1, max=1000, help="How many actors.")] = 10,
) -> None:
    """Rank actors by a measure of the network, with what computed it and the ties behind each rank."""
    from api.terminal import actor_text as words
    from graph.analysis.centrality import measure as ranked

    knowledge = opened(data)
    only = admitted(knowledge, Wanted(as_of, since, until, certainty, relation, tier))
    say_all(words.ranks(ranked(knowledge, measure, only=only, limit=limit)))


def export(
    out: Annotated[Path, typer.Argument(help="The file to write; its ending says the format.")],
    data: Data = DATA,
    as_of: AsOf = None,
    since: Since = None,
    until: Until = None,
    certainty: Certain = "possible",
    relation: Relations = None,
    tier: Tier = None,
    around: Annotated[list[str] | None, typer.Option(help="Only around this actor; may be repeated.")] = None,
    depth: Annotated[int, typer.Option(min=1, max=3, help="How many hops around.")] = 1,
) -> None:
    """Write the graph as a file: OUT.gexf for Gephi, and others."""
    from api.export.graph_files import write_export
    from api.export.subgraph_selection import Part
    from api.http.current_version import Answering
    from api.terminal import actor_text as words

    version = Home(data).require()
    knowledge = opened(data)
    only = admitted(knowledge, Wanted(as_of, since, until, certainty, relation, tier))
    centres = tuple(words.named(knowledge, actor) for actor in around or ())
    written = write_export(Part(only, centres, depth), Answering(version, knowledge, version.open_store()), out)
    say(f"{out}: {written}")
