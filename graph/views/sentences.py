"""A tie as a sentence, in either direction."""

from __future__ import annotations

from graph.index.open_version import OpenVersion


def sentence(graph: OpenVersion, key: str, start: str) -> str:
    """The tie in words, beginning with the actor `start`: "#cut50 hosts the apprenticeship of Kim Kardashian"."""
    tie = graph.tie(key)
    forward = start == tie["from"]
    end = tie["to"] if forward else tie["from"]
    words = tie["label"] if forward else tie["inverse_label"]
    return f"{graph.actor(start)['name']} {words} {graph.actor(end)['name']}"
