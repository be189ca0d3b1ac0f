"""What commands write and how they end: answers on stdout, errors on stderr, each with the code that belongs to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import typer

from api.pages.formatting import counted
from graph.model.statements import DataError
from graph.versions.version_folders import Locked, NoVersion

WRONG_DATA, WRONG_CALL = 1, 2


def say(*lines: str) -> None:
    """Write lines."""
    say_all(lines)


def say_all(lines: Iterable[str]) -> None:
    """Write lines as they come."""
    with _as_long_as_read():
        for line in lines:
            typer.echo(line)


def write(body: bytes) -> None:
    """Write an answer as it is, its last line ended."""
    with _as_long_as_read():
        sys.stdout.buffer.write(body if body.endswith(b"\n") else body + b"\n")
        sys.stdout.flush()


@contextmanager
def _as_long_as_read() -> Iterator[None]:
    """End well when the reader of our output has seen enough, as `head` does."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still to be flushed goes nowhere
        raise typer.Exit(0) from None


@contextmanager
def errors_told() -> Iterator[None]:
    """Say what is wrong and end with its code: 1 the data, 2 the call."""
    try:
        yield
    except SystemExit:  # all is told: nothing below need be looked up
        raise
    except DataError as error:
        _end(WRONG_DATA, str(error), f"{counted(len(error.problems), 'problem')}; nothing was loaded")
    except OSError as error:
        _end(WRONG_CALL, f"reentry: {error.filename or ''}: {error.strerror or error}")
    except _wrong() as error:
        _end(WRONG_DATA if _is_of_data(error) else WRONG_CALL, f"reentry: {error}")


def _end(code: int, *lines: str) -> None:
    for line in lines:
        typer.echo(line, err=True)
    sys.exit(code)


def _wrong() -> tuple[type[Exception], ...]:
    """What is told without a traceback. Loaded only once something went wrong, so that `--help` is quick."""
    from api.server import CannotListen
    from graph.index.knowledge import Damaged, Unknown
    from graph.sparql.query_errors import QueryError

    return (NoVersion, Locked, Damaged, Unknown, QueryError, CannotListen, ValueError)


def _is_of_data(error: Exception) -> bool:
    from graph.index.knowledge import Damaged

    return isinstance(error, Damaged)
