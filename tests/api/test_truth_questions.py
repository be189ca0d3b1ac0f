"""Questions of a hostile fact-checker: one address answers each, and the tables, read by hand, say the same.

Each was once answered wrongly or not in one call. The answers are names, dates and certainties, never counts of ties,
since one tie may have many statements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlencode

import pytest
from starlette.testclient import TestClient

from tests.api import truth_by_hand as by_hand
from tests.shipped import FACTS
from tests.shipped import rows as rows_of_file

Answer = Callable[[Any], Any]
VEHICLE = "us-bill-115-s-756-as-introduced"
LAW_BILL = "bill-s-756"
PARTS = ("quantity", "window_years", "population")
PREFIXES = "PREFIX rg: <https://w3id.org/reentry-graph/ontology#> PREFIX id: <https://w3id.org/reentry-graph/id/> "


def near(actor: str, direction: str, *relations: str, **asked: str) -> str:
    """The address of the neighbors of an actor by some relations."""
    asked |= {"direction": direction, "limit": "200"}
    return f"/api/actors/{actor}/neighbors?{urlencode([*asked.items(), *(('relation', name) for name in relations)])}"


def sparql(query: str) -> str:
    """The address of a query."""
    return f"/sparql?{urlencode({'query': PREFIXES + query, 'format': 'json'})}"


def who(answer: Any) -> list[str]:
    """The actors of an answer, sorted; the whole answer must be there."""
    assert answer["next"] is None
    return sorted(found["actor"]["id"] for found in answer["neighbors"])


def listed(answer: Any) -> list[str]:
    """The actors of a list, sorted; the whole list must be there."""
    assert answer["next"] is None
    return sorted(row["actor"]["id"] for row in answer["actors"])


def certainties(answer: Any) -> dict[str, str]:
    """Actor -> `certain` where one of its ties is, else `possible`."""
    known = {found["actor"]["id"]: {tie["certainty"] for tie in found["ties"]} for found in answer["neighbors"]}
    return {actor: "certain" if "certain" in words else "possible" for actor, words in known.items()}


def starts(answer: Any) -> dict[str, str]:
    """Actor -> the most exact start of its ties."""
    known = {found["actor"]["id"]: [tie["start"] or "" for tie in found["ties"]] for found in answer["neighbors"]}
    return {actor: max(texts, key=len) for actor, texts in known.items()}


def cosponsors_of_bills(answer: Any) -> dict[str, int]:
    """Bill of a law -> how many cosponsored it."""
    return {
        one["bill"]["id"]: sum(it["actors"] for it in one["support"] if it["by_relation"] == "cosponsored")
        for one in answer["bills"]
    }


def ends_of_ties(answer: Any) -> list[tuple[str, str]]:
    """First and second actor of each tie in a list, sorted."""
    assert answer["next"] is None
    return sorted({(tie["from"]["id"], tie["to"]["id"]) for tie in answer["ties"]})


def conflict_ids(answer: Any) -> list[str]:
    """The conflicts of an answer."""
    assert answer["next"] is None
    return [conflict["id"] for conflict in answer["conflicts"]]


def column(answer: Any) -> list[str]:
    """The ids in the only column of a SPARQL answer, sorted."""
    (name,) = answer["head"]["vars"]
    return sorted({row[name]["value"].rpartition("/")[2] for row in answer["results"]["bindings"]})


def comparable(answer: Any) -> list[tuple[str, ...]]:
    """About whom, percent, window of years and population of each outcome, as tables write them."""
    assert answer["next"] is None
    return sorted(
        {
            (one["about"]["id"], *(str("" if one[name] is None else one[name]) for name in PARTS))
            for one in answer["outcomes"]
        }
    )


def conflicts_of(kind: str) -> list[str]:
    """The conflicts of a kind in their table, sorted."""
    return sorted(row["conflict_id"] for row in rows_of_file(FACTS / "conflicts.csv") if row["kind"] == kind)


def yes_votes_by_roll_call(bill: str) -> Counter[str]:
    """How many members each roll call on this bill lists with yes, in the table."""
    rows = rows_of_file(FACTS / "congress" / "relations.csv")
    return Counter(row["source_id"] for row in rows if row["object"] == bill and row["predicate"] == "voted_for")


def both(*lists: list[str]) -> list[str]:
    """What all lists contain, sorted."""
    return sorted(set(lists[0]).intersection(*lists[1:]))


QUESTIONS: dict[str, tuple[str, Answer, Callable[[], Any]]] = {
    # When was it true?
    "Who led Defy Ventures on 1 June 2015, and is that certain?": (
        near("defy-ventures", "in", "leads", as_of="2015-06-01"),
        certainties,
        lambda: by_hand.states_on(date(2015, 6, 1), "leads", object="defy-ventures"),
    ),
    "Who led the Institute for Justice and Opportunity on 1 June 2007, and is that certain?": (
        near("john-jay-institute-for-justice-and-opportunity", "in", "leads", as_of="2007-06-01"),
        certainties,
        lambda: by_hand.states_on(date(2007, 6, 1), "leads", object="john-jay-institute-for-justice-and-opportunity"),
    ),
    "Who led the Anti-Recidivism Coalition on 1 January 2020, and is that certain?": (
        near("anti-recidivism-coalition", "in", "leads", as_of="2020-01-01"),
        certainties,
        lambda: by_hand.states_on(date(2020, 1, 1), "leads", object="anti-recidivism-coalition"),
    ),
    "Who may have led the Women's Prison Association on 1 January 2020, those without any date too?": (
        near("womens-prison-association", "in", "leads", as_of="2020-01-01", undated="include"),
        who,
        lambda: sorted(
            {
                *by_hand.states_on(date(2020, 1, 1), "leads", object="womens-prison-association"),
                *by_hand.undated("leads", object="womens-prison-association"),
            }
        ),
    ),
    "Who certainly sat in Congress for California on 18 December 2018?": (
        near("us-state-CA", "in", "holds_seat_for", as_of="2018-12-18", certainty="certain"),
        who,
        lambda: sorted(
            one
            for one, how in by_hand.states_on(date(2018, 12, 18), "holds_seat_for", object="us-state-CA").items()
            if how == "certain"
        ),
    ),
    "To whom did Donald Trump certainly grant clemency in 2020?": (
        near(
            "donald-trump",
            "out",
            "granted_clemency_to",
            **{"from": "2020-01-01", "to": "2020-12-31", "certainty": "certain"},
        ),
        who,
        lambda: by_hand.events_within(
            date(2020, 1, 1), date(2020, 12, 31), "granted_clemency_to", subject="donald-trump"
        ),
    ),
    "Who led REFORM Alliance on 1 June 2020, told by its start, its end and by who says so in between?": (
        near("reform-alliance", "in", "leads", as_of="2020-06-01"),
        certainties,
        lambda: by_hand.states_on(date(2020, 6, 1), "leads", object="reform-alliance"),
    ),
    "Who certainly led the Fortune Society on 1 January 2022?": (
        near("fortune-society", "in", "leads", as_of="2022-01-01", certainty="certain"),
        who,
        lambda: sorted(
            one
            for one, how in by_hand.states_on(date(2022, 1, 1), "leads", object="fortune-society").items()
            if how == "certain"
        ),
    ),
    "Which laws did JB Pritzker sign, and when?": (
        near("jb-pritzker", "out", "signed_into_law"),
        starts,
        lambda: by_hand.exact_starts("signed_into_law", subject="jb-pritzker"),
    ),
    "Which laws did Jerry Brown sign, and when?": (
        near("jerry-brown", "out", "signed_into_law"),
        starts,
        lambda: by_hand.exact_starts("signed_into_law", subject="jerry-brown"),
    ),
    "Which organizations did Van Jones found or co-found, and when?": (
        near("van-jones", "out", "founded", "co_founded"),
        who,
        lambda: by_hand.objects("founded", "co_founded", subject="van-jones"),
    ),
    # What was it called then?
    "Who cosponsored S.756 while it was about marine debris?": (
        near(VEHICLE, "in", "cosponsored"),
        who,
        lambda: by_hand.subjects("cosponsored", object=VEHICLE),
    ),
    "Who of them voted against the First Step Act?": (
        sparql(f"SELECT DISTINCT ?who {{ ?who rg:cosponsored id:{VEHICLE} ; rg:votedAgainst id:{LAW_BILL} }}"),
        column,
        lambda: both(
            by_hand.subjects("cosponsored", object=VEHICLE), by_hand.subjects("voted_against", object=LAW_BILL)
        ),
    ),
    "By whom was the First Step Act introduced or cosponsored, in the Senate in May 2018?": (
        near("bill-senate-first-step-may-2018", "in", "introduced", "cosponsored"),
        who,
        lambda: by_hand.subjects("introduced", "cosponsored", object="bill-senate-first-step-may-2018"),
    ),
    "Who cosponsored S.3649, the revised First Step Act?": (
        near("bill-s-3649", "in", "cosponsored"),
        who,
        lambda: by_hand.subjects("cosponsored", object="bill-s-3649"),
    ),
    "Who cosponsored H.R.5682, as the House passed it?": (
        near("bill-hr-5682", "in", "cosponsored"),
        who,
        lambda: by_hand.subjects("cosponsored", object="bill-hr-5682"),
    ),
    "Through which bills was the First Step Act sought, and how many cosponsored each?": (
        "/api/actors/first-step-act",
        cosponsors_of_bills,
        lambda: {
            bill: len(by_hand.subjects("cosponsored", object=bill))
            for bill in (
                LAW_BILL,
                "bill-hr-5682",
                "bill-s-3649",
                "bill-senate-first-step-may-2018",
                "us-bill-115-s-3747",
            )
        },
    ),
    "Which bill took the place of the text about marine debris?": (
        near(VEHICLE, "out", "text_replaced_by"),
        who,
        lambda: by_hand.objects("text_replaced_by", subject=VEHICLE),
    ),
    "Who voted against the First Step Act?": (
        near(LAW_BILL, "in", "voted_against"),
        who,
        lambda: by_hand.subjects("voted_against", object=LAW_BILL),
    ),
    "Who voted for S.756, in both chambers?": (
        sparql(f"SELECT ?who {{ ?who rg:votedFor id:{LAW_BILL} }}"),
        column,
        lambda: by_hand.subjects("voted_for", object=LAW_BILL),
    ),
    "Which chambers passed S.756, with how many votes, and how many of their members voted for it?": (
        sparql(
            f"SELECT DISTINCT ?answer {{ {{ SELECT ?tally (COUNT(DISTINCT ?vote) AS ?votes) {{ GRAPH ?call {{ "
            f"?passage a rg:Passage ; rg:to id:{LAW_BILL} ; rg:quantity ?tally . "
            f"?vote a rg:VoteFor ; rg:to id:{LAW_BILL} }} }} GROUP BY ?call ?tally }} "
            f'BIND(CONCAT(STR(?tally), " by ", STR(?votes)) AS ?answer) }}'
        ),
        column,
        lambda: sorted(f"{tally} by {tally}" for tally in yes_votes_by_roll_call("us-bill-115-s-756").values()),
    ),
    "Who voted for or against any measure, bodies among them?": (
        sparql("SELECT ?who { ?who rg:votedFor|rg:votedAgainst ?what }"),
        column,
        lambda: by_hand.of_kind("person", by_hand.subjects("voted_for", "voted_against")),
    ),
    "Who vetoed what?": (
        "/api/ties?relation=vetoed&limit=200",
        ends_of_ties,
        lambda: by_hand.pairs("vetoed"),
    ),
    "Which executive orders did governors and presidents issue?": (
        "/api/ties?relation=issued&limit=200",
        ends_of_ties,
        lambda: by_hand.pairs("issued"),
    ),
    "Who nominated or appointed whom, which is no endorsement?": (
        "/api/ties?relation=nominated&relation=appointed&limit=200",
        ends_of_ties,
        lambda: by_hand.pairs("nominated", "appointed"),
    ),
    "Which plans of states did the Centers for Medicare and Medicaid Services approve?": (
        near("centers-for-medicare-and-medicaid-services", "out", "approved"),
        who,
        lambda: by_hand.objects("approved", subject="centers-for-medicare-and-medicaid-services"),
    ),
    # Prisons and people
    "Which prisons did Kim Kardashian visit?": (
        near("kim-kardashian", "out", "visited", kind="facility"),
        who,
        lambda: by_hand.of_kind("facility", by_hand.objects("visited", subject="kim-kardashian")),
    ),
    "Whom did Kim Kardashian visit?": (
        near("kim-kardashian", "out", "visited", kind="person"),
        who,
        lambda: by_hand.of_kind("person", by_hand.objects("visited", subject="kim-kardashian")),
    ),
    "Which places that are no prison did she visit?": (
        near("kim-kardashian", "out", "visited", kind="place"),
        who,
        lambda: by_hand.of_kind("place", by_hand.objects("visited", subject="kim-kardashian")),
    ),
    "Who represented Alice Marie Johnson, or advocated for her?": (
        near("alice-marie-johnson", "in", "represented", "advocates_for"),
        who,
        lambda: by_hand.subjects("represented", "advocates_for", object="alice-marie-johnson"),
    ),
    "For whom did Kim Kardashian speak up to whom Donald Trump granted clemency?": (
        sparql(
            "SELECT DISTINCT ?who "
            "{ id:kim-kardashian rg:advocatesFor ?who . id:donald-trump rg:grantedClemencyTo ?who }"
        ),
        column,
        lambda: both(
            by_hand.objects("advocates_for", subject="kim-kardashian"),
            by_hand.objects("granted_clemency_to", subject="donald-trump"),
        ),
    ),
    "Which organizations are led by somebody who was in prison?": (
        sparql("SELECT DISTINCT ?what { ?who rg:incarceratedAt ?prison ; rg:leads ?what }"),
        column,
        lambda: sorted(
            {what for one, what in by_hand.pairs("leads") if one in set(by_hand.subjects("incarcerated_at"))}
        ),
    ),
    "Who founded or co-founded REFORM Alliance?": (
        near("reform-alliance", "in", "founded", "co_founded"),
        who,
        lambda: by_hand.subjects("founded", "co_founded", object="reform-alliance"),
    ),
    "Which parties are there, as a kind of their own?": (
        "/api/actors?kind=party&limit=200",
        listed,
        lambda: by_hand.of_kind("party"),
    ),
    # Money
    "Whom did the Public Welfare Foundation make grants to?": (
        near("public-welfare-foundation", "out", "grants_to"),
        who,
        lambda: by_hand.objects("grants_to", subject="public-welfare-foundation"),
    ),
    "Whom did Google.org make grants to?": (
        near("google-org", "out", "grants_to"),
        who,
        lambda: by_hand.objects("grants_to", subject="google-org"),
    ),
    "Who lent money, invested it or paid it back, and to whom?": (
        "/api/ties?family=financing_tie&limit=200",
        ends_of_ties,
        lambda: by_hand.pairs("lent_to", "invested_in", "repaid"),
    ),
    # Who says what?
    "Which conflicts are contradictions?": (
        "/api/conflicts?conflict_kind=contradicts&limit=200",
        conflict_ids,
        lambda: conflicts_of("contradicts"),
    ),
    "Which differences are none, since the sources count different things?": (
        f"/api/conflicts?{urlencode({'kind': 'other scope', 'limit': 200})}",
        conflict_ids,
        lambda: conflicts_of("other scope"),
    ),
    "Who is said, as an opinion, to have driven the passage of the First Step Act?": (
        near("first-step-act", "in", "drove_passage_of", status="opinion"),
        who,
        lambda: by_hand.subjects("drove_passage_of", object="first-step-act", claim_status="opinion"),
    ),
    "Who opposed the First Step Act?": (
        near("first-step-act", "in", "opposes"),
        who,
        lambda: by_hand.subjects("opposes", object="first-step-act"),
    ),
    # How well does it work?
    "Which rates of recidivism are reported, about whom, of whom and over how many years?": (
        "/api/outcomes?measure=recidivism_rate&limit=200",
        comparable,
        lambda: by_hand.rates("recidivism_rate", "rearrest_rate", "reconviction_rate", "reincarceration_rate"),
    ),
    "How much less recidivism do programs report?": (
        "/api/outcomes?measure=recidivism_reduction&limit=200",
        comparable,
        lambda: by_hand.rates("recidivism_reduction"),
    ),
    # Where?
    "Which organizations are in Connecticut, at any depth?": (
        sparql("SELECT DISTINCT ?what { ?what a rg:Organization ; rg:locatedIn+ id:us-state-CT }"),
        column,
        lambda: by_hand.of_kind("organization", by_hand.inside("us-state-CT")),
    ),
    "Which organizations does a list of those in Connecticut show?": (
        "/api/actors?kind=organization&in=us-state-CT&limit=200",
        listed,
        lambda: by_hand.of_kind("organization", by_hand.inside("us-state-CT")),
    ),
    "Which facilities are in California?": (
        "/api/actors?kind=facility&in=us-state-CA&limit=200",
        listed,
        lambda: by_hand.of_kind("facility", by_hand.inside("us-state-CA")),
    ),
    "What is in New Orleans?": (
        near("new-orleans-louisiana", "in", "located_in"),
        who,
        lambda: by_hand.subjects("located_in", object="new-orleans-louisiana"),
    ),
}


def test_there_are_more_than_thirty_questions() -> None:
    assert len(QUESTIONS) > 30


@pytest.mark.parametrize("question", QUESTIONS)
def test_one_address_answers_what_the_tables_say(client: TestClient, question: str) -> None:
    address, read, expected = QUESTIONS[question]
    response = client.get(address)
    assert response.status_code == 200, response.text
    assert read(response.json()) == expected()
    assert expected() not in ([], {})


def test_the_order_of_parameters_changes_no_answer(client: TestClient) -> None:
    asked = [("donor", "public-welfare-foundation"), ("by", "recipient"), ("relation", "grants_to"), ("limit", "200")]
    answers = [client.get(f"/api/money?{urlencode(order)}") for order in (asked, asked[::-1], asked[2:] + asked[:2])]
    assert len({answer.text for answer in answers}) == 1
    assert sorted(row["key"] for row in answers[0].json()["sums"]) == by_hand.objects(
        "grants_to", subject="public-welfare-foundation"
    )


def test_nobody_is_shown_as_a_cosponsor_of_the_act_who_cosponsored_marine_debris(client: TestClient) -> None:
    assert client.get(near(LAW_BILL, "in", "cosponsored", "sponsored", "introduced")).json()["neighbors"] == []
    assert by_hand.subjects("cosponsored", "sponsored", "introduced", object=LAW_BILL) == []


def test_the_page_of_a_law_leads_to_those_who_cosponsored_its_bills(client: TestClient) -> None:
    page = client.get("/id/first-step-act", headers={"accept": "text/html"}).text
    many = len(by_hand.subjects("cosponsored", object="bill-s-3649"))
    address = "/api/actors/bill-s-3649/neighbors?relation=cosponsored&amp;direction=in"
    assert f'<a href="{address}">was cosponsored by {many} actors</a>' in page
