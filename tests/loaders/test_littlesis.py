"""Maps of LittleSis."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.loaders.read_result import Read, read, samples


def node(code: int | str, name: str, kind: str = "person", address: str | None = None) -> dict[str, Any]:
    """A node as maps of today have it."""
    url = f"https://littlesis.org/{kind}/{code}-{name.replace(' ', '_')}" if address is None else address
    return {"id": code, "name": name, "url": url}


def edge(one: int | str, other: int | str, label: str = "", **more: Any) -> dict[str, Any]:
    return {"id": f"{one}-{other}-{label}", "node1_id": one, "node2_id": other, "label": label, **more}


def made(tmp_path: Path, nodes: list[dict[str, Any]], edges: list[dict[str, Any]], **more: Any) -> Read:
    data = {"nodes": {str(one["id"]): one for one in nodes}, "edges": {one["id"]: one for one in edges}, **more}
    path = tmp_path / "my-map.json"
    path.write_text(json.dumps(data), encoding="utf-8")
    return read("littlesis", path)


PEOPLE = [node(1, "Ann Able"), node(2, "Bea Baker"), node(3, "A Firm", "org"), node(4, "A Fund", "org")]


def test_every_line_of_the_sample_between_known_ends_is_read_with_its_amount() -> None:
    (path,) = samples("littlesis/dev.json")
    data = json.loads(path.read_text(encoding="utf-8"))
    known = {code for code, one in data["nodes"].items() if one["display"].get("url")}
    lines = [one for one in data["edges"].values() if {str(one["node1_id"]), str(one["node2_id"])} <= known]
    amounts = [Decimal(label[1:].replace(",", "")) for one in lines if (label := one["display"]["label"])[0] == "$"]
    found = read("littlesis", path)
    assert found.problems() == []
    assert found.tally["actors"] == len(known) == 24
    assert found.tally["lines"] == len(lines)
    assert found.tally["lines"] + found.tally["lines without two ends"] == len(data["edges"]) == 97
    assert sum(Decimal(str(tie.facts["amount"])) for tie in found.ties("donates_to")) == sum(amounts)


def test_a_node_with_the_address_of_another_is_not_taken_for_it() -> None:
    (path,) = samples("littlesis/dev.json")
    found = read("littlesis", path)
    assert found.values("littlesis-345675", "name") == ["Mike Parson"]
    assert [note for note in found.notes if "'Elijah Haahr' has the address of another" in note]


@pytest.mark.parametrize(
    ("line", "relation"),
    [
        (edge(1, 3, "CEO"), "leads"),
        (edge(1, 3, "Board member"), "board_member_of"),
        (edge(1, 3, "Lawyer", category_id=1), "works_for"),
        (edge(1, 3, "friend of the house"), "affiliated_with"),
        (edge(1, 3, "BA", category_id=2), "alumni_of"),
        (edge(1, 3, category_id=3), "member_of"),
        (edge(1, 2, category_id=4), "relative_of"),
        (edge(1, 2, "$1,000"), "donates_to"),
        (edge(3, 4, "Parent company"), "parent_of"),
        (edge(3, 4, category_id=10), "parent_of"),
        (edge(3, 4, category_id=11), "part_of"),
        (edge(1, 2, category_id=12), "affiliated_with"),
        (edge(1, 4, category_id=4), "affiliated_with"),
    ],
)
def test_category_and_label_say_the_relation(tmp_path: Path, line: dict[str, Any], relation: str) -> None:
    found = made(tmp_path, PEOPLE, [line])
    assert len(found.ties(relation)) == 1
    assert found.problems() == []


def test_equal_gifts_are_one_tie_that_says_how_many(tmp_path: Path) -> None:
    gifts = [edge(1, 4, "$500"), {**edge(1, 4, "$500"), "id": "again"}]
    (tie,) = made(tmp_path, PEOPLE, gifts).ties("donates_to")
    assert (tie.facts["amount"], tie.facts["quantity"]) == (1000, 2)


def test_one_of_unknown_kind_is_told_and_not_read_with_its_lines(tmp_path: Path) -> None:
    found = made(tmp_path, [*PEOPLE, node("x1", "Who", address="")], [edge(1, "x1", "$5"), edge(1, 9, "$5")])
    assert found.ties("donates_to") == []
    assert found.tally["lines without two ends"] == 2
    assert "'Who' has no address" in found.notes[0]


def test_names_with_markup_are_told_without_it(tmp_path: Path) -> None:
    found = made(tmp_path, [node(1, "Ann <i>Able</i>")], [])
    assert found.values("littlesis-1", "name") == ["Ann Able"]


@pytest.mark.parametrize(
    "data", [b'{"nodes": {', b'{"nodes": {}, "edges": {}}', b'{"nodes": [1], "edges": []}', b"\xff{}"]
)
def test_a_broken_map_is_refused_whole(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "map.json").write_bytes(data)
    found = read("littlesis", tmp_path)
    assert found.statements == []
    assert len(found.refusals) == 1


def test_json_of_another_kind_is_foreign() -> None:
    (path,) = samples("littlesis/seed_definitions.json")
    assert len(read("littlesis", path).foreign) == 1
