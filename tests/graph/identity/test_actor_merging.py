from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given
from hypothesis import strategies as st

from graph.identity.actor_merging import DIFFERENT, SAME, UNSURE, Identities, decision_line, decisions, resolve
from graph.model.ids import BASE
from graph.model.statements import EntityRef, Statement, TermRef
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.terms import quads
from graph.storage import nquads_files


def actor(slug: str, kind: str, source: str = "s", **identifiers: str) -> list[str]:
    """An actor as the lines of a dataset."""
    ref = EntityRef("id", slug)
    said = [Statement(ref, "kind", TermRef(kind), source), Statement(ref, "name", slug, source)]
    said += [Statement(ref, name, value, source) for name, value in identifiers.items()]
    return nquads.lines(quads(said, vocabulary()))


def who(folder: Path, **datasets: Iterable[str]) -> Identities:
    """Who is who in these datasets; `_` in a name stands for a dash."""
    paths = []
    for name, lines in datasets.items():
        paths.append(folder / f"{name.replace('_', '-')}.nq")
        nquads_files.write(paths[-1], sorted(lines))
    return resolve(paths, vocabulary())


def test_actors_that_share_an_identifier_are_one_and_the_curated_id_stands(tmp_path: Path) -> None:
    found = who(
        tmp_path,
        curated=actor("zoe-able", "person", bioguide="A000001"),
        congress=actor("us-bioguide-A000001", "person", bioguide="A000001"),
    )
    assert found.canonical == {"us-bioguide-A000001": "zoe-able"}
    assert found.contradictions == ()


def test_without_a_curated_id_the_first_in_order_stands(tmp_path: Path) -> None:
    lines = actor("us-lis-S001", "person", lis="S001")
    lines += actor("us-bioguide-A000001", "person", bioguide="A000001", lis="S001")
    assert who(tmp_path, congress=lines).canonical == {"us-lis-S001": "us-bioguide-A000001"}


def test_a_chain_of_identifiers_makes_one_actor(tmp_path: Path) -> None:
    lines = actor("us-lis-S001", "person", lis="S001")
    lines += actor("us-bioguide-A000001", "person", bioguide="A000001", lis="S001")
    found = who(tmp_path, curated=actor("able", "person", bioguide="A000001"), congress=lines)
    assert found.canonical == {"us-lis-S001": "able", "us-bioguide-A000001": "able"}


def test_a_bill_and_its_law_share_a_number_and_stay_two(tmp_path: Path) -> None:
    lines = actor("us-bill-115-s-756", "bill", congress="115-s-756")
    lines += actor("us-law-115-391", "law", congress="115-s-756", publaw="115-391")
    curated = actor("bill-s-756", "bill", congress="115-s-756")
    curated += actor("first-step-act", "law", congress="115-s-756", publaw="115-391")
    assert who(tmp_path, curated=curated, congress=lines).canonical == {
        "us-bill-115-s-756": "bill-s-756",
        "us-law-115-391": "first-step-act",
    }


def test_an_identifier_that_may_be_shared_merges_nobody(tmp_path: Path) -> None:
    one = actor("one", "organization", url="https://example.org", ntee="I40")
    other = actor("other", "organization", url="https://example.org", ntee="I40")
    assert who(tmp_path, curated=one, bmf=other).canonical == {}


def test_actors_of_kinds_that_an_identifier_does_not_identify_stay_apart(tmp_path: Path) -> None:
    one, other = actor("able", "program", ein="13-5596836"), actor("baker", "organization", ein="13-5596836")
    assert who(tmp_path, curated=one, bmf=other).canonical == {}


def test_the_class_of_the_canonical_actor_stands(tmp_path: Path) -> None:
    one, other = actor("able", "company", ein="13-5596836"), actor("us-ein-1", "organization", ein="13-5596836")
    found = who(tmp_path, curated=one, bmf=other)
    assert found.classes == {"able": vocabulary().kinds["company"].iri}


