"""Options that several commands share, each written once, and the objects that commands get from them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple, get_type_hints

import typer

if TYPE_CHECKING:
    from graph.index.filters import Filter
    from graph.index.open_version import OpenVersion
    from graph.versions.version_folders import DataFolder, Version

Certainty = Literal["possible", "certain"]
Undated = Literal["exclude", "include"]
Data = Annotated[Path, typer.Option("--data", envvar="REENTRY_DATA", help="Folder that holds the versions.")]
Jobs = Annotated[int, typer.Option("--jobs", min=1, max=64, help="Number of processes that read records.")]
Cluster = Annotated[
    str | None,
    typer.Option(
        "--cluster", help="Dask scheduler whose workers read records: tcp://HOST:PORT, or `local`. Default: none."
    ),
]
Report = Annotated[
    Path | None,
    typer.Option(
        "--report", help="Write the files that were not read as a whole, and why, here as JSON lines. Default: nowhere."
    ),
]
AsOf = Annotated[
    str | None,
    typer.Option("--as-of", help="Only ties that held on this date: YYYY, YYYY-MM or YYYY-MM-DD. Default: any."),
]
Since = Annotated[
    str | None, typer.Option("--since", help="Only ties that held or happened on or after this date. Default: any.")
]
Until = Annotated[
    str | None, typer.Option("--until", help="Only ties that held or happened on or before this date. Default: any.")
]
Certain = Annotated[
    Certainty,
    typer.Option("--certainty", help="Count unknown days in favor of a tie (possible) or against it (certain)."),
]
UndatedTies = Annotated[
    Undated,
    typer.Option("--undated", help="With a date: leave out ties without any date, or take them in (include)."),
]
KnownAt = Annotated[
    str | None,
    typer.Option(
        "--known-at", help="What the graph said then: a version, as 3, or a date, as 2026-11-30. Default: the newest."
    ),
]
InPlaces = Annotated[
    list[str] | None,
    typer.Option(
        "--in", help="Only what is in this place, at any depth: a town, county or state; may be repeated. Default: any."
    ),
]
Relations = Annotated[
    list[str] | None,
    typer.Option("--relation", help="Only ties of this relation, as donates_to; may be repeated. Default: all."),
]
Tier = Annotated[
    int | None,
    typer.Option(
        "--tier", min=1, max=3, help="Only ties with a source of this tier or better; 1 is the best. Default: any."
    ),
]


def limit(things: str, most: int) -> Any:
    """The option `--limit`: at most how many things a command shows."""
    return typer.Option("--limit", min=1, max=most, help=f"Show at most this many {things}.")


class FilterOptions(NamedTuple):
    """Which ties a command is about, as typed on the command line."""

    as_of: AsOf = None
    since: Since = None
    until: Until = None
    certainty: Certain = "possible"
    undated: UndatedTies = "exclude"
    relation: Relations = None
    tier: Tier = None
    known_at: KnownAt = None
    place: InPlaces = None

    def filter(self, graph: OpenVersion) -> Filter:
        """The filter that these options describe; raises ValueError for an unknown relation or a date that is none."""
        from graph.index.filters import ALL, Filter
        from graph.model.dates import parse_moment
        from graph.storage.suggestions import suggestion

        relations = frozenset(self.relation or ())
        unknown = sorted(relations - set(graph.terms.relations))
        if unknown:
            cure = suggestion(unknown[0], graph.terms.relations) or "; `reentry stats` lists the relations"
            raise ValueError(f"there is no relation {unknown[0]!r}{cure}")
        moment = parse_moment(self.as_of, self.since, self.until, self.certainty, self.undated)
        places = places_named(graph, self.place)
        chosen = Filter(relations=relations, worst_tier=self.tier, moment=moment, places=places)
        return ALL if chosen == ALL else chosen


def with_filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """A command that takes the options of FilterOptions too, and passes them on as its argument `filters`.

    Typer reads the options of a command from its signature: this one lists the fields of FilterOptions after the
    parameters that the command has itself.
    """
    hints = get_type_hints(FilterOptions, include_extras=True)
    defaults = FilterOptions._field_defaults
    parameters = [it for it in signature(command, eval_str=True).parameters.values() if it.name != "filters"]
    parameters += [
        Parameter(name, Parameter.KEYWORD_ONLY, default=defaults[name], annotation=hint) for name, hint in hints.items()
    ]

    @wraps(command)
    def run(**values: Any) -> None:
        filters = FilterOptions(**{name: values.pop(name) for name in FilterOptions._fields})
        command(**values, filters=filters)

    run.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {it.name: it.annotation for it in parameters}
    return run


def places_named(graph: OpenVersion, places: list[str] | None) -> frozenset[str]:
    """The ids of places that are named by id or by name; raises Unknown and NoPlace."""
    from api.terminal.actor_text import named
    from graph.index.filters import require_place

    known = frozenset(named(graph, place) for place in places or ())
    for place in sorted(known):
        require_place(graph, place)
    return known


def day(text: str) -> date:
    """The day that an option names; raises ValueError with the cure."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a day: write YYYY-MM-DD") from None


def data_folder(data: Path) -> DataFolder:
    """The folder of versions. Imported here, since opening it needs most of the graph floor and `--help` does not."""
    from graph.versions.version_folders import DataFolder

    return DataFolder(data)


def version_asked(data: Path, known_at: str | None = None) -> Version:
    """The current version, or the one known at a time; raises NoVersion, UnknownVersion, VersionGone with the cure."""
    from graph.versions.known_at import version_known_at

    return data_folder(data).require() if known_at is None else version_known_at(data_folder(data), known_at)


def open_current(data: Path, known_at: str | None = None) -> OpenVersion:
    """The current version, or the one known at a time, opened; raises what `version_asked` raises."""
    from graph.index.open_version import OpenVersion

    return OpenVersion.open(version_asked(data, known_at))
