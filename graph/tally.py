"""Counting while a version is built: how many things of each class, and how often each property stands."""

from __future__ import annotations

from collections import Counter

from graph.terms import RDF_TYPE, ref_of

_TYPE = str(RDF_TYPE)
SPACES = ("id", "outcome", "source", "tie")
"""Where the things stand that the graph is about."""


class Tally:
    """Counts the triples that it is given, in order: those of one subject stand together, and none comes twice."""

    def __init__(self) -> None:
        self.triples = 0
        self.subjects = 0
        self.things = dict.fromkeys(SPACES, 0)
        """Where they stand -> things that something is said of."""
        self.of_class: Counter[str] = Counter()
        """Class -> things of it."""
        self.of_property: Counter[str] = Counter()
        """Property -> triples with it."""
        self.subjects_of: Counter[str] = Counter()
        """Property -> subjects that have it."""
        self.of_pair: Counter[tuple[str, str]] = Counter()
        """(Class, property) -> triples with this property whose subject is of this class."""
        self._fullest: dict[str, tuple[int, str]] = {}
        self._subject = ""
        self._classes: list[str] = []
        self._here: Counter[str] = Counter()

    @property
    def fullest(self) -> list[str]:
        """From each space, the thing of which most is said."""
        return [iri for _, (_, iri) in sorted(self._fullest.items())]

    def take(self, triple: str) -> None:
        """Count one line of N-Triples."""
        subject, predicate, rest = triple.split(" ", 2)
        if subject != self._subject:
            self.finish()
            self._subject = subject
        self._here[predicate] += 1
        if predicate == _TYPE:
            self._classes.append(rest[1 : rest.index(">")])

    def finish(self) -> None:
        """The subject has ended, and with the last one all."""
        if not self._here:
            return
        self.subjects += 1
        said = self._here.total()
        self.triples += said
        self._note(self._subject[1:-1], said)
        self.of_class.update(self._classes)
        for predicate, count in self._here.items():
            name = predicate[1:-1]
            self.of_property[name] += count
            self.subjects_of[name] += 1
            for of_class in self._classes:
                self.of_pair[of_class, name] += count
        self._classes, self._here = [], Counter()

    def _note(self, iri: str, said: int) -> None:
        ref = ref_of(iri)
        if ref is None or ref.space not in self.things:
            return
        self.things[ref.space] += 1
        if said > self._fullest.get(ref.space, (0, ""))[0]:
            self._fullest[ref.space] = said, iri
