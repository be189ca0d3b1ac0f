"""Every row of the shipped tables answers from the store. What must be there is worked out from the tables alone."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

import pyoxigraph as ox
import pytest
import rdflib

from graph.index.open_version import OpenVersion
from graph.model.ids import slug
from graph.rdf.ontology import ontology_path
from graph.versions.version_folders import DataFolder
from tests.graph.tables import ties as ties_by_hand
from tests.shipped import FACTS, FOLDERS, rows, table

RG, XSD = "https://w3id.org/reentry-graph/ontology#", "http://www.w3.org/2001/XMLSchema#"
ID, SOURCE = "https://w3id.org/reentry-graph/id/", "https://w3id.org/reentry-graph/source/"
SOURCES, TYPE = "https://w3id.org/reentry-graph/graph/sources", "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
SKOS, DCTERMS = "http://www.w3.org/2004/02/skos/core#", "http://purl.org/dc/terms/"
DATASETS = ("curated", *(f"facts-{folder.name}" for folder in FOLDERS[1:]))
TEXTS = ("role", "unit", "locator", "note", "outcome_type", "claim_status")
DATE_TYPES = {4: "gYear", 7: "gYearMonth", 10: "date"}

Row = Mapping[str, str]
Facts = dict[str, set[str]]
"""IRI of a property -> values as written in N-Triples."""


def camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(word.capitalize() for word in others)


def text(value: str) -> str:
    return str(ox.Literal(value.strip()))


def date(value: str) -> str:
    return f'"{value}"^^<{XSD}{DATE_TYPES[len(value)]}>'


def number(value: str) -> str:
    plain = format(Decimal(value).normalize(), "f")
    return f'"{plain}"^^<{XSD}{"decimal" if "." in plain else "integer"}>'


def coordinate(value: str) -> str:
    """A latitude or longitude in degrees; any other text as it is, which no literal is."""
    return number(value) if re.fullmatch(r"-?\d+\.\d+", value) else value


def facts_of(row: Row) -> Iterator[tuple[str, str]]:
    """(property, value) of all that a row of relations says beside its ends."""
    for name in ("start", "end", "attested"):
        if row.get(name):
            yield RG + name, date(row[name])
    for column, name in (("amount_usd", "amount"), ("quantity", "quantity")):
        if row[column]:
            yield RG + name, number(row[column])
    if row.get("cumulative"):
        yield f"{RG}cumulative", f'"true"^^<{XSD}boolean>'
    if row["amount_usd"]:
        yield f"{RG}currency", text("USD")
    yield from ((RG + camel(name), text(row[name])) for name in TEXTS if row[name])
    for name in ("amount_hedge", "quantity_hedge"):
        if row.get(name):
            yield RG + camel(name), text(row[name])
    if row["conflict_id"]:
        yield f"{RG}conflict", text(row["conflict_id"])


class Held:
    """What the store holds, by graph; the default graph is None."""

    def __init__(self, store: ox.Store) -> None:
        self.facts: dict[str | None, dict[str, Facts]] = defaultdict(lambda: defaultdict(lambda: defaultdict(set)))
        self.at: dict[tuple[str | None, str], set[str]] = defaultdict(set)
        for subject, predicate, value, graph in store.quads_for_pattern(None, None, None, None):
            place = None if isinstance(graph, ox.DefaultGraph) else graph.value
            self.facts[place][subject.value][predicate.value].add(str(value))
            if predicate.value in (f"{RG}from", f"{RG}about"):
                self.at[place, value.value].add(subject.value)

    def records(self, graph: str | None, row: Row, cls: str) -> list[Facts]:
        """The ties or outcomes of this class between the ends of a row."""
        found = (self.facts[graph][record] for record in self.at[graph, ID + row["subject"]])
        end = f"<{ID}{row['object']}>"
        return [
            facts
            for facts in found
            if f"<{cls}>" in facts[TYPE]
            and (not row["object"] or end in facts[f"{RG}to"] | facts[f"{RG}achievedThrough"])
        ]


@pytest.fixture(scope="module")
def held(home: DataFolder) -> Held:
    return Held(home.require().open_store())


@pytest.fixture(scope="module")
def classes() -> dict[str, tuple[str, bool]]:
    """Relation name -> IRI of the class of its ties, and whether they are outcomes; read by rdflib, not by us."""
    graph = rdflib.Graph().parse(Path(ontology_path()), format="turtle")
    found = {}
    for name, is_outcome in (("tieClass", False), ("outcomeClass", True)):
        for direct, cls in graph.subject_objects(rdflib.URIRef(RG + name)):
            found[str(direct).removeprefix(RG)] = str(cls), is_outcome
    return found


def test_every_relation_answers_as_a_direct_triple_in_its_source_and_in_the_whole(
    held: Held, classes: dict[str, tuple[str, bool]]
) -> None:
    for row in table("relations"):
        _, is_outcome = classes[camel(row["predicate"])]
        for graph in (SOURCE + row["source_id"], None):
            values = held.facts[graph][ID + row["subject"]][RG + camel(row["predicate"])]
            if is_outcome:
                assert values & {f"<{record}>" for record in held.at[graph, ID + row["subject"]]}, row
            else:
                assert f"<{ID}{row['object']}>" in values, row


def test_every_relation_answers_as_a_tie_or_outcome_with_its_properties_in_its_source_and_in_the_whole(
    held: Held, classes: dict[str, tuple[str, bool]], home: DataFolder
) -> None:
    missing = set()
    for row in table("relations"):
        cls, _ = classes[camel(row["predicate"])]
        wanted = list(facts_of(row))
        stated = held.records(SOURCE + row["source_id"], row, cls)
        assert any(all(value in facts[name] for name, value in wanted) for facts in stated), row
        whole = held.records(None, row, cls)
        if not any(all(says(facts[name], value) for name, value in wanted) for facts in whole):
            missing.add((row["subject"], row["predicate"], row["object"]))
    ambiguous = OpenVersion.open(home.require()).records.ambiguous.values()
    assert missing <= {(it["from"], it["kind"], it["to"]) for it in ambiguous}


def says(values: set[str], value: str) -> bool:
    """Whether one of the values is this one, or a date within it."""
    text = value.partition('"^^')[0]
    return value in values or any(other.startswith(f"{text}-") for other in values if value.startswith('"'))


def test_every_tie_has_no_more_dates_and_sums_than_its_rows_say(held: Held) -> None:
    for subject, facts in held.facts[None].items():
        if "/tie/" in subject or "/outcome/" in subject:
            for name in ("start", "end", "amount", "currency", "quantity", "unit", "from", "to", "about", "validFrom"):
                assert len(facts[RG + name]) <= 1, (subject, name)


def test_there_are_as_many_ties_and_outcomes_as_different_rows(
    home: DataFolder, classes: dict[str, tuple[str, bool]]
) -> None:
    outcomes = set()
    for row in table("relations"):
        measured = row["start"], row["end"], row["amount_usd"], row["quantity"], slug(row["unit"])
        scope = (row.get(name, "") for name in ("measure", "population", "window_years"))
        if classes[camel(row["predicate"])][1]:
            outcomes.add((row["subject"], row["object"], *measured, row["outcome_type"], *map(slug, scope)))
    counts = home.require().manifest.counts
    assert (counts["ties"], counts["outcomes"]) == (len(ties_by_hand()), len(outcomes))


def test_every_actor_has_its_kind_names_and_identifiers_in_its_source_and_in_the_whole(held: Held) -> None:
    for row in table("actors"):
        kind = camel(row["kind"])
        for graph in (SOURCE + row["source_id"], None):
            facts = held.facts[graph][ID + row["actor_id"]]
            assert f"<{RG}{kind[0].upper()}{kind[1:]}>" in facts[TYPE]
            named = facts[f"{SKOS}prefLabel"] | facts[f"{SKOS}altLabel"]
            assert text(row["name"]) in named
            assert not row["description"] or text(row["description"]) in facts[f"{DCTERMS}description"]
            assert {text(name) for name in row["alt_names"].split("|") if name.strip()} <= named
            pairs = [pair.partition("=")[::2] for pair in row["external_ids"].split("|") if pair]
            written = {value for some in facts.values() for value in some}
            for name, value in pairs:
                assert {
                    date(value) if name.endswith("_date") else text(value),
                    f"<{value}>",
                    coordinate(value),
                } & written


def test_the_name_of_the_curated_facts_is_the_preferred_one(held: Held) -> None:
    for row in rows(FACTS / "actors.csv"):
        assert held.facts[None][ID + row["actor_id"]][f"{SKOS}prefLabel"] == {text(row["name"])}


def test_every_source_stands_in_the_graph_of_sources(held: Held) -> None:
    of_folders = zip(DATASETS, FOLDERS, strict=True)
    told = [(dataset, row) for dataset, folder in of_folders for row in rows(folder / "sources.csv")]
    for dataset, row in told:
        facts = held.facts[SOURCES][SOURCE + row["source_id"]]
        assert facts[f"{DCTERMS}title"] == {text(row["title"])}
        assert facts[f"{RG}sourceUrl"] == {f"<{row['url']}>"}
        assert facts[f"{RG}tier"] == {number(row["tier"])}
        assert facts[f"{DCTERMS}issued"] == ({date(row["published"])} if row["published"] else set())
        assert facts[f"{RG}dataset"] == {text(dataset)}
        assert facts[f"{RG}sha256"] == ({text(row["sha256"])} if row.get("sha256") else set())
    assert len(held.facts[SOURCES]) == len(told)


def test_each_source_that_states_something_has_its_graph_and_no_other_has(held: Held) -> None:
    stating = {SOURCE + row["source_id"] for name in ("actors", "relations") for row in table(name)}
    assert {graph for graph in held.facts if graph and graph.startswith(SOURCE)} == stating


def test_the_shipped_facts_are_what_is_loaded_where_no_folder_is_named(home: DataFolder) -> None:
    assert set(home.require().datasets()) == {*DATASETS, "identity", "withdrawn"}


def test_the_seed_facts_are_among_them(held: Held) -> None:
    kim = held.facts[None][f"{ID}kim-kardashian"]
    assert f"<{ID}cut50>" in kim[f"{RG}apprenticeAt"]
    assert f"<{ID}california-institution-for-women>" in kim[f"{RG}visited"]
    assert f"<{ID}first-step-act>" in held.facts[None][f"{ID}cut50"][f"{RG}drovePassageOf"]
    gift = held.facts[None][f"{ID}kanye-west-1m-gift-2019"]
    recipients = {value for name, values in gift.items() if name.startswith(RG) for value in values}
    assert f"<{ID}anti-recidivism-coalition>" in recipients
    assert len({value for value in recipients if value.startswith(f"<{ID}")}) >= 4
    amounts = {
        value
        for subject, facts in held.facts[None].items()
        if "--anti-recidivism-coalition" in subject
        for value in facts[f"{RG}amount"]
    }
    assert number("250000") in amounts
