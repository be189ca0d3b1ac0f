"""Pages for people: the same answers as the API, each with its receipts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from api.serving import Answering
from graph.model import EntityRef
from graph.paths import shortest_paths
from graph.stats import stats
from graph.views import actor_ref, actor_view, outcome_view, source_view, tie_view

HERE = Path(__file__).parent
_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_VIEWS: dict[str, Any] = {"id": actor_view, "tie": tie_view, "outcome": outcome_view, "source": source_view}


def money(amount: float, currency: str | None) -> str:
    """An amount as people write it: `$250,000`."""
    number = f"{amount:,.2f}".removesuffix(".00")
    return f"${number}" if currency == "USD" else f"{number} {currency or ''}".strip()


def plain(number: float) -> str:
    """A number as people write it: `7,000`, `21.5`."""
    return f"{number:,}"


def words(name: str) -> str:
    """A name of the tables as words: `court case`."""
    return name.replace("_", " ")


_TEMPLATES.filters |= {"money": money, "plain": plain, "words": words}


def page(ref: EntityRef, current: Answering) -> str:
    """The page of one thing; raises Unknown."""
    view: Any = _VIEWS[ref.space](current.knowledge, ref.key)
    return _render(f"{ref.space}.html", current, it=view)


def front_page(current: Answering, query: str, start: str, end: str) -> str:
    """The first page: search, path finder, and what the graph holds."""
    knowledge = current.knowledge
    hits = knowledge.search(query, limit=30) if query else []
    return _render(
        "front.html",
        current,
        query=query,
        hits=hits,
        start=start,
        end=end,
        route=_route(current, start, end) if start and end else None,
        counts=stats(current.version.manifest, knowledge),
    )


def _route(current: Answering, start: str, end: str) -> dict[str, Any]:
    """The paths between the two actors whose names are nearest to what was typed."""
    knowledge = current.knowledge
    ends = [_typed(current, text) for text in (start, end)]
    if None in ends:
        missing = start if ends[0] is None else end
        return {"problem": f"nobody is known by the name “{missing}”", "paths": []}
    one, other = (str(slug) for slug in ends)
    paths = shortest_paths(knowledge, one, other, limit=3)
    return {"start": actor_ref(knowledge, one), "end": actor_ref(knowledge, other), "paths": paths, "problem": None}


def _typed(current: Answering, text: str) -> str | None:
    if text in current.knowledge.records.actors:
        return text
    hits = current.knowledge.search(text, limit=1)
    return hits[0].slug if hits else None


def _render(name: str, current: Answering, **values: Any) -> str:
    return _TEMPLATES.get_template(name).render(version=current.version.path.name, **values)
