"""A server on this machine that answers as a test tells it to, well or badly, and remembers what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Asked:
    """One request, and the pen to answer it with."""

    def __init__(self, http: BaseHTTPRequestHandler, body: bytes) -> None:
        self.method, self.path, self.headers, self.body = http.command, http.path, dict(http.headers), body
        self._http = http

    def header(self, name: str) -> str | None:
        """A header by its name in any case."""
        return next((value for key, value in self.headers.items() if key.lower() == name), None)

    def answer(self, status: int, body: bytes = b"", length: int | None = None, **headers: str) -> None:
        """Answer; `length` is what is promised, where that is not what is sent. `_` in a name stands for `-`."""
        self._http.send_response(status)
        for name, value in headers.items():
            self._http.send_header(name.replace("_", "-"), value)
        self._http.send_header("Content-Length", str(len(body) if length is None else length))
        self._http.send_header("Connection", "close")
        self._http.end_headers()
        self.write(body)

    def write(self, body: bytes) -> bool:
        """Send bytes; False where nobody listens any more."""
        try:
            self._http.wfile.write(body)
            self._http.wfile.flush()
        except OSError:
            return False
        return True


Answer = Callable[[Asked], None]


class Server:
    """Answers each request with the next of `answers`; the last stays."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.answers: list[Answer] = []
        self.asked: list[Asked] = []

    def will(self, *answers: Answer) -> None:
        """Answer like this from now on."""
        self.answers[:] = answers

    def take(self, asked: Asked) -> None:
        """Answer one request."""
        self.asked.append(asked)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        answer(asked)


@contextmanager
def serving() -> Iterator[Server]:
    """A server on a free port."""

    class Take(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            server.take(Asked(self, self.rfile.read(length)))

        do_PUT = do_POST = do_DELETE = do_GET  # noqa: N815  the names that http.server looks for

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    http = ThreadingHTTPServer(("127.0.0.1", 0), Take)
    server = Server(f"http://127.0.0.1:{http.server_port}")
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        http.shutdown()
        thread.join()
        http.server_close()
