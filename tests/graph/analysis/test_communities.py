"""Communities: the same each time, named after their best connected member, open to members and ties."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from graph.analysis.communities import Partition, communities, community, partition
from graph.index.filters import Filter
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import Unknown
from tests.graph.worlds import graph_of, tie

ROOT = Path(__file__).parents[3]
ASK = """
from tests.graph.analysis.test_communities import two_circles
from graph.analysis.communities import partition
print(partition(two_circles())["parts"])
"""


def two_circles() -> OpenVersion:
    """Two circles of friends, held together by one tie; the hub of the larger one is z."""
    one = [tie(first, "partners_with", second) for first, second in ("ab", "bc", "ca")]
    other = [tie("z", "leads", member) for member in "wxy"] + [
        tie("w", "partners_with", "x"),
        tie("x", "partners_with", "y"),
    ]
    return graph_of(*one, *other, tie("c", "leads", "w"))


def test_communities_are_found_largest_first_and_named_after_their_best_connected_member() -> None:
    found = communities(two_circles())["communities"]
    assert [(part["id"], part["name"], part["size"]) for part in found] == [("x", "X", 4), ("a", "A", 3)]


def test_a_community_counts_its_ties_and_names_them() -> None:
    (_, small) = communities(two_circles())["communities"]
    assert (small["ties_inside"], small["ties_outside"]) == (3, 1)
    assert small["ties"] == ["a--partners-with--b", "b--partners-with--c", "c--partners-with--a"]


def test_an_answer_says_how_it_was_computed() -> None:
    answer = communities(two_circles())
    assert answer["engine"]["name"] == "networkx"
    assert answer["parameters"] == {"algorithm": "Louvain", "resolution": 1.0, "seed": 1, "weight": "number of ties"}
    assert answer["modularity"] == pytest.approx(3 / 9 + 5 / 9 - (7 / 18) ** 2 - (11 / 18) ** 2, abs=1e-5)


def test_the_community_of_an_actor_lists_its_members() -> None:
    found = community(two_circles(), "b")
    assert [(member["actor"]["id"], member["neighbors"]) for member in found["members"]] == [
        ("a", 2),
        ("b", 2),
        ("c", 2),
    ]


def test_members_come_in_pages() -> None:
    first = community(two_circles(), "b", limit=2)
    second = community(two_circles(), "b", limit=2, cursor=first["next"])
    assert [member["actor"]["id"] for member in [*first["members"], *second["members"]]] == ["a", "b", "c"]


def test_an_actor_without_ties_of_the_kind_asked_about_is_in_no_community() -> None:
    with pytest.raises(Unknown, match="no ties"):
        community(two_circles(), "a", tie_filter=Filter(relations=frozenset({"leads"})))
    with pytest.raises(Unknown):
        community(two_circles(), "nobody")


def test_an_empty_network_has_no_communities() -> None:
    assert communities(graph_of(actors="a"))["communities"] == []


def test_a_partition_that_was_kept_gives_the_same_answer() -> None:
    graph = two_circles()
    assert communities(graph, computed=partition(graph)) == communities(graph)


@pytest.mark.parametrize("hash_seed", ["0", "1", "12345"])
def test_communities_do_not_hang_on_the_order_of_hashes(hash_seed: str) -> None:
    told = subprocess.run(
        [sys.executable, "-c", ASK],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.strip() == str(partition(two_circles())["parts"])


def test_every_actor_of_the_facts_is_in_one_community(facts: OpenVersion) -> None:
    found: Partition = partition(facts)
    members = [member for part in found["parts"] for member in part]
    assert len(members) == len(set(members)) > 1800
    assert found["modularity"] > 0.5
    assert [len(part) for part in found["parts"]] == sorted(map(len, found["parts"]), reverse=True)
