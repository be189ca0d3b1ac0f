"""`reentry publish`: the graphs of a version, put to a server that may refuse, forget or want a password."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pyoxigraph as ox
import pytest

from api.export import remote_publish
from api.export.graph_store_client import Challenged, Credentials, GraphStore, NotTaken, credentials
from api.export.remote_publish import Journal, publish
from graph.rdf.ntriples import graph_names, graph_text
from graph.versions.version_folders import Version
from loaders.fetch.pacing import Clock
from tests.loaders.fetch.server import Asked, Server, serving

SLEPT: list[float] = []
NIX = Clock(seconds=lambda: 0.0, sleep=SLEPT.append, chance=lambda: 0.5)


class Remote:
    """A store that speaks the Graph Store Protocol; `moods` are answers that it gives instead, one a request."""

    def __init__(self, server: Server) -> None:
        self.graphs: dict[str, set[str]] = {}
        self.moods: list[int] = []
        self.log: list[str] = []
        self.types = {"application/n-triples", "text/turtle"}
        self.url = f"{server.url}/data"
        server.will(self.take)

    def take(self, asked: Asked) -> None:
        name = parse_qs(urlsplit(asked.path).query, keep_blank_values=True).get("graph", [""])[0]
        self.log.append(asked.method)
        if self.moods and (mood := self.moods.pop(0)) != 200:
            asked.answer(mood, b"not in the mood", Retry_After="1")
        elif asked.method == "DELETE":
            asked.answer(204 if self.graphs.pop(name, None) is not None else 404)
        elif asked.header("content-type") not in self.types:
            asked.answer(415)
        else:
            held = self.graphs.setdefault(name, set())
            if asked.method == "PUT":
                held.clear()
            held.update(asked.body.decode().splitlines())
            asked.answer(201)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


@pytest.fixture
def remote(server: Server) -> Remote:
    return Remote(server)


@pytest.fixture
def store(remote: Remote) -> Iterator[GraphStore]:
    opened = GraphStore(remote.url, Credentials(), NIX)
    yield opened
    opened.close()


@pytest.fixture
def version(tmp_path: Path) -> Version:
    """A version as far as publishing looks: two graphs and their merge."""
    (tmp_path / "version").mkdir()
    made = ox.Store(str(tmp_path / "version" / "store"))
    quads = [ox.Quad(_node("a"), _node("p"), ox.Literal(f"{n} \u00e9\n"), _node(g)) for g in "xy" for n in range(3)]
    made.extend([*quads, *(ox.Quad(*quad.triple) for quad in quads)])
    made.flush()
    del made
    return Version(tmp_path / "version")


@pytest.fixture
def journal(tmp_path: Path) -> Journal:
    return Journal(tmp_path / "published" / "one.jsonl")


def _node(name: str) -> ox.NamedNode:
    return ox.NamedNode(f"https://example.org/{name}?a=b&c#d")


def held(version: Version) -> dict[str, set[str]]:
    """What a version holds, as a server should."""
    store = version.open_store()
    found = {}
    for name in [*graph_names(store), ""]:
        with graph_text(store, name) as text:
            found[name] = set(b"".join(text.chunks(10)).decode().splitlines())
    return found


def quiet(_: str) -> None:
    """Nobody looks on."""


def test_a_server_holds_what_the_version_holds(
    version: Version, store: GraphStore, remote: Remote, journal: Journal
) -> None:
    told: list[str] = []
    done = publish(version, store, journal, told.append)
    assert (done.sent, done.same, done.gone) == (3, 0, 0)
    assert remote.graphs == held(version)
    assert [line.split(": ")[0] for line in told] == [_node("x").value, _node("y").value, "default graph"]


def test_the_default_graph_can_be_left_out(
    version: Version, store: GraphStore, remote: Remote, journal: Journal
) -> None:
    publish(version, store, journal, quiet, merged=None)
    assert sorted(remote.graphs) == [_node("x").value, _node("y").value]


def test_the_merge_can_have_a_name(version: Version, store: GraphStore, remote: Remote, journal: Journal) -> None:
    publish(version, store, journal, quiet, merged="https://example.org/merged")
    assert remote.graphs["https://example.org/merged"] == held(version)[""]
    assert "" not in remote.graphs


def test_what_is_there_is_not_sent_again(version: Version, store: GraphStore, remote: Remote, journal: Journal) -> None:
    publish(version, store, journal, quiet)
    remote.log.clear()
    done = publish(version, store, Journal(journal._path), quiet)
    assert (done.sent, done.same, remote.log) == (0, 3, [])


def test_a_run_that_failed_says_what_is_done_and_goes_on(
    version: Version, store: GraphStore, remote: Remote, journal: Journal
) -> None:
    remote.moods = [200, 403]
    with pytest.raises(NotTaken, match=r"403 .*not in the mood \(1 of 3 graphs are there: run this again"):
        publish(version, store, journal, quiet)
    done = publish(version, store, Journal(journal._path), quiet)
    assert (done.sent, done.same) == (2, 1)
    assert remote.graphs == held(version)


def test_a_large_graph_goes_in_pieces(
    version: Version, store: GraphStore, remote: Remote, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_publish, "PIECE_BYTES", 20)
    publish(version, store, journal, quiet, merged=None)
    assert remote.log == ["PUT", "POST", "POST"] * 2
    assert {name: remote.graphs[name] for name in remote.graphs} == {
        name: lines for name, lines in held(version).items() if name
    }


def test_half_a_graph_is_sent_again_whole(
    version: Version, store: GraphStore, remote: Remote, journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remote_publish, "PIECE_BYTES", 20)
    remote.moods = [200, 400]
    with pytest.raises(NotTaken, match="0 of 3"):
        publish(version, store, journal, quiet)
    publish(version, store, Journal(journal._path), quiet)
    assert remote.graphs == held(version)


def test_a_graph_that_is_gone_here_goes_there(
    version: Version, store: GraphStore, remote: Remote, journal: Journal
) -> None:
    journal.note("https://example.org/old", "0" * 64)
    remote.graphs["https://example.org/old"] = {"left"}
    remote.graphs["https://example.org/of-others"] = {"kept"}
    assert publish(version, store, journal, quiet).gone == 1
    assert set(remote.graphs) - set(held(version)) == {"https://example.org/of-others"}
    assert publish(version, store, Journal(journal._path), quiet).gone == 0


def test_a_journal_that_was_cut_off_is_read_as_far_as_it_goes(journal: Journal) -> None:
    journal.note("one", "1")
    with journal._path.open("a") as file:
        file.write('\n{"graph": "two", "sha')
    assert Journal(journal._path).sent == {"one": "1"}


def test_a_note_after_a_cut_is_read(journal: Journal) -> None:
    journal.note("one", "1")
    with journal._path.open("a") as file:
        file.write('\n{"graph": "two", "sha')
    Journal(journal._path).note("three", "3")
    assert Journal(journal._path).sent == {"one": "1", "three": "3"}


def test_blank_nodes_stay_in_one_piece() -> None:
    made = ox.Store()
    made.extend(ox.Quad(ox.BlankNode("b"), _node("p"), ox.Literal(n), _node("x")) for n in range(9))
    with graph_text(made, _node("x").value) as text:
        assert len(list(text.chunks(10))) == 1


def test_a_busy_server_is_asked_again(store: GraphStore, remote: Remote) -> None:
    remote.moods = [503, 429, 500]
    store.put("g", b"<a:a> <a:b> <a:c> .\n")
    assert remote.log == ["PUT"] * 4


def test_a_server_that_stays_busy_is_given_up(store: GraphStore, remote: Remote) -> None:
    remote.moods = [503] * 99
    with pytest.raises(NotTaken, match="503"):
        store.put("g", b"")


def test_a_server_without_n_triples_gets_turtle(store: GraphStore, remote: Remote) -> None:
    remote.types = {"text/turtle"}
    store.put("g", b"<a:a> <a:b> <a:c> .\n")
    store.put("h", b"<a:a> <a:b> <a:c> .\n")
    assert remote.log == ["PUT", "PUT", "PUT"]
    assert set(remote.graphs) == {"g", "h"}


def test_a_redirection_is_told_and_not_followed(store: GraphStore, server: Server) -> None:
    server.will(lambda asked: asked.answer(301, Location="https://example.org/data"))
    with pytest.raises(NotTaken, match="points to"):
        store.put("g", b"")


# --- credentials


def basic(asked: Asked) -> None:
    wanted = "Basic " + base64.b64encode(b"me:secret").decode()
    if asked.header("authorization") == wanted:
        asked.answer(204)
    else:
        asked.answer(401, WWW_Authenticate='Basic realm="x"')


def digest(asked: Asked) -> None:
    sent = asked.header("authorization") or ""
    if sent.startswith("Digest ") and 'username="me"' in sent:
        asked.answer(204)
    else:
        asked.answer(401, WWW_Authenticate='Digest realm="x", nonce="abc", qop="auth", algorithm=MD5')


@pytest.mark.parametrize("wants", [basic, digest])
def test_a_password_is_told_in_the_way_that_is_asked_for(server: Server, wants: object) -> None:
    server.will(basic if wants is basic else digest)
    store = GraphStore(server.url, Credentials("me", "secret"), NIX)
    store.put("g", b"<a:a> <a:b> <a:c> .\n")
    store.put("h", b"<a:a> <a:b> <a:c> .\n")
    assert server.asked[0].header("authorization") is None
    assert server.asked[-1].body == b"<a:a> <a:b> <a:c> .\n"
    store.close()


def test_a_wrong_password_is_told(server: Server) -> None:
    server.will(basic)
    store = GraphStore(server.url, Credentials("me", "wrong"), NIX)
    with pytest.raises(NotTaken, match=r"401 .*REENTRY_PUBLISH_USER"):
        store.put("g", b"")
    store.close()


def test_a_token_goes_with_every_request(server: Server) -> None:
    server.will(lambda asked: asked.answer(204))
    store = GraphStore(server.url, Credentials("", "", "t0"), NIX)
    store.put("g", b"")
    assert server.asked[0].header("authorization") == "Bearer t0"
    store.close()


def test_no_password_goes_over_a_public_network_in_the_open() -> None:
    with pytest.raises(NotTaken, match="use https"):
        Challenged(Credentials("me", "secret"))._chosen('Basic realm="x"', "http://8.8.8.8/data")


@pytest.mark.parametrize("url", ["https://me:secret@example.org/data", "file:///data", "example.org"])
def test_an_address_that_is_none_or_tells_a_password_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="address"):
        GraphStore(url, Credentials())


def test_credentials_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REENTRY_PUBLISH_USER", "me")
    monkeypatch.setenv("REENTRY_PUBLISH_PASSWORD", "secret")
    assert credentials("https://example.org/data") == Credentials("me", "secret")


def test_or_from_netrc(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "netrc"
    file.write_text("machine example.org login me password secret\n")
    file.chmod(0o600)
    for name in ("USER", "PASSWORD", "TOKEN"):
        monkeypatch.delenv(f"REENTRY_PUBLISH_{name}", raising=False)
    monkeypatch.setenv("NETRC", str(file))
    assert credentials("https://example.org/data") == Credentials("me", "secret")
    assert credentials("https://example.com/data") == Credentials()
