"""A tie as a sentence, read from either end."""

from __future__ import annotations

from graph.index.knowledge import Knowledge


def sentence(knowledge: Knowledge, key: str, start: str) -> str:
    """The tie in words, beginning with the actor `start`: "#cut50 has as apprentice Kim Kardashian"."""
    tie = knowledge.tie(key)
    forward = start == tie["from"]
    end = tie["to"] if forward else tie["from"]
    words = tie["label"] if forward else tie["inverse_label"]
    return f"{knowledge.actor(start)['name']} {words} {knowledge.actor(end)['name']}"
