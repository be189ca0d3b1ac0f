"""The gazetteer GeoNames: states, counties and towns of the United States."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.loaders.read_result import Read, read


def feature(geonames: int, name: str, code: str, state: str = "", county: str = "", **more: str) -> str:
    """One line in the layout of the dumps."""
    latitude, longitude, country = (more.get(key, "") for key in ("latitude", "longitude", "country"))
    feature_class = "P" if code.startswith("PPL") else more.get("feature_class", "A")
    place = [str(geonames), name, name, "", latitude, longitude, feature_class, code]
    return "\t".join([*place, country or "US", "", state, county, "", "", "0", "", "", "", ""])


LINES = [
    feature(1, "United States", "PCLI"),
    feature(2, "Connecticut", "ADM1", "CT"),
    feature(3, "Hartford County", "ADM2", "CT", "003"),
    feature(4, "Hartford", "PPLA", "CT", "003", latitude="41.76371", longitude="-72.68509"),
    feature(5, "Kent", "PPL", "CT"),
    feature(6, "Puerto Rico", "PCLD", country="PR"),
]


def made(tmp_path: Path, *lines: str) -> Read:
    path = tmp_path / "US.txt"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read("geonames", path)


def siting(found: Read) -> dict[str, str]:
    return {tie.subject: tie.target for tie in found.ties("located_in")}


def test_a_town_lies_in_its_county_the_county_in_its_state_and_the_state_in_the_country(tmp_path: Path) -> None:
    found = made(tmp_path, *LINES)
    assert found.problems() == []
    assert siting(found) == {
        "us-town-ct-hartford": "us-county-ct-hartford-county",
        "us-county-ct-hartford-county": "us-state-CT",
        "us-town-ct-kent": "us-state-CT",
        "us-state-CT": "united-states",
        "us-state-PR": "united-states",
    }


def test_a_place_has_its_name_its_number_and_its_coordinates(tmp_path: Path) -> None:
    found = made(tmp_path, *LINES)
    values = {name: found.values("us-town-ct-hartford", name) for name in ("name", "geonames", "latitude", "longitude")}
    assert values == {
        "name": ["Hartford, Connecticut"],
        "geonames": ["4"],
        "latitude": ["41.76371"],
        "longitude": ["-72.68509"],
    }
    assert found.values("us-state-CT", "usps") == ["CT"]


def test_towns_with_one_name_in_one_state_are_left_out_and_counted(tmp_path: Path) -> None:
    found = made(tmp_path, *LINES, feature(7, "Kent", "PPL", "CT", "003"), feature(8, "Kent", "PPL", "WA"))
    assert "us-town-ct-kent" not in found.actors()
    assert siting(made(tmp_path, *LINES[:2], feature(8, "Kent", "PPL", "CT")))["us-town-ct-kent"] == "us-state-CT"
    assert found.notes == ["2 towns have the name of another one in their state: they were not read"]


def test_rivers_and_places_abroad_are_passed_over(tmp_path: Path) -> None:
    river = feature(9, "Connecticut River", "STM", "CT", feature_class="H")
    abroad = feature(10, "London", "PPLC", "ENG", country="GB")
    assert made(tmp_path, *LINES, river, abroad).actors() == made(tmp_path, *LINES).actors()


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        (["no gazetteer"], ["line 1 has 1 columns, not the 19 of a dump of GeoNames"]),
    ],
)
def test_a_file_of_another_kind_is_told_apart(tmp_path: Path, lines: list[str], told: list[str]) -> None:
    assert made(tmp_path, *lines).foreign == told


def test_a_cut_line_and_a_file_without_places_are_refused(tmp_path: Path) -> None:
    assert made(tmp_path, *LINES, "11\tBranford").refusals == ["line 7 has 2 columns, not the 19 of a dump of GeoNames"]
    assert made(tmp_path, feature(10, "London", "PPLC", "ENG", country="GB")).refusals == [
        "the file has no state, county or town of the United States"
    ]
