"""Returns of exempt organizations, real ones and made ones."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.loaders.irs990.return_samples import Made, officer, pf_grants
from tests.loaders.read_result import Read, read, samples

E = "{http://www.irs.gov/efile}"
TEXTS_NEVER_TOLD = ("PTIN", "PreparerPersonNm", "PreparerFirmName", "AddressLine1Txt", "ZIPCd", "PhoneNum")


def returns() -> list[tuple[Path, ET.Element]]:
    """Every sample return of a form that is read, parsed by another parser than the loader's."""
    (folder,) = samples("irs990")
    parsed = [(path, ET.parse(path).getroot()) for path in sorted(folder.glob("*.xml"))]  # noqa: S314  our own samples
    return [(path, root) for path, root in parsed if root.findtext(f"{E}ReturnHeader/{E}ReturnTypeCd") != "990T"]


def made(tmp_path: Path, *files: Made | str | bytes) -> Read:
    """What these files say, each under its own name."""
    for number, file in enumerate(files):
        data = file.xml() if isinstance(file, Made) else file
        (tmp_path / f"{number}.xml").write_bytes(data.encode() if isinstance(data, str) else data)
    return read("irs990", tmp_path)


def total_paid(found: Read) -> int:
    return sum(int(str(tie.facts["amount"])) for tie in found.ties("grants_to") if "amount" in tie.facts)


def test_every_sample_return_is_read_and_those_of_other_forms_are_named() -> None:
    (folder,) = samples("irs990")
    found = read("irs990", *sorted(folder.glob("*.xml")))
    assert len(found.sources) == len(returns()) == 15
    assert found.refusals == []
    assert [reason[:30] for reason in found.foreign] == ["this is a return of form 990T:"] * 2
    assert found.problems() == []


def test_the_grants_of_each_sample_add_up_to_the_total_of_the_return() -> None:
    for path, root in returns():
        found = read("irs990", path)
        total = root.findtext(f".//{E}TotalGrantOrContriPdDurYrAmt")
        amounts = [int(amount.text or "") for amount in root.iterfind(f".//{E}GrantOrContributionPdDurYrGrp/{E}Amt")]
        assert total_paid(found) == sum(amounts) == int(total or 0), path.name
        assert not [note for note in found.notes if "add up" in note]


def test_as_many_grants_and_officers_are_read_as_the_samples_hold() -> None:
    grants, people = Counter[str](), Counter[str]()
    for path, root in returns():
        tally = read("irs990", path).tally
        grants["read"] += tally["grants"]
        grants["held"] += len(root.findall(f".//{E}GrantOrContributionPdDurYrGrp"))
        people["read"] += tally["officers"]
        people["held"] += len(root.findall(f".//{E}Form990PartVIISectionAGrp"))
        people["held"] += len(root.findall(f".//{E}OfficerDirTrstKeyEmplGrp"))
    assert grants["read"] == grants["held"] == 153
    assert people["read"] == people["held"] == 46


def test_the_sizes_of_each_sample_are_its_own_lines() -> None:
    for path, root in returns():
        lines = [
            root.findtext(f".//{E}{line}")
            for line in ("CYTotalRevenueAmt", "TotalRevAndExpnssAmt", "TotalAssetsEOYAmt")
        ]
        told = [outcome["amount"] for outcome in read("irs990", path).outcomes()]
        assert Counter(told) == Counter(int(line) for line in lines if line and int(line) >= 0), path.name


def test_no_preparer_and_no_address_of_a_sample_is_told() -> None:
    for path, root in returns():
        told = read("irs990", path).all_text().upper()
        for tag in TEXTS_NEVER_TOLD:
            for element in root.iter(f"{E}{tag}"):
                text = (element.text or "").upper()
                assert len(text) < 5 or not re.search(rf"(?<!\w){re.escape(text)}(?!\w)", told), (path.name, tag, text)


