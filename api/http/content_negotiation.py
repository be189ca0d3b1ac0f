"""Content negotiation: which of the formats on offer the client prefers (RFC 9110, section 12.5.1)."""

from __future__ import annotations

from collections.abc import Sequence

from api.http.request_errors import NotAcceptable

ACCEPT_LENGTH = 4096


def best_match(accept: str | None, offered: Sequence[str]) -> str | None:
    """The media type on offer that an Accept header prefers; None if it accepts none of them.

    Of equally good ones, the first. A missing or empty header accepts everything.
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
    """The media types on offer that an Accept header accepts, preferred ones first.

    Each offer is a media type and its other names. Of equally good ones, the first that the header names.
    """
    wanted = _parsed(accept[:ACCEPT_LENGTH])
    preferences = [(_preference(names, wanted), place, names[0]) for place, names in enumerate(offered)]
    return tuple(name for (quality, _), _, name in sorted(preferences) if quality < 0)


def accepts_coding(coding: str, accept_encoding: str) -> bool:
    """Whether an Accept-Encoding header accepts this coding: it names it, with a quality above zero."""
    wanted = dict(_parsed(accept_encoding[:ACCEPT_LENGTH]))
    return wanted.get(coding, 0.0) > 0


def _preference(names: tuple[str, ...], wanted: Sequence[tuple[str, float]]) -> tuple[float, int]:
    """The quality, negated, that the most specific range gives an offer, and where that range stands."""
    main = names[0].partition("/")[0]
    for covering in (names, (f"{main}/*",), ("*/*",)):
        matches = [(-quality, place) for place, (name, quality) in enumerate(wanted) if name in covering]
        if matches:
            return min(matches)
    return 0.0, 0


def _parsed(accept: str) -> list[tuple[str, float]]:
    ranges = []
    for part in accept.split(","):
        media_type, *parameters = (piece.strip().lower() for piece in part.split(";"))
        if media_type:
            ranges.append((media_type, _quality(parameters)))
    return ranges


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
