"""A program that gives each prepared a real worker over data of its own.

It reads lines of JSON (files of the default graph, of named graphs, a query, a format) and writes one line for each.
It has one thread, so that it may fork; a worker is what `graph.workers.worker` makes of the fork.
"""

from __future__ import annotations

import json
import os
import socket
import sys
from pathlib import Path
from typing import Any

import pyoxigraph as ox

from graph.sparql.dataset import QueryStores
from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import QueryError
from graph.workers import one_shot, worker
from graph.workers.query_limits import MB, Limits
from graph.workers.wire_protocol import QUERY, READY, frame, pack_query, receive

_LIMITS = Limits(timeout_s=20, memory_bytes=200 * MB)
_FORMATS = {".ttl": ox.RdfFormat.TURTLE, ".rdf": ox.RdfFormat.RDF_XML, ".nt": ox.RdfFormat.N_TRIPLES}


def store_of(task: dict[str, Any]) -> ox.Store:
    """A store of the task's data; a named graph is named as its file is."""
    store = ox.Store()
    for path, name in task["data"]:
        store.load(path=path, format=_FORMATS[Path(path).suffix], base_iri=name)
    for path, name in task["graphs"]:
        store.load(path=path, format=_FORMATS[Path(path).suffix], base_iri=name, to_graph=ox.NamedNode(name))
    return store


def answer_of(task: dict[str, Any]) -> dict[str, Any]:
    """What the worker answers."""
    try:
        prepared = prepare(Query(task["query"], tuple(task["accept"]), base=task["base"]), _LIMITS.text_bytes)
        answer = _through_worker(store_of(task), frame(QUERY, pack_query(prepared, _LIMITS.result_bytes)))
    except QueryError as error:
        return {"error": type(error).__name__, "message": str(error)}
    if answer is None:
        return {"error": "Crashed", "message": ""}
    return {"form": answer.form, "format": answer.format.name, "body": answer.body.decode()}


def _through_worker(store: ox.Store, message: bytes) -> one_shot.Answer | None:
    ours, theirs = socket.socketpair()
    child = os.fork()
    if child == 0:
        worker.run(theirs, QueryStores.in_memory(store), _LIMITS.memory_bytes)
    theirs.close()
    try:
        with ours:
            head = receive(ours)
            assert head is None or head[0] == READY
            return one_shot._ask(ours, message, _LIMITS)
    finally:
        os.waitpid(child, 0)


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer_of(json.loads(line))) + "\n")
        sys.stdout.flush()  # before the next fork, which would write it again