def test_no_donor_of_schedule_b_is_told() -> None:
    for path, root in returns():
        told = read("irs990", path).all_text()
        donors = [name.text or "" for name in root.iterfind(f".//{E}ContributorInformationGrp//{E}PersonNm")]
        officers = {name.text for name in root.iterfind(f".//{E}OfficerDirTrstKeyEmplGrp/{E}PersonNm")}
        assert [donor for donor in donors if donor in told and donor not in officers] == []


def test_a_filer_has_its_ein_name_and_town_and_no_street(tmp_path: Path) -> None:
    found = made(tmp_path, Made())
    assert found.values("us-ein-990000001", "ein") == ["99-0000001"]
    assert found.values("us-ein-990000001", "name") == ["EXAMPLE FOUNDATION"]
    assert {tie.target for tie in found.ties("located_in")} == {"us-town-oh-columbus", "us-state-OH"}
    assert "HIDDEN" not in found.all_text()
    assert "43004" not in found.all_text()


def test_the_names_of_schemas_before_2013_are_read(tmp_path: Path) -> None:
    body = (
        "<AnalysisOfRevenueAndExpenses><TotalRevenueAndExpenses>700</TotalRevenueAndExpenses>"
        "</AnalysisOfRevenueAndExpenses><OfcrDirTrusteesKeyEmployeeInfo><OfcrDirTrusteesOrKeyEmployee>"
        "<PersonName>ALEX OLD</PersonName><Title>TRUSTEE</Title></OfcrDirTrusteesOrKeyEmployee>"
        "</OfcrDirTrusteesKeyEmployeeInfo><SupplementaryInformation><GrantOrContriPaidDuringYear>"
        "<RecipientBusinessName><BusinessNameLine1>OLD SHELTER</BusinessNameLine1></RecipientBusinessName>"
        "<PurposeOfGrantOrContribution>SHELTER</PurposeOfGrantOrContribution><Amount>180</Amount>"
        "</GrantOrContriPaidDuringYear><TotGrantOrContriPaidDuringYear>180</TotGrantOrContriPaidDuringYear>"
        "</SupplementaryInformation>"
    )
    found = made(tmp_path, Made(old=True, begin="2011-01-01", end="2011-12-31", body=body))
    assert found.sources == ["us-irs990-990000001-201112"]
    assert [(tie.facts["amount"], tie.facts["note"]) for tie in found.ties("grants_to")] == [(180, "SHELTER")]
    assert [tie.facts["role"] for tie in found.ties("board_member_of")] == ["TRUSTEE"]
    assert [outcome["amount"] for outcome in found.outcomes()] == [700]
    assert found.tally["returns whose grants add up"] == 1


def test_the_schedules_of_years_before_2013_are_read(tmp_path: Path) -> None:
    body = "<GrantsToDomesticOrgs><Total>70</Total></GrantsToDomesticOrgs>"
    schedules = (
        "<IRS990ScheduleI><RecipientTable><RecipientNameBusiness><BusinessNameLine1>A HOME</BusinessNameLine1>"
        "</RecipientNameBusiness><AddressUS><City>DAYTON</City><State>OH</State></AddressUS>"
        "<EINOfRecipient>990000009</EINOfRecipient><AmountOfCashGrant>70</AmountOfCashGrant>"
        "<PurposeOfGrant>HOUSING</PurposeOfGrant></RecipientTable></IRS990ScheduleI>"
        "<IRS990ScheduleR><Form990ScheduleRPartII><NameOfDisregardedEntity><BusinessNameLine1>SISTER"
        "</BusinessNameLine1></NameOfDisregardedEntity><EIN>990000004</EIN><ControlledOrg>true</ControlledOrg>"
        "</Form990ScheduleRPartII></IRS990ScheduleR>"
    )
    made_in = Made(form="990", old=True, begin="2011-07-01", end="2012-06-30", body=body, schedules=schedules)
    found = made(tmp_path, made_in)
    assert [(tie.target, tie.facts["amount"], tie.facts["note"]) for tie in found.ties("grants_to")] == [
        ("us-ein-990000009", 70, "HOUSING")
    ]
    places = {"us-town-oh-columbus", "us-town-oh-dayton", "us-state-OH"}
    assert {tie.target for tie in found.ties("located_in")} == places
    assert [tie.target for tie in found.ties("parent_of")] == ["us-ein-990000004"]
    assert found.tally["returns whose grants add up"] == 1


