"""The page `docs/wording.md`: every relation as a sentence in both directions, made by the code that readers see.

`python -m tests.golden.regenerate_wording` writes it anew from the worked examples in `ties/`.
"""

from __future__ import annotations

from pathlib import Path

import pyoxigraph as ox

from graph.index.open_version import OpenVersion
from graph.model.ids import BASE
from graph.rdf.ontology import vocabulary
from graph.rdf.records import records
from graph.views.sentences import sentence
from tests.golden.regenerate_ties import FOLDER

PAGE = Path(__file__).parents[2] / "docs" / "wording.md"
EXAMPLE_SOURCE = ox.NamedNode(f"{BASE}source/example")
HEAD = """\
# The wording of relations

Every relation of the [ontology](../ontology.ttl) as a sentence in both directions, with an example from the facts.
`rdfs:label` is the wording from the first actor to the second, `rg:inverseLabel` the wording from the second to the
first. After changing either, run `python -m tests.golden.regenerate_wording` and read the sentences aloud: each
should be one that a newspaper would print, and should say exactly as much as the definition of the relation.

Something that happens once (`event`) is worded in the past tense. Something that lasts (`state`) is mostly worded in
the present tense, because readers always see the dates beside it. The wording never says that a tie is current.

| relation | | from the first actor | from the second |
|---|---|---|---|
"""


def page() -> str:
    """The text of the page."""
    return HEAD + "".join(sorted(row for path in FOLDER.glob("*.ttl") for row in _rows(path)))


def _rows(example: Path) -> list[str]:
    """One row for the tie of an example, none for an outcome."""
    quads = (ox.Quad(it.subject, it.predicate, it.object, EXAMPLE_SOURCE) for it in ox.parse(path=example))
    read = records(quads, vocabulary())
    graph = OpenVersion(read, vocabulary(), "000001", "0" * 64)
    return [_row(graph, key) for key in read.ties]


def _row(graph: OpenVersion, key: str) -> str:
    tie = graph.tie(key)
    relation = vocabulary().relations[tie["kind"]]
    sentences = (sentence(graph, key, tie[end]) for end in ("from", "to"))
    return f"| `{relation.name}` | {relation.temporality} | {' | '.join(sentences)} |\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
