"""Towns of the United States by name and state."""

from __future__ import annotations

from functools import lru_cache

from graph.model.ids import slug
from graph.model.statements import EntityRef
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import clean_name
from loaders.geography.states import STATES, state

_SMALL = frozenset({"Of", "And", "The", "On", "In", "At", "By", "De", "La", "Del"})


def town(writer: RecordWriter, city: str | None, code: str | None) -> EntityRef | None:
    """The town of this name in this state, or the state if no town is named; None if there is no such state."""
    letters = (code or "").strip().upper()
    known = clean_name(writer, city)
    if letters not in STATES or known is None or not slug(known):
        return state(writer, letters)
    key, label = _key_and_label(known, letters)
    return writer.add_actor(key, "place", name=label)


@lru_cache(maxsize=65536)
def _key_and_label(known: str, letters: str) -> tuple[str, str]:
    key = f"us-town-{letters.lower()}-{slug(known)[:80].strip('-')}"
    return key, f"{title_case(known)}, {STATES[letters]}"


def title_case(text: str) -> str:
    """`LOS ANGELES` as `Los Angeles`. Text with any lower-case letter is unchanged."""
    if not text.isupper():
        return text
    words = [word.capitalize() for word in text.split()]
    return " ".join(word.lower() if at and word in _SMALL else word for at, word in enumerate(words))
