"""Gephi's graph streaming: one JSON object an event, each ended by a carriage return.

`events` tells a whole graph; `changes` tells what makes one graph of another. What goes comes first (ties before
actors), then what comes (actors before ties), then what differs. Places are told for new actors only, so that a drawing
that somebody has arranged does not jump.

Gephi makes a column of each attribute, with the type of the first value that it hears. So a column has one type in all
events: a number is always a double (`7.0`), and several texts are one, parted by "; ". Gephi hangs at a null, so no
event has one: a text that is withdrawn is told as "", and a tie that loses a number or a truth value is told anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, TypeAlias

from graph.export.writing import attributes, colours
from graph.export.writing.exporter import Attributes
from graph.export.writing.flat_values import Value, flat
from graph.export.writing.json_writer import dumps
from graph.export.writing.layout import Position

if TYPE_CHECKING:
    from graph.index.subgraph import Subgraph

Elements: TypeAlias = dict[str, dict[str, Value]]
MEDIA_TYPE = "application/json"


def events(subgraph: Subgraph, *, positions: Mapping[str, Position] | None = None) -> Iterator[bytes]:
    """The whole graph: every actor, then every tie."""
    places = positions or {}
    degrees = subgraph.degrees()
    for slug, actor in subgraph.actors():
        yield _event("an", slug, _node(actor, degrees[slug]) | _place(slug, places))
    for origin, target, tie_id, tie in subgraph.ties():
        yield _event("ae", tie_id, _edge(origin, target, tie))


def changes(old: Subgraph, new: Subgraph, *, positions: Mapping[str, Position] | None = None) -> Iterator[bytes]:
    """What turns the old graph, as `events` told it, into the new one."""
    places = positions or {}
    was, now = _edges(old), _edges(new)
    anew = {key for key in was.keys() & now.keys() if _is_told_anew(was[key], now[key])}
    yield from (_event("de", key, {}) for key in sorted((was.keys() - now.keys()) | anew))
    yield from (_event("dn", slug, {}) for slug in sorted(set(old.actor_ids()) - set(new.actor_ids())))
    before, after = _nodes(old), _nodes(new)
    for slug in sorted(after.keys() - before.keys()):
        yield _event("an", slug, after[slug] | _place(slug, places))
    yield from (_event("ae", key, now[key]) for key in sorted((now.keys() - was.keys()) | anew))
    yield from _changed("cn", before, after, set())
    yield from _changed("ce", was, now, anew)


def _changed(name: str, before: Elements, after: Elements, but: set[str]) -> Iterator[bytes]:
    """Only what differs; a text that is gone is told as an empty one."""
    for key in sorted((before.keys() & after.keys()) - but):
        gone = dict.fromkeys(sorted(before[key].keys() - after[key].keys()), "")
        new = {name: value for name, value in after[key].items() if before[key].get(name) != value}
        if gone or new:
            yield _event(name, key, new | gone)


def _event(name: str, key: str, values: Mapping[str, Value]) -> bytes:
    return f"{dumps({name: {key: values}})}\r".encode()


def _nodes(subgraph: Subgraph) -> Elements:
    degrees = subgraph.degrees()
    return {slug: _node(actor, degrees[slug]) for slug, actor in subgraph.actors()}


def _edges(subgraph: Subgraph) -> Elements:
    return {tie_id: _edge(origin, target, tie) for origin, target, tie_id, tie in subgraph.ties()}


def _node(actor: Attributes, degree: int) -> dict[str, Value]:
    look = colours.look(actor["kind"])
    colour = {"r": round(look.red / 255, 4), "g": round(look.green / 255, 4), "b": round(look.blue / 255, 4)}
    drawn = {"size": colours.size(actor["kind"], degree), **colour}
    return flat({"label": actor["name"], **drawn, **attributes.actor_values(actor)})


def _edge(origin: str, target: str, tie: Attributes) -> dict[str, Value]:
    return {"source": origin, "target": target, "directed": True, **flat(attributes.tie_values(tie))}


def _is_told_anew(was: Mapping[str, Value], now: Mapping[str, Value]) -> bool:
    """Whether the ends of a tie differ, or a value is gone that no empty text can stand for."""
    gone = (was[name] for name in was.keys() - now.keys())
    return any(was[end] != now[end] for end in ("source", "target")) or not all(isinstance(one, str) for one in gone)


def _place(slug: str, places: Mapping[str, Position]) -> dict[str, float]:
    return {"x": places[slug][0], "y": places[slug][1]} if slug in places else {}