def test_schedule_i_gives_grants_with_the_ein_of_the_recipient(tmp_path: Path) -> None:
    schedule = (
        "<IRS990ScheduleI><RecipientTable><RecipientBusinessName><BusinessNameLine1Txt>A HOME</BusinessNameLine1Txt>"
        "</RecipientBusinessName><RecipientEIN>990000009</RecipientEIN><CashGrantAmt>6000</CashGrantAmt>"
        "<NonCashAssistanceAmt>500</NonCashAssistanceAmt><PurposeOfGrantTxt>HOUSING</PurposeOfGrantTxt>"
        "</RecipientTable></IRS990ScheduleI>"
    )
    total = "<GrantsToDomesticOrgsGrp><TotalAmt>7000</TotalAmt></GrantsToDomesticOrgsGrp>"
    found = made(tmp_path, Made(form="990", body=total, schedules=schedule))
    (tie,) = found.ties("grants_to")
    assert (tie.target, tie.facts["amount"]) == ("us-ein-990000009", 6500)
    assert tie.facts["note"] == "HOUSING; 500 of it not in cash"
    assert [note for note in found.notes if "500 less than the 7,000" in note and "5,000 or less" in note]


def test_a_990ez_has_officers_and_a_purpose(tmp_path: Path) -> None:
    body = (
        "<TotalRevenueAmt>10</TotalRevenueAmt><Form990TotalAssetsGrp><EOYAmt>20</EOYAmt></Form990TotalAssetsGrp>"
        "<PrimaryExemptPurposeTxt>HELPING PEOPLE COME HOME</PrimaryExemptPurposeTxt><OfficerDirectorTrusteeEmplGrp>"
        "<PersonNm>ALEX EZ</PersonNm><TitleTxt>EXECUTIVE DIRECTOR</TitleTxt><CompensationAmt>1</CompensationAmt>"
        "</OfficerDirectorTrusteeEmplGrp>"
    )
    found = made(tmp_path, Made(form="990EZ", body=body))
    assert found.values("us-ein-990000001", "mission") == ["HELPING PEOPLE COME HOME"]
    assert sorted(outcome["amount"] for outcome in found.outcomes()) == [10, 20]
    assert [tie.facts["role"] for tie in found.ties("leads")] == ["EXECUTIVE DIRECTOR"]
    assert found.ties("board_member_of") == []


@pytest.mark.parametrize(
    ("title", "pay", "relations"),
    [
        ("PRESIDENT", "0", {"leads"}),
        ("VICE PRESIDENT", "0", {"board_member_of"}),
        ("PRESIDENT/DIRECTOR", "0", {"leads", "board_member_of"}),
        ("TRUSTEE", "0", {"board_member_of"}),
        ("DIRECTOR OF FINANCE", "90000", {"works_for"}),
        ("SECRETARY", "0", {"board_member_of"}),
        ("BOOKKEEPER", "12000", {"works_for"}),
    ],
)
def test_a_title_says_how_someone_stands_to_the_filer(
    tmp_path: Path, title: str, pay: str, relations: set[str]
) -> None:
    body = f"<OfficerDirTrstKeyEmplInfoGrp>{officer('ALEX EXAMPLE', title, pay)}</OfficerDirTrstKeyEmplInfoGrp>"
    found = made(tmp_path, Made(body=body))
    assert {name for name in ("leads", "board_member_of", "works_for") if found.ties(name)} == relations


def test_two_titles_of_one_person_are_one_tie(tmp_path: Path) -> None:
    rows = officer("ALEX EXAMPLE", "SECRETARY") + officer("Alex  Example", "TREASURER")
    found = made(tmp_path, Made(body=f"<OfficerDirTrstKeyEmplInfoGrp>{rows}</OfficerDirTrstKeyEmplInfoGrp>"))
    assert [tie.facts["role"] for tie in found.ties("board_member_of")] == ["SECRETARY; TREASURER"]
    assert "HOME RD" not in found.all_text()
    assert "DAYTON" not in found.all_text().upper()


