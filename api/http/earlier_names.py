"""Parameters that have another name now: the earlier one still answers, and the answer says that it is deprecated."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, TypeVar
from urllib.parse import urlencode

from fastapi import Request
from starlette.datastructures import URL
from starlette.types import Scope

from api.http.request_errors import InvalidParameter

EARLIER: Final = "The earlier name of `{}`."
"""How the documentation describes one."""
RENAMED: Final = "earlier_names"
"""Key in the state of a request that used an earlier name."""
_SINCE: Final = "@1795996800"
"""When the earlier names were deprecated, as RFC 9745 writes it: 2026-11-30."""
_LINK: Final = '</docs>; rel="deprecation"; type="text/html"'
T = TypeVar("T")


def value_of(request: Request, name: str, value: T | None, earlier_name: str, earlier: T | None) -> T | None:
    """The value of a parameter that may be sent by its earlier name. Raises InvalidParameter where both are sent."""
    if earlier is None:
        return value
    if value is not None:
        raise InvalidParameter(f"{earlier_name} is the earlier name of {name}: send {name} alone")
    renamed = request.scope.setdefault("state", {}).get(RENAMED, "")
    request.scope["state"][RENAMED] = f"{renamed} {earlier_name}={name}"  # a text, since cached answers keep texts
    return earlier


def address_today(request: Request) -> URL:
    """The address of a request with today's name for each parameter that came by an earlier one."""
    renamed = _renamed(request.scope)
    pairs = request.query_params.multi_items()
    query = urlencode([(renamed.get(name, name), value) for name, value in pairs])
    return request.url.replace(query=query) if renamed else request.url


def deprecation_headers(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers of an answer to a request that used an earlier name (RFC 9745); else none."""
    if not _renamed(scope):
        return []
    return [(b"deprecation", _SINCE.encode()), (b"link", _LINK.encode())]


def _renamed(scope: Scope) -> Mapping[str, str]:
    """The name of today of each earlier one that the request used."""
    pairs = scope.get("state", {}).get(RENAMED, "").split()
    return dict(pair.split("=") for pair in pairs)
