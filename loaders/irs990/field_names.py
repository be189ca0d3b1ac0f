"""Element names of a return: those since 2013 first, then those of earlier schemas."""

from __future__ import annotations

NAMESPACE = "http://www.irs.gov/efile"

# The header of every return.
FORM_CODE = ("ReturnTypeCd", "ReturnType")
FILED = ("ReturnTs", "Timestamp")
PERIOD_BEGIN = ("TaxPeriodBeginDt", "TaxPeriodBeginDate")
PERIOD_END = ("TaxPeriodEndDt", "TaxPeriodEndDate")
FILER = ("Filer",)
EIN = ("EIN",)
FILER_NAME = ("BusinessName", "Name")
NAME_LINES = (("BusinessNameLine1Txt", "BusinessNameLine1"), ("BusinessNameLine2Txt", "BusinessNameLine2"))
US_ADDRESS = ("USAddress", "RecipientUSAddress", "AddressUS")
CITY = ("CityNm", "City")
STATE = ("StateAbbreviationCd", "State")
AMENDED = ("AmendedReturnInd", "AmendedReturn")
YES = frozenset({"X", "1", "true"})

# What the filer is: by form.
MISSION = (
    "MissionDesc",
    "MissionDescription",
    "ActivityOrMissionDesc",
    "ActivityOrMissionDescription",
    "PrimaryExemptPurposeTxt",
    "PrimaryExemptPurpose",
)
REVENUE = {
    "990": ("CYTotalRevenueAmt", "TotalRevenueCurrentYear"),
    "990EZ": ("TotalRevenueAmt", "TotalRevenue"),
    "990PF": (
        "AnalysisOfRevenueAndExpenses/TotalRevAndExpnssAmt",
        "AnalysisOfRevenueAndExpenses/TotalRevenueAndExpenses",
    ),
}
ASSETS = {
    "990": ("TotalAssetsEOYAmt", "TotalAssetsEOY", "TotalAssetsGrp/EOYAmt", "TotalAssets/EOY"),
    "990EZ": ("Form990TotalAssetsGrp/EOYAmt", "TotalAssets/EOY"),
    "990PF": ("Form990PFBalanceSheetsGrp/TotalAssetsEOYAmt", "Form990PFBalanceSheets/TotalAssetsEOY"),
}

# Officers, directors, trustees and key employees: (where they are listed, the name of that place).
LISTED = {
    "990": (("Form990PartVIISectionAGrp", "Form990PartVIISectionA"), "Part VII, Section A"),
    "990EZ": (("OfficerDirectorTrusteeEmplGrp", "OfficerDirectorTrusteeKeyEmpl"), "Part IV"),
    "990PF": (
        (
            "OfficerDirTrstKeyEmplInfoGrp/OfficerDirTrstKeyEmplGrp",
            "OfcrDirTrusteesKeyEmployeeInfo/OfcrDirTrusteesOrKeyEmployee",
            "OfcrDirTrusteesOrKeyEmployee",
        ),
        "list of officers, directors and trustees",
    ),
}
HIGHEST_PAID = {
    "990EZ": ("CompensationHighestPaidEmplGrp", "CompensationOfHighestPaidEmpl"),
    "990PF": (
        "OfficerDirTrstKeyEmplInfoGrp/CompensationHighestPaidEmplGrp",
        "OfcrDirTrusteesKeyEmployeeInfo/CompensationOfHighestPaidEmpl",
    ),
}
PERSON = ("PersonNm", "PersonName", "NamePerson", "Name")
BUSINESS = ("BusinessName", "NameBusiness")
TITLE = ("TitleTxt", "Title")
PAY = (
    "CompensationAmt",
    "Compensation",
    "ReportableCompFromOrgAmt",
    "ReportableCompFromOrganization",
    "ReportableCompFromRltdOrgAmt",
    "ReportableCompFromRelatedOrgs",
)
DIRECTOR = (
    "IndividualTrusteeOrDirectorInd",
    "IndividualTrusteeOrDirector",
    "InstitutionalTrusteeInd",
    "InstitutionalTrustee",
)
OFFICER = ("OfficerInd", "Officer")
EMPLOYEE = ("KeyEmployeeInd", "KeyEmployee", "HighestCompensatedEmployeeInd", "HighestCompensatedEmployee")
FORMER = ("FormerOfcrDirectorTrusteeInd", "Former")

# Grants paid.
PF_GRANTS = (
    "SupplementaryInformationGrp/GrantOrContributionPdDurYrGrp",
    "SupplementaryInformation/GrantOrContriPaidDuringYear",
    "GrantOrContriPaidDuringYear",
)
PF_FUTURE = (
    "SupplementaryInformationGrp/GrantOrContriApprvForFutGrp",
    "SupplementaryInformation/GrantOrContriApprovedForFuture",
)
PF_TOTAL = (
    "SupplementaryInformationGrp/TotalGrantOrContriPdDurYrAmt",
    "SupplementaryInformation/TotGrantOrContriPaidDuringYear",
    "TotGrantOrContriPaidDuringYear",
)
SCHEDULE_I_GRANTS = ("RecipientTable",)
ORGS_TOTAL = (
    "GrantsToDomesticOrgsGrp/TotalAmt",
    "GrantsToDomesticOrgs/Total",
    "Form990PartIX/GrantsToDomesticOrgs/Total",
)
EZ_TOTAL = ("GrantsAndSimilarAmountsPaidAmt", "GrantsAndSimilarAmountsPaid")
RECIPIENT_BUSINESS = ("RecipientBusinessName", "RecipientNameBusiness", "BusinessName")
RECIPIENT_PERSON = ("RecipientPersonNm", "RecipientPersonName")
RECIPIENT_EIN = ("RecipientEIN", "EINOfRecipient")
AMOUNT = ("Amt", "Amount", "CashGrantAmt", "AmountOfCashGrant")
IN_KIND = ("NonCashAssistanceAmt", "AmountOfNonCashAssistance")
PURPOSE = (
    "GrantOrContributionPurposeTxt",
    "PurposeOfGrantOrContribution",
    "PurposeOfGrantOrContriTxt",
    "PurposeOfGrantTxt",
    "PurposeOfGrant",
)

# Related organizations: (their list, its place), and what a row says.
OWN_PARTS = "Schedule R, Part I"
RELATED = (
    (("IdDisregardedEntitiesGrp", "Form990ScheduleRPartI", "IdDisregardedEntities"), OWN_PARTS),
    (("IdRelatedTaxExemptOrgGrp", "Form990ScheduleRPartII", "IdRelatedTaxExemptOrg"), "Schedule R, Part II"),
    (
        ("IdRelatedOrgTxblPartnershipGrp", "Form990ScheduleRPartIII", "IdRelatedOrgTxblPartnership"),
        "Schedule R, Part III",
    ),
    (("IdRelatedOrgTxblCorpTrGrp", "Form990ScheduleRPartIV", "IdRelatedOrgTxblCorpTr"), "Schedule R, Part IV"),
)
RELATED_NAME = (
    "DisregardedEntityName",
    "RelatedOrganizationName",
    "NameOfDisregardedEntity",
    "NameOfRelatedOrg",
    "NameOfRelatedOrganization",
)
CONTROLLER = ("DirectControllingEntityName",)
CONTROLLED = ("ControlledOrganizationInd", "ControlledOrg")
