"""A notebook gets the version, its graphs and its questions in five lines."""

from __future__ import annotations

import inspect
import json
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from rdflib import Dataset

from graph import notebook, open_graph
from graph.index.filters import ALL, Filter
from graph.index.unknown_ids import Unknown
from graph.model.dates import Moment
from graph.notebook import NotebookGraph
from graph.queries.neighbors import neighborhood
from graph.queries.paths import paths
from graph.tie_options import tie_filter
from graph.versions.version_folders import DataFolder, NoVersion

NOTEBOOK = Path(__file__).parents[2] / "docs" / "notebook.ipynb"


@pytest.fixture(scope="module")
def small(world_home: DataFolder) -> NotebookGraph:
    """The small world, opened."""
    return open_graph(world_home.path)


def test_five_lines_give_the_version_and_both_graphs(small: NotebookGraph) -> None:
    assert repr(small) == "<Reentry Graph 000001: 6 actors, 8 ties>"
    assert isinstance(small.dataset, Dataset)
    assert isinstance(small.network, nx.MultiDiGraph)
    assert small.network.number_of_edges() == len(small.ties()) == 8


def test_the_questions_are_those_of_the_api(small: NotebookGraph) -> None:
    assert small.neighbors("cut50", depth=2) == neighborhood(small.graph, "cut50", depth=2)
    assert small.paths("jose-nunez", "first-step-act") == paths(small.graph, "jose-nunez", "first-step-act", limit=3)
    assert small.money(donor="kim-kardashian")["total"]["total"] == 250_000
    assert small.measure("degree")["ranks"][0]["actor"]["id"] == "kim-kardashian"
    assert [one["id"] for one in small.conflicts()["conflicts"]] == ["apprenticeship-host"]
    assert small.source_dependence("news-2018")["ties_lost"] == 4
    assert small.fall("news-2018") == small.source_dependence("news-2018")
    assert small.flow("kim-kardashian")["links"][0]["target"] == "anti-recidivism-coalition"
    assert small.ego("cut50")["actor"]["id"] == "cut50"
    assert small.communities()["actors"] == 6
    assert small.bridges(least=1)["bridges"]
    assert small.coverage()["ties"] == small.stats()["counts"]["ties"]
    assert small.source("news-2018")["tier"] == 1
    assert small.search("kim")[0].slug == "kim-kardashian"


def test_a_query_gives_plain_values(small: NotebookGraph) -> None:
    rows = small.query("SELECT ?amount WHERE { ?tie a rg:Donation ; rg:amount ?amount }")
    assert rows == [{"amount": 250_000}]


def test_time_is_asked_for_as_everywhere(small: NotebookGraph) -> None:
    assert [tie["relation"] for tie in small.ties("jose-nunez", as_of="2019")] == ["leads"]
    assert {tie["relation"] for tie in small.actor("jose-nunez", as_of="2017")["ties"]} == {"works_for"}


def test_a_timeline_is_in_order(small: NotebookGraph) -> None:
    assert [tie["start"] for tie in small.timeline("jose-nunez")] == ["2016", "2018-07"]


def _write_node_link(graph: Any, path: Path) -> None:
    path.write_text(json.dumps(nx.node_link_data(graph, edges="edges")))


def _read_node_link(path: Path) -> Any:
    return nx.node_link_graph(json.loads(path.read_text()), edges="edges")


def test_a_part_of_the_network_can_be_taken(small: NotebookGraph) -> None:
    assert set(small.part("cut50", relations=["apprentice_at"])) == {"cut50", "kim-kardashian"}
    assert nx.utils.graphs_equal(small.part(), small.network)


@pytest.mark.parametrize("flat", [True, False])
@pytest.mark.parametrize("around", [(), ("cut50",)])
def test_what_one_cell_changes_no_later_answer_shows(
    small: NotebookGraph, around: tuple[str, ...], *, flat: bool
) -> None:
    expected, told = small.part(*around, flat=flat), small.actor("cut50")
    mine = small.part(*around, flat=flat)
    mine.add_node("x")
    mine.nodes["cut50"]["name"] = "changed"
    for *_, tie in mine.edges(data=True):
        for receipt in tie.get("receipts", ()):
            receipt["source"] = "changed"
        tie["kind"] = "changed"
    assert nx.utils.graphs_equal(small.part(*around, flat=flat), expected)
    assert "x" not in small.network
    assert small.actor("cut50") == told


def test_the_network_is_each_time_a_new_one(small: NotebookGraph) -> None:
    small.network.remove_node("cut50")
    assert "cut50" in small.network


@pytest.mark.parametrize(
    ("write", "read"),
    [
        (nx.write_graphml, nx.read_graphml),
        (nx.write_gexf, nx.read_gexf),
        (nx.write_gml, nx.read_gml),
        (_write_node_link, _read_node_link),
    ],
)
@pytest.mark.parametrize("filters", [{}, {"as_of": "2019"}])
def test_every_writer_of_networkx_takes_a_part(
    small: NotebookGraph, tmp_path: Path, write: Any, read: Any, filters: Any
) -> None:
    part = small.part(**filters)
    write(part, tmp_path / "part")
    again = read(tmp_path / "part")
    assert set(again) == set(part)
    assert again.number_of_edges() == part.number_of_edges() > 0
    assert {tie["amount"] for *_, tie in again.edges(data=True) if "amount" in tie} == {250_000}


