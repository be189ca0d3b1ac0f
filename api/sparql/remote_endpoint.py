"""Answers SPARQL from another server, with our own refusals and limits.

A worker first runs each query on an empty store: a query that it refuses or cannot parse is never sent. The
result of the other server is received completely before its first byte is passed on.
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
from graph.sparql.evaluate import boolean_result
from graph.sparql.formats import Form, Format, format_by_name
from graph.sparql.from_clause import read_from_clause
from graph.sparql.prologue import PREFIXES, read_prologue
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import Busy, Crashed, Failed, Refused, TimedOut, TooLarge
from graph.sparql.result_cache import ResultCache
from graph.versions.manifest import Manifest
from graph.versions.verification import file_entries
from graph.versions.version_folders import MANIFEST
from graph.workers.pool import Pool
from graph.workers.query_limits import Limits
from graph.workers.result_spool import Result, ResultSpool, SpoolQuota, SpoolsFull
from loaders.fetch.batch import user_agent

_RETRY_S = 5
_CUT = ("x-sparql-maxrows", "x-sql-state")
"""Headers by which Virtuoso marks a result with status 200 as incomplete."""


class RemotePool(Pool):
    """A pool whose results come from the server at `url`."""

    def __init__(self, url: str, limits: Limits, merged: str = "") -> None:
        super().__init__(limits, ResultCache(0))
        if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname or "@" in urlsplit(url).netloc:
            raise ValueError(f"{url[:80]!r} is not the address of a SPARQL server: write it as https://host/sparql")
        self._url, self._merged, self._running = url, merged, 0
        logging.getLogger("httpx2").setLevel(logging.WARNING)  # not one line for each query
        self._slots = asyncio.Semaphore(limits.workers)
        self._quota = SpoolQuota(limits.room_bytes)
        self._client = httpx2.AsyncClient(
            headers={"user-agent": user_agent(), "accept-encoding": "identity"}, timeout=None, follow_redirects=False
        )
        self._empty: tempfile.TemporaryDirectory[str] | None = None

    async def start(self, version: Path) -> None:  # noqa: ARG002 - the other server has its own data
        """Start the workers that check queries. Raises Unusable."""
        self._empty = tempfile.TemporaryDirectory(prefix="reentry-")
        version_without_facts = Path(self._empty.name) / "nothing"
        await asyncio.to_thread(_make_empty, version_without_facts)
        await super().start(version_without_facts)

    async def swap(self, version: Path) -> None:
        """Start the pool if needed. A new version changes nothing here: the other server answers."""
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
                with await super()._run(query, client, longest) as checked:
                    form, wanted = checked.form, checked.format
                graphs = self._graphs(query)
                with self._running_query():
                    async with self._slots:
                        body, version = await self._fetch(query, graphs, form, wanted)
        except TimeoutError:
            raise TimedOut(longest) from None
        return Result(version, form, wanted, body)

    @contextmanager
    def _running_query(self) -> Iterator[None]:
        if self._running >= self.limits.workers + self.limits.queue:
            raise Busy(_RETRY_S)
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    def _graphs(self, query: Query) -> list[str]:
        """The default graphs to send along. Raises Refused for graphs of others: some servers would fetch them."""
        prologue = read_prologue(query.text, query.base)
        clause = read_from_clause(query.text, PREFIXES | prologue.prefixes, prologue.base)
        in_text = () if clause is None else clause.default + clause.named
        graphs = [*query.default_graphs, *query.named_graphs, *in_text]
        if clause is None or any(not graph.startswith(BASE) for graph in graphs):
            raise Refused(
                "FROM names a graph that is not part of this service, and another server might fetch it.",
                f"Name graphs in full that begin with {BASE}, or leave FROM out.",
            )
        return list(query.default_graphs) if graphs or not self._merged else [self._merged]

    async def _fetch(self, query: Query, graphs: list[str], form: Form, wanted: Format) -> tuple[ResultSpool, str]:
        """The whole result, and a name for its content, which takes the place of a version."""
        parameters = {
            "query": self_contained(query, self.limits.text_bytes),
            "default-graph-uri": graphs,
            "named-graph-uri": list(query.named_graphs),
        }
        spool = ResultSpool(self.limits.spool_bytes, self._quota)
        try:
            version = await self._receive(parameters, format_by_name("json") if form is Form.ASK else wanted, spool)
            return (_boolean(spool, wanted) if form is Form.ASK else spool), version
        except BaseException as error:
            spool.close()
            if isinstance(error, httpx2.TransportError):
                raise Crashed(f"the server behind this one broke off: {error!s}") from error
            if isinstance(error, SpoolsFull):
                raise Busy(_RETRY_S) from error
            raise

    async def _receive(self, parameters: dict[str, Any], wanted: Format, spool: ResultSpool) -> str:
        digest = blake2s(digest_size=8)
        headers = {"accept": wanted.media_type}
        async with self._client.stream("POST", self._url, data=parameters, headers=headers) as answer:
            await self._check(answer, wanted)
            async for chunk in answer.aiter_raw():
                if spool.length + len(chunk) > self.limits.result_bytes:
                    raise TooLarge(self.limits.result_bytes)
                digest.update(chunk)
                spool.write(chunk)
        return f"remote-{digest.hexdigest()}"

    async def _check(self, answer: httpx2.Response, wanted: Format) -> None:
        if answer.status_code in (429, 503):
            raise Busy(_RETRY_S)
        if answer.status_code != 200:
            raise Failed(f"the server behind this one answers {answer.status_code}: {await _first_words(answer)}")
        if cut := [name for name in _CUT if name in answer.headers]:
            raise Failed(f"the server behind this one cut its answer short ({cut[0]}): use LIMIT and OFFSET")
        media_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media_type not in wanted.media_types:
            raise Failed(f"the server behind this one does not answer as {wanted.media_type}: ask for another format")
        if answer.headers.get("content-encoding", "identity") != "identity":
            raise Failed("the server behind this one compresses its answer, although we did not accept that")


def self_contained(query: Query, text_bytes: int) -> str:
    """The text with declarations of the base and of the prefixes that our service knows by itself."""
    prepared = prepare(query, text_bytes)
    own = read_prologue(query.text).prefixes
    known = "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in prepared.prefixes.items() if name not in own)
    base = f"BASE <{query.base}>\n" if query.base else ""
    return f"{base}{known}{query.text.removeprefix(chr(0xFEFF))}"


def _boolean(spool: ResultSpool, wanted: Format) -> ResultSpool:
    """The result of an ASK query in the wanted format. Virtuoso may send a table instead: with one cell, or empty."""
    with closing(spool):
        body = b"".join(spool.chunks())
    try:
        result = json.loads(body)
        cells = [] if "boolean" in result else [cell for row in result["results"]["bindings"] for cell in row.values()]
        value = result["boolean"] if "boolean" in result else bool(cells) and cells[0]["value"]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise Failed("the server behind this one answers neither yes nor no") from error
    boolean = ResultSpool(1024)
    boolean.write(boolean_result(str(value).lower() in ("true", "1"), wanted.name))
    return boolean


def _make_empty(folder: Path) -> None:
    (folder / "datasets").mkdir(parents=True, exist_ok=True)
    store = ox.Store(str(folder / "store"))
    store.flush()
    del store  # it writes to its files until it is closed
    manifest = Manifest(folder.name, "", "", {}, {}, {}, files=file_entries(folder))
    (folder / MANIFEST).write_text(manifest.dump(), encoding="utf-8")


async def _first_words(answer: httpx2.Response) -> str:
    """The beginning of the body of an error response."""
    async for chunk in answer.aiter_raw(500):
        return " ".join(chunk.decode(errors="replace").split())[:300]
    return "nothing"
