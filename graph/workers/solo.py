"""Entry of a worker without a template: it opens the store on disk and answers whoever holds its link."""

from __future__ import annotations

import socket
import sys

from graph.workers import sandbox, worker


def main() -> None:
    """The arguments are the link, the folder of the store and the memory that a query may use."""
    link, store, memory_bytes = sys.argv[1:]
    sandbox.die_with_parent()
    worker.run(socket.socket(fileno=int(link)), store, int(memory_bytes))


if __name__ == "__main__":
    main()
