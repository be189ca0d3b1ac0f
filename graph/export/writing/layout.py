"""Where each actor stands in a drawing: a pure function of the subgraph.

Forces as in ForceAtlas2 with a logarithmic pull, which keeps communities apart: every two actors push each other away
by their number of ties, every tie pulls. Communities (Louvain, seeded) give the first guess, so that a hundred rounds
are enough. Each connected part is drawn alone; then the parts are packed around the largest, and actors without ties
stand together at the rim. Nothing is drawn by lot.

Work is bounded: beyond 2 000 actors in one part there are fewer rounds, beyond `MOST_FORCED` the first guess is what
is drawn, beyond `MOST_GROUPED` that guess is one disc with the best connected actors in the middle.
"""

from __future__ import annotations

from math import cos, log1p, pi, sin, sqrt
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from graph.model.lazy_import import LazyModule

if TYPE_CHECKING:
    import networkx as nx

    from graph.index.subgraph import Subgraph

    Part: TypeAlias = nx.Graph[int]
else:
    nx = LazyModule("networkx")

Position: TypeAlias = tuple[float, float]
"""Where an actor stands: x and y, which points up."""
Numbers: TypeAlias = NDArray[np.float64]
Pairs: TypeAlias = NDArray[np.intp]

ROUNDS = 120
PAIRS_IN_ALL = ROUNDS * 4_000_000
MOST_FORCED = 8_000
MOST_GROUPED = 10_000

SPACING = 55.0
"""Distance between neighbors where a drawing is evenly filled; actors are drawn 5 to 35 wide."""
PUSH = 0.5
GRAVITY = 0.5
STEP = 0.3
REACH = 0.1
"""The longest first step, as a share of the drawing's radius."""
NEAR = 0.05
"""Square of the distance below which two actors do not push harder."""
BLOCK = 64
"""Rows of the table of distances held at once: they stay in the processor's cache."""
GOLDEN_ANGLE = pi * (3 - sqrt(5))


def positions(subgraph: Subgraph) -> dict[str, Position]:
    """Slug -> (x, y), the largest part around the origin."""
    slugs = list(subgraph.actor_ids())
    if not slugs:
        return {}
    parts = _parts(subgraph, slugs)
    points = _packed(parts, [_drawn(part) for part in parts], len(slugs))
    return {slug: (round(float(x), 2), round(float(y), 2)) for slug, (x, y) in zip(slugs, points, strict=True)}


def _parts(subgraph: Subgraph, slugs: list[str]) -> list[Part]:
    """The connected parts as simple graphs of places in `slugs`, largest first; actors without ties are the last."""
    at = {slug: place for place, slug in enumerate(slugs)}
    whole: Part = nx.Graph()
    whole.add_nodes_from(range(len(slugs)))
    whole.add_edges_from(sorted({(at[a], at[b]) for a, b in subgraph.tie_ends() if a != b}))
    alone = sorted(nx.isolates(whole))
    tied = [sorted(part) for part in nx.connected_components(whole) if len(part) > 1]
    tied.sort(key=lambda part: (-len(part), part))
    return [_part(whole, part) for part in [*tied, alone] if part]


def _part(whole: Part, nodes: list[int]) -> Part:
    """A copy whose order owes nothing to the order in which the subgraph was built."""
    part: Part = nx.Graph()
    part.add_nodes_from(nodes)
    part.add_edges_from((node, other) for node in nodes for other in sorted(whole[node]) if node < other)
    return part


def _drawn(part: Part) -> Numbers:
    """The points of one part in the order of its nodes, centred and scaled to the common spacing."""
    points = _first_guess(part)
    if len(part) <= MOST_FORCED and part.number_of_edges() > 1:
        points = _relaxed(points, _pairs(part))
    points -= points.mean(axis=0)
    spread = float(np.sqrt((points**2).sum(axis=1).mean())) or 1.0
    points *= SPACING * sqrt(len(part) / 2) / spread
    return points


def _pairs(part: Part) -> Pairs:
    at = {node: place for place, node in enumerate(part)}
    return np.array([(at[a], at[b]) for a, b in part.edges()], dtype=np.intp)


