"""The contract of every export format: what it is called, and the steps in which it writes a subgraph to a file.

`graph.export.file_formats` lists the formats. A new one is a class of its own in a module of its own, and a line there.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, BinaryIO, ClassVar, TypeAlias

from graph.export.writing import layout
from graph.export.writing.file_metadata import LICENCE, LICENCE_URL, SOURCE_BASE, TITLE
from graph.export.writing.layout import Position
from graph.model.errors import ReentryError

if TYPE_CHECKING:
    import pyoxigraph as ox

    from graph.index.subgraph import Subgraph

Attributes: TypeAlias = dict[str, Any]
"""What is known of an actor or a tie, by name."""
Sources: TypeAlias = Mapping[str, Mapping[str, Any]]

BATCH = 2_000
"""So many pieces of text are written at a time."""


class TooLarge(ReentryError, ValueError):
    """A subgraph has more actors than a file of this format can show."""

    problem, status = "export-too-large", 422

    def __init__(self, name: str, actors: int, most: int) -> None:
        super().__init__(
            f"{actors:,} actors are too many for a {name}, which can show at most {most:,}: narrow the selection with "
            "filters or `around`, or export graph.gexf, which has no limit, and open it in Gephi"
        )


@dataclass(frozen=True, slots=True)
class ExportContext:
    """What a file can hold beyond the subgraph, as far as the caller knows it.

    `sources`: records by source id with `title`, `publisher`, `author`, `published`, `tier` and `source_url`.
    `positions`: actor id -> (x, y). None: they are computed, unless there are more than `layout.MOST_FORCED` actors.
    `store`: the RDF of the version, for formats with `needs_store`.
    """

    sources: Sources = field(default_factory=dict)
    positions: Mapping[str, Position] | None = None
    store: ox.Store | None = None


NO_CONTEXT = ExportContext()


class Exporter(ABC):
    """Writes one subgraph to one binary file, which is only ever appended to.

    `name` is for people. `has_positions` says that the file says where actors stand, `most_actors` how many it can
    show at most, `ties_first` that ties stand before actors, and `needs_store` that it is written from the RDF.
    """

    name: ClassVar[str]
    media_type: ClassVar[str]
    has_positions: ClassVar[bool] = False
    most_actors: ClassVar[int | None] = None
    ties_first: ClassVar[bool] = False
    needs_store: ClassVar[bool] = False

    def __init__(self, subgraph: Subgraph, out: BinaryIO, context: ExportContext = NO_CONTEXT) -> None:
        if self.most_actors is not None and subgraph.number_of_actors > self.most_actors:
            raise TooLarge(self.name, subgraph.number_of_actors, self.most_actors)
        self.subgraph, self.out, self.context = subgraph, out, context

    def write(self) -> None:
        """Write the whole file; the caller closes `out`. Whatever a step raises is raised."""
        nodes_and_ties = (self.write_nodes, self.write_ties)
        try:
            self.open()
            for write in reversed(nodes_and_ties) if self.ties_first else nodes_and_ties:
                write()
            self.close()
        except BaseException:
            self.abort()
            raise

    @abstractmethod
    def open(self) -> None:
        """Write what comes before the first actor or tie."""

    @abstractmethod
    def write_nodes(self) -> None:
        """Write the actors."""

    @abstractmethod
    def write_ties(self) -> None:
        """Write the ties."""

    @abstractmethod
    def close(self) -> None:
        """Write what comes after the last actor or tie."""

    def abort(self) -> None:  # noqa: B027  not abstract: few formats have anything to give up
        """Give up what `open` took hold of, after a failure. Default: nothing to do."""

    @cached_property
    def positions(self) -> Mapping[str, Position]:
        """Where actors stand: as the caller says, or computed; empty where there are too many to compute it."""
        if self.context.positions is not None:
            return self.context.positions
        is_small = self.subgraph.number_of_actors <= layout.MOST_FORCED
        return layout.positions(self.subgraph) if is_small else {}

    @property
    def description(self) -> str:
        """One paragraph for the description field of a file."""
        return (
            f"Who helps people come home from prison in the United States, who pays for it, who changed the law. "
            f"Data version {self.subgraph.version} (digest {self.subgraph.digest}). "
            f"Licence of the facts: {LICENCE}, {LICENCE_URL}. "
            f"Every node and edge names its sources; a source id opens at {SOURCE_BASE} followed by the id."
            f"{self._about_time}"
        )

    @property
    def _about_time(self) -> str:
        undated = self.subgraph.undated
        if undated is None:
            return ""
        return (
            " These are the ties of one time: each says whether it is certain or possible that it held then. "
            f"Left out, as no date of theirs is known: {undated:,} ties; undated=include takes them in."
        )

    @property
    def metadata(self) -> dict[str, str]:
        """Title, description, licence and version by name, for formats that carry such fields."""
        return {
            "title": TITLE,
            "description": self.description,
            "licence": LICENCE,
            "licence_url": LICENCE_URL,
            "version": self.subgraph.version,
            "digest": self.subgraph.digest,
        }


class TextExporter(Exporter):
    """A text file in UTF-8: each step yields pieces of text, which are written as they come, in flat memory."""

    def head(self) -> Iterable[str]:
        """What comes first. Default: nothing."""
        return ()

    def nodes(self) -> Iterable[str]:
        """The actors. Default: none."""
        return ()

    def ties(self) -> Iterable[str]:
        """The ties. Default: none."""
        return ()

    def tail(self) -> Iterable[str]:
        """What comes last. Default: nothing."""
        return ()

    def open(self) -> None:
        """Write the head."""
        self._put(self.head())

    def write_nodes(self) -> None:
        """Write the actors."""
        self._put(self.nodes())

    def write_ties(self) -> None:
        """Write the ties."""
        self._put(self.ties())

    def close(self) -> None:
        """Write the tail."""
        self._put(self.tail())

    def _put(self, pieces: Iterable[str]) -> None:
        batch: list[str] = []
        for piece in pieces:
            batch.append(piece)
            if len(batch) >= BATCH:
                self.out.write("".join(batch).encode())
                batch.clear()
        self.out.write("".join(batch).encode())


def weight(tie: Attributes) -> int:
    """How well a tie is supported: the number of its sources, at least one.

    Money is left out on purpose: amounts span seven orders of magnitude and most ties have none. They stand in their
    own attribute, for whoever wants to weigh by them.
    """
    return len(tie["sources"]) or 1


def notes(tie: Attributes) -> tuple[str, ...]:
    """The different notes of a tie's receipts, in order."""
    return tuple({receipt["note"]: None for receipt in tie["receipts"] if receipt["note"]})


def plain_digits(value: int | Decimal) -> str:
    """A number in plain digits, never with an exponent."""
    return str(value) if isinstance(value, int) else format(value, "f")
