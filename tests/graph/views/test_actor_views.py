"""What page, API and command line all show."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from graph.model.dates import Moment
from graph.versions.version_folders import DataFolder
from graph.views.actor_views import actor_view, outcome_view, source_view
from graph.views.tie_views import Receipt, actor_ref, source_ref, tie_view
from tests.graph.worlds import graph_of, tie

APPRENTICESHIP = "kim-kardashian--apprentice-at--cut50--2018-10"
RELEASED = "first-step-act--people-released--2018-12-21--until-2019-07--people-released-7000--type-result"


@pytest.fixture(scope="module")
def small(world_home: DataFolder) -> OpenVersion:
    """The small world, ready for questions."""
    return OpenVersion.open(world_home.require())


def test_a_tie_shows_both_ends_by_name_and_kind(small: OpenVersion) -> None:
    shown = tie_view(small, APPRENTICESHIP)
    assert shown["from"] == {"id": "kim-kardashian", "name": "Kim Kardashian", "kind": "person"}
    assert shown["to"] == {"id": "cut50", "name": "#cut50", "kind": "organization"}


def test_a_tie_with_two_sources_has_two_receipts_the_stronger_first(small: OpenVersion) -> None:
    receipts = tie_view(small, APPRENTICESHIP)["receipts"]
    assert [receipt["source"]["id"] for receipt in receipts] == ["news-2018", "filing-2020"]
    assert [receipt["source"]["tier"] for receipt in receipts] == [1, 2]


def test_a_receipt_says_where_in_the_source_and_how_sure(small: OpenVersion) -> None:
    first = tie_view(small, APPRENTICESHIP)["receipts"][0]
    assert first == Receipt(
        source={
            "id": "news-2018",
            "title": "A star, a bill and a campaign",
            "url": "https://news.example/2018/10/reform",
            "publisher": "The Example News",
            "published": "2018-10-14",
            "tier": 1,
        },
        role="legal apprentice",
        locator="para 8",
        note="four-year term",
        claim_status="disputed",
        states={"start": "2018-10"},
    )


def test_a_tie_is_as_strong_as_the_weakest_of_its_receipts(small: OpenVersion) -> None:
    assert tie_view(small, APPRENTICESHIP)["claim_status"] == "disputed"


def test_a_tie_names_its_conflict(small: OpenVersion) -> None:
    assert tie_view(small, APPRENTICESHIP)["conflicts"] == ["apprenticeship-host"]


def test_a_state_without_an_end_is_not_said_to_go_on(small: OpenVersion) -> None:
    assert tie_view(small, APPRENTICESHIP)["dates"] == "from 2018-10, not known to have ended"


def test_an_amount_is_a_number_with_its_currency(small: OpenVersion) -> None:
    gift = tie_view(small, "kim-kardashian--donates-to--anti-recidivism-coalition--2019--until-2019--usd-250000")
    assert (gift["amount"], gift["currency"]) == (250_000, "USD")


def test_a_decimal_quantity_is_shown_unchanged(small: OpenVersion) -> None:
    training = tie_view(small, "anti-recidivism-coalition--partners-with--cut50--hours-of-training-a-week-12-point-5")
    assert (training["quantity"], training["unit"]) == (12.5, "hours of training a week")


def test_an_outcome_shows_whom_it_is_about_and_its_receipt(small: OpenVersion) -> None:
    shown = outcome_view(small, RELEASED)
    assert shown["about"]["name"] == "First Step Act"
    assert (shown["quantity"], shown["unit"], shown["outcome_type"]) == (7000, "people released", "result")
    assert [receipt["source"]["id"] for receipt in shown["receipts"]] == ["news-2018"]


def test_an_actor_shows_names_identifiers_and_who_describes_it(small: OpenVersion) -> None:
    shown = actor_view(small, "anti-recidivism-coalition")
    assert shown["alt_names"] == ["ARC"]
    assert shown["identifiers"]["ein"] == ["46-2131524"]
    assert [ref["id"] for ref in shown["described_by"]] == ["filing-2020"]


def test_an_actor_shows_its_ties_in_both_directions(small: OpenVersion) -> None:
    ends = [(shown["from"]["id"], shown["to"]["id"]) for shown in actor_view(small, "cut50")["ties"]]
    assert ends == [
        ("cut50", "first-step-act"),
        ("anti-recidivism-coalition", "cut50"),
        ("kim-kardashian", "cut50"),
    ]


def test_an_actor_shows_its_outcomes(small: OpenVersion) -> None:
    assert [shown["id"] for shown in actor_view(small, "first-step-act")["outcomes"]] == [RELEASED]


def test_a_filter_chooses_the_ties_of_an_actor(small: OpenVersion) -> None:
    tie_filter = Filter(relations=frozenset({"visited"}))
    assert [shown["relation"] for shown in actor_view(small, "kim-kardashian", tie_filter)["ties"]] == ["visited"]


def test_a_moment_leaves_out_what_began_later(small: OpenVersion) -> None:
    tie_filter = Filter(moment=Moment.as_of(date(2018, 6, 1)))
    assert [shown["relation"] for shown in actor_view(small, "kim-kardashian", tie_filter)["ties"]] == ["advocates_for"]


def test_a_source_shows_all_that_rests_on_it(small: OpenVersion) -> None:
    shown = source_view(small, "news-2018")
    assert [ref["id"] for ref in shown["actors"]] == [
        "california-institution-for-women",
        "cut50",
        "first-step-act",
        "kim-kardashian",
    ]
    assert len(shown["ties"]) == 5
    assert [outcome["id"] for outcome in shown["outcomes"]] == [RELEASED]


def test_a_source_that_nobody_described_is_known_by_its_id() -> None:
    bare = graph_of(tie("one", "funds", "other", sources=("s9",)))
    bare = OpenVersion(replace(bare.records, sources={}), bare.terms, bare.version, bare.digest)
    assert source_ref(bare, "s9")["url"] == "https://w3id.org/reentry-graph/source/s9"
    assert source_ref(bare, "s9")["title"] == "s9"


@pytest.mark.parametrize("view", [actor_view, tie_view, outcome_view, source_view, actor_ref])
def test_what_is_not_held_is_unknown_and_says_what_to_do(small: OpenVersion, view: object) -> None:
    assert callable(view)
    with pytest.raises(Unknown, match=r"no-such-thing.*: "):
        view(small, "no-such-thing")


def test_every_shipped_tie_has_receipts_with_an_id_and_an_address(facts: OpenVersion) -> None:
    for key in facts.records.ties:
        receipts = tie_view(facts, key)["receipts"]
        assert receipts, key
        assert all(receipt["source"]["id"] for receipt in receipts), key
        assert all(receipt["source"]["url"].startswith(("https://", "http://")) for receipt in receipts), key


def test_every_shipped_view_is_plain_json(facts: OpenVersion) -> None:
    for slug in facts.records.actors:
        assert json.loads(json.dumps(actor_view(facts, slug), allow_nan=False))["id"] == slug
    for key in facts.records.sources:
        assert json.loads(json.dumps(source_view(facts, key), allow_nan=False))["id"] == key


def test_every_shipped_fact_rests_on_sources_that_list_it(facts: OpenVersion) -> None:
    resting = {(key, source) for key, tie in facts.records.ties.items() for source in tie["sources"]}
    listed = {(tie["id"], source) for source in facts.records.sources for tie in source_view(facts, source)["ties"]}
    assert resting == listed


def test_an_actor_with_many_ties_shows_the_first_and_counts_all(small: OpenVersion) -> None:
    whole = actor_view(small, "kim-kardashian")
    first = actor_view(small, "kim-kardashian", limit=1)
    assert first["tie_count"] == whole["tie_count"] == len(whole["ties"]) > 1
    assert first["ties"] == whole["ties"][:1]
    assert actor_view(small, "kim-kardashian", limit=0)["ties"] == []
