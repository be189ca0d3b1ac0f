"""Puts around the application what its settings ask for. What is off is not there, and costs nothing."""

from __future__ import annotations

from fastapi import FastAPI

from api.access.allowed_hosts import AllowedHostsMiddleware
from api.access.proxies import ForwardedMiddleware
from api.http.problem_details import AsPage
from api.http.settings import Settings, listed


def protect(app: FastAPI, settings: Settings, as_page: AsPage) -> None:
    """Refuse what may not be asked. `as_page` makes a page of the refusal for browsers."""
    if hosts := listed(settings.allowed_hosts):
        app.add_middleware(AllowedHostsMiddleware, hosts=hosts, as_page=as_page)


def identify(app: FastAPI, settings: Settings) -> None:
    """Find out who asks, before anything else looks at the request."""
    if proxies := listed(settings.trusted_proxies):
        app.add_middleware(ForwardedMiddleware, trusted=proxies, header=settings.proxy_header)
