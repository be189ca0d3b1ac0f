"""Answers about actors as lines for a terminal: each tie with its sources below it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rapidfuzz import process

from api.pages.formatting import counted, money, plain, words
from api.terminal.output import end, warn
from graph.analysis.centrality import MeasureAnswer
from graph.index.open_version import OpenVersion
from graph.index.unknown_ids import AmbiguousName, Candidate
from graph.queries.conflicts import conflicts_of
from graph.queries.paths import Path, Paths
from graph.queries.statistics import Stats
from graph.storage.name_search import Hit, folded
from graph.views.actor_views import ActorView, OutcomeView
from graph.views.bills_of_law import BillOfLaw
from graph.views.dated_answers import DatedAnswer
from graph.views.measured import scope_in_words
from graph.views.tie_views import Receipt, TieView

_SIMILAR = 50
"""Least similarity, in percent, of a name that is suggested where a search has no hit."""


def named(graph: OpenVersion, text: str) -> str:
    """The id of the actor that an id or a name means; raises Unknown. Of several, lists them on stderr and ends."""
    try:
        slug, others = graph.reader.named_among(text)
    except AmbiguousName as error:
        end(error.exit_code, f"{text!r} fits several actors: name one by its id", *candidates(error.candidates))
    if others:
        warn(f"{text!r} is taken for {slug}; also called so:", *candidates(others))
    return slug


def candidates(listed: Iterable[Candidate]) -> Iterator[str]:
    """Actors that a name may mean, one a line, with what tells them apart."""
    for one in listed:
        about = f": {one['description']}" if one["description"] else ""
        yield f"  {one['id']:<32} {one['kind'].replace('_', ' ')}, {one['name']}{about}"


def hits(matches: Iterable[Hit]) -> Iterator[str]:
    """Actors that match a search, one a line."""
    for hit in matches:
        also = f"  (also {hit.matched})" if hit.matched not in (hit.name, hit.slug) else ""
        yield f"{hit.slug:<40} {hit.kind:<16} {hit.name}{also}"


def no_hit(graph: OpenVersion, text: str) -> Iterator[str]:
    """What to try next where no actor has this name: names that are a little similar, shorter texts, the pages."""
    yield f"no actor is known by the name {text[:80]!r}"
    similar = process.extract(folded(text[:80]), graph.actor_names, processor=folded, limit=3, score_cutoff=_SIMILAR)
    if similar:
        yield f"did you mean {', '.join(name for name, _, _ in similar)}?"
    yield "try a part of the name or another spelling, or run `reentry serve` and browse http://127.0.0.1:8000/"


def actor(it: ActorView) -> Iterator[str]:
    """An actor with ties and outcomes."""
    yield f"{it['name']}  ({it['kind'].replace('_', ' ')}, {it['id']})"
    if it["alt_names"]:
        yield f"  also {', '.join(it['alt_names'])}"
    if it["description"]:
        yield f"  {it['description']}"
    yield from bills(it["bills"])
    yield from undated(it)
    for tie in it["ties"]:
        yield ""
        yield from _tie(tie, it["id"])
    for outcome in it["outcomes"]:
        yield ""
        yield from _outcome(outcome)


def bills(listed: Iterable[BillOfLaw]) -> Iterator[str]:
    """The bills of a law, and how many actors stand behind each."""
    for one in listed:
        how = "enacted as this law" if one["enacted"] else "of the same name"
        behind = [f"{support['label']} {counted(support['actors'], 'actor')}" for support in one["support"]]
        yield f"  bill {how}: {one['bill']['name']} ({one['bill']['id']})"
        yield f"      {'; '.join(behind) or 'nobody is known to have introduced or cosponsored it'}"


def outcomes(listed: Iterable[OutcomeView]) -> Iterator[str]:
    """Outcomes with their sources."""
    for outcome in listed:
        yield from _outcome(outcome)


def paths(answer: Paths) -> Iterator[str]:
    """Paths, hop by hop."""
    for number, path in enumerate(answer["paths"], 1):
        steps = "step" if path["length"] == 1 else "steps"
        yield f"{'' if number == 1 else chr(10)}Path {number}, {path['length']} {steps}"
        for hop in path["hops"]:
            for tie in hop["ties"]:
                yield from _tie(tie, hop["start"]["id"], named=True)
        yield from _weakest(path)
    if not answer["paths"]:
        yield "no path is known between them"
    yield from undated(answer)


def conflict_sentences(graph: OpenVersion, slug: str) -> Iterator[str]:
    """Who says what, of each contradiction that concerns an actor."""
    sentences = [graph.conflicts.sentence(name) for name in sorted(conflicts_of(graph, slug))]
    if written := [sentence for sentence in sentences if sentence]:
        yield ""
        yield "  Sources disagree:"
        yield from (f"    {sentence}" for sentence in written)


def ranks(answer: MeasureAnswer) -> Iterator[str]:
    """Actors by a measure, what computed it, and what it rests on."""
    engine = answer["engine"]
    how = ", ".join(f"{name} {value}" for name, value in answer["parameters"].items())
    yield f"{words(answer['measure'])}: {answer['meaning']}"
    size = f"{counted(answer['actors'], 'actor')}, {counted(answer['ties'], 'tie')}"
    yield f"{size}; {engine['name']} {engine['version']}{f', {how}' if how else ''}"
    if error := answer["error"]:
        yield f"estimated: off by at most {error['error']:.2g} with a confidence of {error['confidence']:.0%}"
    yield from undated(answer)
    for rank in answer["ranks"]:
        value = rank["value"] if isinstance(rank["value"], int) else f"{rank['value']:.6f}"
        place = str(rank["rank"]) if rank["rank"] == rank["rank_to"] else f"{rank['rank']}-{rank['rank_to']}"
        yield f"{place:>5}  {value:>10}  {rank['actor']['name']} ({rank['actor']['id']})"
        yield f"{'':19}rests on {counted(rank['tie_count'], 'tie')}: {', '.join(rank['ties'][:3])}"


def counts(it: Stats) -> Iterator[str]:
    """How many actors, ties and outcomes the graph has."""
    yield f"version {it['version']}, digest {it['digest'][:16]}, loaded {it['created']}"
    for title, section in (("", it["counts"]), ("kinds", it["kinds"]), ("relations", it["relations"])):
        if title:
            yield f"{title}:"
        for name, count in section.items():
            yield f"{count:>9,}  {name}"
    yield f"{it['dated_ties']:>9,}  ties with a date"
    yield f"{it['ties_with_several_sources']:>9,}  ties with several sources"


def undated(answer: DatedAnswer) -> Iterator[str]:
    """How many ties an answer about a time leaves out, and the option that takes them in."""
    if count := answer.get("undated", 0):
        verb, them = ("is", "it") if count == 1 else ("are", "them")
        yield f"  {counted(count, 'tie')} without any date {verb} left out; --undated include takes {them} in"


def _weakest(path: Path) -> Iterator[str]:
    """The hop to check first, where anything speaks against it."""
    weakest = path["weakest"]
    if weakest["why"]:
        yield f"  weakest: {weakest['words']} ({', '.join(weakest['why'])})"


def _tie(tie: TieView, me: str, *, named: bool = False) -> Iterator[str]:
    forward = tie["from"]["id"] == me
    start, end = (tie["from"], tie["to"]) if forward else (tie["to"], tie["from"])
    label = tie["label"] if forward else tie["inverse_label"]
    certainty = [tie["certainty"]] if "certainty" in tie else []
    facts = [*_measures(tie), *tie["roles"], tie["dates"], *certainty, *_doubt(tie["claim_status"])]
    yield f"  {start['name'] + ' ' if named else ''}{label} {end['name']}  [{'; '.join(facts)}]"
    yield from _receipts(tie["receipts"])
    if tie["possible_receipts"]:
        yield "      may be about this tie or about another, not counted:"
        yield from _receipts(tie["possible_receipts"])


def _outcome(outcome: OutcomeView) -> Iterator[str]:
    scope = scope_in_words(outcome["population"], outcome["window_years"])
    facts = [scope, outcome["outcome_type"], outcome["start"], outcome["end"], *_doubt(outcome["claim_status"])]
    through = f" through {outcome['achieved_through']['name']}" if outcome["achieved_through"] else ""
    details = "; ".join(fact for fact in facts if fact)
    counted = filter(None, (outcome["measure_label"], *(_measures(outcome) or (outcome["unit"] or "",))))
    yield f"  {outcome['about']['name']}: {', '.join(counted)}{through}  [{details}]"
    yield from _receipts(outcome["receipts"])


def _measures(it: TieView | OutcomeView) -> list[str]:
    amounts = []
    if it["amount"] is not None:
        amounts.append(money(it["amount"], it["currency"], it["amount_hedge"]))
    if it["quantity"] is not None:
        amounts.append(f"{plain(it['quantity'], it['quantity_hedge'])} {it['unit'] or ''}".strip())
    return amounts


def _doubt(status: str | None) -> list[str]:
    return [] if status in (None, "stated") else [status or ""]


def _receipts(receipts: Iterable[Receipt]) -> Iterator[str]:
    for receipt in receipts:
        source = receipt["source"]
        parts = [source["publisher"] or source["title"], source["published"], receipt["locator"], receipt["note"]]
        yield f"      {', '.join(part for part in parts if part)}  <{source['url']}>"
