"""The way to a file: which addresses may be asked, and which redirections followed."""

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
    """The network addresses of a host; none where its name is not known here, as behind a proxy."""
    try:
        return sorted({str(entry[4][0]) for entry in socket.getaddrinfo(host, None)})
    except OSError:
        return []


def is_redirect(status: int) -> bool:
    """Whether an answer points elsewhere."""
    return status in _REDIRECTS


def next_address(start: str, here: str, location: str | None, resolver: Resolve = resolve) -> str:
    """Where a redirection leads. Raises DownloadFailed where it may not be followed.

    It stays with the scheme of the start (`http` may become `https`), and leaves the public network only where the
    start was not there either.
    """
    if not location:
        raise DownloadFailed("the publisher redirects without saying where to")
    there = urljoin(here, location)
    old, new = urlsplit(start), urlsplit(there)
    if new.scheme != old.scheme and (old.scheme, new.scheme) != ("http", "https"):
        raise DownloadFailed(f"the publisher redirects to another scheme ({new.scheme[:20]}:), which is not followed")
    if not new.hostname or new.username is not None:
        raise DownloadFailed("the publisher redirects to an address that is none, or that carries a name and password")
    if is_private(new.hostname, resolver) and not is_private(old.hostname or "", resolver):
        raise DownloadFailed(
            f"the publisher redirects to a private address ({new.hostname[:80]}), which is not followed"
        )
    return there


def same_origin(one: str, other: str) -> bool:
    """Whether two addresses are of the same server, over the same scheme."""
    parts = (urlsplit(one), urlsplit(other))
    return len({(part.scheme, part.hostname, part.port) for part in parts}) == 1


def is_private(host: str, resolver: Resolve = resolve) -> bool:
    """Whether a host stands outside of the public network, with any of its addresses."""
    return any(not ipaddress.ip_address(address.split("%")[0]).is_global for address in resolver(host))
