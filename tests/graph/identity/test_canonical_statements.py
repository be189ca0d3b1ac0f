from __future__ import annotations

from pathlib import Path

import pytest

from graph.identity.actor_merging import resolve
from graph.identity.canonical_statements import canonical_id, canonical_lines, is_canonical
from graph.model.statements import EntityRef, PartialDate, Statement, TermRef, Value
from graph.rdf import nquads
from graph.rdf.ontology import vocabulary
from graph.rdf.records import records
from graph.rdf.terms import quads
from graph.storage import nquads_files

ABLE, BILL = "us-bioguide-A000001", "us-bill-115-s-7"


def said(source: str, subject: str, **known: Value | tuple[str, ...]) -> list[Statement]:
    space, _, key = subject.rpartition("/")
    ref = EntityRef(space or "id", key)
    pairs = [(name, one) for name, value in known.items() for one in (value if type(value) is tuple else (value,))]
    return [Statement(ref, "kind" if name == "kind" else name, one, source) for name, one in pairs]  # type: ignore[arg-type]


def person(source: str, slug: str, **known: Value | tuple[str, ...]) -> list[Statement]:
    return said(source, slug, kind=TermRef("person"), **known)


def vote(source: str, voter: str, bill: str) -> list[Statement]:
    return said(
        source,
        f"tie/{voter}--voted-for--{bill}--2018-12-18",
        kind=TermRef("voted_for"),
        **{"from": EntityRef("id", voter), "to": EntityRef("id", bill)},
        start=PartialDate.parse("2018-12-18"),
        claim_status="stated",
    )


def lines(folder: Path, **datasets: list[Statement]) -> list[str]:
    """What is said in the end."""
    paths = []
    for name, statements in datasets.items():
        paths.append(folder / f"{name}.nq")
        nquads_files.write(paths[-1], nquads.lines(quads(statements, vocabulary())))
    return list(canonical_lines(paths, resolve(paths, vocabulary())))


def names(told: list[str], slug: str) -> tuple[list[str], list[str]]:
    """(preferred names, other names) of an actor in all graphs, each once."""
    own = [line for line in told if line.startswith(f"<https://w3id.org/reentry-graph/id/{slug}> ")]
    found = ({line.split('"')[1] for line in own if f"#{label}Label>" in line} for label in ("pref", "alt"))
    preferred, other = map(sorted, found)
    return preferred, other


CURATED = [
    *person("page", "able", name="Ann Able", bioguide="A000001"),
    *said("page", "bill-s-7", kind=TermRef("bill"), name="S.7", congress="115-s-7"),
]
CONGRESS = [
    *person("roll", ABLE, name="Ann B. Able", bioguide="A000001"),
    *said("roll", BILL, kind=TermRef("bill"), name="Small Act", congress="115-s-7"),
    *vote("roll", ABLE, BILL),
]


def test_what_records_say_stands_under_the_curated_ids(tmp_path: Path) -> None:
    told = "".join(lines(tmp_path, curated=CURATED, congress=CONGRESS))
    assert ABLE not in told
    assert BILL not in told
    found = records(nquads.quads(iter(told.splitlines(keepends=True))), vocabulary())
    assert list(found.ties) == ["able--voted-for--bill-s-7--2018-12-18"]
    assert found.actors["able"]["sources"] == ("page", "roll")


def test_the_same_tie_of_a_curated_source_and_of_a_record_is_one_with_two_receipts(tmp_path: Path) -> None:
    told = lines(tmp_path, curated=[*CURATED, *vote("page", "able", "bill-s-7")], congress=CONGRESS)
    found = records(nquads.quads(iter(told)), vocabulary())
    assert [tie["sources"] for tie in found.ties.values()] == [("page", "roll")]


def test_the_direct_triple_stands_between_the_curated_ids(tmp_path: Path) -> None:
    told = lines(tmp_path, curated=CURATED, congress=CONGRESS)
    assert any("/id/able> <https://w3id.org/reentry-graph/ontology#votedFor> " in line for line in told)


def test_lines_are_in_order_and_each_once(tmp_path: Path) -> None:
    told = lines(tmp_path, curated=[*CURATED, *vote("page", "able", "bill-s-7")], congress=CONGRESS)
    assert told == sorted(set(told))


def test_what_is_said_does_not_hang_on_which_dataset_said_it(tmp_path: Path) -> None:
    apart = lines(tmp_path, curated=CURATED, congress=CONGRESS[:3], more=CONGRESS[3:])
    assert apart == lines(tmp_path, curated=CURATED, congress=CONGRESS)


def test_the_name_that_people_gave_is_preferred(tmp_path: Path) -> None:
    assert names(lines(tmp_path, curated=CURATED, congress=CONGRESS), "able") == (["Ann Able"], ["Ann B. Able"])


def test_without_people_the_name_of_most_sources_is_preferred(tmp_path: Path) -> None:
    told = [
        named
        for source, name in zip("abc", ("Annie", "Ann", "Ann"), strict=True)
        for named in person(source, ABLE, name=name)
    ]
    assert names(lines(tmp_path, congress=told), ABLE) == (["Ann"], ["Annie"])


def test_among_equals_the_first_name_in_order_is_preferred(tmp_path: Path) -> None:
    told = [*person("a", ABLE, name="Zoe"), *person("b", ABLE, name="Ann")]
    assert names(lines(tmp_path, congress=told), ABLE) == (["Ann"], ["Zoe"])


def test_who_has_only_other_names_is_called_by_the_one_of_most_sources(tmp_path: Path) -> None:
    told = [*person("a", ABLE, alt_name=("Rep. Able", "A. Able")), *person("b", ABLE, alt_name="Rep. Able")]
    assert names(lines(tmp_path, congress=told), ABLE) == (["Rep. Able"], ["A. Able"])


def test_a_preferred_name_is_no_other_name_in_any_graph(tmp_path: Path) -> None:
    told = [*person("a", ABLE, name="Ann"), *person("b", ABLE, alt_name=("Ann", "Annie"))]
    assert names(lines(tmp_path, congress=told), ABLE) == (["Ann"], ["Annie"])


def test_facts_of_people_alone_stand_as_they_are(tmp_path: Path) -> None:
    file = tmp_path / "curated.nq"
    nquads_files.write(file, nquads.lines(quads(CURATED, vocabulary())))
    who = resolve([file], vocabulary())
    assert is_canonical([file], who)
    assert list(canonical_lines([file], who)) == list(nquads_files.read(file))


def test_a_merged_actor_has_the_kind_of_the_one_that_stands(tmp_path: Path) -> None:
    curated = said("page", "able", kind=TermRef("company"), name="Able", ein="13-5596836")
    bmf = said("bmf", "us-ein-135596836", kind=TermRef("organization"), name="ABLE", ein="13-5596836")
    told = lines(tmp_path, curated=curated, bmf=bmf)
    assert {line.split(" ")[2] for line in told if "#type>" in line} == {f"<{vocabulary().kinds['company'].iri}>"}


@pytest.mark.parametrize(
    ("space", "key", "known"),
    [
        ("id", "x", "able"),
        ("id", "y", "y"),
        ("tie", "x--knows--x--2018", "able--knows--able--2018"),
        ("tie", "y--x--y", "y--x--y"),
        ("outcome", "x--people--x", "able--people--x"),
        ("source", "x", "x"),
    ],
)
def test_an_id_moves_with_the_actors_in_it(space: str, key: str, known: str) -> None:
    assert canonical_id(key, space, {"x": "able"}) == known
