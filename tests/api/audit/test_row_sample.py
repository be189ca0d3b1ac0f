"""A sample is the same for the same tables and seed, and hardly changes where the tables hardly do."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from api.audit.row_sample import COLUMNS, draw, sample_text
from tests.api.audit.small_tables import ANN, CAMP, relation, tables

ROWS = [relation(f"p{number}", "leads", "camp", role="head", start="2015") for number in range(40)]
PEOPLE = [CAMP, *({**ANN, "actor_id": f"p{number}"} for number in range(41))]


def test_a_seed_draws_the_same_rows_again_and_another_seed_others(tmp_path: Path) -> None:
    known = tables(tmp_path, ROWS, actors=PEOPLE)
    assert draw(known, 10, 1) == draw(known, 10, 1)
    assert draw(known, 10, 1) != draw(known, 10, 2)
    assert len({row.relation_id for row in draw(known, 40, 1)}) == 40


def test_a_further_row_takes_the_place_of_one_row_at_most(tmp_path: Path) -> None:
    before = draw(tables(tmp_path / "a", ROWS, actors=PEOPLE), 10, 1)
    after = draw(tables(tmp_path / "b", [relation("p40", "leads", "camp"), *ROWS], actors=PEOPLE), 10, 1)
    assert len({row.relation_id for row in before} & {row.relation_id for row in after}) >= 9


def test_a_row_says_what_to_look_up_and_where(tmp_path: Path) -> None:
    text = sample_text(draw(tables(tmp_path, [relation("ann", "leads", "camp", role="head", start="2015")]), 1, 0))
    header, row = csv.reader(text.splitlines())
    assert header == list(COLUMNS)
    assert row == [
        "ann--leads--camp--page",
        f"{tmp_path / 'relations.csv'}:2",
        "Ann Able leads Camp Free; role head; start 2015",
        "https://news.example/page",
        "para 1",
        "",
        "",
    ]


@pytest.mark.parametrize("count", [0, 41])
def test_a_sample_is_no_larger_than_the_tables(tmp_path: Path, count: int) -> None:
    with pytest.raises(ValueError, match="choose from 1 to 40"):
        draw(tables(tmp_path, ROWS, actors=PEOPLE), count, 0)
