"""The names under which the server answers."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from api.http.problem_details import AsPage, error_response
from api.http.request_errors import UnknownHost

PROBES = frozenset({"/healthz", "/readyz"})
"""Asked by whatever watches the server: by address, often, and without a token."""

_HOST = re.compile(r"([\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?", re.ASCII)


class AllowedHostsMiddleware:
    """Refuses requests for other names: so no page is made with links to a host that somebody wrote into `Host`."""

    def __init__(self, app: ASGIApp, hosts: list[str], as_page: AsPage) -> None:
        """`hosts` are names, or `*.example.org` for all names below one."""
        self._app, self._as_page = app, as_page
        self._names = frozenset(host.lower().rstrip(".") for host in hosts if not host.startswith("*."))
        self._endings = tuple(host[1:].lower().rstrip(".") for host in hosts if host.startswith("*."))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http" or scope["path"] in PROBES:
            await self._app(scope, receive, send)
            return
        hosts = Headers(scope=scope).getlist("host")
        name = _name(hosts[0]) if len(hosts) == 1 else ""
        if name in self._names or name.endswith(self._endings):
            await self._app(scope, receive, send)
            return
        error = UnknownHost(
            f"this server does not answer as {name[:80]!r}: use the address under which it is published"
        )
        await error_response(Request(scope), error, self._as_page)(scope, receive, send)


def _name(host: str) -> str:
    """The name in a Host header, without the port; empty for one that is malformed."""
    match = _HOST.fullmatch(host)
    return match[1].lower().rstrip(".") if match else ""
