"""Decisions of same_ties.csv that no version can follow, with their places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from api.ingest.dataset_folders import Named
from graph.identity.actor_merging import Identities, resolve
from graph.identity.canonical_statements import canonical_id, canonical_lines
from graph.identity.tie_judgements import unfollowed
from graph.identity.tie_lines import tie_decisions
from graph.identity.tie_matching import Pair
from graph.identity.tie_rows import parse_row, tie_rows
from graph.model.ids import BASE
from graph.model.statements import EntityRef, Problem
from graph.rdf.ontology import vocabulary
from graph.storage import nquads_files
from loaders.core.loader import StatementWriter
from loaders.curated.tie_decisions import TieDecision, read_tie_decisions

_TIE, _OUTCOME = (f"<{BASE}{space}/" for space in ("tie", "outcome"))
_NOBODY = Identities({}, {}, ())
_Lines = Mapping[str, Sequence[str]]


def unfollowed_decisions(
    people: Iterable[Named],
    ties: Mapping[str, Mapping[str, EntityRef]],
    fresh: _Lines,
    unchanged: Mapping[str, Path],
) -> Iterator[Problem]:
    """Decisions on rows of different ends, and `same` for rows that contradict each other.

    `ties` are the ties that the rows of relations.csv state, by dataset and relation id. `fresh` are the lines of the
    tables and of the decisions beside them, by dataset; `unchanged` are other datasets, which may say that two ends are
    one actor. Problems of single cells are for `identity_datasets` to find.
    """
    decisions = [
        decision
        for dataset, folder in people
        for decision in read_tie_decisions(folder, ties.get(dataset, {}), StatementWriter())
    ]
    if not decisions:
        return
    reasons = _reasons(decisions, fresh, [path for name, path in unchanged.items() if name not in fresh])
    for decision in decisions:
        if why := reasons.get(frozenset(decision[:2])):
            text = f"{decision.decision!r} cannot be followed ({why}): name two rows that may be one tie"
            yield Problem(decision.place, f"{text}, or delete this row")


def _reasons(decisions: Iterable[TieDecision], fresh: _Lines, unchanged: Sequence[Path]) -> dict[Pair, str]:
    """Pairs of ids, as the tables give them -> why no version can follow the decision on them."""
    terms, pairs = vocabulary(), [frozenset(decision[:2]) for decision in decisions]
    with TemporaryDirectory() as folder:
        paths = list(_written(Path(folder), fresh, frozenset().union(*pairs)))
        identities = resolve([*paths, *unchanged], terms) if any(map(_may_differ, pairs)) else _NOBODY
        judged = tie_decisions(paths, identities.canonical)
        rows = tie_rows(canonical_lines(paths, identities), lambda _: True, terms)
        reasons = unfollowed(map(parse_row, rows), judged)
    return {pair: reasons.get(_canonical(pair, identities), "") for pair in pairs}


def _written(folder: Path, fresh: _Lines, keys: frozenset[str]) -> Iterator[Path]:
    """Files of the fresh datasets, with no ties but these, and no outcomes."""
    ties = tuple(f"{_TIE}{key}> " for key in sorted(keys))
    for name, lines in fresh.items():
        path = folder / f"{name}.nq"
        needed = (line for line in lines if not line.startswith((_TIE, _OUTCOME)) or line.startswith(ties))
        nquads_files.write(path, needed)
        yield path


def _may_differ(pair: Pair) -> bool:
    """Whether two ids do not begin with the same ends and relation."""
    return len({tuple(key.split("--")[:3]) for key in pair}) > 1


def _canonical(pair: Pair, identities: Identities) -> Pair:
    return frozenset(canonical_id(key, "tie", identities.canonical) for key in pair)
