"""Which of the formats we offer a client wants most (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from api.http.request_errors import NotAcceptable

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
    """Like `best_match`; raises NotAcceptable that lists what is offered."""
    best = best_match(accept, offered)
    if best is None:
        raise NotAcceptable(
            f"none of the media types in Accept is offered here: {', '.join(offered)}", offered=[*offered]
        )
    return best


def ranked(accept: str, offered: Sequence[tuple[str, ...]]) -> tuple[str, ...]:
    """What an Accept header wants of those offered, most wanted first; empty where it wants none of them.

    Each offer is a media type and the other names it goes by. Among equals, what the header names first.
    """
    wanted = _parsed(accept[:ACCEPT_LENGTH])
    wishes = [(_wish(names, wanted), place, names[0]) for place, names in enumerate(offered)]
    return tuple(name for (quality, _), _, name in sorted(wishes) if quality < 0)


def takes(coding: str, accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header takes this coding: named, and not with a quality of nought."""
    wanted = dict(_parsed(accept_encoding[:ACCEPT_LENGTH]))
    return wanted.get(coding, 0.0) > 0


def _wish(names: tuple[str, ...], wanted: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """The quality, negated, that the most specific range gives an offer, and where that range stands."""
    main = names[0].partition("/")[0]
    for covering in (names, (f"{main}/*",), ("*/*",)):
        found = [(-quality, place) for place, (name, quality) in enumerate(wanted) if name in covering]
        if found:
            return min(found)
    return 0.0, 0


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