def test_people_of_the_same_name_at_two_filers_stay_two(tmp_path: Path) -> None:
    body = f"<OfficerDirTrstKeyEmplInfoGrp>{officer('JOHN SMITH', 'TRUSTEE')}</OfficerDirTrstKeyEmplInfoGrp>"
    found = made(tmp_path, Made(body=body), Made(ein="990000002", body=body))
    assert len(found.actors("person")) == 2


def test_recipients_without_ein_are_told_apart_by_payer_name_and_town(tmp_path: Path) -> None:
    grants = pf_grants(
        ("FIRST CHURCH", "DAYTON", "1"), ("First  Church", "Dayton", "2"), ("FIRST CHURCH", "AKRON", "3")
    )
    found = made(tmp_path, Made(body=grants), Made(ein="990000002", body=grants))
    assert len({tie.target for tie in found.ties("grants_to")}) == 4
    assert all(tie.target.startswith(f"{tie.subject}-grantee-first-church-") for tie in found.ties("grants_to"))


def test_equal_grants_to_one_recipient_are_one_tie_that_says_how_many(tmp_path: Path) -> None:
    grants = pf_grants(("A HOME", "DAYTON", "500"), ("A HOME", "DAYTON", "500"), total="1000")
    (tie,) = made(tmp_path, Made(body=grants)).ties("grants_to")
    assert (tie.facts["amount"], tie.facts["quantity"], tie.facts["unit"]) == (1000, 2, "grants")


def test_a_grant_of_a_calendar_year_has_that_year_and_of_another_year_its_days(tmp_path: Path) -> None:
    grants = pf_grants(("A HOME", "DAYTON", "500"))
    found = made(tmp_path, Made(body=grants), Made(begin="2022-09-01", end="2023-08-31", body=grants))
    spans = {(str(tie.facts["start"]), str(tie.facts.get("end"))) for tie in found.ties("grants_to")}
    assert spans == {("2022", "None"), ("2022-09-01", "2023-08-31")}


@pytest.mark.parametrize(
    ("grants", "total", "why"),
    [
        (
            [("A HOME", "X", "100"), ("B HOME", "X", "-40")],
            "60",
            "40 more than the 60 of the return: 1 amounts are below",
        ),
        (
            [("A HOME", "X", "100"), ("SEE ATTACHED LIST", "X", "900")],
            "1000",
            "900 less than the 1,000 of the return: the",
        ),
        ([("A HOME", "X", "100"), ("B HOME", "X", "lots")], "300", "1 amounts are missing or cannot be read"),
        ([("A HOME", "X", "100"), ("B HOME", "X", "99999999999999999")], "100", ""),
        ([("A HOME", "X", "100"), ("N/A", "X", "5")], "105", "1 grants have no name"),
        ([("A HOME", "X", "100")], "120", "20 less than the 120 of the return: the return does not say why"),
    ],
)
def test_a_sum_that_differs_is_told_with_the_difference_and_the_reason(
    tmp_path: Path, grants: list[tuple[str, str, str]], total: str, why: str
) -> None:
    found = made(tmp_path, Made(body=pf_grants(*grants, total=total)))
    assert found.problems() == []
    assert found.refusals == []
    told = [note for note in found.notes if "add up" in note]
    assert why in told[0] if why else told == []
    assert total_paid(found) == 100


def test_an_amended_return_counts_more_than_what_it_amends_whenever_it_was_filed(tmp_path: Path) -> None:
    found = made(
        tmp_path,
        Made(filed="2023-06-01T00:00:00-05:00"),
        Made(filed="2023-05-01T00:00:00-05:00", amended=True),
        Made(filed="2023-06-01T02:00:00+00:00"),
    )
    assert len(set(found.sources)) == 1
    editions = [record.edition for record in found.records if record.edition]
    assert sorted(editions) == [editions[2], editions[0], editions[1]]


