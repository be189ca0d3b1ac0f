"""Lists of the API as files: every route that is declared with `AS_TABLE` also answers as CSV and as a workbook.

Such a route knows nothing of it: its JSON is asked for page by page, and a worker makes the table.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, BinaryIO

import msgspec
from fastapi import Request, Response
from fastapi.routing import APIRoute

from api.answers.asking import HeadAnswered, asker
from api.answers.question import Question
from api.answers.spooled_response import SpooledResponse
from api.http.content_negotiation import best_match
from api.http.current_version import CurrentVersion, version_asked
from api.http.etag import file_etag
from api.http.parameters import AS_TABLE, MOST_ROWS
from api.http.request_errors import ServerBusy
from graph.export.answer_columns import BARE
from graph.export.csv_tables import TiesCsvExporter
from graph.export.list_tables import write_csv, write_xlsx
from graph.export.xlsx import XlsxExporter
from graph.views.pagination import MOST
from graph.workers.fair_queue import LONG, SHORT

MOST_BYTES = 16 << 20
"""A table ends with the page that reaches this, or `MOST_ROWS`; `Link` leads to the rest."""
JSON = "application/json"
CSV, XLSX = TiesCsvExporter.media_type, XlsxExporter.media_type
_TYPES = {"csv": CSV, "xlsx": XLSX}
_MAY_NAME_A_TABLE = re.compile(r"csv|spreadsheet|text/\*", re.IGNORECASE)
_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9._-]+")
_FILES = {200: {"content": {JSON: {}, CSV: {"schema": {"type": "string"}}, XLSX: {}}}}
Answered = Callable[[Request], Coroutine[Any, Any, Response]]


@dataclass(frozen=True, slots=True)
class GatheredPages:
    """The pages of an answer, each as JSON."""

    bodies: tuple[bytes, ...] = field(repr=False)
    etags: frozenset[str]
    next: str | None


class ListRoute(APIRoute):
    """A route that answers lists as JSON, CSV or XLSX, if it depends on `AS_TABLE`."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **named: Any) -> None:
        if AS_TABLE in (named.get("dependencies") or ()):
            named["responses"] = {**(named.get("responses") or {}), **_FILES}
        super().__init__(path, endpoint, **named)

    def get_route_handler(self) -> Answered:
        """What answers a request."""
        answered = super().get_route_handler()
        if AS_TABLE not in self.dependencies:
            return answered

        async def answered_as_asked(request: Request) -> Response:
            asked = request.query_params.get("format"), ",".join(request.headers.getlist("accept"))
            if asked[0] is None and not _MAY_NAME_A_TABLE.search(asked[1]):
                return await answered(request)
            form = table_asked(*asked)
            return await (answered(request) if form is None else self._table(answered, request, form))

        return answered_as_asked

    async def _table(self, answered: Answered, request: Request, form: str) -> Response:
        """The answer as a table in one format. Raises what the route raises, and ServerBusy."""
        try:
            gathered = await _gathered(answered, request, is_paged=self._is_paged)
        except HeadAnswered as head:
            raise HeadAnswered(_TYPES[form]) from head
        current = await version_asked(request, request.query_params.get("known_at"))
        if not gathered.etags <= {current.etag}:
            raise ServerBusy("a new version was published while the list was put together: try again", retry_after=1)
        arguments = (gathered, self.response_model, form)
        lane = LONG if len(gathered.bodies) > 1 else SHORT
        question: Question[int | None] = Question(write_table, arguments, lane=lane, writes=True, keep=False)
        answer = await (await asker(request)).answer(current, question, _TYPES[form])
        headers = {"ETag": file_etag(current.etag, _TYPES[form])} | _headers(
            request, gathered, f"reentry-{current.version.path.name}-{_file_name(request)}.{form}"
        )
        if (undated := answer.value) is not None:
            headers["Reentry-Undated"] = str(undated)
        return SpooledResponse(answer.body, media_type=_TYPES[form], headers=headers)

    @property
    def _is_paged(self) -> bool:
        return "next" in getattr(self.response_model, "__annotations__", ())


def table_asked(form: str | None, accept: str) -> str | None:
    """The format of a table: as the parameter says, or else the header. None for JSON, or for none that there is."""
    if form is None:
        best = best_match(accept, [JSON, *_TYPES.values()])
        return next((name for name, media_type in _TYPES.items() if media_type == best), None)
    return form if form in _TYPES else None


async def _gathered(answered: Answered, request: Request, *, is_paged: bool) -> GatheredPages:
    """The pages of an answer: the one that is asked for with `limit`, or else all, up to the bounds."""
    follows = is_paged and "limit" not in request.query_params
    bodies: list[bytes] = []
    etags: set[str] = set()
    more = {"limit": str(MOST)} if follows else {}
    while True:
        response = await answered(_asking(request, **more))
        bodies.append(bytes(response.body))
        etags.add(getattr(request.state, "etag", ""))
        cursor = msgspec.json.decode(response.body, type=_Cursor).next if is_paged else None
        if not follows or cursor is None or _is_enough(bodies):
            return GatheredPages(tuple(bodies), frozenset(etags - {""}), cursor)
        more["cursor"] = cursor


class _Cursor(msgspec.Struct):
    """What is read of a page to get the next one."""

    next: str | None = None


def _asking(request: Request, **parameters: str) -> Request:
    """The same request with other parameters."""
    query = request.url.include_query_params(**parameters).query
    return Request({**request.scope, "query_string": query.encode()}, request.receive)


def _is_enough(bodies: Sequence[bytes]) -> bool:
    return len(bodies) * MOST >= MOST_ROWS or sum(map(len, bodies)) >= MOST_BYTES


def _headers(request: Request, gathered: GatheredPages, name: str) -> dict[str, str]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    if gathered.next is not None:
        url = request.url.include_query_params(cursor=gathered.next)
        headers["Link"] = f'<{url.path}?{url.query}>; rel="next"'
    return headers


def _file_name(request: Request) -> str:
    """What a file is called, after the address that it was fetched from."""
    return _NOT_IN_A_NAME.sub("-", request.url.path.removeprefix("/api/")).strip("-")[:100]


def write_table(current: CurrentVersion, out: BinaryIO, gathered: GatheredPages, answer: Any, form: str) -> int | None:
    """Write the pages of an answer as a table; how many undated ties it leaves out, None where that is not asked."""
    pages = [*map(_decoded, gathered.bodies)]
    write = write_csv if form == "csv" else write_xlsx
    write(out, answer, pages, current.version.path.name)
    undated: int | None = pages[0].get("undated")
    return undated


def _decoded(body: bytes) -> dict[str, Any]:
    """An answer as plain values. Numbers are decimals, so that a table says the digits that JSON says."""
    decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(float_hook=Decimal)
    value: dict[str, Any] | list[Any] = decoder.decode(body)
    return {BARE: value} if isinstance(value, list) else value
