from __future__ import annotations

from dataclasses import replace
from datetime import date

from loaders.core.count_checks import breaches
from loaders.core.loader import Card
from loaders.core.record_loader import Remark

CARD = Card("k", "Title", "Publisher", "CC0", "https://example.org", "Ask.", date(2024, 1, 1))


def found(card: Card, remarks: list[Remark] | None = None, /, **tally: int) -> list[str]:
    known = {name.replace("_", " "): count for name, count in tally.items()}
    return [problem.text for problem in breaches(card, known, remarks or [])]


def test_counts_within_the_card_are_fine() -> None:
    assert found(replace(CARD, least={"bills": 2}, most={"bills": 3}), bills=2) == []


def test_too_few_of_what_is_expected_is_a_breach() -> None:
    assert "0 bills were read, and at least 2 are expected" in found(replace(CARD, least={"bills": 2}))[0]


def test_too_many_of_what_is_expected_is_a_breach() -> None:
    assert "4 bills were read, and at most 3 are expected" in found(replace(CARD, most={"bills": 3}), bills=4)[0]


def test_a_share_below_the_card_is_a_breach() -> None:
    tally = {"day": 100, "day: given": 89}
    card = replace(CARD, filled={"day": 0.9})
    assert "given in 89 of 100, and in 90% it must be" in breaches(card, tally, [])[0].text
    assert breaches(card, tally | {"day: given": 90}, []) == []


def test_a_share_of_a_few_says_nothing() -> None:
    assert breaches(replace(CARD, filled={"day": 0.9}), {"day": 5, "day: given": 0}, []) == []


def test_many_refusals_are_a_breach_and_a_few_are_none() -> None:
    refused = [Remark(f"{number}.xml", "refused", "broken") for number in range(5)]
    assert "5 of 20 records were refused" in found(CARD, refused, records=15)[0]
    assert found(CARD, refused[:4], records=16) == []


def test_files_of_other_kinds_are_no_refusals() -> None:
    assert found(CARD, [Remark(str(number), "foreign", "other") for number in range(50)], records=1) == []
