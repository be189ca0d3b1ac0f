"""All tables that ship, worked out from the tables alone: the csv module, dictionaries and loops.

Actors of the tables of records stand under the id of the curated facts where both bear the same identifier, or where
identity.csv says that they are the same.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path

FACTS = Path(__file__).parents[1] / "facts"
FOLDERS = (FACTS, *(FACTS / name for name in ("congress", "grant-lists", "irs-bmf", "places")))
IDENTIFYING = {
    "bioguide": {"person"},
    "lis": {"person"},
    "congress": {"bill"},
    "publaw": {"law"},
    "ein": {"organization", "company", "government_body"},
    "committee": {"government_body"},
    "rollcall": {"event"},
    "usps": {"place"},
    "geonames": {"place"},
}
"""Identifiers that two actors of these kinds share only where they are one."""


@cache
def rows(file: Path) -> list[dict[str, str]]:
    """The rows of one table, read once. Do not change them."""
    with file.open(encoding="utf-8", newline="") as table:
        return list(csv.DictReader(table))


@cache
def table(name: str) -> list[dict[str, str]]:
    """The rows of one table in all folders, with one id for each actor. Do not change them."""
    same = canonical()
    found = [row for folder in FOLDERS for row in rows(folder / f"{name}.csv")]
    ids = {"actors": ("actor_id",), "relations": ("subject", "object")}.get(name, ())
    return [{**row, **{column: same.get(row[column], row[column]) for column in ids}} for row in found]


@lru_cache(maxsize=1)
def canonical() -> dict[str, str]:
    """Id -> the id of the curated facts, for actors of the tables of records that have one."""
    curated = {row["actor_id"] for row in rows(FACTS / "actors.csv")}
    bearers: dict[tuple[str, str], set[str]] = defaultdict(set)
    for row in (row for folder in FOLDERS for row in rows(folder / "actors.csv")):
        for key, _, value in (pair.partition("=") for pair in row["external_ids"].split("|")):
            if row["kind"] in IDENTIFYING.get(key, ()):
                bearers[key, value].add(row["actor_id"])
    groups = [*bearers.values()]
    groups += [{row["left"], row["right"]} for row in rows(FACTS / "identity.csv") if row["decision"] == "same"]
    clusters: dict[str, set[str]] = {}
    for group in groups:
        together = set().union(group, *(clusters.get(one, set()) for one in group))
        if len(together & curated) <= 1:  # two curated ids side by side are two actors
            clusters |= dict.fromkeys(together, together)
    heads = {other: min(cluster, key=lambda one: (one not in curated, one)) for other, cluster in clusters.items()}
    return {other: head for other, head in heads.items() if other != head}