def test_names_with_markup_are_told_without_it(tmp_path: Path) -> None:
    grants = pf_grants(("A &amp;amp; B &lt;b&gt;HOME&lt;/b&gt;", "DAYTON", "5"))
    found = made(tmp_path, Made(name="R&amp;D &lt;script&gt;x&lt;/script&gt;", body=grants))
    assert found.problems() == []
    assert found.values("us-ein-990000001", "name") == ["R&D x"]
    assert found.values(found.ties("grants_to")[0].target, "name") == ["A & B HOME"]


ENTITIES = '<?xml version="1.0"?><!DOCTYPE Return [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE Return [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        (Made().xml()[:300], "this is not well-formed XML"),
        (Made(head=ENTITIES, name="&b;").xml(), "declares a document type"),
        (Made(head=OUTSIDE, name="&x;").xml(), "declares a document type"),
        (Made(name="CAF\xc9").xml().encode("latin-1"), "this is not well-formed XML"),
        (Made(ein="").xml(), "it is unknown whose return this is"),
        (Made(ein="000000000").xml(), "it is unknown whose return this is"),
        (Made(end="someday").xml(), "does not say when its tax period ends"),
        (Made(begin="2023-01-01").xml(), "before it begins"),
        ('<Return xmlns="http://www.irs.gov/efile"/>', "a part of the file is missing"),
        (Made().xml().replace("IRS990PF", "IRS990"), "contains no such form"),
    ],
    ids=["cut", "bomb", "outside", "latin-1", "no-ein", "filled-ein", "no-period", "order", "empty", "other-form"],
)
def test_a_broken_return_is_refused_with_its_reason_and_says_nothing(
    tmp_path: Path, file: str | bytes, reason: str
) -> None:
    found = made(tmp_path, file)
    assert found.statements == []
    assert reason in found.refusals[0]


@pytest.mark.parametrize("file", ["<billStatus/>", '<Return xmlns="http://example.org/"/>'])
def test_a_file_of_another_kind_is_foreign(tmp_path: Path, file: str) -> None:
    found = made(tmp_path, file)
    assert found.refusals == []
    assert len(found.foreign) == 1


def test_other_encodings_that_the_file_declares_are_read(tmp_path: Path) -> None:
    head = '<?xml version="1.0" encoding="utf-16"?>'
    found = made(tmp_path, Made(head=head, name="CAF\xc9").xml().encode("utf-16"))
    assert found.values("us-ein-990000001", "name") == ["CAF\xc9"]


def test_a_number_that_is_no_amount_is_not_told(tmp_path: Path) -> None:
    line = "<TotalRevAndExpnssAmt>1e9</TotalRevAndExpnssAmt>"
    found = made(tmp_path, Made(body=f"<AnalysisOfRevenueAndExpenses>{line}</AnalysisOfRevenueAndExpenses>"))
    assert found.outcomes() == []
    assert [note for note in found.notes if "total revenue is 1e9" in note]


def test_amounts_with_cents_keep_them(tmp_path: Path) -> None:
    found = made(tmp_path, Made(body=pf_grants(("A HOME", "DAYTON", "10.50"), total="10.50")))
    assert found.ties("grants_to")[0].facts["amount"] == Decimal("10.50")


def test_related_organizations_are_owned_or_affiliated(tmp_path: Path) -> None:
    def row(name: str, ein: str, owner: str) -> str:
        return (
            f"<IdRelatedTaxExemptOrgGrp><RelatedOrganizationName><BusinessNameLine1Txt>{name}</BusinessNameLine1Txt>"
            f"</RelatedOrganizationName><EIN>{ein}</EIN><DirectControllingEntityName><BusinessNameLine1Txt>{owner}"
            "</BusinessNameLine1Txt></DirectControllingEntityName></IdRelatedTaxExemptOrgGrp>"
        )

    rows = row("DAUGHTER", "990000003", "Example Foundation") + row("SISTER", "990000004", "SOMEBODY ELSE")
    found = made(tmp_path, Made(form="990", schedules=f"<IRS990ScheduleR>{rows}</IRS990ScheduleR>"))
    assert [tie.target for tie in found.ties("parent_of")] == ["us-ein-990000003"]
    assert [tie.target for tie in found.ties("affiliated_with")] == ["us-ein-990000004"]
