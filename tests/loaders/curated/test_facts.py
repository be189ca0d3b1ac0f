from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value, WebAddress
from loaders.core.loader import Reading, run
from loaders.curated.facts import TABLES, Curated, curated_slug, facts_path, number
from tests.folders import Folder, with_rates

KIM, ARC = EntityRef("id", "kim-kardashian"), EntityRef("id", "anti-recidivism-coalition")
GIFT = EntityRef("tie", "kim-kardashian--donates-to--anti-recidivism-coalition--2019--until-2019--usd-250000")


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "folder")


def reading(path: Path) -> Reading:
    return run(Curated(), [path], "curated", frozenset({"granted_clemency_to"}), frozenset({"reported_outcome"}))


def of(found: Reading, ref: EntityRef) -> dict[str, list[Value]]:
    """What is said of a thing, by name."""
    facts: dict[str, list[Value]] = {}
    for statement in found.statements:
        if statement.subject == ref:
            facts.setdefault(statement.predicate, []).append(statement.value)
    return facts


def test_a_sound_folder_has_no_problems(world: Path) -> None:
    assert reading(world).problems == []
    assert reading(world).unread == frozenset()


def test_a_source_is_known_by_its_row_and_states_nothing_of_itself(world: Path) -> None:
    found = reading(world)
    assert of(found, EntityRef("source", "news-2018")) == {
        "kind": [TermRef("source")],
        "source_url": [WebAddress("https://news.example/2018/10/reform")],
        "title": ["A star, a bill and a campaign"],
        "publisher": ["The Example News"],
        "author": ["Ana Writer"],
        "published": [PartialDate(date(2018, 10, 14), date(2018, 10, 14))],
        "tier": [1],
    }
    assert {statement.source for statement in found.statements if statement.subject.space == "source"} == {None}


def test_an_actor_is_described_by_the_source_of_its_row(world: Path) -> None:
    found = reading(world)
    assert of(found, ARC) == {
        "kind": [TermRef("organization")],
        "name": ["Anti-Recidivism Coalition"],
        "alt_name": ["ARC"],
        "description": ["Helps people come home, in California"],
        "ein": ["46-2131524"],
        "url": ["https://arc.example/?a=1&b=2"],
    }
    assert {statement.source for statement in found.statements if statement.subject == ARC} == {"filing-2020"}


def test_an_outcome_has_measure_population_and_window_and_an_id_made_of_them(tmp_path: Path) -> None:
    found = reading(with_rates(tmp_path / "rates").path)
    assert found.problems == []
    rate = of(
        found,
        EntityRef("outcome", "cut50--recidivism-rate--percent-12-point-5--type-result--of-graduates--window-2-point-5"),
    )
    assert (rate["measure"], rate["population"], rate["window_years"]) == (
        ["recidivism_rate"],
        ["graduates"],
        [Decimal("2.5")],
    )


def test_several_names_stand_between_bars(world: Path) -> None:
    assert of(reading(world), KIM)["alt_name"] == ["Kim Kardashian West", "Kim K"]


def test_an_attested_date_is_a_fact_of_the_tie_and_no_part_of_its_id(folder: Folder) -> None:
    head, *rows = folder.rows("relations")
    folder.write("relations", [[*head, "attested"], *([*row, "2021-05"] for row in rows)])
    assert of(reading(folder.path), GIFT)["attested"] == [PartialDate.parse("2021-05")]
    folder.set("relations", 4, "attested", "spring 2021")
    assert [str(it) for it in reading(folder.path).problems] == [
        f"{folder.path}/relations.csv:4:attested: 'spring 2021' is not a date: write YYYY, YYYY-MM or YYYY-MM-DD"
    ]


def test_a_relation_is_a_tie_with_its_facts(world: Path) -> None:
    assert of(reading(world), GIFT) == {
        "kind": [TermRef("donates_to")],
        "from": [KIM],
        "to": [ARC],
        "start": [PartialDate.parse("2019")],
        "end": [PartialDate.parse("2019")],
        "amount": [250000],
        "currency": ["USD"],
        "locator": ["page 3"],
        "note": ["share of a larger gift"],
        "claim_status": ["stated"],
    }


