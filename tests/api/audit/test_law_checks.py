"""A law has a date, a sponsor, a campaigner and a funder where its own rows or those of its bill say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.api.audit.small_tables import ANN, CAMP, Rows, places, relation, tables

LAW = {"actor_id": "act", "kind": "law", "name": "Fair Act", "source_id": "page"}
WHOLE = {**LAW, "actor_id": "budget", "name": "Budget of the State"}
BILL = {**LAW, "actor_id": "bill-1", "kind": "bill", "name": "Bill 1"}
FUND = {**CAMP, "actor_id": "fund", "name": "Fund"}
LACKING = ("law_without_date", "law_without_sponsor", "law_without_campaigner", "law_without_funder")
ASIDE = relation("camp", "lobbied_on", "act", start="2019")
BECAME = relation("bill-1", "codified_as", "act")


def lacking(folder: Path, relations: Rows) -> set[str]:
    """The checks that find the Fair Act, which stands in the second line of the table."""
    known = tables(folder, [ASIDE, *relations], actors=[LAW, BILL, WHOLE, ANN, CAMP, FUND])
    return {check for check in LACKING if "actors.csv:2" in places(known, check)}


def test_a_law_of_which_only_lobbying_is_reported_lacks_all_four(tmp_path: Path) -> None:
    assert lacking(tmp_path, []) == set(LACKING)


@pytest.mark.parametrize(
    ("relations", "filled"),
    [
        ([relation("camp", "passed", "act", start="2019")], LACKING[0]),
        ([{**BECAME, "start": "2019-05"}], LACKING[0]),
        (
            [relation("act", "part_of", "budget"), relation("ann", "signed_into_law", "budget", start="2019")],
            LACKING[0],
        ),
        ([relation("act", "reported_outcome", "", measure="votes_for", quantity="9", start="2018-11-06")], LACKING[0]),
        ([BECAME, relation("ann", "introduced", "bill-1")], LACKING[1]),
        ([BECAME, relation("camp", "advocates_for", "bill-1")], LACKING[2]),
        ([relation("fund", "donates_to", "act")], LACKING[3]),
    ],
    ids=["passed", "enacted from a bill", "part of a law", "by voters", "sponsor", "campaigner", "money for itself"],
)
def test_one_row_fills_one_of_the_four(tmp_path: Path, relations: Rows, filled: str) -> None:
    assert lacking(tmp_path, relations) == set(LACKING) - {filled}


def test_a_grant_to_a_campaigner_is_money_behind_the_law(tmp_path: Path) -> None:
    relations = [relation("camp", "endorses", "act"), relation("fund", "grants_to", "camp")]
    assert lacking(tmp_path, relations) == {LACKING[0], LACKING[1]}


def test_only_what_was_enacted_is_asked_and_a_bill_that_became_a_law_only_once(tmp_path: Path) -> None:
    signed = relation("ann", "signed_into_law", "bill-1", start="2019")
    everybody = {"actors": [CAMP, BILL, LAW, ANN]}
    assert places(tables(tmp_path / "proposal", [ASIDE], **everybody), LACKING[1]) == ["actors.csv:4"]
    assert places(tables(tmp_path / "signed", [ASIDE, signed], **everybody), LACKING[1]) == [
        "actors.csv:3",
        "actors.csv:4",
    ]
    assert places(tables(tmp_path / "became", [ASIDE, signed, BECAME], **everybody), LACKING[1]) == ["actors.csv:4"]
