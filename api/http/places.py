"""The parameter `in`: places that a request is about, with all that lies in them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query

from api.http.current_version import CurrentVersion, current_version

MOST_PLACES = 20
"""How many places a request may name."""


async def places_of_request(
    current: Annotated[CurrentVersion, Depends(current_version)],
    places: Annotated[
        list[str] | None,
        Query(
            alias="in",
            max_length=MOST_PLACES,
            description="Only what is in one of these places, at any depth: ids of towns, counties or states.",
            examples=[["us-state-CT"]],
        ),
    ] = None,
) -> frozenset[str]:
    """The places that a request is about; empty for anywhere. Raises Unknown."""
    reader = current.graph.reader
    canonical = frozenset(map(reader.canonical_id, places or ()))
    for place in sorted(canonical):
        reader.actor(place)
    return canonical


PlacesDep = Annotated[frozenset[str], Depends(places_of_request)]
