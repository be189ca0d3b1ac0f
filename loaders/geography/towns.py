"""Towns of the United States by name and state."""

from __future__ import annotations

from functools import lru_cache

from graph.model.ids import slug
from graph.model.statements import EntityRef
from loaders.core.record_writer import RecordWriter
from loaders.core.text_cleaning import clean_name
from loaders.geography.states import STATES, state

_SMALL = frozenset({"Of", "And", "The", "On", "In", "At", "By", "De", "La", "Del"})


_FIRST = {"N": "NORTH", "S": "SOUTH", "E": "EAST", "W": "WEST", "MT": "MOUNT", "FT": "FORT"}
_FURTHER = {
    "BRK": "BROOK",
    "CHRIS": "CHRISTIAN",
    "CTY": "CITY",
    "HLS": "HILLS",
    "JCT": "JUNCTION",
    "MTN": "MOUNTAIN",
    "RIV": "RIVER",
    "SPGS": "SPRINGS",
    "VLG": "VILLAGE",
}
"""How registers shorten the first and the further words of a name in capitals to fit their columns."""


def town(writer: RecordWriter, city: str | None, code: str | None) -> EntityRef | None:
    """The town of this name, tied to its state, or the state if no town is named; None if there is no such state."""
    letters = (code or "").strip().upper()
    known, around = clean_name(writer, city), state(writer, letters)
    if around is None or known is None or not slug(known):
        return around
    key, label = town_key_and_label(_in_full(known), letters)
    place = writer.add_actor(key, "place", name=label)
    writer.add_tie(place, "located_in", around)
    return place


@lru_cache(maxsize=65536)
def town_key_and_label(known: str, letters: str) -> tuple[str, str]:
    """The id and the name of a town by its own name and the postal code of its state."""
    key = f"us-town-{letters.lower()}-{slug(known)[:80].strip('-')}"
    return key, f"{title_case(known)}, {STATES[letters]}"


def _in_full(known: str) -> str:
    """`N LITTLE ROCK` as `NORTH LITTLE ROCK`. A name of one word, or with any lower-case letter, is unchanged."""
    first, *further = known.split()
    if not further or not known.isupper():
        return known
    return " ".join([_FIRST.get(first, first), *(_FURTHER.get(word, word) for word in further)])


def title_case(text: str) -> str:
    """`LOS ANGELES` as `Los Angeles`. Text with any lower-case letter is unchanged."""
    if not text.isupper():
        return text
    words = [word.capitalize() for word in text.split()]
    return " ".join(word.lower() if at and word in _SMALL else word for at, word in enumerate(words))
