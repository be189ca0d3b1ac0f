"""Why a query got no answer. Each error carries what its reader needs: the place, the limit or the cure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from graph.model.errors import ReentryError


class QueryError(ReentryError):
    """A query that got no answer."""

    problem, status = "query-failed", 400

    def as_wire(self) -> dict[str, Any]:
        """Plain values that `from_wire` makes the same error of."""
        return {"error": type(self).__name__, **asdict(self)}  # type: ignore[call-overload]

    def members(self) -> Mapping[str, Any]:
        """What the error knows. Its `detail` is called `cause`: that of a problem is the whole sentence."""
        return {"cause" if name == "detail" else name: value for name, value in self.as_wire().items()}


@dataclass(eq=False)
class BadSyntax(QueryError):
    """The text is no SPARQL query. Line and column count from 1; None where the parser does not say."""

    problem, status = "query-syntax", 400

    message: str
    line: int | None = None
    column: int | None = None

    def __str__(self) -> str:
        place = f"line {self.line}, column {self.column}: " if self.line is not None else ""
        return f"{place}{self.message}"


@dataclass(eq=False)
class Refused(QueryError):
    """A query that this service never answers."""

    problem, status = "query-refused", 403

    why: str
    cure: str

    def __str__(self) -> str:
        return f"{self.why} {self.cure}"


@dataclass(eq=False)
class Failed(QueryError):
    """The engine cannot evaluate the query."""

    problem, status = "query-failed", 400

    message: str

    def __str__(self) -> str:
        return self.message


@dataclass(eq=False)
class Unreadable(QueryError):
    """The engine cannot read its own store, whatever the query is."""

    problem, status = "unreadable-store", 500

    message: str

    def __str__(self) -> str:
        return f"the graph cannot be read: {self.message}"


@dataclass(eq=False)
class NotOffered(QueryError):
    """None of the accepted formats fits the form of the query. `offered` are media types."""

    problem, status = "format-not-offered", 406

    form: str
    offered: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.form} queries are answered as {', '.join(self.offered)}: accept one of them"


@dataclass(eq=False)
class TooLong(QueryError):
    """The text of the query is longer than the limit."""

    problem, status = "query-too-long", 413

    limit_bytes: int

    def __str__(self) -> str:
        return f"the query is longer than {self.limit_bytes:,} bytes: shorten it, or ask it in parts"


@dataclass(eq=False)
class TimedOut(QueryError):
    """The query ran into its deadline and was stopped."""

    problem, status = "query-timeout", 504

    limit_s: float

    def __str__(self) -> str:
        return f"the query was stopped after {self.limit_s:g} seconds: narrow its patterns, or join fewer of them"


@dataclass(eq=False)
class OutOfMemory(QueryError):
    """The query needed more memory than a query may take, and was stopped."""

    problem, status = "query-out-of-memory", 507

    limit_bytes: int

    def __str__(self) -> str:
        return (
            f"the query was stopped at {self.limit_bytes >> 20:,} MB of memory: "
            "narrow its patterns, or sort, group and concatenate fewer rows"
        )


@dataclass(eq=False)
class TooLarge(QueryError):
    """The answer is larger than an answer may be."""

    problem, status = "result-too-large", 507

    limit_bytes: int

    def __str__(self) -> str:
        return f"the answer is larger than {self.limit_bytes / (1 << 20):,.6g} MB: use LIMIT and OFFSET, or an export"


@dataclass(eq=False)
class Busy(QueryError):
    """No worker is free and the queue is full, or the wait was too long. `retry_after` counts seconds."""

    problem, status = "query-workers-busy", 503

    retry_after: int

    def __str__(self) -> str:
        return f"all query workers are busy: try again in {self.retry_after} seconds"


@dataclass(eq=False)
class Crashed(QueryError):
    """The worker ended unexpectedly while it answered."""

    problem, status, retry_after = "query-worker-crashed", 503, 1

    detail: str

    def __str__(self) -> str:
        return f"the query ended its worker ({self.detail}): simplify it"


_KINDS: dict[str, type[QueryError]] = {
    kind.__name__: kind
    for kind in (
        *(BadSyntax, Refused, Failed, Unreadable, NotOffered, TooLong),
        *(TimedOut, OutOfMemory, TooLarge, Busy, Crashed),
    )
}


def from_wire(wire: dict[str, Any]) -> QueryError:
    """The error that `as_wire` gave these values of."""
    values = {name: value for name, value in wire.items() if name != "error"}
    return _KINDS[wire["error"]](**values)
