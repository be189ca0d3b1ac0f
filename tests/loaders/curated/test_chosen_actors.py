"""Which actors of records are chosen: by identifier, by words of the name, and not by either."""

from __future__ import annotations

from pathlib import Path

import pytest

from loaders.core.loader import StatementWriter
from loaders.curated.chosen_actors import ActorSelection, read_selection

HEADER = "identifier,value,words,why\n"


def selection(tmp_path: Path, *rows: str, header: str = HEADER) -> ActorSelection:
    writer = StatementWriter()
    (tmp_path / "chosen.csv").write_text(header + "".join(f"{row}\n" for row in rows), encoding="utf-8")
    found = read_selection(tmp_path / "chosen.csv", writer)
    assert writer.problems == []
    return found


@pytest.mark.parametrize(
    ("name", "chosen"),
    [
        ("KODIAK REENTRY INC", True),
        ("OUTREACH RE ENTRY MINISTRIES", True),
        ("Lou Mercy Re-Entry Ministry", True),
        ("BOOKS FOR PRISONERS", True),
        ("UNREENTRY CLUB", False),
        ("A FOOD BANK", False),
    ],
)
def test_words_choose_those_of_a_class_whose_name_has_one_at_the_beginning_of_a_word(
    tmp_path: Path, name: str, chosen: bool
) -> None:
    rule = selection(tmp_path, "ntee,P*,reentry|re-entry|prisoner,its name says so")
    assert rule.selects("us-ein-1", {"name": (name,), "ntee": ("P80",)}) is chosen
    assert rule.selects("us-ein-1", {"name": (name,), "ntee": ("D20",)}) is False


def test_a_row_with_not_leaves_out_what_another_chooses(tmp_path: Path) -> None:
    rule = selection(tmp_path, "ntee,P*,,human services", "not ein,87-0446885,,it means something else")
    assert rule.selects("us-ein-1", {"ntee": ("P80",), "ein": ("87-0446885",)}) is False
    assert rule.selects("us-ein-2", {"ntee": ("P80",), "ein": ("87-0446886",)}) is True


def test_an_actor_without_such_an_identifier_is_neither_chosen_nor_left_out(tmp_path: Path) -> None:
    rule = selection(tmp_path, "ntee,P*,prisoner,its name says so", "id,us-state-OH,,a state")
    assert rule.selects("us-town-oh-dayton", {"name": ("Prisoner, Ohio",)}) is None
    assert rule.selects("us-state-OH", {"name": ("Ohio",)}) is True


def test_a_table_does_without_the_column_of_words(tmp_path: Path) -> None:
    rule = selection(tmp_path, "ntee,I43*,services for prisoners", header="identifier,value,why\n")
    assert rule.selects("us-ein-1", {"ntee": ("I43Z",)}) is True


def test_a_star_alone_chooses_all_that_have_such_an_identifier(tmp_path: Path) -> None:
    rule = selection(tmp_path, "usps,*,,all states")
    assert rule.selects("us-state-OH", {"usps": ("OH",)}) is True
    assert rule.selects("us-town-oh-dayton", {"geonames": ("4509884",)}) is None


def test_a_row_without_a_reason_is_refused_with_its_place(tmp_path: Path) -> None:
    writer = StatementWriter()
    (tmp_path / "chosen.csv").write_text(HEADER + "ntee,I40*,,\n", encoding="utf-8")
    read_selection(tmp_path / "chosen.csv", writer)
    assert [str(problem.place).rpartition("/")[2] for problem in writer.problems] == ["chosen.csv:2:why"]