def _first_guess(part: Part) -> Numbers:
    """Communities as discs, each a sunflower of its actors, the best connected in the middle."""
    communities = _communities(part)
    at = {node: place for place, node in enumerate(part)}
    points = np.zeros((len(part), 2))
    centres = _disc_centres([sqrt(len(each)) for each in communities])
    for members, centre in zip(communities, centres, strict=True):
        for place, node in enumerate(sorted(members, key=lambda node: (-len(part[node]), node))):
            points[at[node]] = centre + _sunflower(place)
    return points


def _communities(part: Part) -> list[list[int]]:
    if part.number_of_edges() == 0 or len(part) > MOST_GROUPED:
        return [list(part)]
    communities = nx.community.louvain_communities(part, seed=1)
    return sorted((sorted(each) for each in communities), key=lambda each: (-len(each), each))


def _sunflower(place: int) -> tuple[float, float]:
    radius, angle = sqrt(place), place * GOLDEN_ANGLE
    return radius * cos(angle), radius * sin(angle)


def _disc_centres(radii: list[float]) -> Numbers:
    """A place for each disc, the first in the middle, none over another, along one spiral outwards."""
    centres = np.zeros((len(radii), 2))
    sizes = np.array(radii)
    out = turn = 0.0
    for at, radius in enumerate(radii[1:], start=1):
        while not _is_free(centres[at], centres[:at], sizes[:at] + radius):
            step = radius / max(out, radius)
            turn += step
            out += radius * step / (2 * pi)
            centres[at] = out * cos(turn), out * sin(turn)
    return centres


def _is_free(place: Numbers, taken: Numbers, distances: Numbers) -> bool:
    return bool((((taken - place) ** 2).sum(axis=1) >= distances**2).all())


def _relaxed(points: Numbers, pairs: Pairs) -> Numbers:
    """The points after the forces have worked, in steps whose longest gets shorter.

    The push is scaled so that it holds the pull of an average tie at the radius of the first guess.
    """
    radius = float(np.hypot(points[:, 0], points[:, 1]).max())
    mass = 1.0 + np.bincount(pairs.ravel(), minlength=len(points)).astype(np.float64)
    push = PUSH * radius * log1p(radius) / mass.sum()
    gravity = GRAVITY * push * mass.sum() / radius**2
    rounds = max(1, min(ROUNDS, PAIRS_IN_ALL // len(points) ** 2))
    for left in range(rounds, 0, -1):
        force = push * _push(points, mass) - gravity * points + _pull(points, pairs) / mass[:, None]
        length = np.maximum(np.hypot(force[:, 0], force[:, 1]), 1e-9)
        step = np.minimum(length * STEP, REACH * radius * left / rounds)
        points = points + force * (step / length)[:, None]
    return points


def _push(points: Numbers, mass: Numbers) -> Numbers:
    """Away from every other point, by its mass over the distance."""
    force = np.empty_like(points)
    x, y = (points.T.astype(np.float32)).copy()
    weight = mass.astype(np.float32)
    for start in range(0, len(points), BLOCK):
        block = slice(start, start + BLOCK)
        across, along = x[block, None] - x, y[block, None] - y
        share = across * across
        share += along * along
        share += NEAR
        np.divide(weight, share, out=share)
        force[block, 0] = np.einsum("ij,ij->i", share, across)
        force[block, 1] = np.einsum("ij,ij->i", share, along)
    return force


def _pull(points: Numbers, pairs: Pairs) -> Numbers:
    """Towards the other end of each tie, by the logarithm of the distance."""
    span = points[pairs[:, 1]] - points[pairs[:, 0]]
    length = np.maximum(np.hypot(span[:, 0], span[:, 1]), 1e-9)
    pull = span * (np.log1p(length) / length)[:, None]
    force = np.zeros_like(points)
    np.add.at(force, pairs[:, 0], pull)
    np.subtract.at(force, pairs[:, 1], pull)
    return force


def _packed(parts: list[Part], drawings: list[Numbers], count: int) -> Numbers:
    """All parts in one drawing."""
    points = np.zeros((count, 2))
    radii = [SPACING + float(np.hypot(drawn[:, 0], drawn[:, 1]).max()) for drawn in drawings]
    for part, drawn, centre in zip(parts, drawings, _disc_centres(radii), strict=True):
        points[list(part)] = drawn + centre
    return points