def test_the_whole_records_of_a_part_are_there_too(small: NotebookGraph) -> None:
    part = small.part("cut50", flat=False)
    assert part.nodes["cut50"]["alt_names"] == ("CUT 50", "Cut50")
    assert all(tie["receipts"] for *_, tie in part.edges(data=True))


METHODS = sorted(
    name for name, method in vars(NotebookGraph).items() if inspect.isfunction(method) and not name.startswith("_")
)


@pytest.mark.parametrize("name", METHODS)
def test_every_method_names_the_nearest_of_an_argument_that_it_lacks(small: NotebookGraph, name: str) -> None:
    own_name = getattr(small, name).__name__  # `fall` is another name of a method
    with pytest.raises(TypeError, match=rf"^{own_name}\(\) has no argument 'nonsense'"):
        getattr(small, name)(nonsense=3)


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"relation": ["funds"]}, "part() has no argument 'relation'; did you mean 'relations'?"),
        ({"asof": "2019"}, "part() has no argument 'asof'; did you mean 'as_of'?"),
        ({"dept": 2}, "part() has no argument 'dept'; did you mean 'depth'?"),
        ({"relations": "funds"}, "relations is a list: write relations=['funds']"),
    ],
)
def test_a_filter_that_there_is_not_is_an_error(small: NotebookGraph, filters: dict[str, Any], told: str) -> None:
    with pytest.raises(TypeError) as error:
        small.part(**filters)
    assert str(error.value) == told


@pytest.mark.parametrize(
    ("filters", "told"),
    [
        ({"relations": ["fund"]}, "there is no relation 'fund'; did you mean 'funds'?"),
        ({"families": ["money"]}, "there is no family 'money'; did you mean 'money_tie'?"),
        ({"kinds": ["persn"]}, "there is no kind 'persn'; did you mean 'person'?"),
        ({"statuses": ["sure"]}, "there is no status 'sure'; choose one of disputed, opinion, stated"),
        ({"tier": 4}, "there is no tier 4: write 1, 2 or 3"),
    ],
)
def test_a_value_that_there_is_not_is_an_error(small: NotebookGraph, filters: dict[str, Any], told: str) -> None:
    with pytest.raises(ValueError, match="there is no") as error:
        small.neighbors("cut50", **filters)
    assert str(error.value) == told
    with pytest.raises(Unknown, match="no source 'nowhere'"):
        small.ties(sources=["nowhere"])


def test_opening_names_the_nearest_argument() -> None:
    with pytest.raises(TypeError, match="did you mean 'version'"):
        open_graph(versoin="1")  # type: ignore[call-arg]


def test_a_method_still_says_what_it_takes(small: NotebookGraph) -> None:
    assert list(inspect.signature(small.part).parameters) == ["around", "depth", "flat", "filters"]
    assert small.part.__doc__


def test_nothing_wanted_is_everything() -> None:
    assert tie_filter() is ALL
    wanted = tie_filter(relations=["funds"], tier=2, as_of="2019-06-30", certainty="certain")
    assert wanted == Filter(frozenset({"funds"}), worst_tier=2, moment=Moment.as_of(date(2019, 6, 30), "certain"))


def test_ties_without_a_date_are_left_out_of_a_dated_answer_unless_included(small: NotebookGraph) -> None:
    found = small.neighbors("cut50", as_of="2018-12")
    whole = small.neighbors("cut50", as_of="2018-12", undated="include")
    assert (found["undated"], whole["undated"], whole["count"] - found["count"]) == (1, 0, 1)
    assert {tie["certainty"] for tie in small.ties(as_of="2018-12")} == {"certain", "possible"}
    assert "undated" not in small.neighbors("cut50")


def test_a_version_can_be_asked_for_by_date(world_home: DataFolder) -> None:
    created = world_home.require().manifest.created[:10]
    assert open_graph(world_home.path, version=created).version.name == "000001"


def test_the_folder_may_stand_in_the_environment(world_home: DataFolder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REENTRY_DATA", str(world_home.path))
    assert open_graph(version="1").version.name == "000001"


def test_a_folder_without_facts_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoVersion, match="reentry load"):
        open_graph(tmp_path)


def test_the_package_is_light_until_it_is_asked() -> None:
    program = "import graph, sys; assert not {'networkx', 'rdflib', 'numpy'} & set(sys.modules), sorted(sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
    with pytest.raises(AttributeError, match="no attribute"):
        _ = notebook.nothing  # type: ignore[attr-defined]


def _cells() -> list[str]:
    cells: list[Any] = json.loads(NOTEBOOK.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


def test_the_notebook_runs(
    home: DataFolder, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("REENTRY_DATA", str(home.path))
    names: dict[str, Any] = {}
    for number, cell in enumerate(_cells()):
        exec(compile(cell, f"cell {number}", "exec"), names)  # noqa: S102 - our own notebook
        assert capsys.readouterr().out or number == 0
