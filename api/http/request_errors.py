"""Why a request is not answered: one class for each problem of HTTP itself, with its status."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.model.errors import ReentryError


class RequestError(ReentryError):
    """A request that is not answered. Raise one of the subclasses; named arguments become members of the problem."""

    def __init__(self, detail: str, *, headers: Mapping[str, str] | None = None, **members: Any) -> None:
        super().__init__(detail)
        self.headers = headers or {}
        self._members = members

    def members(self) -> Mapping[str, Any]:
        """Further members of the problem details."""
        return self._members


class BadRequest(RequestError):
    """The request cannot be read."""

    problem, status = "bad-request", 400


class TokenNeeded(RequestError):
    """The request needs a token, and has none that is valid."""

    problem, status = "token-needed", 401


class MissingScope(RequestError):
    """The token of the request is for something else."""

    problem, status = "missing-scope", 403


class Forbidden(RequestError):
    """The service never does this."""

    problem, status = "forbidden", 403


class NotFound(RequestError):
    """Nothing is at this address."""

    problem, status = "not-found", 404


class UnknownGraph(RequestError):
    """No named graph has this IRI."""

    problem, status = "unknown-graph", 404


class MethodNotAllowed(RequestError):
    """The address does not accept this method."""

    problem, status = "method-not-allowed", 405


class NotAcceptable(RequestError):
    """None of the media types in Accept is offered."""

    problem, status = "not-acceptable", 406


class RequestTimeout(RequestError):
    """The request did not arrive in time."""

    problem, status = "request-timeout", 408


class BodyTooLarge(RequestError):
    """The body is larger than the server reads."""

    problem, status = "body-too-large", 413


class AddressTooLong(RequestError):
    """The address is longer than the server reads."""

    problem, status = "address-too-long", 414


class UnsupportedMediaType(RequestError):
    """The body is in a format that the server does not read."""

    problem, status = "unsupported-media-type", 415


class UnknownHost(RequestError):
    """The request is for a name under which the server does not answer."""

    problem, status = "unknown-host", 421


class RangeNotSatisfiable(RequestError):
    """The answer is shorter than the range that is asked of it begins."""

    problem, status = "range-not-satisfiable", 416

    def __init__(self, length: int) -> None:
        headers = {"Content-Range": f"bytes */{length}"}
        super().__init__(f"the answer has {length:,} bytes, and the range begins behind them", headers=headers)


class InvalidParameter(RequestError):
    """A parameter has a value that it cannot take."""

    problem, status = "invalid-parameter", 422


class TooManyRequests(RequestError):
    """The client asks more often than it may."""

    problem, status = "too-many-requests", 429

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class HeadersTooLarge(RequestError):
    """The headers are larger than the server reads."""

    problem, status = "headers-too-large", 431


class NotReady(RequestError):
    """No version is open yet."""

    problem, status, retry_after = "no-version", 503, 1


class ServerBusy(RequestError):
    """The server has as much work as it can take."""

    problem, status = "server-busy", 503

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class AnswerTimeout(RequestError):
    """Computing the answer took too long."""

    problem, status, retry_after = "answer-timeout", 503, 600


class AnswerTooLarge(RequestError):
    """The answer needs more memory, or is larger, than this server allows."""

    problem, status = "answer-too-large", 507


class ClientGone(RequestError):
    """The client closed the connection, so the work was stopped."""

    problem, status = "client-gone", 503
