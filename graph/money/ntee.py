"""What an organization works on: its class in the national taxonomy of exempt entities (NTEE), as tax records give it.

Crime and law is told apart by its divisions, all else by major group. Nothing else in the facts says of money what it
is for in a way that can be counted: grants name no topic, and notes are free text.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NTEE = "ntee"
"""The identifier that holds the class."""

GROUPS = {
    "A": "arts, culture and humanities",
    "B": "education",
    "C": "environment",
    "D": "animals",
    "E": "health care",
    "F": "mental health and crisis intervention",
    "G": "diseases and medical disciplines",
    "H": "medical research",
    "I": "crime and law, other",
    "J": "employment",
    "K": "food, agriculture and nutrition",
    "L": "housing and shelter",
    "M": "public safety and disasters",
    "N": "recreation and sports",
    "O": "youth development",
    "P": "human services",
    "Q": "international affairs",
    "R": "civil rights, social action and advocacy",
    "S": "community improvement",
    "T": "philanthropy and grantmaking",
    "U": "science and technology",
    "V": "social science",
    "W": "public and societal benefit",
    "X": "religion",
    "Y": "mutual benefit",
    "Z": "not classified",
}
DIVISIONS = {
    "I20": "crime prevention",
    "I21": "prevention of youth violence",
    "I23": "drunk driving",
    "I30": "correctional facilities",
    "I31": "halfway houses",
    "I40": "rehabilitation of offenders",
    "I43": "support of inmates",
    "I44": "alternatives to prison",
    "I50": "administration of justice",
    "I51": "dispute resolution and mediation",
    "I60": "law enforcement",
    "I70": "protection against abuse",
    "I71": "prevention of spouse abuse",
    "I72": "prevention of child abuse",
    "I73": "prevention of sexual abuse",
    "I80": "legal services",
    "I83": "public interest law",
}


def topic(actor: Mapping[str, Any]) -> str | None:
    """The topic of an actor, by its code; None where no record classes it. Of several classes the first counts."""
    codes = sorted(str(value) for name, value in actor["identifiers"] if name == NTEE)
    if not codes or codes[0][0] not in GROUPS:
        return None
    division = codes[0][:3]
    return division if division in DIVISIONS else codes[0][0]


def topic_name(code: str) -> str:
    """A topic in words."""
    return DIVISIONS.get(code) or GROUPS[code]
