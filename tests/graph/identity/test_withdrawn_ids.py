from __future__ import annotations

from pathlib import Path

from graph.identity.actor_merging import SAME, decision_line, resolve
from graph.identity.canonical_statements import canonical_lines
from graph.identity.withdrawn_ids import (
    Withdrawal,
    digest,
    read_withdrawals,
    withdrawal_lines,
    withdrawal_of,
    without_ids,
)
from graph.model.statements import EntityRef, Statement, TermRef
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import quads
from graph.storage import nquads_files
from tests.graph.identity.test_actor_merging import actor

MISTAKE = Withdrawal("mistake", "2026-11-30")


def tie(one: str, other: str) -> list[str]:
    """A tie of two actors, as the lines of a dataset."""
    ref = EntityRef("tie", f"{one}--advises--{other}")
    ends = [Statement(ref, name, EntityRef("id", slug), "s") for name, slug in (("from", one), ("to", other))]
    return nquads.lines(quads([Statement(ref, "kind", TermRef("advises"), "s"), *ends], vocabulary()))


def written(folder: Path, name: str, lines: list[str]) -> Path:
    """A file of sorted lines."""
    nquads_files.write(folder / f"{name}.nq", sorted(lines))
    return folder / f"{name}.nq"


def test_a_version_reads_the_withdrawals_that_were_written(tmp_path: Path) -> None:
    file = written(tmp_path, "withdrawn", withdrawal_lines(digest("able"), MISTAKE))
    assert read_withdrawals([file, written(tmp_path, "curated", actor("able", "person"))]) == {digest("able"): MISTAKE}
    assert "able" not in file.read_text()


def test_a_tie_is_withdrawn_with_either_end() -> None:
    withdrawals = {digest("able"): MISTAKE}
    for key in ("able", "able--advises--baker", "baker--advises--able--2018"):
        assert withdrawal_of(key, withdrawals) == MISTAKE
    assert withdrawal_of("baker--advises--able-2", withdrawals) is None


def test_lines_lose_an_actor_and_its_ties_and_nothing_else() -> None:
    lines = [*actor("able", "person"), *actor("baker", "person"), *tie("baker", "able"), *tie("baker", "carr")]
    left = list(without_ids(sorted(lines), frozenset({"able"})))
    assert left == sorted([*actor("baker", "person"), *tie("baker", "carr")])


def test_a_record_does_not_bring_a_withdrawn_id_back(tmp_path: Path) -> None:
    records = [*actor("us-lis-S001", "person", lis="S001"), *actor("zoe", "person"), *tie("us-lis-S001", "zoe")]
    paths = [
        written(tmp_path, "congress", records),
        written(tmp_path, "identity", [decision_line("us-lis-S001", SAME, "zoe")]),
        written(tmp_path, "withdrawn", withdrawal_lines(digest("us-lis-S001"), MISTAKE)),
    ]
    identities = resolve(paths, vocabulary())
    assert identities.canonical == {}
    assert identities.withdrawn == {"us-lis-S001"}
    assert list(canonical_lines(paths, identities)) == sorted(actor("zoe", "person"))


def test_nobody_takes_the_place_of_a_withdrawn_id_that_shares_an_identifier(tmp_path: Path) -> None:
    records = [*actor("us-lis-S001", "person", lis="S001"), *actor("us-bioguide-A000001", "person", lis="S001")]
    paths = [
        written(tmp_path, "congress", records),
        written(tmp_path, "withdrawn", withdrawal_lines(digest("us-bioguide-A000001"), MISTAKE)),
    ]
    assert resolve(paths, vocabulary()).canonical == {}
