"""Returns made for tests: small, whole, and of the schema that a test asks for."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Made:
    """A return in the words of the schemas since 2013, or before."""

    form: str = "990PF"
    ein: str = "990000001"
    begin: str = "2022-01-01"
    end: str = "2022-12-31"
    filed: str = "2023-05-01T10:00:00-05:00"
    name: str = "EXAMPLE FOUNDATION"
    body: str = ""
    schedules: str = ""
    amended: bool = False
    old: bool = False
    namespace: str = ' xmlns="http://www.irs.gov/efile"'
    head: str = field(default='<?xml version="1.0" encoding="utf-8"?>\n')

    def xml(self) -> str:
        """The text of the file."""
        n = OLD if self.old else NEW
        amended = f"<{n['amended']}>X</{n['amended']}>" if self.amended else ""
        return (
            f"{self.head}<Return{self.namespace} returnVersion='{n['version']}'><ReturnHeader>"
            f"<{n['filed']}>{self.filed}</{n['filed']}><{n['end']}>{self.end}</{n['end']}>"
            f"<{n['form']}>{self.form}</{n['form']}><{n['begin']}>{self.begin}</{n['begin']}>"
            "<PreparerPersonGrp><PreparerPersonNm>PAT PREPARER</PreparerPersonNm><PTIN>P01234567</PTIN>"
            "</PreparerPersonGrp>"
            f"<Filer><EIN>{self.ein}</EIN><{n['name']}><{n['line']}>{self.name}</{n['line']}></{n['name']}>"
            f"<USAddress><{n['street']}>77 HIDDEN LANE</{n['street']}><{n['city']}>COLUMBUS</{n['city']}>"
            f"<{n['state']}>OH</{n['state']}><{n['zip']}>43004</{n['zip']}></USAddress></Filer></ReturnHeader>"
            f"<ReturnData><IRS{self.form}>{amended}{self.body}</IRS{self.form}>{self.schedules}</ReturnData></Return>"
        )


NEW = {
    "version": "2022v5.0",
    "amended": "AmendedReturnInd",
    "filed": "ReturnTs",
    "end": "TaxPeriodEndDt",
    "begin": "TaxPeriodBeginDt",
    "form": "ReturnTypeCd",
    "name": "BusinessName",
    "line": "BusinessNameLine1Txt",
    "street": "AddressLine1Txt",
    "city": "CityNm",
    "state": "StateAbbreviationCd",
    "zip": "ZIPCd",
}
OLD = {
    "version": "2011v1.2",
    "amended": "AmendedReturn",
    "filed": "Timestamp",
    "end": "TaxPeriodEndDate",
    "begin": "TaxPeriodBeginDate",
    "form": "ReturnType",
    "name": "Name",
    "line": "BusinessNameLine1",
    "street": "AddressLine1",
    "city": "City",
    "state": "State",
    "zip": "ZIPCode",
}


def pf_grants(*grants: tuple[str, str, str], total: str | None = None) -> str:
    """The list of grants of a 990-PF: (name, town, amount)."""
    rows = "".join(
        "<GrantOrContributionPdDurYrGrp>"
        f"<RecipientBusinessName><BusinessNameLine1Txt>{name}</BusinessNameLine1Txt></RecipientBusinessName>"
        f"<RecipientUSAddress><AddressLine1Txt>9 SECRET ST</AddressLine1Txt><CityNm>{town}</CityNm>"
        "<StateAbbreviationCd>OH</StateAbbreviationCd><ZIPCd>43004</ZIPCd></RecipientUSAddress>"
        f"<GrantOrContributionPurposeTxt>GENERAL SUPPORT</GrantOrContributionPurposeTxt><Amt>{amount}</Amt>"
        "</GrantOrContributionPdDurYrGrp>"
        for name, town, amount in grants
    )
    told = f"<TotalGrantOrContriPdDurYrAmt>{total}</TotalGrantOrContriPdDurYrAmt>" if total is not None else ""
    return f"<SupplementaryInformationGrp>{rows}{told}</SupplementaryInformationGrp>"


def officer(name: str, title: str, pay: str = "0") -> str:
    """An officer of a 990-PF."""
    return (
        f"<OfficerDirTrstKeyEmplGrp><PersonNm>{name}</PersonNm><USAddress><AddressLine1Txt>5 HOME RD</AddressLine1Txt>"
        f"<CityNm>DAYTON</CityNm></USAddress><TitleTxt>{title}</TitleTxt><CompensationAmt>{pay}</CompensationAmt>"
        "</OfficerDirTrstKeyEmplGrp>"
    )
