"""Which of the formats we offer a client wants most (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from api.errors import Problem

ACCEPT_LENGTH = 4096


def best_match(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type among those offered that an Accept header wants most; None where it wants none of them.

    Among equals the one offered first. No header, or an empty one, wants anything.
    """
    wanted = _parsed((accept or "")[:ACCEPT_LENGTH]) or [("*/*", 1.0)]
    graded = [(_grade(media_type, wanted), -place, media_type) for place, media_type in enumerate(offered)]
    grade, _, best = max(graded)
    return best if grade > 0 else None


def negotiate(accept: str | None, offered: Sequence[str]) -> str:
    """Like `best_match`; raises Problem 406 that lists what is offered."""
    best = best_match(accept, offered)
    if best is None:
        raise Problem(
            406, f"none of the media types in Accept is offered here: {', '.join(offered)}", offered=[*offered]
        )
    return best


def _parsed(accept: str) -> list[tuple[str, float]]:
    found = []
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media_type:
            found.append((media_type, _quality(parameters)))
    return found


def _quality(parameters: Sequence[str]) -> float:
    for parameter in parameters:
        name, _, value = parameter.partition("=")
        if name.strip() == "q":
            try:
                return min(max(float(value), 0.0), 1.0)
            except ValueError:
                return 0.0
    return 1.0


def _grade(media_type: str, wanted: Sequence[tuple[str, float]]) -> float:
    """The quality that the most specific range which covers this media type gives it."""
    main = media_type.split("/", maxsplit=1)[0]
    for covering in (media_type, f"{main}/*", "*/*"):
        for media_range, quality in wanted:
            if media_range == covering:
                return quality
    return 0.0
