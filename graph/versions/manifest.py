"""The manifest of a version: what it is made of, and the size and digest of each of its files."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import blake2b
from typing import Any

from typing_extensions import TypedDict

FORMAT = 7
"""What the files of a new version look like. Raise it by one whenever that changes, as index_files.py describes."""
OLDEST_FORMAT = 2
"""The oldest format that can still be opened."""
_SEALED_SINCE = 6
"""The first format whose manifests list the files, and are sealed."""


class FileEntry(TypedDict):
    """A file as it was published: its size, its digest, and when it was written (nanoseconds since 1970)."""

    bytes: int
    blake2b: str
    modified: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a version is made of. `created` is for information only: it is not part of the digest of the facts.

    `seal` is the digest of all the rest. It is set by `dump`.
    """

    version: str
    digest: str
    created: str
    counts: Mapping[str, int]
    datasets: Mapping[str, Mapping[str, Any]]
    tools: Mapping[str, str]
    format: int = FORMAT
    files: Mapping[str, FileEntry] = field(default_factory=dict)
    seal: str = ""

    @classmethod
    def parse(cls, text: str) -> Manifest:
        """Read one. Raises ValueError or TypeError for a text that is no manifest, or has changed since it was written.

        Nothing but the number of its format is looked at in a manifest of a later format.
        """
        fields = json.loads(text)
        number = fields.get("format") if isinstance(fields, dict) else None
        if isinstance(number, int) and number > FORMAT:
            return cls("", "", "", {}, {}, {}, number)
        manifest = cls(**fields)
        is_sealed = bool(manifest.seal) or manifest.format >= _SEALED_SINCE
        if is_sealed and manifest.dump() != text:
            raise ValueError("its text has changed since it was published")
        return manifest

    def dump(self) -> str:
        """As JSON text, sealed."""
        unsealed = asdict(replace(self, seal=""))
        seal = blake2b(_json(unsealed).encode(), digest_size=32).hexdigest()
        return _json({**unsealed, "seal": seal})


def _json(fields: Mapping[str, Any]) -> str:
    return json.dumps(fields, indent=2, sort_keys=True) + "\n"
