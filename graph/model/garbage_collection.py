"""Garbage collection, paused while many things are made that all stay."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def garbage_collection_paused() -> Iterator[None]:
    """Statements and lines make no reference cycles: collecting garbage would only scan all of them again and again.

    A load of the shipped facts takes a third less time. What is not used any more is freed as ever.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
