"""The workers of a Dask cluster, for records that are too many for one machine.

Workers need this release of the project, and see the files under the same paths. What they send back are lines of
N-Quads; sorting, checking against what is held and publishing stay with the one who loads.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib import import_module
from typing import Any

from api.ingest.parallel_reading import Submit

LOCAL = "local"
CURE = "to read records on a cluster, install the extra: pip install 'reentry-graph[cluster]'"
_SECONDS = "20s"


@contextmanager
def joined(address: str, jobs: int) -> Iterator[tuple[Submit, int]]:
    """A way to give work to a cluster, and how many hands it has; `local` starts one of so many workers here.

    Raises ValueError where Dask is not installed, where nobody answers at that address, and where the workers are lost.
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
            client = stack.enter_context(dask.Client(address, timeout=_SECONDS, set_as_default=False))
            client.wait_for_workers(1, timeout=_SECONDS)
        except (OSError, TimeoutError, ValueError) as error:
            raise ValueError(f"no Dask scheduler with workers answers at {address}: {error}") from error
        try:
            yield partial(client.submit, pure=False), sum(client.nthreads().values())
        except (dask.KilledWorker, CancelledError) as error:
            raise ValueError(
                f"the cluster at {address} lost workers or was closed; nothing was loaded: {error}"
            ) from error
