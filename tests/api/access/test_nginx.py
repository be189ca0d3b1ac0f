"""The example for nginx works with nginx as Debian has it: TLS, addresses of clients, limits, streams."""

from __future__ import annotations

import http.client
import json
import os
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from graph.versions.version_folders import DataFolder
from tests.api.served import Served, free_port

EXAMPLE = Path(__file__).parents[3] / "docs" / "deploy" / "nginx.conf"
NAME = "graph.example.org"
CLIENT = "127.0.0.2"
"""Where clients of these tests connect from: another address than that of nginx, which is trusted."""
RATE = 40


class Site:
    """The server behind nginx."""

    def __init__(self, behind: Served, folder: Path) -> None:
        self.behind, self._folder = behind, folder
        self._connections: list[http.client.HTTPSConnection] = []
        self.port, self.plain_port = free_port(), free_port()
        certificate = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}", "-days", "2", "-nodes"]
        files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
        command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", *certificate, *files]
        subprocess.run(command, check=True, capture_output=True)
        (folder / "site.conf").write_text(self._example())
        (folder / "nginx.conf").write_text(self._main())
        self.process = subprocess.Popen(["nginx", "-p", folder, "-e", "stderr", "-c", folder / "nginx.conf"])

    def _example(self) -> str:
        text = "".join(line for line in EXAMPLE.read_text().splitlines(keepends=True) if "[::]" not in line)
        for old, new in (
            ("listen 443", f"listen 127.0.0.1:{self.port}"),
            ("listen 80;", f"listen 127.0.0.1:{self.plain_port};"),
            ("http://127.0.0.1:8000", self.behind.address),
            ("/etc/ssl/certs/graph.example.org.pem", str(self._folder / "cert.pem")),
            ("/etc/ssl/private/graph.example.org.key", str(self._folder / "key.pem")),
        ):
            assert text.count(old) == 1
            text = text.replace(old, new)
        return text

    def _main(self) -> str:
        user = "user root;" if os.geteuid() == 0 else ""
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        folders = "".join(f"{kind}_temp_path {self._folder / kind};" for kind in kinds)
        return (
            f"daemon off; {user} pid {self._folder / 'pid'}; events {{}}\n"
            f"http {{ access_log off; {folders} include {self._folder / 'site.conf'}; }}\n"
        )

    def until_ready(self) -> None:
        """Wait until nginx listens."""
        end = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                assert time.monotonic() < end
                assert self.process.poll() is None
                time.sleep(0.05)
            else:
                return

    def ask(self, path: str, **headers: str) -> http.client.HTTPResponse:
        """The answer to a request over TLS, with the certificate checked. The caller reads it."""
        trust = ssl.create_default_context(cafile=self._folder / "cert.pem")
        connection = http.client.HTTPSConnection(NAME, self.port, context=trust)
        plain = socket.create_connection(("127.0.0.1", self.port), 20, source_address=(CLIENT, 0))
        connection.sock = trust.wrap_socket(plain, server_hostname=NAME)
        self._connections.append(connection)
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        return connection.getresponse()

    def logged(self) -> list[dict[str, object]]:
        """The lines that the server logged."""
        return [json.loads(line) for line in self.behind.printed().splitlines() if line.startswith("{")]

    def close(self) -> None:
        """End nginx."""
        for connection in self._connections:
            connection.close()
        self.process.terminate()
        self.process.wait(20)


@pytest.fixture(scope="module")
def site(world_home: DataFolder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The server behind nginx, as the example says."""
    if not shutil.which("nginx") or not shutil.which("openssl"):
        pytest.skip("no nginx or no openssl on this machine: apt-get install nginx-light openssl")
    folder = tmp_path_factory.mktemp("nginx")
    settings = {
        "REENTRY_TRUSTED_PROXIES": "127.0.0.1",
        "REENTRY_ALLOWED_HOSTS": f"{NAME},127.0.0.1",
        "REENTRY_RATE": str(RATE),
        "REENTRY_ACCESS_LOG": "true",
    }
    data = Path(shutil.copytree(world_home.path, folder / "data"))
    with closing(Served(data, **settings)) as behind:
        behind.until("/healthz", status="alive")
        behind.until("/readyz", status="ready")
        with closing(Site(behind, folder)) as opened:
            opened.until_ready()
            yield opened


def test_links_lead_to_the_address_of_the_proxy(site: Site) -> None:
    answer = site.ask("/id/cut50", Accept="text/html")
    assert answer.status == 200
    assert b"https%3A%2F%2Fgraph.example.org%2F" in answer.read()


def test_the_client_is_who_connected_whatever_it_says_of_itself(site: Site) -> None:
    for name, value in (("X-Forwarded-For", "198.51.100.1"), ("Forwarded", "for=198.51.100.1;proto=ftp")):
        answer = site.ask("/api/stats", **{name: value})
        assert (answer.status, bool(answer.read())) == (200, True)
    assert {line["client"] for line in site.logged() if line["path"] == "/api/stats"} == {CLIENT}


def test_a_long_query_fits_into_an_address(site: Site) -> None:
    answer = site.ask("/sparql?query=ASK%7B%7D%23" + "x" * 50_000)
    assert (answer.status, b"true" in answer.read()) == (200, True)


def test_a_stream_arrives_as_it_is_written(site: Site) -> None:
    answer = site.ask("/stream")
    assert answer.status == 200
    assert answer.read1(200).startswith(b"{")  # the stream goes on, and yet its beginning is here
    answer.close()


def test_plain_http_is_led_to_tls(site: Site) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", site.plain_port, timeout=20)
    with closing(connection):
        connection.request("GET", "/id/cut50?as_of=2018", headers={"Host": NAME})
        answer = connection.getresponse()
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{NAME}/id/cut50?as_of=2018")


def test_who_asks_too_often_waits(site: Site) -> None:
    statuses = [(answer := site.ask("/api/stats")).status for _ in range(RATE + 1)]
    assert statuses[-1] == 429
    assert int(answer.headers["Retry-After"]) in {1, 2}
