"""The files that answers are read from: records, columns of ties and the search index, all derived from the facts.

Raise `FORMAT` in graph/versions/manifest.py by one whenever what they hold changes. A version of an older format
still opens: its files are derived anew, each time, until `reentry load` publishes its facts in the format of today.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from graph.rdf.ontology import Vocabulary
from graph.rdf.records import iter_records
from graph.storage.name_search import write_index
from graph.storage.record_store import open_actors, write_records
from graph.versions.manifest import FORMAT
from graph.versions.verification import require_whole
from graph.versions.version_folders import Version

_log = logging.getLogger(__name__)


def write_index_files(folder: Path, lines: Iterable[str], vocabulary: Vocabulary) -> None:
    """Derive the files of a version from its sorted N-Quads lines, and write them into its folder."""
    version = Version(folder)
    write_records(version.records_path, iter_records(lines, vocabulary))
    actors, columns = open_actors(version.records_path)
    degree = np.bincount(np.concatenate((columns.start, columns.end)), minlength=len(actors)).tolist()
    with_degree = zip(actors.items(), degree, strict=True)
    write_index(version.search_path, ((slug, actor, ties) for (slug, actor), ties in with_degree))


@contextmanager
def index_files(version: Version, vocabulary: Vocabulary) -> Iterator[Version]:
    """Where the files of a version are, in the format of today: its own folder, or a temporary one.

    What was opened in a temporary folder can still be read after the folder is gone. Raises Damaged for a version that
    is not as it was published, as far as can be told without reading all of it; OSError where facts cannot be read.
    """
    if not version.is_outdated:
        require_whole(version)
        yield version
        return
    text = (
        "version %s is in format %d of an earlier release and opens slowly: `reentry load` makes it quick (format %d)"
    )
    _log.warning(text, version.name, version.manifest.format, FORMAT)
    with TemporaryDirectory(prefix="reentry-") as folder:
        write_index_files(Path(folder), version.statement_lines(), vocabulary)
        yield Version(Path(folder))
