"""Another server's graphs, written by the SPARQL 1.1 Graph Store Protocol, with the credentials that it asks for."""

from __future__ import annotations

import netrc
import os
from collections.abc import Generator
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx2

from graph.model.errors import ReentryError
from graph.rdf.ntriples import DEFAULT
from loaders.fetch.batch import user_agent
from loaders.fetch.pacing import LONGEST_WAIT, Clock, retry_after, retry_delay
from loaders.fetch.redirects import is_private

TRIES = 5
_BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})
_TYPES = ("application/n-triples", "text/turtle")
"""How graphs are sent: as what they are, or to a server that does not know that, as Turtle, which they are too."""


_DEFAULT = "the default graph (where the server has none: --merged-as IRI, or --no-default-graph)"


class NotTaken(ReentryError, ValueError):
    """The server did not take a graph. Says why, and where it helps what to do."""

    problem, status = "publish-refused", 502


@dataclass(frozen=True)
class Credentials:
    """A name and password, or a token; all empty for a server that asks for neither."""

    user: str = ""
    password: str = ""
    token: str = ""


class Challenged(httpx2.Auth):
    """Answers whichever challenge the server makes: Digest where it can, else Basic. Sends nothing unasked."""

    requires_response_body = True

    def __init__(self, known: Credentials) -> None:
        self._known = known
        self._answer: httpx2.Auth | None = None

    def auth_flow(self, request: httpx2.Request) -> Generator[httpx2.Request, httpx2.Response, None]:
        """Send; where the server asks who we are, say it, and from then on at once."""
        if self._answer is None:
            response = yield request
            if response.status_code != 401 or not self._known.user:
                return
            self._answer = self._chosen(response.headers.get("www-authenticate", ""), str(request.url))
        yield from self._answer.auth_flow(request)

    def _chosen(self, challenge: str, url: str) -> httpx2.Auth:
        if "digest" in challenge.lower():
            return httpx2.DigestAuth(self._known.user, self._known.password)
        _check_is_secret(url)
        return httpx2.BasicAuth(self._known.user, self._known.password)


class GraphStore:
    """The graphs of another server, at the address of its Graph Store Protocol."""

    def __init__(self, url: str, known: Credentials, clock: Clock | None = None) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"{url[:80]!r} is no address of a server: write it as https://host/path")
        if parts.username is not None or parts.password is not None:
            raise ValueError("no password in the address: set REENTRY_PUBLISH_USER and REENTRY_PUBLISH_PASSWORD")
        headers = {"user-agent": user_agent()}
        if known.token:
            _check_is_secret(url)
            headers["authorization"] = f"Bearer {known.token}"
        self._url, self._clock, self._type, self._has_answered = url, clock or Clock(), 0, False
        self._client = httpx2.Client(
            headers=headers, auth=Challenged(known), timeout=httpx2.Timeout(30.0, read=600.0), follow_redirects=False
        )

    def close(self) -> None:
        """Close all connections."""
        self._client.close()

    def put(self, name: str, triples: bytes) -> None:
        """Replace a graph. Raises NotTaken."""
        self._send("PUT", name, triples)

    def add(self, name: str, triples: bytes) -> None:
        """Add triples to a graph. Raises NotTaken."""
        self._send("POST", name, triples)

    def delete(self, name: str) -> None:
        """Take a graph away, where it is there. Raises NotTaken."""
        self._send("DELETE", name, None)

    def _send(self, method: str, name: str, triples: bytes | None) -> None:
        tried = 0
        while True:
            tried += 1
            answer, why = self._try(method, name, triples)
            if answer is not None and self._is_done(method, answer):
                return
            if answer is not None and answer.status_code in (415, 406) and self._type + 1 < len(_TYPES):
                self._type += 1
                continue
            wait = None if answer is None else retry_after(answer.headers.get("retry-after"), self._clock)
            seconds = retry_delay(tried, wait, self._clock)
            busy = answer is None or answer.status_code in _BUSY
            if not busy or tried >= TRIES or seconds > LONGEST_WAIT:
                raise NotTaken(f"{name or _DEFAULT}: {why}")
            self._clock.sleep(seconds)

    def _try(self, method: str, name: str, triples: bytes | None) -> tuple[httpx2.Response | None, str]:
        where = {"default": ""} if name == DEFAULT else {"graph": name}
        url = httpx2.URL(self._url).copy_merge_params(where)
        headers = {} if triples is None else {"content-type": _TYPES[self._type]}
        try:
            answer = self._client.request(method, url, content=triples, headers=headers)
        except httpx2.ConnectError as error:
            reason = str(error).rpartition("] ")[2]
            if not self._has_answered:  # a wrong address, or a server that does not run: trying again would not help
                raise NotTaken(f"no server answers at {self._url}: {reason}") from error
            return None, f"the server cannot be reached ({reason})"
        except httpx2.TransportError as error:
            return None, f"the connection broke off ({str(error) or type(error).__name__})"
        self._has_answered = True
        return answer, _reason(answer)

    def _is_done(self, method: str, answer: httpx2.Response) -> bool:
        return answer.status_code in (200, 201, 204) or (method == "DELETE" and answer.status_code == 404)


def credentials(url: str) -> Credentials:
    """The credentials for a server: those of the environment, else those of the file netrc for its host."""
    env = os.environ
    user, token = env.get("REENTRY_PUBLISH_USER", ""), env.get("REENTRY_PUBLISH_TOKEN", "")
    if user or token:
        return Credentials(user, env.get("REENTRY_PUBLISH_PASSWORD", ""), token)
    try:
        authenticators = netrc.netrc(env.get("NETRC")).authenticators(urlsplit(url).hostname or "")
    except FileNotFoundError:
        return Credentials()
    except netrc.NetrcParseError as error:
        raise ValueError(f"the file netrc cannot be read: {error}") from error
    return Credentials(authenticators[0], authenticators[2] or "") if authenticators else Credentials()


def _check_is_secret(url: str) -> None:
    parts = urlsplit(url)
    if parts.scheme != "https" and not is_private(parts.hostname or ""):
        raise NotTaken(f"the server wants a password that anybody on the way could read: use https://{parts.hostname}")


def _reason(answer: httpx2.Response) -> str:
    """What the server says, short; where it helps, what to do."""
    text = " ".join(answer.text.split())[:200]
    cure = {
        401: "; set REENTRY_PUBLISH_USER and REENTRY_PUBLISH_PASSWORD, or write a line into netrc",
        403: "; this user may not write there",
        404: "; is this the address of its Graph Store Protocol?",
    }.get(answer.status_code, "")
    if 300 <= answer.status_code < 400:
        cure = f"; give the address that it points to ({answer.headers.get('location', 'none')[:200]})"
    return f"the server answers {answer.status_code} {answer.reason_phrase}{cure}{': ' if text else ''}{text}"
