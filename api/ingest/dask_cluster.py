"""A connection to a Dask cluster, for more records than one machine can read.

The workers need the same release of the project, and the same files under the same paths. They send back N-Quads lines;
sorting them, checking them against the current version and publishing are done by the process that loads.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from typing import Any

from api.ingest.work_items import Submit

LOCAL = "local"
CURE = "to read records on a cluster, install the extra: pip install 'reentry-graph[cluster]'"
_TIMEOUT = "20s"


@contextmanager
def connect(address: str, jobs: int) -> Iterator[tuple[Submit, int]]:
    """A function that gives batches to a cluster, and the number of threads that read them.

    `local` starts a cluster on this machine, with `jobs` workers. Raises ValueError where Dask is not installed, no
    scheduler answers at the address, or the workers are lost.
    """
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise ValueError(CURE) from error
    with ExitStack() as stack:
        if address == LOCAL:
            cluster = dask.LocalCluster(
                n_workers=jobs, threads_per_worker=1, host="127.0.0.1", dashboard_address="127.0.0.1:0", silence_logs=40
            )
            address = stack.enter_context(cluster).scheduler_address
        try:
            client = stack.enter_context(dask.Client(address, timeout=_TIMEOUT, set_as_default=False))
            client.wait_for_workers(1, timeout=_TIMEOUT)
        except (OSError, TimeoutError, ValueError) as error:
            raise ValueError(f"no Dask scheduler with workers answers at {address}: {error}") from error
        try:
            yield partial(client.submit, pure=False), sum(client.nthreads().values())
        except (dask.KilledWorker, CancelledError) as error:
            raise ValueError(
                f"the cluster at {address} lost workers or was closed; nothing was loaded: {error}"
            ) from error
