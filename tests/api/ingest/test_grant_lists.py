"""The grants that funders list, as facts/README.md tells of them."""

from __future__ import annotations

import re
from collections import Counter

from tests.shipped import FACTS, rows

FOLDER = FACTS / "grant-lists"
GIVERS = {
    "Public Welfare Foundation": ("public-welfare-foundation",),
    "Arnold Ventures": ("arnold-ventures",),
    "Open Philanthropy": ("open-philanthropy",),
    "Chan Zuckerberg Initiative": ("chan-zuckerberg-initiative",),
    "Ford, Charles Koch and MacArthur foundations": (
        "ford-foundation",
        "charles-koch-foundation",
        "macarthur-foundation",
    ),
}


def section() -> str:
    return (FACTS / "README.md").read_text(encoding="utf-8").split("## Grants that funders list")[1].split("\n## ")[0]


def test_the_readme_counts_the_grants_of_each_funder() -> None:
    counts = Counter(row["subject"] for row in rows(FOLDER / "relations.csv"))
    written = dict(re.findall(r"^\| ([A-Z][^|]+) \|[^|]+\| (\d+) \|$", section(), re.MULTILINE))
    assert {name: int(count) for name, count in written.items()} == {
        name: sum(counts[giver] for giver in givers) for name, givers in GIVERS.items()
    }
    assert counts.keys() == {giver for givers in GIVERS.values() for giver in givers}


def test_the_readme_adds_up_the_grants_and_counts_the_recipients() -> None:
    grants = rows(FOLDER / "relations.csv")
    millions, recipients = re.findall(r"together (\d+) million dollars to (\d+) recipients", section())[0]
    assert int(millions) == sum(int(row["amount_usd"]) for row in grants) // 10**6
    assert int(recipients) == len({row["object"] for row in grants})


def test_each_grant_has_a_year_and_a_sum_and_stands_in_a_list_of_its_giver() -> None:
    for row in rows(FOLDER / "relations.csv"):
        assert row["predicate"] == "grants_to"
        assert re.fullmatch(r"20[012]\d(-\d\d){0,2}", row["start"])
        assert int(row["amount_usd"]) > 0
        words = row["subject"].removesuffix("-foundation")
        assert words in row["source_id"], row


def test_no_recipient_is_a_person() -> None:
    assert {row["kind"] for row in rows(FOLDER / "actors.csv")} <= {
        "organization",
        "company",
        "government_body",
        "program",
    }
