"""How actors look in every drawing made from this graph: colour, size and wording by kind.

The colours are told apart by most colour-blind readers when used with labels. A kind that is not in the table gets a
grey and a wording made from its name, so that a new kind in the ontology needs no change here.
"""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple


class Look(NamedTuple):
    """Colour as red, green, blue from 0 to 255; wording; size of an actor without ties."""

    red: int
    green: int
    blue: int
    label: str
    size: float

    @property
    def hex(self) -> str:
        return f"#{self.red:02x}{self.green:02x}{self.blue:02x}"


LOOKS = {
    "person": Look(230, 120, 40, "Person", 5.0),
    "organization": Look(0, 114, 178, "Organization", 7.0),
    "party": Look(90, 90, 90, "Party", 6.0),
    "company": Look(120, 94, 170, "Company", 6.0),
    "government_body": Look(60, 70, 90, "Government body", 7.0),
    "program": Look(86, 180, 233, "Program", 6.0),
    "law": Look(200, 30, 60, "Law", 9.0),
    "executive_order": Look(170, 80, 60, "Executive order", 7.0),
    "bill": Look(236, 130, 150, "Bill", 7.0),
    "court_case": Look(140, 30, 90, "Court case", 6.0),
    "facility": Look(130, 110, 90, "Facility", 6.0),
    "place": Look(0, 150, 110, "Place", 6.0),
    "event": Look(225, 190, 40, "Event", 6.0),
    "publication": Look(150, 185, 70, "Publication", 5.0),
}
_GREY = (150, 150, 150)
_UNKNOWN_SIZE = 5.0


def look(kind: str) -> Look:
    """The look of a kind of actor."""
    return LOOKS[kind] if kind in LOOKS else Look(*_GREY, wording(kind), _UNKNOWN_SIZE)


def wording(kind: str) -> str:
    """`government_body` as a reader writes it: `Government body`."""
    return kind.replace("_", " ").capitalize()


def size(kind: str, degree: int) -> float:
    """The diameter of an actor in a drawing: it grows with the square root of its number of ties."""
    return round(look(kind).size + 2.5 * sqrt(degree), 2)
