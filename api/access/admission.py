"""Who may ask what, and how often: by token, or else by address."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.access.allowed_hosts import PROBES
from api.access.api_tokens import ApiToken
from api.access.scopes import scope_of
from api.access.token_bucket import Allowance, TokenBuckets, client_key
from api.access.token_watch import TokenWatch
from api.http.problem_details import AsPage, error_response
from api.http.request_errors import MissingScope, RequestError, TokenNeeded, TooManyRequests

TOKEN = "token"  # noqa: S105 - the key in the state of a request, for the log
_REALM = 'Bearer realm="reentry"'


class AdmissionMiddleware:
    """Answers 429 to a client that asks too often, 401 where a valid token is missing, 403 where it lacks the scope."""

    def __init__(self, app: ASGIApp, tokens: TokenWatch, rate: int, anonymous: Iterable[str], as_page: AsPage) -> None:
        """`rate`: requests per minute and client, 0 for no limit. `anonymous`: scopes of clients without a token."""
        self._app, self._tokens, self._as_page = app, tokens, as_page
        self._rate, self._anonymous = rate, frozenset(anonymous)
        self._buckets = TokenBuckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        secret = _bearer(Headers(scope=scope).get("authorization", ""))
        token = self._tokens.find(secret) if secret else None
        if token is not None:
            scope.setdefault("state", {})[TOKEN] = token
        allowance = self._allowance(scope, token)
        refusal = _too_many(allowance) or self._refusal(scope["path"], secret, token)
        answering = error_response(Request(scope), refusal, self._as_page) if refusal else self._app
        await answering(scope, receive, _with_headers(send, allowance) if allowance else send)

    def _allowance(self, scope: Scope, token: ApiToken | None) -> Allowance | None:
        """What is left of the client's minute; None without a limit."""
        rate = self._rate if token is None or token.rate is None else token.rate
        if not rate:
            return None
        client = scope["client"][0] if scope.get("client") else ""
        return self._buckets.take(f"token {token.name}" if token else client_key(client), rate)

    def _refusal(self, path: str, secret: str, token: ApiToken | None) -> RequestError | None:
        needed = scope_of(path)
        if secret and token is None:
            detail = "the token is not valid here: it is misspelled, or was revoked; ask the operator for another"
            return TokenNeeded(detail, headers={"WWW-Authenticate": f'{_REALM}, error="invalid_token"'})
        if needed is None or needed in (token.scopes if token else self._anonymous):
            return None
        if token is None:
            detail = f"this needs a token with the scope {needed}: send it as `Authorization: Bearer TOKEN`"
            return TokenNeeded(detail, headers={"WWW-Authenticate": f'{_REALM}, scope="{needed}"'}, scope=needed)
        challenge = f'{_REALM}, error="insufficient_scope", scope="{needed}"'
        detail = f"the token {token.name!r} has not the scope {needed}: ask the operator for one that has"
        return MissingScope(detail, headers={"WWW-Authenticate": challenge}, scope=needed)


def _bearer(authorization: str) -> str:
    """The token in the header; empty for other schemes, which a proxy may have asked for."""
    scheme, _, secret = authorization.partition(" ")
    return secret.strip() if scheme.lower() == "bearer" else ""


def _too_many(allowance: Allowance | None) -> RequestError | None:
    if allowance is None or allowance.is_allowed:
        return None
    detail = f"more than {allowance.per_minute:,} requests in a minute: try again in {allowance.wait_s} seconds"
    return TooManyRequests(detail, allowance.wait_s)


def _with_headers(send: Send, allowance: Allowance) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", ())]}
            MutableHeaders(scope=message).update(allowance.headers)
        await send(message)

    return send_with_headers
