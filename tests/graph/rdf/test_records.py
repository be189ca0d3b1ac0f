from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value
from graph.rdf.ontology import vocabulary
from graph.rdf.records import Records, records
from graph.rdf.terms import quads
from graph.versions.version_folders import DataFolder

KIM, CUT50 = EntityRef("id", "kim"), EntityRef("id", "cut50")
STATUSES = ["disputed", "opinion", "stated"]


def actor(slug: str, kind: str, source: str, **facts: Value) -> list[Statement]:
    ref = EntityRef("id", slug)
    return [Statement(ref, "kind", TermRef(kind), source), *(Statement(ref, n, v, source) for n, v in facts.items())]


def tie(source: str, **facts: Value) -> list[Statement]:
    ends: dict[str, Value] = {"kind": TermRef("leads"), "from": KIM, "to": CUT50}
    return [Statement(EntityRef("tie", "t"), name, value, source) for name, value in {**ends, **facts}.items()]


def gathered(*said: Sequence[Statement]) -> Records:
    return records(quads([one for some in said for one in some], vocabulary()), vocabulary())


@pytest.fixture
def small(world_home: DataFolder) -> Records:
    """The records of the small world."""
    return records(world_home.require().quads(), vocabulary())


def test_an_actor_is_all_that_sources_call_it(small: Records) -> None:
    assert small.actors["anti-recidivism-coalition"] == {
        "kind": "organization",
        "name": "Anti-Recidivism Coalition",
        "alt_names": ("ARC",),
        "description": "Helps people come home, in California",
        "identifiers": (("ein", "46-2131524"), ("url", "https://arc.example/?a=1&b=2")),
        "sources": ("filing-2020",),
    }


def test_a_tie_of_two_sources_is_one_tie_with_two_receipts(small: Records) -> None:
    assert small.ties["kim-kardashian--apprentice-at--cut50--2018-10"] == {
        "from": "kim-kardashian",
        "to": "cut50",
        "kind": "apprentice_at",
        "label": "is an apprentice at",
        "inverse_label": "hosts the apprenticeship of",
        "money_in": (),
        "may_be": (),
        "roles": ("apprentice", "legal apprentice"),
        "start": "2018-10",
        "end": None,
        "amount": None,
        "currency": None,
        "amount_hedge": None,
        "cumulative": None,
        "quantity": None,
        "unit": None,
        "quantity_hedge": None,
        "valid_from": "2018-10-01",
        "valid_until": None,
        "attested": (),
        "claim_status": "disputed",
        "conflicts": ("apprenticeship-host",),
        "differences": (),
        "sources": ("filing-2020", "news-2018"),
        "receipts": (
            {
                "source": "filing-2020",
                "role": "apprentice",
                "locator": "page 2",
                "note": None,
                "claim_status": "stated",
                "states": {"start": "2018-10"},
            },
            {
                "source": "news-2018",
                "role": "legal apprentice",
                "locator": "para 8",
                "note": "four-year term",
                "claim_status": "disputed",
                "states": {"start": "2018-10"},
            },
        ),
    }


def test_an_outcome_is_no_tie(small: Records) -> None:
    ((key, outcome),) = small.outcomes.items()
    assert key not in small.ties
    assert outcome["about"] == "first-step-act"
    assert (outcome["quantity"], outcome["unit"], outcome["outcome_type"]) == (7000, "people released", "result")
    assert outcome["achieved_through"] is None


def test_a_source_is_what_is_known_of_it(small: Records) -> None:
    assert small.sources["news-2018"] == {
        "title": "A star, a bill and a campaign",
        "source_url": "https://news.example/2018/10/reform",
        "publisher": "The Example News",
        "author": "Ana Writer",
        "published": "2018-10-14",
        "tier": 1,
        "licence": None,
        "retrieved": None,
        "sha256": None,
        "dataset": "curated-world",
    }


