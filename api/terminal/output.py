"""What commands write and how they end: answers on stdout, errors on stderr, each with the code that belongs to it."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer

from graph.model.errors import ReentryError
from graph.model.file_errors import described
from graph.model.statements import DataError

NOTHING_FOUND, WRONG_CALL = 1, 2


def say(*lines: str) -> None:
    """Write lines."""
    say_all(lines)


def say_all(lines: Iterable[str]) -> None:
    """Write lines as they come."""
    with _as_long_as_read():
        for line in lines:
            typer.echo(line)


def warn(*lines: str) -> None:
    """Write lines to stderr."""
    for line in lines:
        typer.echo(line, err=True)


def write(body: bytes) -> None:
    """Write bytes to stdout, with a line break at the end."""
    with _as_long_as_read():
        sys.stdout.buffer.write(body if body.endswith(b"\n") else body + b"\n")
        sys.stdout.flush()


@contextmanager
def _as_long_as_read() -> Iterator[None]:
    """Exit with 0 if the reader of stdout closes it early, as `head` does."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes stdout at exit
        raise typer.Exit(0) from None


@contextmanager
def reported_errors() -> Iterator[None]:
    """Write what is wrong to stderr, without a traceback, and end with the exit code of the error."""
    try:
        yield
    except DataError as error:
        problems = "1 problem" if len(error.problems) == 1 else f"{len(error.problems):,} problems"
        end(error.exit_code, str(error), f"{problems}; nothing was loaded")
    except ReentryError as error:
        end(error.exit_code, f"reentry: {error}")
    except OSError as error:
        end(WRONG_CALL, f"reentry: {described(error)}")
    except ValueError as error:  # an argument or option that cannot be right
        end(WRONG_CALL, f"reentry: {error}")


def end(code: int, *lines: str) -> NoReturn:
    """Write lines to stderr and exit with this code."""
    warn(*lines)
    sys.exit(code)
