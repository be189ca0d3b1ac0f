"""SPARQL answered by another server, under our own refusals and limits.

A worker of ours reads each query first and answers it from an empty store: what it refuses, or cannot parse, never
leaves. The answer of the other server is whole here before its first byte goes on.
"""

from __future__ import annotations

import asyncio
import json
import logging
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from hashlib import blake2s
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pyoxigraph as ox

from graph.model.ids import BASE
from graph.sparql.evaluate import truth
from graph.sparql.formats import Form, Format, named
from graph.sparql.from_clause import dataset_clause
from graph.sparql.prologue import PREFIXES, read_prologue
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import Busy, Crashed, Failed, Refused, TimedOut, TooLarge
from graph.sparql.result_cache import ResultCache
from graph.workers.limits import Limits
from graph.workers.pool import Pool
from graph.workers.result_spool import Result, ResultSpool, SpoolQuota, SpoolsFull
from loaders.fetch.batch import user_agent

_RETRY_S = 5
_CUT = ("x-sparql-maxrows", "x-sql-state")
"""With these, Virtuoso says that an answer with status 200 is not the whole of it."""


class RemotePool(Pool):
    """Takes queries as a pool of workers does; the answers come from the server at `url`."""

    def __init__(self, url: str, limits: Limits, merged: str = "") -> None:
        super().__init__(limits, ResultCache(0))
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname or "@" in urlsplit(url).netloc:
            raise ValueError(f"{url[:80]!r} is no address of a SPARQL server: write it as https://host/sparql")
        self._url, self._merged, self._running = url, merged, 0
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # no line a query
        self._turn = asyncio.Semaphore(limits.workers)
        self._answers = SpoolQuota(limits.room_bytes)
        self._client = httpx2.AsyncClient(
            headers={"user-agent": user_agent(), "accept-encoding": "identity"}, timeout=None, follow_redirects=False
        )
        self._empty: tempfile.TemporaryDirectory[str] | None = None

    async def start(self, version: Path) -> None:  # noqa: ARG002  no version is asked here
        """Start the workers that read queries. Raises Unusable."""
        self._empty = tempfile.TemporaryDirectory(prefix="reentry-")
        nothing = Path(self._empty.name) / "nothing"
        await asyncio.to_thread(_make_empty, nothing)
        await super().start(nothing)

    async def swap(self, version: Path) -> None:
        """Nothing changes with a new version here: the other server answers."""
        if not self.version:
            await self.start(version)

    async def close(self) -> None:
        """Stop all work, end all processes, close all connections."""
        await super().close()
        await self._client.aclose()
        if self._empty is not None:
            self._empty.cleanup()

    async def _run(self, query: Query, client: str, timeout_s: float | None) -> Result:
        longest = min(timeout_s or self.limits.timeout_s, self.limits.timeout_s)
        try:
            async with asyncio.timeout(longest):
                with await super()._run(query, client, longest) as read:
                    form, wanted = read.form, read.format
                graphs = self._graphs(query)
                with self._counted():
                    async with self._turn:
                        body, version = await self._asked(query, graphs, form, wanted)
        except TimeoutError:
            raise TimedOut(longest) from None
        return Result(version, form, wanted, body)

    @contextmanager
    def _counted(self) -> Iterator[None]:
        if self._running >= self.limits.workers + self.limits.queue:
            raise Busy(_RETRY_S)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    def _graphs(self, query: Query) -> list[str]:
        """The default graphs to send along. Raises Refused for those that are none of ours: some servers fetch."""
        prefixes = PREFIXES | read_prologue(query.text).prefixes
        named = dataset_clause(query.text, prefixes)
        graphs = [*query.default_graphs, *query.named_graphs, *(() if named is None else named.default + named.named)]
        if named is None or any(not graph.startswith(BASE) for graph in graphs):
            raise Refused(
                "FROM names a graph that is none of this service, and another server might fetch it.",
                f"Name graphs in full that begin with {BASE}, or leave FROM out.",
            )
        return list(query.default_graphs) if graphs or not self._merged else [self._merged]

    async def _asked(self, query: Query, graphs: list[str], form: Form, wanted: Format) -> tuple[ResultSpool, str]:
        """The whole answer, and a name for what it says."""
        sent = {
            "query": self_contained(query, self.limits.text_bytes),
            "default-graph-uri": graphs,
            "named-graph-uri": list(query.named_graphs),
        }
        spool = ResultSpool(self.limits.spool_bytes, self._answers)
        try:
            version = await self._receive(sent, named("json") if form is Form.ASK else wanted, spool)
            return (_truth(spool, wanted) if form is Form.ASK else spool), version
        except BaseException as error:
            spool.close()
            if isinstance(error, httpx2.TransportError):
                raise Crashed(f"the server behind this one broke off: {error!s}") from error
            if isinstance(error, SpoolsFull):
                raise Busy(_RETRY_S) from error
            raise

    async def _receive(self, sent: dict[str, Any], wanted: Format, spool: ResultSpool) -> str:
        seen = blake2s(digest_size=8)
        async with self._client.stream("POST", self._url, data=sent, headers={"accept": wanted.media_type}) as answer:
            await self._check(answer, wanted)
            async for piece in answer.aiter_raw():
                if spool.length + len(piece) > self.limits.result_bytes:
                    raise TooLarge(self.limits.result_bytes)
                seen.update(piece)
                spool.write(piece)
        return f"remote-{seen.hexdigest()}"

    async def _check(self, answer: httpx2.Response, wanted: Format) -> None:
        if answer.status_code in (429, 503):
            raise Busy(_RETRY_S)
        if answer.status_code != 200:
            raise Failed(f"the server behind this one answers {answer.status_code}: {await _said(answer)}")
        if cut := [name for name in _CUT if name in answer.headers]:
            raise Failed(f"the server behind this one cut its answer short ({cut[0]}): use LIMIT and OFFSET")
        given = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if given not in wanted.media_types:
            raise Failed(f"the server behind this one does not answer as {wanted.media_type}: ask for another format")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Failed("the server behind this one packs its answer, which was not asked for")


def self_contained(query: Query, text_bytes: int) -> str:
    """The text with the base and the prefixes declared that our own service knows unasked."""
    question = prepare(query, text_bytes)
    own = read_prologue(query.text).prefixes
    known = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in question.prefixes.items() if name not in own)
    base = f"BASE <{query.base}>\n" if query.base else ""
    return f"{base}{known}{query.text.removeprefix(chr(0xFEFF))}"


def _truth(spool: ResultSpool, wanted: Format) -> ResultSpool:
    """Yes or no in the format that was asked for. Virtuoso may say it as a table: of one cell, or empty."""
    with closing(spool):
        body = b"".join(spool.chunks())
    try:
        said = json.loads(body)
        cells = [] if "boolean" in said else [cell for row in said["results"]["bindings"] for cell in row.values()]
        told = said["boolean"] if "boolean" in said else bool(cells) and cells[0]["value"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Failed("the server behind this one answers neither yes nor no") from error
    written = ResultSpool(1024)
    written.write(truth(str(told).lower() in ("true", "1"), wanted.name))
    return written


def _make_empty(folder: Path) -> None:
    (folder / "datasets").mkdir(parents=True, exist_ok=True)
    ox.Store(str(folder / "store")).flush()


async def _said(answer: httpx2.Response) -> str:
    """The begin of what a server says about an error."""
    async for piece in answer.aiter_raw(500):
        return " ".join(piece.decode(errors="replace").split())[:300]
    return "nothing"
