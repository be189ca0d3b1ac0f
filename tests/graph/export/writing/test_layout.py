from __future__ import annotations

import subprocess
import sys
from itertools import combinations
from math import dist, isfinite
from pathlib import Path
from typing import Any

from hypothesis import given

from graph.export.writing.layout import positions
from graph.index.networkx_graph import NetworkxSubgraph
from tests.graph.export.world import add_actor, add_tie, built_backwards, empty_world, small_world
from tests.graph.export.worlds import worlds

ROOT = Path(__file__).parents[4]


def two_circles_of_friends(size: int = 8) -> Any:
    """Two groups in which everyone knows everyone, joined by one tie, and three actors without any."""
    graph = empty_world()
    for slug in [*(f"{group}{number}" for group in "ab" for number in range(size)), "alone-1", "alone-2", "alone-3"]:
        add_actor(graph, slug, "person", slug)
    for group in "ab":
        for one, other in combinations(range(size), 2):
            add_tie(graph, f"{group}-{one}-{other}", f"{group}{one}", "works_for", f"{group}{other}")
    add_tie(graph, "bridge", "a0", "works_for", "b0")
    return graph


def mean(values: list[float]) -> float:
    return sum(values) / len(values)


def test_every_actor_has_a_place_of_its_own() -> None:
    found = positions(NetworkxSubgraph(two_circles_of_friends()))
    assert len(set(found.values())) == len(found) == 19


@given(graph=worlds())
def test_places_are_numbers_whatever_the_graph(graph: Any) -> None:
    found = positions(NetworkxSubgraph(graph))
    assert set(found) == set(graph)
    assert all(isfinite(x) and isfinite(y) for x, y in found.values())


def test_a_graph_without_actors_has_no_places() -> None:
    assert positions(NetworkxSubgraph(empty_world())) == {}


def test_communities_stand_apart() -> None:
    found = positions(NetworkxSubgraph(two_circles_of_friends()))
    within = [dist(found[f"a{one}"], found[f"a{other}"]) for one, other in combinations(range(8), 2)]
    between = [dist(found[f"a{one}"], found[f"b{other}"]) for one in range(8) for other in range(8)]
    assert mean(between) > 2 * mean(within)


def test_actors_without_ties_stand_together_near_the_rest() -> None:
    found = positions(NetworkxSubgraph(two_circles_of_friends()))
    rim = max(dist((0, 0), place) for slug, place in found.items() if not slug.startswith("alone"))
    alone = [place for slug, place in found.items() if slug.startswith("alone")]
    assert all(rim < dist((0, 0), place) < 3 * rim for place in alone)
    assert max(dist(one, other) for one, other in combinations(alone, 2)) < rim


def test_the_order_in_which_a_mirror_was_built_moves_nobody() -> None:
    graph = two_circles_of_friends()
    assert positions(NetworkxSubgraph(built_backwards(graph))) == positions(NetworkxSubgraph(graph))


PROGRAM = """
from graph.export.writing.layout import positions
from graph.index.networkx_graph import NetworkxSubgraph
from tests.graph.export.world import small_world
print(positions(NetworkxSubgraph(small_world())))
"""


def test_another_process_draws_the_same() -> None:
    command = [sys.executable, "-c", PROGRAM]
    drawn = subprocess.run(command, cwd=ROOT, env={"PYTHONHASHSEED": "77"}, capture_output=True, text=True, check=True)
    assert drawn.stdout.strip() == str(positions(NetworkxSubgraph(small_world())))
