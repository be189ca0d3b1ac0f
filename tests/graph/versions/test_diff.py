"""What changed between two versions is told whole: what came, what went, what is said otherwise, and by whom."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from api.ingest.curated_facts import load_curated
from graph.model.statements import Statement, TermRef
from graph.rdf.ontology import vocabulary
from graph.versions.diff import Change, PropertyChange, SourcedValue, change_lines, changes
from graph.versions.version_folders import DataFolder, Version
from loaders.core.loader import run
from loaders.curated.facts import Curated
from tests.graph.statement_versions import statement, write_version

Edit = tuple[str, str, str]
"""A table, a text in it, and what stands there instead."""

NEWS, FILING = "news-2018", "filing-2020"
APPRENTICE = "kim-kardashian--apprentice-at--cut50--2018-10"
GIFT = "kim-kardashian--donates-to--anti-recidivism-coalition--2019--until-2019--usd-250000"
BY_NEWS = (
    "kim-apprentice-news,kim-kardashian,apprentice_at,cut50,legal apprentice,2018-10,,,,,news-2018,para 8,"
    "four-year term,,disputed,apprenticeship-host\n"
)
BY_FILING = (
    "kim-apprentice-filing,kim-kardashian,apprentice_at,cut50,apprentice,2018-10,,,,,filing-2020,page 2,,,stated,"
    "apprenticeship-host\n"
)


@pytest.fixture
def told(tmp_path: Path, world: Path) -> Callable[..., Version]:
    """Makes a version of the small world with some edits: its contributions, without a store."""
    count = 0

    def tell(*edits: Edit) -> Version:
        nonlocal count
        count += 1
        folder = tmp_path / f"facts-{count}"
        shutil.copytree(world, folder)
        for table, was, becomes in edits:
            file = folder / f"{table}.csv"
            assert was in file.read_text(encoding="utf-8")
            file.write_text(file.read_text(encoding="utf-8").replace(was, becomes), encoding="utf-8")
        reading = run(Curated(), [folder], "curated", vocabulary().by_role)
        assert [problem for problem in reading.problems if problem.place.column != "conflict_id"] == []
        return write_version(tmp_path / f"version-{count}", curated=reading.statements)

    return tell


def summary(found: list[Change]) -> list[tuple[str, str, str]]:
    return [(change.happening, change.thing, change.id) for change in found]


def only(found: list[Change]) -> Change:
    (change,) = found
    return change


def test_a_version_does_not_differ_from_itself(told: Callable[..., Version]) -> None:
    assert list(changes(told(), told())) == []


def test_everything_comes_where_there_was_nothing(told: Callable[..., Version], tmp_path: Path) -> None:
    found = list(changes(write_version(tmp_path / "empty"), told()))
    counts = {thing: sum(change.thing == thing for change in found) for thing in ("actor", "outcome", "source", "tie")}
    assert {change.happening for change in found} == {"came"}
    assert counts == {"actor": 6, "outcome": 1, "source": 2, "tie": 8}


def test_an_actor_comes_with_its_name_and_its_source(told: Callable[..., Version]) -> None:
    row = "mia-moon,person,Mia Moon,,,news-2018,\n"
    change = only(list(changes(told(), told(("actors", "cut50,org", f"{row}cut50,org")))))
    assert change == Change("actor", "mia-moon", "came", "Mia Moon (person)", (), (NEWS,), ())


def test_a_tie_that_goes_is_told_in_words(told: Callable[..., Version]) -> None:
    rows = (BY_NEWS, BY_FILING)
    change = only(list(changes(told(), told(*(("relations", row, "") for row in rows)))))
    assert (change.happening, change.thing, change.id) == ("went", "tie", APPRENTICE)
    assert change.wording == "Kim Kardashian is an apprentice at #cut50, from 2018-10"
    assert change.sources_withdrawn == (FILING, NEWS)


def test_a_direct_triple_is_no_change_of_its_actor(told: Callable[..., Version]) -> None:
    row = "cut50-drove,cut50,drove_passage_of,first-step-act,,2018-12-21,,,,,news-2018,para 4,"
    found = list(changes(told(), told(("relations", row, row.replace("drove_passage_of", "advocates_for")))))
    assert summary(found) == [
        ("came", "tie", "cut50--advocates-for--first-step-act--2018-12-21"),
        ("went", "tie", "cut50--drove-passage-of--first-step-act--2018-12-21"),
    ]


def test_a_changed_name_says_from_what_to_what(told: Callable[..., Version]) -> None:
    change = only(list(changes(told(), told(("actors", "Entrepreneur and advocate", "Advocate")))))
    assert change.wording == "Kim Kardashian (person)"
    assert change.properties == (
        PropertyChange(
            "description",
            "Description",
            (SourcedValue("Entrepreneur and advocate", (NEWS,)),),
            (SourcedValue("Advocate", (NEWS,)),),
        ),
    )
    assert (change.sources_added, change.sources_withdrawn) == ((), ())


def test_a_changed_kind_is_a_change_of_the_actor(told: Callable[..., Version]) -> None:
    change = only(list(changes(told(), told(("actors", "cut50,organization", "cut50,program")))))
    assert [(prop.name, prop.before, prop.after) for prop in change.properties] == [
        ("kind", (SourcedValue("organization", (NEWS,)),), (SourcedValue("program", (NEWS,)),))
    ]


def test_what_comes_beside_other_values_is_told_alone(told: Callable[..., Version]) -> None:
    change = only(list(changes(told(), told(("actors", "CUT 50|Cut50", "CUT 50|Cut50|CUT50")))))
    assert [(prop.name, prop.before, prop.after) for prop in change.properties] == [
        ("alt_name", (), (SourcedValue("CUT50", (NEWS,)),))
    ]


def test_a_source_withdrawn_from_a_tie_takes_only_what_it_alone_said(told: Callable[..., Version]) -> None:
    change = only(list(changes(told(), told(("relations", BY_FILING, "")))))
    assert (change.happening, change.id) == ("changed", APPRENTICE)
    assert (change.sources_added, change.sources_withdrawn) == ((), (FILING,))
    assert {prop.name: (prop.before, prop.after) for prop in change.properties} == {
        "claim_status": ((SourcedValue("stated", (FILING,)),), ()),
        "locator": ((SourcedValue("page 2", (FILING,)),), ()),
        "role": ((SourcedValue("apprentice", (FILING,)),), ()),
    }


def test_a_value_that_passes_from_one_source_to_another_is_a_change(told: Callable[..., Version]) -> None:
    swapped = (
        ("relations", "cut50,legal apprentice,", "cut50,apprentice-,"),
        ("relations", "cut50,apprentice,", "cut50,legal apprentice,"),
        ("relations", "cut50,apprentice-,", "cut50,apprentice,"),
    )
    change = only(list(changes(told(), told(*swapped))))
    assert change.properties == (
        PropertyChange(
            "role",
            "role",
            (SourcedValue("apprentice", (FILING,)), SourcedValue("legal apprentice", (NEWS,))),
            (SourcedValue("apprentice", (NEWS,)), SourcedValue("legal apprentice", (FILING,))),
        ),
    )


def test_a_source_is_told_with_its_publisher_and_day(told: Callable[..., Version]) -> None:
    change = only(list(changes(told(), told(("sources", "2018-10-14,1", "2018-10-14,2")))))
    assert (change.thing, change.id) == ("source", NEWS)
    assert change.wording == "A star, a bill and a campaign (The Example News, 2018-10-14)"
    assert [(prop.name, prop.before, prop.after) for prop in change.properties] == [
        ("tier", (SourcedValue(1, ()),), (SourcedValue(2, ()),))
    ]


def test_an_outcome_is_told_with_its_number_and_period(told: Callable[..., Version]) -> None:
    went, came = sorted(
        changes(told(), told(("relations", ",7000,people", ",7100,people"))), key=lambda it: it.happening, reverse=True
    )
    assert (went.thing, went.wording) == (
        "outcome",
        "First Step Act: 7,000 people released, 2018-12-21 to 2019-07, result",
    )
    assert came.wording == "First Step Act: 7,100 people released, 2018-12-21 to 2019-07, result"


@pytest.mark.parametrize(
    ("edit", "wording"),
    [
        (("relations", "2019,2019,250000", "2019,2019,250000.5"), "2019, 250,000.5 USD"),
        (("relations", "2019,2019,250000", "2019,2020,250000"), "2019 to 2020, 250,000 USD"),
        (("relations", "2019,2019,250000", "2019,,250000"), "2019, 250,000 USD"),
        (("relations", "2019,2019,250000", ",2019,250000"), "until 2019, 250,000 USD"),
        (("relations", "2019,2019,250000", ",,"), ""),
    ],
)
def test_dates_and_sums_are_told_as_far_as_known(edit: Edit, wording: str, told: Callable[..., Version]) -> None:
    came = [change for change in changes(told(), told(edit)) if change.happening == "came"]
    expected = ", ".join(filter(None, ["Kim Kardashian donated to Anti-Recidivism Coalition", wording]))
    assert [change.wording for change in came] == [expected]


def test_ties_that_only_their_role_tells_apart_are_told_with_it(told: Callable[..., Version]) -> None:
    found = list(changes(told(), told(("relations", "life coach,2016", "life mentor,2016"))))
    relation = vocabulary().relations["works_for"]
    roles = {"(life coach)" in change.wording for change in found}
    assert roles == ({True, False} if relation.by_role else {False})


def test_an_actor_is_named_in_its_ties_even_where_its_description_went(told: Callable[..., Version]) -> None:
    row = "jose-nunez,person,José Núñez,Pepe Núñez,Life coach,filing-2020,\n"
    edits = (("actors", row, ""), ("relations", "life coach,2016", "life coach,2015"))
    found = list(changes(told(), told(*edits)))
    assert [change.wording for change in found if change.happening == "came"] == [
        "José Núñez works for Anti-Recidivism Coalition, 2015 to 2018-06"
    ]
    assert [(change.happening, change.id) for change in found if change.thing == "actor"] == [("went", "jose-nunez")]


def test_the_same_fact_in_two_datasets_is_one_fact(tmp_path: Path) -> None:
    statements = [statement("kim", "kind", TermRef("person"), NEWS), statement("kim", "name", "Kim", NEWS)]
    once, twice = (
        write_version(tmp_path / "once", a=statements),
        write_version(tmp_path / "twice", a=statements, b=statements),
    )
    assert list(changes(once, twice)) == []


def test_ids_that_begin_alike_are_told_apart(tmp_path: Path) -> None:
    def named(slug: str, name: str) -> list[Statement]:
        return [statement(slug, "kind", TermRef("person"), NEWS), statement(slug, "name", name, NEWS)]

    slugs = ("kim", "kim-2", "kimberly", "kim.x", "kim_y")
    before = write_version(tmp_path / "before", a=[one for slug in slugs for one in named(slug, slug)])
    after = write_version(
        tmp_path / "after", a=[one for slug in slugs for one in named(slug, slug + ("!" * (slug == "kim")))]
    )
    assert summary(list(changes(before, after))) == [("changed", "actor", "kim")]


def test_words_say_what_happened_and_count_it(told: Callable[..., Version]) -> None:
    edits = (
        ("actors", "Entrepreneur and advocate", "Advocate"),
        ("relations", "kim-visit,kim-kardashian,visited", "kim-visit,kim-kardashian,advocates_for"),
        ("relations", "page 3,share", "page 4,share"),
    )
    visit = "kim-kardashian--visited--california-institution-for-women--2018-07-09--until-2018-07-09"
    advocacy = visit.replace("visited", "advocates-for")
    assert list(change_lines(changes(told(), told(*edits)))) == [
        "changed: actor Kim Kardashian (person)  [kim-kardashian]",
        '    Description: "Entrepreneur and advocate" (news-2018) became "Advocate" (news-2018)',
        f"came: tie Kim Kardashian advocates for California Institution for Women, 2018-07-09  [{advocacy}]",
        "    stated by: news-2018",
        f"changed: tie Kim Kardashian donated to Anti-Recidivism Coalition, 2019, 250,000 USD  [{GIFT}]",
        '    locator: "page 3" (filing-2020) became "page 4" (filing-2020)',
        f"went: tie Kim Kardashian visited California Institution for Women, 2018-07-09  [{visit}]",
        "    was stated by: news-2018",
        "came: 1 tie; went: 1 tie; changed: 1 actor, 1 tie",
    ]


def test_words_say_so_where_nothing_changed() -> None:
    assert list(change_lines([])) == ["nothing changed: both hold the same facts"]


def test_published_versions_can_be_compared(tmp_path: Path, world: Path) -> None:
    home, folder = DataFolder(tmp_path / "data"), tmp_path / "facts"
    shutil.copytree(world, folder)
    before = load_curated(home, [folder]).version
    actors = folder / "actors.csv"
    actors.write_text(actors.read_text(encoding="utf-8").replace("Federal law on", "Law on"), encoding="utf-8")
    after = load_curated(home, [folder]).version
    assert summary(list(changes(before, after))) == [("changed", "actor", "first-step-act")]
    assert summary(list(changes(after, before))) == [("changed", "actor", "first-step-act")]
