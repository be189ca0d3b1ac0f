"""Which redirects may be followed: none to another scheme, or from the public network into a private one."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from urllib.parse import urljoin, urlsplit

from loaders.fetch.download_errors import DownloadFailed

Resolve = Callable[[str], Iterable[str]]
MOST_TURNS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


def resolve(host: str) -> list[str]:
    """The network addresses of a host; none if its name cannot be resolved, as behind a proxy."""
    try:
        return sorted({str(entry[4][0]) for entry in socket.getaddrinfo(host, None)})
    except OSError:
        return []


def is_redirect(status: int) -> bool:
    """Whether a status is a redirect."""
    return status in _REDIRECTS


def next_address(start: str, here: str, location: str | None, resolver: Resolve = resolve) -> str:
    """The target of a redirect. Raises DownloadFailed if it may not be followed.

    The scheme must be that of the start (`http` may become `https`); an address in a private network is allowed only if
    the start was in one too.
    """
    if not location:
        raise DownloadFailed("the publisher redirects without saying where to")
    there = urljoin(here, location)
    old, new = urlsplit(start), urlsplit(there)
    if new.scheme != old.scheme and (old.scheme, new.scheme) != ("http", "https"):
        raise DownloadFailed(f"the publisher redirects to another scheme ({new.scheme[:20]}:), which is not followed")
    if not new.hostname or new.username is not None:
        raise DownloadFailed("the publisher redirects to an invalid address, or to one with a name and password")
    if is_private(new.hostname, resolver) and not is_private(old.hostname or "", resolver):
        raise DownloadFailed(
            f"the publisher redirects to a private address ({new.hostname[:80]}), which is not followed"
        )
    return there


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses have the same scheme, host and port."""
    parts = (urlsplit(one), urlsplit(other))
    return len({(part.scheme, part.hostname, part.port) for part in parts}) == 1


def is_private(host: str, resolver: Resolve = resolve) -> bool:
    """Whether any address of a host is outside of the public network."""
    return any(not ipaddress.ip_address(address.split("%")[0]).is_global for address in resolver(host))
