"""The web application: routes, middleware, errors and lifespan."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version

from fastapi import Depends, FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from api.access.protection import identify, protect
from api.answers.answer_metrics import AnswerMetrics
from api.answers.asking import HeadAnswered, head_response
from api.answers.gate import GateMiddleware
from api.answers.long_answers import LongAnswers, Room
from api.answers.stall_watch import StallWatch
from api.export.event_stream import Streaming
from api.http import problem_details
from api.http.current_version import SwapListener, VersionWatcher
from api.http.etag import ETagMiddleware
from api.http.metrics import Metrics, RequestMetricsMiddleware, RouteNameMiddleware
from api.http.middleware import (
    GzipOptOutMiddleware,
    HeadMiddleware,
    OptionsMiddleware,
    ResponseHeadersMiddleware,
)
from api.http.parameters import require_known_parameters
from api.http.response_cache import MB, ResponseCacheMiddleware
from api.http.settings import Settings
from api.pages.render import HERE, problem_page
from api.routes import (
    actors,
    data_quality,
    export,
    health,
    home,
    linked_data,
    money,
    network,
    paths,
    problems,
    search,
    sources,
    sparql,
    stream,
    ties,
)
from api.sparql.service import pool_of
from graph.precomputed import delete_others
from graph.versions.version_folders import DataFolder, Version
from graph.workers.forkserver_start import ForkserverProcess

SUMMARY = "Who helps people come home from prison, who pays, who changed the law, and how do we know?"
POSTED = ("/sparql",)
"""Paths that allow POST: for queries too long for an address. Nothing that is posted is stored."""
_GRAPH_ROUTES = (search, actors, paths, ties, money, network, data_quality, sources)
_OTHER_ROUTES = (linked_data, export, stream, problems, home, sparql, health)
_STATIC = StaticFiles(directory=HERE / "static", packages=[("fastapi_offline", "static")])
"""Our own files and those of Swagger UI, so that no page loads anything from other servers."""


def create_app(settings: Settings | None = None, forkserver: ForkserverProcess | None = None) -> FastAPI:
    """The application over one data folder. Read-only: no route writes. `forkserver` may have been started already."""
    chosen = settings or Settings()
    versions = VersionWatcher(DataFolder(chosen.data), chosen.poll_seconds)
    app = FastAPI(
        title="Reentry Graph",
        summary=SUMMARY,
        version=version("reentry-graph"),
        lifespan=_lifespan,
        license_info={"name": "Code MIT, facts CC BY 4.0"},
        docs_url=None,
        redoc_url=None,
        responses=problem_details.RESPONSES,
        dependencies=[Depends(require_known_parameters)],
    )
    app.state.versions = versions
    app.state.pool = pool_of(chosen, forkserver)
    app.state.metrics = Metrics(versions, app.state.pool)
    app.state.answers = LongAnswers(chosen.answer_limits, "api.answer_forkserver", Room(file_bytes=chosen.kept_mb * MB))
    app.state.stalls = StallWatch()
    app.state.metrics.register(AnswerMetrics(app.state.answers, app.state.stalls))
    app.state.streaming = Streaming(versions, app.state.answers)
    app.state.settings = chosen
    problem_details.install(app, problem_page)
    app.add_exception_handler(HeadAnswered, head_response)
    for path in sparql.PATHS:  # without dependencies: clients of SPARQL send the parameters of other servers, too
        app.add_route(path, sparql.sparql, ["GET", "POST"], include_in_schema=False)
    for routes in _GRAPH_ROUTES:
        app.include_router(routes.router, prefix="/api", tags=["graph"])
    for routes in _OTHER_ROUTES:
        app.include_router(routes.router)
    app.mount("/static", _STATIC)
    app.add_middleware(RouteNameMiddleware)
    app.add_middleware(GZipMiddleware, minimum_size=1024, compresslevel=6)
    app.add_middleware(ResponseCacheMiddleware, versions=versions, total_bytes=chosen.answers_mb * MB)
    app.add_middleware(GzipOptOutMiddleware)
    app.add_middleware(ETagMiddleware)
    protect(app, chosen, problem_page)
    app.add_middleware(OptionsMiddleware, posted=POSTED)
    app.add_middleware(ResponseHeadersMiddleware)
    app.add_middleware(HeadMiddleware)
    app.add_middleware(GateMiddleware, refusals={"/stream": app.state.streaming.refusal})
    app.add_middleware(RequestMetricsMiddleware, metrics=app.state.metrics)
    identify(app, chosen)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Open the current version, watch for newer ones, and close everything at the end."""
    state = app.state
    state.versions.on_swap += [
        lambda version: state.pool.swap(version.path),
        state.answers.swapped,
        _forgets_stored_answers(state.versions.data_folder),
        state.streaming.swapped,
    ]
    await state.versions.keep_fresh()
    watching = [asyncio.create_task(watch()) for watch in (state.versions.watch, state.stalls.watch)]
    try:
        yield
    finally:
        for task in watching:
            task.cancel()
        state.streaming.close()
        await state.answers.close()
        await state.pool.close()


def _forgets_stored_answers(data_folder: DataFolder) -> SwapListener:
    """Deletes the stored answers of versions that no longer exist."""

    async def swapped(version: Version) -> None:
        names = {version.path.name, *(other.path.name for other in data_folder.versions())}
        await asyncio.to_thread(delete_others, data_folder.path / "measures", names)

    return swapped
