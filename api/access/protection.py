"""Puts around the application what its settings ask for. What is off is not there, and costs nothing."""

from __future__ import annotations

from ipaddress import ip_address

from fastapi import FastAPI

from api.access.access_log import AccessLogMiddleware
from api.access.admission import AdmissionMiddleware
from api.access.allowed_hosts import AllowedHostsMiddleware
from api.access.api_tokens import TokenFile
from api.access.proxies import ForwardedMiddleware
from api.access.scopes import AccessScope
from api.access.token_watch import TokenWatch
from api.http.problem_details import AsPage
from api.http.settings import Settings, listed

PER_MINUTE = 600
"""Requests that one client may send in a minute, where others than this machine can connect."""


def protect(app: FastAPI, settings: Settings, as_page: AsPage) -> None:
    """Refuse what may not be asked. `as_page` makes a page of the refusal for browsers. Raises TokenFileError."""
    rate = requests_per_minute(settings)
    anonymous = frozenset(listed(settings.anonymous))
    if rate or not anonymous.issuperset(AccessScope):
        file = TokenFile(settings.tokens or settings.data / "tokens.json")
        app.add_middleware(
            AdmissionMiddleware, tokens=TokenWatch(file), rate=rate, anonymous=anonymous, as_page=as_page
        )
    if hosts := listed(settings.allowed_hosts):
        app.add_middleware(AllowedHostsMiddleware, hosts=hosts, as_page=as_page)


def identify(app: FastAPI, settings: Settings) -> None:
    """Find out who asks, before anything else looks at the request, and log it if that is wanted."""
    if settings.access_log:
        app.add_middleware(AccessLogMiddleware, asked=settings.access_log_queries)
    if proxies := listed(settings.trusted_proxies):
        app.add_middleware(ForwardedMiddleware, trusted=proxies, header=settings.proxy_header)


def requests_per_minute(settings: Settings) -> int:
    """The limit of the settings. Clients of this machine alone are not limited; a proxy brings others."""
    if settings.rate is not None:
        return settings.rate
    return 0 if _is_loopback(settings.host) and not settings.trusted_proxies else PER_MINUTE


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
