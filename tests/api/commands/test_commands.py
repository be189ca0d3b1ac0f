"""Money, ranks and choosy paths on the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.versions.version_folders import DataFolder
from tests.api.conftest import Reentry


@pytest.fixture
def ask(reentry: Reentry, world_home: DataFolder) -> Reentry:
    """A command about the small world."""
    return lambda *arguments: reentry(*arguments, "--data", world_home.path)


def test_money_shows_sums_with_ties_and_sources(ask: Reentry) -> None:
    out = ask("money", "Anti-Recidivism Coalition").out
    assert "To Anti-Recidivism Coalition: $250,000 in 1 tie" in out
    assert "$250,000: Kim Kardashian donated to Anti-Recidivism Coalition  [2019]" in out
    assert "https://filings.example/2020" in out
    assert "From Anti-Recidivism Coalition: no amount is known" in out
    assert "Nothing is estimated" in out


def test_money_of_everybody_can_be_grouped(ask: Reentry) -> None:
    out = ask("money", "--by", "year").out
    assert "All money that is known: $250,000 in 1 tie" in out
    assert "  2019: $250,000" in out


def test_money_obeys_the_time(ask: Reentry) -> None:
    assert "no amount is known" in ask("money", "--as-of", "2018").out
    assert "$250,000" in ask("money", "--since", "2019", "--until", "2019", "--certainty", "certain").out


def test_a_rank_names_its_engine_and_the_ties_behind_it(ask: Reentry) -> None:
    lines = ask("rank", "degree", "--limit", 1).out.splitlines()
    assert lines[0] == "degree: the number of neighbors"
    assert lines[1].startswith("6 actors, 8 ties; ")
    assert "Kim Kardashian (kim-kardashian)" in lines[2]
    assert "rests on 4 ties: kim-kardashian--" in lines[3]
    assert len(lines) == 4


def test_a_rank_may_be_of_what_held_at_a_time(ask: Reentry) -> None:
    assert "actors, 1 tie;" in ask("rank", "weighted_degree", "--as-of", "2017", "--certainty", "certain").out


def test_there_is_no_rank_by_what_is_no_measure(ask: Reentry) -> None:
    ended = ask("rank", "fame")
    assert (ended.code, "pagerank" in ended.err) == (2, True)


def test_a_path_names_its_weakest_step(ask: Reentry) -> None:
    out = ask("path", "jose-nunez", "cut50").out
    assert "  weakest: José Núñez works for Anti-Recidivism Coalition (only one source)" in out


def test_a_path_can_keep_clear_of_an_actor(ask: Reentry) -> None:
    assert "Kim Kardashian" in ask("path", "anti-recidivism-coalition", "first-step-act").out
    clear = ask("path", "anti-recidivism-coalition", "first-step-act", "--avoid", "Kim Kardashian").out
    assert "Kim Kardashian" not in clear
    assert "#cut50" in clear


def test_a_path_can_keep_clear_of_hubs(ask: Reentry) -> None:
    assert "no path" in ask("path", "jose-nunez", "cut50", "--hubs-above", 1).out


def test_a_path_can_be_asked_to_hold_on_one_day(ask: Reentry) -> None:
    asked = ("path", "california-institution-for-women", "anti-recidivism-coalition", "--longest", 2)
    assert "2 steps" in ask(*asked).out
    assert "no path" in ask(*asked, "--together").out


def test_a_path_can_follow_the_direction_of_ties(ask: Reentry) -> None:
    assert "no path" in ask("path", "cut50", "kim-kardashian", "--directed", "--longest", 1).out
    assert "1 step" in ask("path", "kim-kardashian", "cut50", "--directed").out


@pytest.mark.parametrize(
    "command", [("show", "jose-nunez"), ("money",), ("rank", "degree"), ("path", "cut50", "first-step-act")]
)
def test_every_question_refuses_a_date_that_is_none(ask: Reentry, command: tuple[str, ...]) -> None:
    ended = ask(*command, "--as-of", "2019-13")
    assert ended.code == 2
    assert "2019-13" in ended.err


def test_the_command_line_says_what_is_left_out(ask: Reentry) -> None:
    left_out = "1 tie without any date is left out; --undated include takes it in"
    out = ask("show", "cut50", "--as-of", "2018-12").out
    assert left_out in out
    assert "; possible" in out
    assert left_out not in ask("show", "cut50", "--as-of", "2018-12", "--undated", "include").out


def test_the_command_line_writes_a_file_with_undated_ties_where_asked(ask: Reentry, tmp_path: Path) -> None:
    asked = ("export", tmp_path / "ties.csv", "--as-of", "2018-12")
    assert "; 1 ties without any date are left out" in ask(*asked).out
    assert "left out" not in ask(*asked, "--undated", "include").out


def test_certainty_makes_a_difference(ask: Reentry) -> None:
    assert "leads" in ask("show", "jose-nunez", "--as-of", "2024").out
    assert "leads" not in ask("show", "jose-nunez", "--as-of", "2024", "--certainty", "certain").out


def test_sources_of_a_tier_can_be_asked_for(ask: Reentry) -> None:
    assert "advocates for" in ask("show", "kim-kardashian", "--tier", 1).out
    assert "donated to" not in ask("show", "kim-kardashian", "--tier", 1).out


def test_money_that_comes_back_is_listed_apart(reentry: Reentry, home: DataFolder) -> None:
    out = reentry("money", "roca-pay-for-success", "--data", home.path).out
    assert ": $6,000,000 in 3 ties" in out.splitlines()[0]
    assert "Not gifts: loans, investments and repayments." in out
    assert "  invested in: $12,000,000 in 3 ties" in out
    assert "  pays back: $27,000,000 in 1 tie" in out
