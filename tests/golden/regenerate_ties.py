"""Worked examples in Turtle, one for each relation: what one row of the curated facts says, with its actors and source.

`python -m tests.golden.regenerate_ties` writes them anew. The first line of each file names the row that it shows: to
show another, change that line and run the command; for a new relation, make a file with that line alone. A relation
that only public records tell of is shown by a record: `# records/lda.json: lobbies_for` shows the first such tie that
the loader `lda` reads in that file.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import rdflib

from api.ingest.record_loaders import record_loader
from graph.model.ids import BASE
from graph.model.statements import Statement
from graph.rdf.ontology import RG, vocabulary
from graph.rdf.terms import quads
from loaders.core.loader import run
from loaders.core.record_loader import Terms, read_records
from loaders.curated.facts import Curated, facts_path

FOLDER = Path(__file__).parent / "ties"
RECORDS = Path(__file__).parent / "records"
MARK = "# facts/relations.csv: "
CONGRESS_MARK = "# facts/congress/relations.csv: "
RECORD_MARK = "# records/"
KEYS = {"relations": "relation_id", "actors": "actor_id", "sources": "source_id"}
OF_RECORDS = ("us-billstatus", "us-rollcall")
OF_ACTORS = ("kind", "name")
PREFIXES = {"rg": RG, **{space: f"{BASE}{space}/" for space in ("id", "tie", "outcome", "source")}}

Row = Mapping[str, str]
Tables = Mapping[str, Mapping[str, Row]]


def read_facts() -> Tables:
    """The curated tables and those of Congress: name -> id -> row."""
    return {
        table: {row[key]: row for row in [*_rows(f"congress/{table}"), *_rows(table)]} for table, key in KEYS.items()
    }


def shown_row(path: Path) -> str:
    """The id of the row that an example shows; the whole line where it shows a record."""
    return path.read_text(encoding="utf-8").splitlines()[0].removeprefix(MARK).removeprefix(CONGRESS_MARK)


def example(relation_id: str, facts: Tables) -> str:
    """The text of the example that shows this row."""
    if relation_id.startswith(RECORD_MARK):
        file, _, relation = relation_id.removeprefix(RECORD_MARK).partition(": ")
        return f"{relation_id}\n{_turtle(_of_record(Path(file), relation))}"
    mark = CONGRESS_MARK if facts["relations"][relation_id]["source_id"].startswith(OF_RECORDS) else MARK
    return f"{mark}{relation_id}\n{_turtle(_statements(facts['relations'][relation_id], facts))}"


def _turtle(statements: Iterable[Statement]) -> str:
    graph = rdflib.Graph(bind_namespaces="core")
    for prefix, namespace in PREFIXES.items():
        graph.bind(prefix, namespace)
    graph.bind("dcterms", rdflib.DCTERMS)
    graph.bind("skos", rdflib.SKOS)
    triples = (f"{quad.triple} ." for quad in quads(statements, vocabulary()))
    graph.parse(data="\n".join(triples), format="nt")
    return f"{graph.serialize(format='turtle').rstrip()}\n"


def regenerate() -> None:
    """Write every example anew."""
    facts = read_facts()
    for path in sorted(FOLDER.glob("*.ttl")):
        path.write_text(example(shown_row(path), facts), encoding="utf-8")


def _rows(table: str) -> list[Row]:
    with (facts_path() / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def _statements(row: Row, facts: Tables) -> list[Statement]:
    """What the curated loader reads from three tables that hold one relation, its actors and its source."""
    ends = dict.fromkeys(end for end in (row["subject"], row["object"]) if end)
    with TemporaryDirectory() as folder:
        _write(Path(folder) / "relations.csv", [row])
        _write(Path(folder) / "actors.csv", [facts["actors"][end] for end in ends])
        _write(Path(folder) / "sources.csv", [facts["sources"][row["source_id"]]])
        reading = run(Curated(), [Path(folder)], "curated", vocabulary().by_role)
    if problems := [problem for problem in reading.problems if problem.place.column != "conflict_id"]:
        raise ValueError(f"{row['relation_id']}: {problems[0]}")
    return [said for said in reading.statements if said.subject.space != "id" or said.predicate in OF_ACTORS]


def _of_record(file: Path, relation: str) -> list[Statement]:
    """What a record says of its first tie of this relation, of the actors at its ends, and of itself."""
    terms = Terms(vocabulary().by_role)
    read = [
        said for record in read_records(record_loader(file.stem), RECORDS / file, terms) for said in record.statements
    ]
    tie = min(said.subject for said in read if said.predicate == "kind" and str(said.value) == relation)
    ends = {said.value for said in read if said.subject == tie and said.predicate in ("from", "to")}
    shown = [
        said
        for said in read
        if said.subject == tie
        or (said.subject in ends and said.predicate in OF_ACTORS)
        or (said.subject.space == "source" and said.predicate != "sha256")
    ]
    named = {said.subject for said in shown if said.predicate == "name"}
    others = (said for said in read if said.predicate == "alt_name" and said.subject in ends)
    return [*shown, *(said._replace(predicate="name") for said in others if said.subject not in named)]


def _write(path: Path, rows: Iterable[Row]) -> None:
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    regenerate()
