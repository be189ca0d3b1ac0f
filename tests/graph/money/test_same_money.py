"""The rows that tell of money which another row holds: read, checked, kept in the graph and left out of sums."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from api.ingest.curated_facts import load_curated, read_curated
from graph.index.open_version import OpenVersion
from graph.money.sum_views import MoneySum
from graph.money.totals import money
from graph.versions.version_folders import DataFolder
from loaders.curated.facts import facts_path

HEADER = "relation_id,money_in,why"
GIFT, SHARE = "kim-gift", "kim-share"
SHARE_ROW = f"{SHARE},kim-kardashian,donates_to,cut50,,2019,,100000,,,filing-2020,page 4,,,stated,"


@pytest.fixture
def folder(world: Path, tmp_path: Path) -> Path:
    """A copy of the small world, with a second gift."""
    copy = tmp_path / "facts"
    shutil.copytree(world, copy)
    with (copy / "relations.csv").open("a", encoding="utf-8") as file:
        file.write(f"{SHARE_ROW}\n")
    return copy


def told(folder: Path, *rows: str) -> list[str]:
    """The problems of these rows of same_money.csv."""
    (folder / "same_money.csv").write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return [problem.text for problem in read_curated(folder).problems]


def one(facts: OpenVersion, **asked: Any) -> MoneySum:
    """The only sum of an answer."""
    (found,) = money(facts, **asked)["sums"]
    return found


def test_money_named_in_the_table_is_left_out_and_says_why(folder: Path, tmp_path: Path) -> None:
    assert told(folder, f"{SHARE},{GIFT},a share of the larger gift") == []
    home = DataFolder(tmp_path / "data")
    facts = OpenVersion.open(load_curated(home, [folder]).version)
    found = one(facts, donor="kim-kardashian")
    assert found["total"]["total"] == 250_000
    (left_out,) = found["left_out"]
    assert (left_out["reason"], left_out["because"]) == ("part_of", [found["counted"][0]["id"]])
    assert left_out["tie"]["receipts"][0]["note"] == "a share of the larger gift"


def test_a_folder_without_the_table_counts_both(folder: Path, tmp_path: Path) -> None:
    facts = OpenVersion.open(load_curated(DataFolder(tmp_path / "data"), [folder]).version)
    assert one(facts, donor="kim-kardashian")["total"]["total"] == 350_000


@pytest.mark.parametrize(
    ("row", "text"),
    [
        (f"{SHARE},{GIFT},", "the cell is empty"),
        (f"{SHARE},,why", "the cell is empty"),
        (f"nobody,{GIFT},why", "'nobody' is not a relation_id of relations.csv"),
        (f"{SHARE},nobody,why", "'nobody' is not a relation_id of relations.csv"),
        (f"{SHARE},kim-visit,why", "'kim-visit' is not a tie with an amount"),
        (f"{SHARE},act-outcome,why", "'act-outcome' is not a tie with an amount"),
        (f"{GIFT},{SHARE},why", "it holds 100,000, less than the 250,000 of 'kim-gift': exchange the two"),
        (f"{GIFT},{GIFT},why", "both rows state one and the same tie"),
    ],
)
def test_a_wrong_row_is_told_with_its_cure(folder: Path, row: str, text: str) -> None:
    problems = told(folder, row)
    assert problems
    assert text in " ".join(problems)


def test_a_row_that_could_not_be_read_is_not_told_of_twice(folder: Path) -> None:
    relations = (folder / "relations.csv").read_text(encoding="utf-8")
    (folder / "relations.csv").write_text(
        relations.replace(f"{SHARE},kim-kardashian,donates_to", f"{SHARE},kim-kardashian,"), encoding="utf-8"
    )
    problems = told(folder, f"{SHARE},{GIFT},why")
    assert [text for text in problems if "relation_id" in text] == []


@pytest.mark.parametrize(
    ("asked", "total", "counted"),
    [
        ({"donor": "kanye-west"}, 1_000_000, 1),
        ({"recipient": "anti-recidivism-coalition", "by": "recipient"}, 250_000, 1),
        ({"donor": "kanye-west-1m-gift-2019"}, 250_000, 1),
        ({"donor": "jack-dorsey"}, 1_000_000_000, 1),
        ({"recipient": "reform-alliance", "by": "recipient"}, 10_000_000, 1),
        ({"recipient": "spiritus-christi-prison-outreach", "by": "recipient"}, 2_000_000, 1),
        ({"recipient": "safety-and-justice-challenge", "by": "recipient"}, 300_000_000, 1),
        ({"donor": "macarthur-foundation", "recipient": "cook-county-jac"}, 1_525_000, 1),
        ({"donor": "nfl", "recipient": "inspire-change"}, 244_000_000, 1),
        ({"donor": "wayne-hughes-jr"}, 1_255_000, 1),
        ({"recipient": "florida-amendment-4", "by": "recipient"}, 5_000_000, 1),
        ({"donor": "open-society-foundations", "recipient": "aclu"}, 50_000_000, 1),
    ],
)
def test_money_under_two_names_or_in_a_total_counts_once(
    facts: OpenVersion, asked: dict[str, Any], total: int, counted: int
) -> None:
    found = one(facts, **asked)
    assert (found["total"]["total"], found["total"]["counted"]) == (total, counted)
    assert (
        found["left_out"] or len(found["counted"][0]["receipts"]) > 1 or asked.get("donor") == "kanye-west-1m-gift-2019"
    )


def test_every_row_of_the_shipped_table_is_in_the_graph(facts: OpenVersion) -> None:
    with (facts_path() / "same_money.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    marked = [tie for tie in facts.records.ties.values() if tie["money_in"]]
    receipts = sum(len(tie["receipts"]) for tie in marked)
    assert 15 < len(marked) <= len(rows) <= receipts
    assert all(holder in facts.records.ties for tie in marked for holder in tie["money_in"])