def test_a_running_total_is_marked_in_a_column_that_a_table_can_do_without(folder: Folder) -> None:
    assert "cumulative" not in of(reading(folder.path), GIFT)
    head, *rows = folder.rows("relations")
    folder.write("relations", [[*head, "cumulative"], *([*row, ""] for row in rows)])
    assert "cumulative" not in of(reading(folder.path), GIFT)
    folder.set("relations", 4, "cumulative", "yes")
    assert of(reading(folder.path), GIFT)["cumulative"] == [True]
    assert reading(folder.path).problems == []


def test_hedges_are_columns_that_a_table_can_do_without(folder: Folder) -> None:
    head, *rows = folder.rows("relations")
    folder.write("relations", [[*head, "amount_hedge", "quantity_hedge"], *([*row, "", ""] for row in rows)])
    assert "amount_hedge" not in of(reading(folder.path), GIFT)
    folder.set("relations", 4, "amount_hedge", "more than")
    assert of(reading(folder.path), GIFT)["amount_hedge"] == ["more than"]
    assert reading(folder.path).problems == []


def test_a_note_may_say_cumulative_of_what_is_no_amount(folder: Folder) -> None:
    folder.set("relations", 2, "note", "cumulative")
    assert reading(folder.path).problems == []


def test_an_outcome_may_be_reached_through_another_actor(folder: Folder) -> None:
    folder.set("relations", 11, "object", "cut50")
    (outcome,) = {
        statement.subject for statement in reading(folder.path).statements if statement.subject.space == "outcome"
    }
    assert of(reading(folder.path), outcome)["achieved_through"] == [EntityRef("id", "cut50")]


def test_each_statement_knows_its_file_line_and_column(world: Path) -> None:
    (start,) = [
        statement
        for statement in reading(world).statements
        if statement.subject == GIFT and statement.predicate == "start"
    ]
    assert str(start.place) == f"{world}/relations.csv:4:start"
    assert all(statement.place.line and statement.place.column for statement in reading(world).statements)


def test_the_order_of_rows_changes_no_statement(folder: Folder, world: Path) -> None:
    for table in TABLES:
        header, *rows = folder.rows(table)
        folder.write(table, [header, *rows[::-1]])
    assert without_places(reading(folder.path)) == without_places(reading(world))


def without_places(found: Reading) -> set[Statement]:
    return {statement._replace(place=statement.place._replace(file="", line=None)) for statement in found.statements}


def test_the_id_of_a_row_leaves_no_trace_in_the_facts(folder: Folder, world: Path) -> None:
    folder.set("relations", 4, "relation_id", "another-id")
    assert without_places(reading(folder.path)) == without_places(reading(world))


@pytest.mark.parametrize(
    ("text", "value"),
    [("0", 0), ("250000", 250000), ("007", 7), ("21.5", Decimal("21.5")), ("21.0", 21), ("-5", -5), ("-0", 0),
     ("999999999999999", 999999999999999), ("0.000001", Decimal("0.000001"))],
)  # fmt: skip
def test_a_number_is_whole_or_decimal(text: str, value: int | Decimal) -> None:
    assert number(text) == value
    assert type(number(text)) is type(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1e9",
        "1,000",
        "$5",
        "5%",
        "1 000",
        "1.",
        ".5",
        "1.2.3",
        "--1",
        "+1",
        "0x1f",
        "1_000",
        "NaN",
        "1" * 16,
        "٣",
        "1\n",
    ],
)
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="write digits alone"):
        number(text)


@pytest.mark.parametrize("text", ["a_b", "a.b", "A", "a--b", "Kim-Kardashian", "us-G000386", "us-bioguide-G000386-x"])
def test_what_is_no_slug_is_no_id_of_these_tables(text: str) -> None:
    with pytest.raises(ValueError, match="use lower-case letters"):
        curated_slug(text)


@pytest.mark.parametrize("text", ["us-bioguide-G000386", "us-state-CA", "us-bill-115-s-756", "us-ein-954756226"])
def test_a_table_may_name_actors_of_public_records(text: str) -> None:
    assert curated_slug(text) == text


def test_the_shipped_facts_are_found_and_read_without_problems() -> None:
    found = reading(facts_path())
    assert found.problems == []
    assert len(found.statements) > 30_000


def test_the_card_tells_what_these_facts_are() -> None:
    assert Curated.card.licence == "CC-BY-4.0"
    assert Curated.card.url.startswith("https://")