def test_money_is_a_whole_number_or_a_decimal_and_never_a_float(small: Records) -> None:
    numbers = {tie[name] for tie in small.ties.values() for name in ("amount", "quantity")} - {None}
    assert numbers == {250000, Decimal("12.5")}
    assert not any(isinstance(number, float) for number in numbers)


def test_all_records_are_in_order_of_their_ids(shipped: Records) -> None:
    for some in (shipped.actors, shipped.ties, shipped.outcomes, shipped.sources):
        assert list(some) == sorted(some)


def test_every_end_of_every_tie_is_an_actor_and_every_receipt_has_its_source(shipped: Records) -> None:
    for tie in shipped.ties.values():
        assert {tie["from"], tie["to"]} <= set(shipped.actors)
        assert tie["sources"] == tuple(receipt["source"] for receipt in tie["receipts"])
        assert set(tie["sources"]) <= set(shipped.sources)
        assert tie["receipts"]


@given(st.lists(st.sampled_from(STATUSES), min_size=1, max_size=3))
def test_a_tie_is_as_strong_as_the_weakest_of_its_receipts(statuses: list[str]) -> None:
    said = (tie(f"source-{number}", claim_status=status) for number, status in enumerate(statuses))
    found = gathered(*said).ties["t"]
    assert found["claim_status"] == min(statuses, key=STATUSES.index)
    assert [receipt["claim_status"] for receipt in found["receipts"]] == statuses


def test_what_one_source_says_twice_of_a_tie_is_one_receipt() -> None:
    found = gathered(tie("news", locator="para 2", note="b"), tie("news", locator="para 1", note="a")).ties["t"]
    assert [(each["locator"], each["note"]) for each in found["receipts"]] == [("para 1; para 2", "a; b")]


def test_further_names_that_sources_use_are_alternatives() -> None:
    said = actor("kim", "person", "a", name="Kim West"), actor("kim", "person", "b", name="Kim", alt_name="Kim K")
    found = gathered(*said).actors["kim"]
    assert (found["name"], found["alt_names"], found["sources"]) == ("Kim", ("Kim K", "Kim West"), ("a", "b"))


def test_an_actor_that_nobody_describes_any_more_keeps_its_id_as_name() -> None:
    found = gathered(actor("kim", "person", "a", name="Kim"), tie("b")).actors["cut50"]
    assert (found["kind"], found["name"], found["sources"]) == ("actor", "cut50", ())


def test_a_tie_has_the_widest_hedge_and_each_receipt_its_own() -> None:
    found = gathered(
        tie("a", amount=5, currency="USD", amount_hedge="more than"),
        tie("b", amount=5, currency="USD", amount_hedge="at least"),
        tie("c", amount=5, currency="USD"),
    ).ties["t"]
    assert (found["amount"], found["amount_hedge"], found["quantity_hedge"]) == (5, "at least", None)
    assert [receipt["states"].get("amount_hedge") for receipt in found["receipts"]] == ["more than", "at least", None]


def test_partial_dates_come_back_as_they_were_written() -> None:
    dates: dict[str, Value] = {"start": PartialDate.parse("2018"), "end": PartialDate.parse("2019-02")}
    found = gathered(tie("a", **dates)).ties["t"]
    assert (found["start"], found["end"]) == ("2018", "2019-02")
    assert (found["valid_from"], found["valid_until"]) == ("2018-01-01", "2019-02-28")


def test_quads_that_are_no_facts_leave_no_trace() -> None:
    here, other = ox.NamedNode("https://a.example/x"), ox.BlankNode("b")
    assert records([ox.Quad(here, here, here, here), ox.Quad(other, here, other)], vocabulary()) == gathered()


@given(st.randoms(use_true_random=False))
def test_the_order_of_quads_leaves_no_trace(random: Random) -> None:
    said = list(
        quads([*actor("kim", "person", "a", name="Kim"), *tie("b", note="x"), *tie("a", note="y")], vocabulary())
    )
    shuffled = [*said, *said[:3]]
    random.shuffle(shuffled)
    assert records(set(shuffled), vocabulary()) == records(said, vocabulary())
