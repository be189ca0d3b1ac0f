"""Asking for long answers, as a route does: for the client of its request, for as long as that client waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Concatenate, NamedTuple, ParamSpec, TypeVar

import msgspec
from fastapi import Depends, Request
from starlette.responses import Response

from api.answers.long_answers import LongAnswers
from api.answers.question import Answer, Question
from api.http.client_watch import ClientWatch
from api.http.current_version import CurrentVersion
from api.http.middleware import IS_HEAD_REQUEST
from graph.index.open_version import OpenVersion
from graph.precomputed import QUICK, AnswerStore, Task
from graph.workers.fair_queue import LONG, SHORT

JSON = "application/json"
FEW_TIES = 200
T = TypeVar("T")
P = ParamSpec("P")


class HeadAnswered(Exception):
    """A HEAD request would have to compute what it does not send: its answer has headers only."""

    def __init__(self, media_type: str) -> None:
        super().__init__(media_type)
        self.media_type = media_type


async def head_response(_: Request, error: Exception) -> Response:
    """The answer to HEAD without the work of GET."""
    assert isinstance(error, HeadAnswered)
    return without_length(Response(media_type=error.media_type))


def without_length(response: Response) -> Response:
    """The answer to HEAD where nobody knows how long that to GET is."""
    del response.headers["Content-Length"]
    response.headers["Vary"] = "Accept-Encoding"
    return response


class Asker(NamedTuple):
    """Asks on behalf of one request."""

    answers: LongAnswers
    request: Request

    def is_quick(self, current: CurrentVersion, slug: str) -> bool:
        """Whether an actor has so few ties that to show them takes no longer than to ask another process.

        Raises Unknown.
        """
        current.graph.actor(slug)
        return current.graph.degree(slug) <= FEW_TIES

    async def answer(self, current: CurrentVersion, question: Question[T], media_type: str = JSON) -> Answer[T]:
        """The answer to a question; close it. Raises HeadAnswered, ClientGone, and what `LongAnswers.answer` raises."""
        if self.request.scope.get(IS_HEAD_REQUEST) and not self.answers.has(current, question):
            raise HeadAnswered(media_type)
        client = self.request.client.host if self.request.client else ""
        with ClientWatch(self.request):
            return await self.answers.answer(current, question, client)

    async def value(
        self,
        current: CurrentVersion,
        function: Callable[Concatenate[CurrentVersion, P], T],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> T:
        """The value of a function that is expected to be quick, but may turn out not to be."""
        with await self.answer(current, Question.of(function, SHORT, *arguments, **named)) as answer:
            return answer.value

    async def query(
        self,
        current: CurrentVersion,
        function: Callable[Concatenate[OpenVersion, P], T],
        *arguments: P.args,
        **named: P.kwargs,
    ) -> T:
        """The value of a function of the graph."""
        question: Question[T] = Question(of_graph, (function, *arguments), named)
        with await self.answer(current, question) as answer:
            return answer.value

    async def after(
        self, current: CurrentVersion, task: Task, function: Callable[..., T], *arguments: Any, **named: Any
    ) -> T:
        """The value of a function of the graph that needs the answer to a task, as `computed`."""
        computed = await self.encoded(current, task)
        question: Question[T] = Question(of_computed, (function, computed, *arguments), named)
        with await self.answer(current, question) as answer:
            return answer.value

    async def page(self, current: CurrentVersion, function: Callable[..., T], *arguments: Any) -> T:
        """A web page, or a page and its status."""
        with await self.answer(current, Question(function, arguments), "text/html; charset=utf-8") as answer:
            return answer.value

    async def encoded(self, current: CurrentVersion, task: Task) -> bytes:
        """The answer to a task, as JSON."""
        with await self.answer(current, of_task(task, current)) as answer:
            return answer.value

    async def task(self, current: CurrentVersion, task: Task) -> Any:
        """The answer to a task as plain JSON values."""
        return msgspec.json.decode(await self.encoded(current, task))


def of_task(task: Task, current: CurrentVersion) -> Question[bytes]:
    """The question that a task is."""
    lane = LONG if task.steps(current.graph) > QUICK else SHORT
    return Question(task_answer, (task,), lane=lane)


def of_graph(current: CurrentVersion, function: Callable[..., T], *arguments: Any, **named: Any) -> T:
    """The value of a function of the graph."""
    return function(current.graph, *arguments, **named)


def of_computed(
    current: CurrentVersion, function: Callable[..., T], computed: bytes, *arguments: Any, **named: Any
) -> T:
    """The value of a function of the graph and the answer to a task."""
    return function(current.graph, *arguments, computed=msgspec.json.decode(computed), **named)


def task_answer(current: CurrentVersion, task: Task) -> bytes:
    """The stored answer to a task, or a new one, as JSON."""
    return AnswerStore.of(current.version).encoded(task, current.graph)


async def asker(request: Request) -> Asker:
    """What this request asks with."""
    answers: LongAnswers = request.app.state.answers
    return Asker(answers, request)


AskerDep = Annotated[Asker, Depends(asker)]
