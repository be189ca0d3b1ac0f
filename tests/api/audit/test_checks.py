"""Each check finds what it is for, and leaves sound rows alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from api.audit.standing_audit import CHECKS, audit, audited, counts
from graph.model.statements import DataError
from tests.api.audit.small_tables import ANN, CAMP, DAY, PAGE, Rows, places, relation, tables, write_folder

LEADS = relation("ann", "leads", "camp", role="director", start="2015", attested="2020")
TOWN = {"actor_id": "town", "kind": "place", "name": "Springfield", "source_id": "page"}
BLOG = {"source_id": "blog", "url": "https://blog.example/a", "title": "A blog", "tier": "3", "published": "2021-05"}
BEN = {**ANN, "actor_id": "ben", "name": "Ben Able"}
LAW = {"actor_id": "act", "kind": "law", "name": "Fair Act", "source_id": "page"}
PRIZE = {"actor_id": "prize", "kind": "event", "name": "Prize", "source_id": "page"}
OUTCOME = relation("camp", "reported_outcome", "", quantity="7", unit="people", outcome_type="result")

FINDS: dict[str, tuple[str, dict[str, Rows], list[str]]] = {
    "a row without a date beside a dated one": (
        "undated_twin",
        {"relations": [LEADS, relation("ann", "leads", "camp", "blog", role="head")], "sources": [PAGE, BLOG]},
        ["relations.csv:3:start"],
    ),
    "an event that no row dates": (
        "undated_event",
        {"relations": [relation("ann", "founded", "camp"), LEADS]},
        ["relations.csv:2:start"],
    ),
    "a state that no day is known of": (
        "state_without_attestation",
        {
            "relations": [
                LEADS,
                relation("ann", "leads", "camp", "blog", role="head", start="2011"),
                relation("ann", "leads", "camp", "paper", role="head", start="2011", end="2012"),
            ],
            "sources": [PAGE, BLOG, {**BLOG, "source_id": "paper"}],
        },
        ["relations.csv:3:attested"],
    ),
    "a date that stands in the note": (
        "date_in_note",
        {"relations": [relation("ann", "leads", "camp", role="head", note="as of June 2019")]},
        ["relations.csv:2:note"],
    ),
    "a former head without an end": (
        "over_without_end",
        {
            "relations": [
                relation("ann", "leads", "camp", role="former head"),
                relation("ben", "leads", "camp", role="former head", end="2012"),
            ],
            "actors": [ANN, BEN, CAMP],
        },
        ["relations.csv:2:role"],
    ),
    "a page that announces what began later, and one from after the end": (
        "attested_outside",
        {
            "relations": [
                {**LEADS, "start": "2015-03-01", "end": "2016", "attested": "2015-06"},
                relation("ann", "leads", "camp", "blog", role="head", attested="2015-02-09"),
                relation("ann", "leads", "camp", "paper", role="head", attested="2017"),
                relation("ann", "leads", "camp", "post", role="head", attested="2016"),
            ],
            "sources": [PAGE, BLOG, {**BLOG, "source_id": "paper"}, {**BLOG, "source_id": "post"}],
        },
        ["relations.csv:3:attested", "relations.csv:4:attested"],
    ),
    "two terms, between which nobody can tell": (
        "attested_outside",
        {
            "relations": [
                {**LEADS, "start": "2015", "end": "2016", "attested": ""},
                relation("ann", "leads", "camp", "blog", role="head", start="2019", end="2020"),
                relation("ann", "leads", "camp", "paper", role="head", attested="2017"),
            ],
            "sources": [PAGE, BLOG, {**BLOG, "source_id": "paper"}],
        },
        [],
    ),
    "a start that its source cannot know": (
        "start_after_publication",
        {
            "relations": [
                LEADS,
                relation("ann", "visited", "camp", start="2021-01"),
                relation("ann", "spoke_at", "camp", start="2021-01", note="announced ahead"),
                {**OUTCOME, "start": "2021-01", "outcome_type": "goal"},
            ]
        },
        ["relations.csv:3:start"],
    ),
    "a head from before the founding": (
        "before_founding",
        {
            "relations": [
                relation("ann", "founded", "camp", start="2018-04"),
                {**LEADS, "end": "2018-03"},
                relation("ann", "works_for", "camp", end="2018-03", conflict_id="founding-year"),
            ]
        },
        ["relations.csv:3:object"],
    ),
    "a date in the future": (
        "date_ahead",
        {"relations": [{**LEADS, "end": "2031"}], "sources": [{**PAGE, "published": "2026-12"}]},
        ["sources.csv:2:published"],
    ),
    "a head of which nobody says what post it is": (
        "role_missing",
        {"relations": [relation("ann", "leads", "camp"), relation("ann", "visited", "camp")]},
        ["relations.csv:2:role"],
    ),
    "a kind that the relation is not for": (
        "kind_against_wording",
        {"relations": [LEADS, relation("camp", "leads", "ann", role="head")]},
        ["relations.csv:3:object"],
    ),
    "an id that is not made of its parts": (
        "id_not_of_its_parts",
        {
            "relations": [
                {**LEADS, "relation_id": "ann-leads-camp"},
                {**LEADS, "relation_id": f"{LEADS['relation_id']}--2015"},
                {**OUTCOME, "relation_id": "camp--reported-outcome--people--page"},
                {**OUTCOME, "relation_id": "camp--people--page"},
            ]
        },
        ["relations.csv:2:relation_id", "relations.csv:5:relation_id"],
    ),
    "a row without a place in its page, which a record file does not need": (
        "locator_missing",
        {
            "relations": [{**LEADS, "locator": ""}, relation("ann", "leads", "camp", "record", locator="")],
            "sources": [PAGE, {**PAGE, "source_id": "record", "sha256": "0" * 64}],
        },
        ["relations.csv:2:locator"],
    ),
    "a long note": ("long_note", {"relations": [{**LEADS, "note": "word " * 40}]}, ["relations.csv:2:note"]),
    "one thing twice in one source, and not two things": (
        "same_statement",
        {
            "relations": [
                LEADS,
                {**LEADS, "relation_id": "again", "start": ""},
                {**LEADS, "relation_id": "other", "start": "2018"},
            ]
        },
        ["relations.csv:3"],
    ),
    "a person who was only hired": (
        "private_person",
        {
            "relations": [LEADS, relation("ben", "works_for", "camp", role="cook")],
            "actors": [ANN, BEN, CAMP],
        },
        ["actors.csv:3"],
    ),
    "a tie on a repost alone": (
        "weak_receipt",
        {
            "relations": [
                relation("ann", "visited", "camp", "blog"),
                LEADS,
                relation("ann", "leads", "camp", "blog", role="head"),
            ],
            "sources": [PAGE, BLOG],
        },
        ["relations.csv:2:source_id"],
    ),
    "a conflict that no sentence explains": (
        "conflict_without_sentence",
        {
            "relations": [
                {**LEADS, "conflict_id": "head"},
                relation("ben", "leads", "camp", role="head", conflict_id="head"),
                relation("ben", "founded", "camp", conflict_id="year"),
            ],
            "actors": [ANN, BEN, CAMP],
            "conflicts": [{"conflict_id": "year", "kind": "contradicts", "sentence": "The blog says 2011."}],
        },
        ["relations.csv:2:conflict_id"],
    ),
    "a side that the sentence passes over": (
        "unnamed_outlet",
        {
            "relations": [
                {**LEADS, "conflict_id": "head"},
                relation("ben", "leads", "camp", "blog", role="head", conflict_id="head"),
            ],
            "actors": [ANN, BEN, CAMP],
            "sources": [{**PAGE, "publisher": "The Example News"}, {**BLOG, "publisher": "Weblog of Ben"}],
            "conflicts": [{"conflict_id": "head", "kind": "contradicts", "sentence": "Example News names Ann."}],
        },
        ["conflicts.csv:2:sentence"],
    ),
    "a number that measures nothing": (
        "outcome_without_measure",
        {"relations": [OUTCOME, {**OUTCOME, "relation_id": "b", "measure": "people_served"}]},
        ["relations.csv:2:measure"],
    ),
    "a unit that is none of the measure": (
        "unit_out_of_scheme",
        {"relations": [{**OUTCOME, "measure": "recidivism_rate"}]},
        ["relations.csv:2:unit"],
    ),
    "an amount that is no gift": (
        "large_amount",
        {
            "relations": [
                relation("ann", "donates_to", "camp", amount_usd="10000000000"),
                relation("ann", "donates_to", "camp", "blog", amount_usd="10000000000.5"),
            ]
        },
        ["relations.csv:3:amount_usd"],
    ),
    "a loan among the gifts": (
        "financing_as_gift",
        {
            "relations": [
                relation("ann", "donates_to", "camp", note="a loan"),
                relation("ann", "lent_to", "camp", note="a loan"),
                relation("ann", "funds", "camp", note="racial equity"),
            ]
        },
        ["relations.csv:2:note"],
    ),
    "an actor without ties": ("actor_on_no_row", {"relations": [LEADS], "actors": [ANN, CAMP, LAW]}, ["actors.csv:4"]),
    "actors with one tie": (
        "actor_on_one_row",
        {"relations": [LEADS, relation("ben", "leads", "camp", role="head")], "actors": [ANN, BEN, CAMP]},
        ["actors.csv:2", "actors.csv:3"],
    ),
    "a person of whom nothing is known": (
        "undescribed_person",
        {"relations": [LEADS], "actors": [{**ANN, "description": ""}, CAMP]},
        ["actors.csv:2:description"],
    ),
    "an actor on very many rows": (
        "hub",
        {
            "relations": [relation(f"p{number}", "leads", "camp", role="head") for number in range(101)],
            "actors": [CAMP, *({**ANN, "actor_id": f"p{number}"} for number in range(101))],
        },
        ["actors.csv:2"],
    ),
    "a description that is a sentence": (
        "long_description",
        {"relations": [LEADS], "actors": [{**ANN, "description": "word " * 30}, CAMP]},
        ["actors.csv:2:description"],
    ),
    "an organization that is nowhere": (
        "without_place",
        {
            "relations": [LEADS, relation("club", "located_in", "town"), relation("club", "partners_with", "camp")],
            "actors": [ANN, CAMP, {**CAMP, "actor_id": "club", "name": "Club"}, TOWN],
        },
        ["actors.csv:3"],
    ),
    "two persons of one name": (
        "near_duplicate",
        {"relations": [LEADS], "actors": [ANN, {**ANN, "actor_id": "ann-2", "name": "Able, Ann"}, CAMP]},
        ["actors.csv:2"],
    ),
    "a page without a date": (
        "source_without_date",
        {"relations": [LEADS], "sources": [{**PAGE, "published": ""}]},
        ["sources.csv:2:published"],
    ),
    "a page that nothing rests on": (
        "source_unused",
        {"relations": [LEADS], "sources": [PAGE, BLOG]},
        ["sources.csv:3"],
    ),
    "one address under two ids": (
        "same_address",
        {"relations": [LEADS], "sources": [PAGE, {**PAGE, "source_id": "again"}]},
        ["sources.csv:3:url"],
    ),
    "one page at two addresses": (
        "same_page",
        {
            "relations": [LEADS],
            "sources": [
                PAGE,
                {**PAGE, "source_id": "again"},
                {**PAGE, "source_id": "long", "url": "http://www.news.example/page/?utm_source=x#top"},
                {**PAGE, "source_id": "other", "url": "https://news.example/page?id=2"},
            ],
        },
        ["sources.csv:4:url"],
    ),
    "one title of one publisher at two addresses": (
        "same_title",
        {
            "relations": [LEADS],
            "sources": [
                {**PAGE, "publisher": "News"},
                {**PAGE, "source_id": "b", "url": "https://a.example/b", "title": "A Page", "publisher": "News"},
                {**PAGE, "source_id": "c", "url": "https://a.example/c", "publisher": "Others"},
            ],
        },
        ["sources.csv:3:url"],
    ),
    "a law that no row dates": (
        "law_without_date",
        {"relations": [relation("ann", "signed_into_law", "act")], "actors": [ANN, LAW]},
        ["actors.csv:3"],
    ),
    "a law that nobody brought in": (
        "law_without_sponsor",
        {"relations": [relation("ann", "cosponsored", "act")], "actors": [ANN, LAW]},
        ["actors.csv:3"],
    ),
    "a law that nobody worked for": (
        "law_without_campaigner",
        {
            "relations": [relation("ann", "opposes", "act"), relation("camp", "lobbied_on", "act")],
            "actors": [CAMP, LAW],
        },
        ["actors.csv:3"],
    ),
    "a law whose campaigner nobody funds": (
        "law_without_funder",
        {
            "relations": [relation("camp", "endorses", "act"), relation("camp", "grants_to", "ann")],
            "actors": [ANN, CAMP, LAW],
        },
        ["actors.csv:4"],
    ),
}


@pytest.mark.parametrize("case", FINDS)
def test_a_check_finds_what_it_is_for_and_nothing_else(tmp_path: Path, case: str) -> None:
    check, parts, expected = FINDS[case]
    assert places(tables(tmp_path, **parts), check) == expected


def test_every_check_is_tried() -> None:
    assert {check for check, _, _ in FINDS.values()} == CHECKS.keys()


def test_the_row_that_only_a_founding_dates_is_told_which_row_dates_it(tmp_path: Path) -> None:
    known = tables(tmp_path, [LEADS, relation("ann", "leads", "camp", "blog", role="head")], sources=[PAGE, BLOG])
    (finding,) = audit(known, ["undated_twin"])["undated_twin"]
    assert finding.ids == ("ann--leads--camp--blog", "ann--leads--camp--page")
    assert "relations.csv:2" in finding.text


@pytest.mark.parametrize(
    ("apart", "identity"),
    [
        ({"external_ids": "bioguide=A000002"}, []),
        ({"name": "Ann Able 2"}, []),
        ({"name": "Jo Able"}, []),
        ({"kind": "place"}, []),
        ({}, [{"left": "ann", "right": "ann-2", "decision": "not same", "by": "X", "date": "2026-11-30", "why": "y"}]),
    ],
)
def test_two_of_one_name_are_two_where_something_says_so(tmp_path: Path, apart: dict[str, str], identity: Rows) -> None:
    ann = {**ANN, "external_ids": "bioguide=A000001"}
    known = tables(tmp_path, [LEADS], actors=[ann, CAMP, {**ann, "actor_id": "ann-2", **apart}], identity=identity)
    assert places(known, "near_duplicate") == []


@pytest.mark.parametrize("identity", [True, False])
def test_rows_of_two_ids_of_one_actor_are_rows_of_one(tmp_path: Path, identity: bool) -> None:
    decided = [{"left": "ben", "right": "ann", "decision": "same", "by": "X", "date": "2026-11-30", "why": "y"}]
    same = {} if identity else {"external_ids": "bioguide=A000001"}
    rows = [relation("ann", "founded", "camp", start="2011"), relation("ben", "founded", "camp", "blog")]
    known = tables(
        tmp_path,
        rows,
        actors=[{**ANN, **same}, {**BEN, **same}, CAMP],
        sources=[PAGE, BLOG],
        identity=decided if identity else [],
    )
    assert places(known, "undated_twin") == ["relations.csv:3:start"]
    assert places(known, "actor_on_one_row") == []


def test_an_unknown_check_is_answered_with_the_nearest_one(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="did you mean 'undated_twin'"):
        audit(tables(tmp_path, [LEADS]), ["undated_twins"])


def test_a_table_that_cannot_be_read_is_refused_with_its_place(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, [{**LEADS, "start": "May 2015"}])
    with pytest.raises(DataError, match=r"relations\.csv:2:start: 'May 2015' is not a date"):
        audited([folder], DAY)


def test_counts_name_each_table_by_its_path(tmp_path: Path) -> None:
    found = audit(tables(tmp_path, [relation("ann", "leads", "camp")]), ["role_missing", "hub"])
    assert counts(found) == {"role_missing": {str(tmp_path / "relations.csv"): 1}, "hub": {}}