def test_two_ids_of_one_curated_dataset_are_never_merged(tmp_path: Path) -> None:
    curated = actor("able", "person", bioguide="A000001") + actor("baker", "person", bioguide="A000001")
    found = who(tmp_path, curated=curated, congress=actor("us-bioguide-A000001", "person", bioguide="A000001"))
    assert found.canonical == {"us-bioguide-A000001": "able"}
    assert "able and baker stand side by side in curated" in found.contradictions[0]


def test_the_shipped_facts_stand_before_those_of_others(tmp_path: Path) -> None:
    mine, shipped = actor("able", "person", bioguide="A000001"), actor("baker", "person", bioguide="A000001")
    assert who(tmp_path, curated_mine=mine, curated=shipped).canonical == {"able": "baker"}


def test_a_judgement_joins_what_no_identifier_joins(tmp_path: Path) -> None:
    found = who(
        tmp_path,
        curated=actor("able", "person"),
        congress=actor("us-bioguide-A000001", "person", bioguide="A000001"),
        identity=[decision_line("able", SAME, "us-bioguide-A000001")],
    )
    assert found.canonical == {"us-bioguide-A000001": "able"}


def test_a_judgement_keeps_apart_what_an_identifier_would_join(tmp_path: Path) -> None:
    found = who(
        tmp_path,
        curated=actor("able", "person", qid="Q7"),
        congress=actor("us-bioguide-A000001", "person", qid="Q7"),
        identity=[decision_line("able", DIFFERENT, "us-bioguide-A000001")],
    )
    assert found.canonical == {}
    assert found.contradictions == (
        "qid=Q7 says that able and us-bioguide-A000001 are the same: able and us-bioguide-A000001 are judged not to be",
    )


def test_judgements_that_contradict_each_other_by_way_of_a_third_are_told(tmp_path: Path) -> None:
    found = who(
        tmp_path,
        curated=actor("able", "person"),
        mine=actor("x1", "person") + actor("x2", "person"),
        identity=[
            decision_line("able", SAME, "x1"),
            decision_line("able", SAME, "x2"),
            decision_line("x1", DIFFERENT, "x2"),
        ],
    )
    assert found.canonical == {"x1": "able"}
    assert "x1 and x2 are judged not to be" in found.contradictions[0]


def test_a_judgement_on_an_actor_that_is_not_held_does_nothing(tmp_path: Path) -> None:
    found = who(tmp_path, curated=actor("able", "person"), identity=[decision_line("able", SAME, "nobody")])
    assert found == Identities({}, {}, ())


def test_who_is_unsure_decides_nothing_and_is_remembered(tmp_path: Path) -> None:
    file = tmp_path / "identity.nq"
    nquads_files.write(file, [decision_line("able", UNSURE, "baker")])
    assert decisions([file]) == {frozenset(("able", "baker")): UNSURE}
    lines = actor("able", "person") + actor("baker", "person")
    assert who(tmp_path, curated=lines, identity=[decision_line("able", UNSURE, "baker")]).canonical == {}


@given(st.permutations(["a", "b", "c", "d"]), st.permutations([0, 1, 2]))
def test_the_order_of_datasets_decides_nothing(slugs: list[str], order: list[int]) -> None:
    datasets = [
        actor("a", "person", qid="Q1", lis="S001"),
        actor("b", "person", lis="S001"),
        actor("c", "person", qid="Q1"),
    ]
    with TemporaryDirectory() as folder:
        paths = []
        for place in order:
            paths.append(Path(folder) / f"{slugs[place]}{place}.nq")
            nquads_files.write(paths[-1], datasets[place])
        assert resolve(paths, vocabulary()).canonical == {"b": "a", "c": "a"}


def test_a_judgement_is_no_part_of_the_names_of_this_project() -> None:
    assert decision_line("a", SAME, "b").startswith(f"<{BASE}id/a> ")
