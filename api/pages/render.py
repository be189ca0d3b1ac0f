"""Renders the web pages. They show the same answers as the API."""

from __future__ import annotations

import json
import re
from http import HTTPStatus
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, Response

from api.http.content_negotiation import best_match
from api.http.current_version import CurrentVersion
from api.http.problem_details import MEDIA_TYPE, ProblemDetails
from api.http.problem_types import PROBLEM_TYPES, ProblemType
from api.http.times import PageTime
from api.pages.formatting import counted, money, plain, site, stated, words
from api.pages.path_answer import PathForm, path_answer, time_filter
from api.pages.sections import gephi_lite, money_block, timeline
from api.pages.tie_groups import grouped
from graph.model.statements import EntityRef
from graph.queries.conflicts import ConflictsAnswer, WantedKind, conflict, conflicts, conflicts_of
from graph.queries.statistics import hubs
from graph.storage.name_search import Hit
from graph.views.actor_views import actor_view, outcome_view, source_view
from graph.views.measured import scope_in_words
from graph.views.pagination import MOST
from graph.views.tie_views import actor_ref, tie_view

HERE = Path(__file__).parents[1]
HTML = "text/html"
ANY_TIME = PageTime()
_CODE = re.compile(r"`([^`]+)`")


def code(text: str) -> Markup:
    """A text as HTML, with what stands between backticks as code."""
    return Markup(_CODE.sub(r"<code>\1</code>", str(escape(text))))  # noqa: S704 - the text was escaped


_TEMPLATES = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters |= {"counted": counted, "money": money, "plain": plain, "site": site, "stated": stated}
_TEMPLATES.filters |= {"words": words, "code": code}
_TEMPLATES.filters["scope"] = lambda it: scope_in_words(it["population"], it["window_years"])
CONFLICT_KINDS = {
    "contradicts": "They contradict each other",
    "rounds": "One is the other in round numbers",
    "other scope": "They count other things, or another period",
    "supersedes": "A later figure takes the place of an earlier one",
}
"""The kinds of conflict, in the words of the pages."""
_HITS, _KINDS, _HUBS, _CONFLICTS = 30, 6, 5, 20


def entity_page(current: CurrentVersion, ref: EntityRef, time: PageTime = ANY_TIME, base: str = "/") -> str:
    """The page of an actor, tie, outcome or source; raises Unknown, InvalidParameter.

    The page of an actor shows only the ties of `time`. `base` is the address of this server.
    """
    graph = current.graph
    match ref.space:
        case "id":
            return _actor(ref.key, current, time, base)
        case "tie":
            return _tie(ref.key, current)
        case "outcome":
            outcome = outcome_view(graph, ref.key)
            others = [outcome_view(graph, key) for key in graph.conflicts.rivals("outcomes", ref.key)]
            return render(
                "outcome.html",
                current,
                it=outcome,
                rivals=others,
                sentences=graph.conflicts.sentences("outcomes", ref.key),
            )
        case "conflict":
            return _conflicts(current, {"conflicts": [conflict(graph, ref.key)], "count": 1, "next": None})
        case _:
            source = source_view(graph, ref.key)
            return render("source.html", current, it=source, groups=grouped(source["ties"]))


def _tie(key: str, current: CurrentVersion) -> str:
    graph = current.graph
    it = tie_view(graph, key)
    rivals = [tie_view(graph, other) for other in graph.conflicts.rivals("ties", key)]
    may_be = [tie_view(graph, other) for other in it["may_be"]]
    sentences = graph.conflicts.sentences("ties", key)
    return render("tie.html", current, it=it, may_be=may_be, rivals=rivals, sentences=sentences)


def _actor(slug: str, current: CurrentVersion, time: PageTime, base: str) -> str:
    graph, tie_filter = current.graph, time_filter(time)
    it = actor_view(graph, slug, tie_filter, limit=MOST)
    return render(
        "id.html",
        current,
        it=it,
        groups=grouped(it["ties"], slug),
        money=money_block(graph, slug, tie_filter),
        years=timeline(graph, slug, tie_filter),
        disputes=len(conflicts_of(graph, slug)),
        gephi=gephi_lite(base, around=slug, **time.parameters),
        time=time,
    )


def conflicts_page(current: CurrentVersion, actor: str | None, kind: WantedKind, cursor: str | None) -> str:
    """A page of conflicts of one kind, of all actors or of one; raises Unknown, BadCursor."""
    answer = conflicts(current.graph, actor=actor, kind=kind, limit=_CONFLICTS, cursor=cursor)
    return _conflicts(current, answer, kind, actor)


def _conflicts(current: CurrentVersion, answer: ConflictsAnswer, kind: str = "", actor: str | None = None) -> str:
    about = actor_ref(current.graph, actor) if actor else None
    return render("conflicts.html", current, answer=answer, about=about, kind=kind, kinds=CONFLICT_KINDS)


def front_page(current: CurrentVersion, query: str, form: PathForm, base: str = "/") -> tuple[str, int]:
    """The home page and its status: search, paths, and where to start. An ambiguous name is a choice (300)."""
    graph = current.graph
    route = path_answer(graph, form) if form.start and form.end else None
    body = render(
        "front.html",
        current,
        query=query,
        hits=[_hit(current, hit) for hit in graph.search(query, limit=_HITS)] if query else [],
        form=form,
        route=route,
        counts=current.version.manifest.counts,
        hubs=hubs(graph, _KINDS, _HUBS),
        gephi=gephi_lite(base),
    )
    return body, route["status"] if route else HTTPStatus.OK


def docs_page() -> str:
    """The documentation of the API, with Swagger UI."""
    return _TEMPLATES.get_template("docs.html").render(version=None)


def problem_type_page(problem_type: ProblemType) -> str:
    """The explanation of one type of problem."""
    example = problem_type["example"]
    if "status" in problem_type:
        shown = {name: problem_type[name] for name in ("type", "title", "status")}
        example = json.dumps({**shown, "detail": example}, indent=2, ensure_ascii=False)
    return _TEMPLATES.get_template("problem_type.html").render(version=None, it=problem_type, example=example)


def problem_types_page() -> str:
    """All types of problems."""
    return _TEMPLATES.get_template("problem_types.html").render(version=None, types=PROBLEM_TYPES.values())


def problem_page(request: Request, details: ProblemDetails) -> Response | None:
    """An error as a page, if the client prefers HTML to problem details."""
    accept = request.headers.get("accept")
    if not accept or best_match(accept, [MEDIA_TYPE, HTML]) != HTML:
        return None
    body = _TEMPLATES.get_template("problem.html").render(
        version=None,
        status=details.status,
        title=details.title,
        type=details.type,
        detail=details.detail,
        key=details.members.get("key", ""),
        candidates=details.members.get("candidates", ()),
    )
    return HTMLResponse(body, details.status, {"Vary": "Accept", **details.headers})


def _hit(current: CurrentVersion, hit: Hit) -> dict[str, Any]:
    graph = current.graph
    return {
        **actor_ref(graph, hit.slug),
        "description": graph.actor(hit.slug)["description"],
        "matched": hit.matched if hit.matched not in (hit.name, hit.slug) else None,
        "ties": graph.degree(hit.slug),
    }


def render(name: str, current: CurrentVersion, **values: Any) -> str:
    """A template with these values and the number of the version; of an earlier one, also the day it was published."""
    published = current.version.manifest.created[:10] if current.is_earlier else None
    return _TEMPLATES.get_template(name).render(version=current.version.path.name, published=published, **values)
