"""The store of a version, filled while its lines are still being made."""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pyoxigraph as ox

STORE_BATCH = 50_000
"""Lines that the store is given at once: it holds them in memory, about a kilobyte each, until it has sorted them."""


def build_store(folder: Path, lines: Iterable[str]) -> None:
    """Fill a new store. A thread lets Oxigraph take in a batch of lines while the next one is made."""
    store, waiting = ox.Store(str(folder)), iter(lines)
    loading: Future[None] | None = None
    with ThreadPoolExecutor(1) as aside:
        while batch := "".join(islice(waiting, STORE_BATCH)).encode():
            if loading is not None:
                loading.result()
            loading = aside.submit(store.bulk_load, batch, format=ox.RdfFormat.N_QUADS)
        if loading is not None:
            loading.result()
    store.flush()
