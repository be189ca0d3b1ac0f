"""Counts of a version: how many things there are of each class, and how often each property is used."""

from __future__ import annotations

from collections import Counter

from graph.rdf.nquads import NQuad, iri_of
from graph.rdf.terms import RDF_TYPE, ref_of

_TYPE = str(RDF_TYPE)
SPACES = ("id", "outcome", "source", "tie")
"""The spaces of ids of the things that the graph is about."""
_MOST_SHAPES = 50_000
_Shape = tuple[tuple[str, ...], tuple[tuple[str, int], ...]]
"""The classes of a subject, and how often it has each property."""


class ClassCounts:
    """Counts triples, which must come in order of subject and each once.

    Most subjects have the same classes and properties as many others, so it counts these shapes and adds up at the end.
    """

    def __init__(self) -> None:
        self.triples = 0
        self.subjects = 0
        self.things = dict.fromkeys(SPACES, 0)
        """Space of ids -> number of things."""
        self.of_class: Counter[str] = Counter()
        """Class -> things of it."""
        self.of_property: Counter[str] = Counter()
        """Property -> triples with it."""
        self.subjects_of: Counter[str] = Counter()
        """Property -> subjects that have it."""
        self.of_pair: Counter[tuple[str, str]] = Counter()
        """(Class, property) -> triples with this property whose subject is of this class."""
        self._fullest: dict[str, tuple[int, str]] = {}
        self._shapes: dict[_Shape, int] = {}
        self._subject = ""
        self._classes: list[str] = []
        self._here: dict[str, int] = {}

    @property
    def fullest(self) -> list[str]:
        """The thing with the most triples of each space, as examples."""
        return [iri for _, (_, iri) in sorted(self._fullest.items())]

    def take(self, triple: NQuad) -> None:
        """Count one triple."""
        subject, predicate, value, _ = triple
        if subject != self._subject:
            self._end_subject()
            self._subject = subject
        here = self._here
        here[predicate] = here.get(predicate, 0) + 1
        if predicate == _TYPE:
            self._classes.append(iri_of(value))

    def finish(self) -> None:
        """Add up, after the last triple."""
        self._end_subject()
        for (classes, properties), subjects in self._shapes.items():
            self._add(classes, properties, subjects)
        self._shapes.clear()

    def _end_subject(self) -> None:
        here = self._here
        if not here:
            return
        shape = (tuple(self._classes), tuple(here.items()))
        self._shapes[shape] = self._shapes.get(shape, 0) + 1
        self._note(iri_of(self._subject), sum(here.values()))
        self._classes, self._here = [], {}
        if len(self._shapes) > _MOST_SHAPES:
            self.finish()

    def _add(self, classes: tuple[str, ...], properties: tuple[tuple[str, int], ...], subjects: int) -> None:
        self.subjects += subjects
        for of_class in classes:
            self.of_class[of_class] += subjects
        for predicate, times in properties:
            name, count = iri_of(predicate), times * subjects
            self.triples += count
            self.of_property[name] += count
            self.subjects_of[name] += subjects
            for of_class in classes:
                self.of_pair[of_class, name] += count

    def _note(self, iri: str, triples: int) -> None:
        ref = ref_of(iri)
        if ref is None or ref.space not in self.things:
            return
        self.things[ref.space] += 1
        if triples > self._fullest.get(ref.space, (0, ""))[0]:
            self._fullest[ref.space] = triples, iri
