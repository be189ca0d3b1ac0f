"""A synthetic graph of any size: grants between organizations, people who lead and work for them. The same each time.

    python -m bench.synthetic_graph TIES FOLDER

About nine triples a tie; three actors for ten ties; one source for twenty-five ties.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from pathlib import Path

from graph.model.ids import BASE
from graph.rdf.ontology import RG, vocabulary
from graph.rdf.terms import SOURCES_GRAPH
from graph.versions.build import publish
from graph.versions.version_folders import DataFolder, Version

DATASET = "made"
_XSD = "http://www.w3.org/2001/XMLSchema#"
_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
_SKOS = "http://www.w3.org/2004/02/skos/core#"
_WORDS = (
    "Hope",
    "Second",
    "Chance",
    "Justice",
    "Home",
    "Bridge",
    "Freedom",
    "Path",
    "Reform",
    "Open",
    "Door",
    "Liberty",
)
_PLACES = ("Oakland", "Detroit", "Houston", "Atlanta", "Boston", "Memphis", "Denver", "Tucson")
_ROLES = ("director", "case manager", "trustee", "attorney", "organizer", "chief executive")


class MadeGraph:
    """`ties` ties between actors whose number of ties follows a power law, as in real graphs."""

    def __init__(self, ties: int) -> None:
        self.ties = ties
        self.organizations = max(4, ties // 10)
        self.people = max(4, ties // 5)
        self.sources = max(2, ties // 25)

    def lines(self) -> Iterator[str]:
        """Its N-Quads, in no order."""
        dice = random.Random(2019)  # noqa: S311 - made figures, nothing secret
        for number in range(self.sources):
            yield from _source(number, dice)
        for number in range(self.organizations):
            yield from self._actor("org", number, "Organization", dice)
        for number in range(self.people):
            yield from self._actor("person", number, "Person", dice)
        for number in range(self.ties):
            yield from self._grant(number, dice) if number % 2 else self._job(number, dice)

    def _actor(self, prefix: str, number: int, cls: str, dice: random.Random) -> Iterator[str]:
        graph = _iri("source", f"s{number % self.sources}")
        me = _iri("id", f"{prefix}-{number}")
        name = " ".join((*dice.sample(_WORDS, 2), dice.choice(_PLACES), str(number)))
        yield f"{me} {_TYPE} <{RG}{cls}> {graph} .\n"
        yield f'{me} <{_SKOS}prefLabel> "{name}" {graph} .\n'

    def _grant(self, number: int, dice: random.Random) -> Iterator[str]:
        donor, recipient = self._some(self.organizations // 20 + 1, dice), self._some(self.organizations, dice)
        year, dollars = dice.randint(2000, 2024), dice.randint(1, 500) * 1000
        ends = (f"org-{donor}", f"org-{recipient}")
        facts = [
            f'<{RG}amount> "{dollars}"^^<{_XSD}integer>',
            f'<{RG}currency> "USD"',
            f'<{RG}start> "{year}"^^<{_XSD}gYear>',
            f'<{RG}validFrom> "{year}-01-01"^^<{_XSD}date>',
        ]
        yield from self._tie(number, ("Grant", "grantsTo"), ends, facts)

    def _job(self, number: int, dice: random.Random) -> Iterator[str]:
        ends = (f"person-{dice.randrange(self.people)}", f"org-{self._some(self.organizations, dice)}")
        year = dice.randint(1995, 2020)
        facts = [
            f'<{RG}role> "{dice.choice(_ROLES)}"',
            f'<{RG}start> "{year}"^^<{_XSD}gYear>',
            f'<{RG}validFrom> "{year}-01-01"^^<{_XSD}date>',
        ]
        yield from self._tie(number, ("Employment", "worksFor"), ends, facts)

    def _tie(self, number: int, names: tuple[str, str], ends: tuple[str, str], facts: list[str]) -> Iterator[str]:
        cls, direct = names
        graph, start, end = _iri("source", f"s{number % self.sources}"), _iri("id", ends[0]), _iri("id", ends[1])
        me = _iri("tie", f"{ends[0]}--{direct.lower()}--{ends[1]}--{number}")
        yield f"{start} <{RG}{direct}> {end} {graph} .\n"
        yield f"{me} {_TYPE} <{RG}{cls}> {graph} .\n"
        for fact in (f"<{RG}from> {start}", f"<{RG}to> {end}", f'<{RG}claimStatus> "stated"', *facts):
            yield f"{me} {fact} {graph} .\n"

    def _some(self, count: int, dice: random.Random) -> int:
        """A number below `count`; small ones are drawn far more often."""
        return min(int(count * dice.random() ** 3), count - 1)


def _source(number: int, dice: random.Random) -> Iterator[str]:
    me = _iri("source", f"s{number}")
    yield f"{me} {_TYPE} <{RG}Source> {SOURCES_GRAPH} .\n"
    yield f'{me} <http://purl.org/dc/terms/title> "Report {number}" {SOURCES_GRAPH} .\n'
    yield f"{me} <{RG}sourceUrl> <https://example.org/report/{number}> {SOURCES_GRAPH} .\n"
    yield f'{me} <{RG}tier> "{dice.randint(1, 3)}"^^<{_XSD}integer> {SOURCES_GRAPH} .\n'


def _iri(space: str, key: str) -> str:
    return f"<{BASE}{space}/{key}>"


def made_version(folder: Path, ties: int) -> Version:
    """The made graph of this size, published in a folder; built only once."""
    home = DataFolder(folder / f"made-{ties}")
    current = home.current()
    if current is not None:
        return current
    with home.writing():
        lines = sorted(set(MadeGraph(ties).lines()))
        return publish(home, {DATASET: lines}, {DATASET: {"title": "A made graph"}}, vocabulary()).version


if __name__ == "__main__":
    made = made_version(Path(sys.argv[2]), int(sys.argv[1]))
    sys.stdout.write(f"{made.path}: {dict(made.manifest.counts)}\n")
