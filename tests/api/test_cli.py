"""The command line: what each command prints, where errors go, and with which code it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pyoxigraph as ox
import pytest
import typer

from api import cli
from api.export import graph_files
from graph.export.file_formats import FORMATS
from graph.export.writing.exporter import TextExporter
from graph.versions.version_folders import DataFolder
from tests.api.conftest import Reentry
from tests.api.served import SECONDS
from tests.folders import Folder

COMMANDS = [
    "serve",
    "load",
    "check",
    "drop",
    "query",
    "search",
    "show",
    "path",
    "export",
    "versions",
    "diff",
    "verify",
    "backup",
    "restore",
    "stats",
    "loaders",
    "candidates",
    "audit",
    "fetch",
    "publish",
    "tables",
    "token",
    "money",
    "rank",
]
WHO = "SELECT ?who WHERE { ?who rg:apprenticeAt id:cut50 }"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """A data folder that holds nothing yet."""
    return tmp_path / "data"


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Tables that a test may spoil."""
    return Folder(tmp_path / "tables")


def _lines_of(text: str, start: str) -> Iterator[str]:
    """The lines of a fact and its receipts."""
    within = False
    for line in text.splitlines():
        within = line.startswith(start) or (within and line.startswith("      "))
        if within:
            yield line


# --- help


def test_help_names_every_command(reentry: Reentry) -> None:
    ended = reentry("--help")
    assert ended.code == 0
    assert all(f"\n  {command} " in ended.out for command in COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(reentry: Reentry, command: str) -> None:
    ended = reentry(command, "--help")
    assert ended.code == 0
    assert f"Usage: reentry {command}" in ended.out
    assert ended.err == ""


@pytest.mark.parametrize(
    "command",
    [
        ("money", "--as-of", "2018", "--as-of=2019"),
        ("search", "kim", "--known-at", "1", "--known-at", "1"),
        ("load", "--jobs", "1", "--jobs", "2"),
        ("fetch", "lda", "--year", "2019", "--year", "2020"),
    ],
    ids=lambda command: command[0],
)
def test_an_option_of_one_value_is_given_once(reentry: Reentry, command: tuple[str, ...]) -> None:
    ended = reentry(*command)
    assert (ended.code, ended.out) == (2, "")
    assert " takes one value, and here are 2: give one" in ended.err


def test_a_window_on_the_command_line_does_not_end_before_it_begins(reentry: Reentry, world_home: DataFolder) -> None:
    ended = reentry("show", "cut50", "--since", "2022", "--until", "2019", "--data", world_home.path)
    assert (ended.code, ended.out) == (2, "")
    assert "begins in 2022 and ends in 2019, before it: exchange the two dates" in ended.err
    relations = ("--relation", "works_for", "--relation", "donates_to")
    assert reentry("money", *relations, "--data", world_home.path).code == 0


def test_an_actor_in_which_nothing_lies_is_no_place(reentry: Reentry, world_home: DataFolder) -> None:
    ended = reentry("money", "--in", "cut50", "--data", world_home.path)
    assert (ended.code, ended.out) == (2, "")
    assert "'cut50' is no place: name a town" in ended.err


def test_a_measure_that_does_not_exist_is_answered_with_those_that_do(reentry: Reentry, world_home: DataFolder) -> None:
    ended = reentry("outcomes", "nonsense", "--data", world_home.path)
    assert (ended.code, ended.out) == (2, "")
    assert "recidivism_rate" in ended.err


def test_without_a_command_there_is_help(reentry: Reentry) -> None:
    ended = reentry()
    assert ended.code == 2
    assert "Ask:" in ended.out + ended.err


def test_help_groups_the_commands_and_cuts_no_summary_off(reentry: Reentry) -> None:
    out = reentry("--help").out
    headings = [line for line in out.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert headings == ["Options:", "Ask:", "Load and check:", "Versions:", "Share:", "Serve:"]
    assert "..." not in out.partition("Ask:")[2]


def _parameters() -> Iterator[tuple[str, Any]]:
    """Every argument and option of every command, with the command's name."""
    group: Any = typer.main.get_command(cli.app)
    commands = {**group.commands, **{f"fetch {name}": it for name, it in group.commands["fetch"].commands.items()}}
    for name, command in commands.items():
        yield from ((name, parameter) for parameter in command.params if parameter.name != "help")


def test_every_option_has_a_description_that_gives_its_default() -> None:
    parameters = list(_parameters())
    assert len(parameters) > 80
    for command, it in parameters:
        shows_default = it.required or it.default not in (None, "") or "Default: " in it.help
        assert it.help.endswith(".") or it.help.endswith(")."), (command, it.name)
        assert shows_default, (command, it.name)


def test_an_option_of_one_name_means_the_same_everywhere() -> None:
    shared = {"--data", "--jobs", "--cluster", "--report", "--as-of", "--certainty", "--relation", "--tier"}
    helps: dict[str, set[str]] = {}
    for _, it in _parameters():
        if name := shared & set(it.opts):
            helps.setdefault(name.pop(), set()).add(it.help)
    assert {name: len(texts) for name, texts in helps.items()} == dict.fromkeys(shared, 1)


def test_the_version_is_that_of_the_package(reentry: Reentry) -> None:
    assert reentry("--version") == (0, f"reentry {version('reentry-graph')}\n", "")


def test_help_loads_no_engine() -> None:
    heavy = {"networkx", "rdflib", "fastapi", "starlette", "uvicorn", "pydantic", "numpy", "lxml", "jinja2"}
    asked = f"import sys; from api import cli; print(sorted({heavy!r} & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


# --- a call that is wrong


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (["shw"], "Did you mean 'show'"),
        (["show"], "Missing argument"),
        (["show", "cut50", "--as-of", "soon"], "soon"),
        (["show", "cut50", "--as-of", "2019-02-30"], "28"),
        (["show", "cut50", "--as-of", "2019", "--since", "2018"], "one date, or"),
        (["show", "cut50", "--relation", "likes"], "there is no relation 'likes'; `reentry stats` lists"),
        (["show", "nobody-here-of-that-name"], "search for its name"),
        (["show", "kim kardashan"], "did you mean kim-kardashian"),
        (["show", "step"], "did you mean"),
        (["path", "cut50", "cut50"], "same actor"),
        (["path", "kim", "nobody-here-of-that-name"], "no actor"),
        (["search", "kim", "--limit", "0"], "--limit"),
        (["query"], "give the query as text, or its file"),
        (["query", "SELECT", "-f", "x.rq"], "give the query as text, or its file"),
        (["query", "-f", "no-such-file.rq"], "no-such-file.rq: No such file"),
        (["query", "SELECT ?x WHERE {"], "line 1, column"),
        (["query", "INSERT DATA { <a:a> <b:b> 1 }"], "only reads"),
        (["query", WHO, "--format", "papyrus"], "choose one of csv, json"),
        (["export", "out.pdf"], "choose one of .actors.csv, .csv, .cx2"),
        (["export", "no/such/folder/out.gexf"], "there is no folder"),
        (["export", "."], "."),
        (["diff", "1", "7"], "there is no version 000007"),
        (["serve", "--port", "123456"], "--port"),
        (["load", "oracle", "x"], "no loader 'oracle'; choose one of 360giving, congress"),
        (["load", "congres", "x"], "did you mean 'congress'?"),
        (["load", "congress"], "name the files or folders that the loader congress is to read"),
        (["load", "congress", ".", "--retrieved", "soon"], "'soon' is not a day: write YYYY-MM-DD"),
        (["check", "."], "name a loader before '.'"),
        (["show", "cut50", "--relation", "donates"], "there is no relation 'donates'; did you mean 'donates_to'?"),
        (["rank", "fame"], "choose one of betweenness, closeness, degree"),
        (["rank", "pagernk"], "there is no measure 'pagernk'; did you mean 'pagerank'?"),
        (["query", WHO, "--format", "jsn"], "there is no format 'jsn'; did you mean 'json'?"),
        (["export", "x.gexff"], "did you mean '.gexf'?"),
        (["backup", "."], ". exists already: name a folder that does not"),
        (["restore", "."], ". holds no backup"),
    ],
)
def test_a_wrong_call_ends_with_2_and_says_why(
    reentry: Reentry, world_home: DataFolder, call: list[str], told: str
) -> None:
    ended = reentry(*call, "--data", world_home.path)
    assert ended.code == 2, ended
    assert told in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err


@pytest.mark.parametrize(
    "call", [["search", "kim"], ["show", "cut50"], ["stats"], ["query", WHO], ["export", "out.gexf"], ["drop", "x"]]
)
def test_without_facts_a_question_says_how_to_get_some(reentry: Reentry, empty: Path, call: list[str]) -> None:
    ended = reentry(*call, "--data", empty)
    assert ended.code == 2
    assert "holds no facts yet: run `reentry load` first" in ended.err


def test_a_damaged_version_is_wrong_data(reentry: Reentry, empty: Path, world: Path) -> None:
    reentry("load", "curated", world, "--data", empty)
    DataFolder(empty).require().search_path.write_bytes(b"no index")
    ended = reentry("show", "cut50", "--data", empty)
    assert ended.code == 1
    assert "000001 is damaged: search.sqlite" in ended.err


# --- load, check, drop, versions, diff


def test_loading_twice_publishes_once(reentry: Reentry, empty: Path, world: Path) -> None:
    first = reentry("load", "curated", world, "--data", empty)
    again = reentry("load", "curated", world, "--data", empty)
    assert (first.code, again.code) == (0, 0)
    assert first.out == "version 000001 is new (6 actors, 8 ties, 1 outcomes, 2 sources)\n"
    assert again.out.startswith("version 000001 is current already")


@pytest.mark.parametrize("command", ["check", "load"])
def test_broken_tables_are_told_by_file_line_and_column(
    reentry: Reentry, empty: Path, folder: Folder, command: str
) -> None:
    folder.set("actors", 3, "kind", "alien")
    folder.set("relations", 4, "start", "2018-13")
    ended = reentry(command, "curated", folder.path, "--data", empty)
    assert ended.code == 1
    assert ended.out == ""
    first, second, counted = ended.err.strip().splitlines()
    assert first.startswith(f"{folder.file('actors')}:3:kind: ")
    assert second.startswith(f"{folder.file('relations')}:4:start: ")
    assert counted == "2 problems; nothing was loaded"
    assert DataFolder(empty).current_name() is None


def test_checking_loads_nothing(reentry: Reentry, empty: Path, world: Path) -> None:
    ended = reentry("check", "curated", world, "--data", empty)
    assert ended.code == 0
    assert ended.out.startswith("no problems in ")
    assert DataFolder(empty).current_name() is None


def test_a_folder_that_is_not_there_is_a_problem_of_the_data(reentry: Reentry, empty: Path, tmp_path: Path) -> None:
    ended = reentry("load", "curated", tmp_path / "none", "--data", empty)
    assert ended.code == 1
    assert f"{tmp_path / 'none'}: " in ended.err


def test_a_dropped_source_takes_its_facts_along(reentry: Reentry, empty: Path, world: Path) -> None:
    reentry("load", "curated", world, "--data", empty)
    assert reentry("drop", "filing-2020", "--data", empty).out == "version 000002 is without filing-2020\n"
    shown = reentry("show", "kim-kardashian", "--data", empty).out
    assert "donated to" not in shown
    assert "is an apprentice at #cut50" in shown


def test_an_unknown_source_cannot_be_dropped(reentry: Reentry, home: DataFolder) -> None:
    ended = reentry("drop", "no-such-source", "--data", home.path)
    assert (ended.code, ended.out) == (1, "")
    assert "there is no source 'no-such-source'" in ended.err


def test_a_misspelt_source_is_suggested(reentry: Reentry, world_home: DataFolder) -> None:
    ended = reentry("drop", "filing-2021", "--data", world_home.path)
    assert ended == (1, "", "reentry: there is no source 'filing-2021'; did you mean 'filing-2020'?\n")


@pytest.mark.parametrize("command", ["check", "load"])
def test_a_folder_without_tables_says_which_it_lacks(
    reentry: Reentry, empty: Path, tmp_path: Path, command: str
) -> None:
    (tmp_path / "nothing").mkdir()
    ended = reentry(command, "curated", tmp_path / "nothing", "--data", empty)
    assert (ended.code, ended.out) == (1, "")
    assert f"{tmp_path / 'nothing' / 'actors.csv'}: there is no such file" in ended.err


def test_publishing_to_a_port_that_refuses_ends_at_once(
    reentry: Reentry, world_home: DataFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "api.export.graph_store_client.retry_delay", None
    )  # a second try would wait first, and fail here
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    ended = reentry("publish", f"http://127.0.0.1:{port}/store", "--data", world_home.path)
    assert (ended.code, ended.out) == (2, "")
    assert f"no server answers at http://127.0.0.1:{port}/store: Connection refused" in ended.err


def test_versions_are_listed_and_compared(reentry: Reentry, empty: Path, folder: Folder) -> None:
    reentry("load", "curated", folder.path, "--data", empty)
    folder.set("actors", 2, "name", "Kim K.")
    reentry("load", "curated", folder.path, "--data", empty)
    listed = reentry("versions", "--data", empty).out.splitlines()
    assert [line.split()[:2] for line in listed[-1:]] == [["*", "000002"]]
    assert listed[0].split()[0] == "000001"
    assert "Kim K." in reentry("diff", "1", "2", "--data", empty).out


def test_a_backup_can_be_restored(reentry: Reentry, empty: Path, folder: Folder, tmp_path: Path) -> None:
    reentry("load", "curated", folder.path, "--data", empty)
    assert reentry("backup", tmp_path / "kept", "--data", empty).code == 0
    reentry("drop", "filing-2020", "--data", empty)
    assert reentry("restore", tmp_path / "kept", "--data", empty).code == 0
    assert "donated to" in reentry("show", "kim-kardashian", "--data", empty).out


# --- questions


def test_search_prints_id_kind_and_name(reentry: Reentry, home: DataFolder) -> None:
    first = reentry("search", "ARC", "--data", home.path).out.splitlines()[0]
    assert first.split()[:2] == ["anti-recidivism-coalition", "organization"]
    assert "(also ARC)" in first


def test_a_search_without_a_hit_says_what_to_try_next(reentry: Reentry, home: DataFolder) -> None:
    code, out, err = reentry("search", "zzzzqqqq", "--data", home.path)
    assert (code, out) == (1, "")
    first, cure = err.splitlines()
    assert first == "no actor is known by the name 'zzzzqqqq'"
    assert "http://127.0.0.1:8000/" in cure


def test_a_search_without_a_hit_suggests_names(reentry: Reentry, home: DataFolder) -> None:
    code, out, err = reentry("search", "kardshn-wst", "--data", home.path)
    assert (code, out) == (1, "")
    assert "did you mean " in err
    assert "Kim Kardashian" in err


@pytest.mark.parametrize(
    ("fact", "site"),
    [
        ("is an apprentice at #cut50  [legal apprentice; reading the law; from 2018-10", "theshaderoom.com"),
        ("took part in Kanye West's $1 million gift", "theshaderoom.com"),
        ("advocates for First Step Act", "http"),
        ("visited California Institution for Women", "theshaderoom.com"),
    ],
)
def test_show_prints_the_seed_facts_each_with_its_source(
    reentry: Reentry, home: DataFolder, fact: str, site: str
) -> None:
    shown = reentry("show", "kim-kardashian", "--data", home.path).out
    lines = list(_lines_of(shown, f"  {fact}"))
    assert len(lines) >= 2, shown
    assert any(site in line and line.endswith(">") for line in lines[1:])


def test_every_fact_that_show_prints_has_a_source(reentry: Reentry, home: DataFolder) -> None:
    for block in reentry("show", "first-step-act", "--data", home.path).out.strip().split("\n\n")[1:]:
        fact, *receipts = block.splitlines()
        assert fact.startswith("  ")
        if fact == "  Sources disagree:":
            continue
        assert receipts, fact
        assert all(line.endswith(">") and "<https://" in line for line in receipts)


def test_show_takes_a_name_too(reentry: Reentry, home: DataFolder) -> None:
    by_name, by_id = (
        reentry("show", actor, "--data", home.path) for actor in ("Kim Kardashian West", "kim-kardashian")
    )
    assert by_name == by_id


def test_show_may_be_limited_in_time_and_to_relations(reentry: Reentry, world_home: DataFolder) -> None:
    shown = reentry("show", "kim-kardashian", "--as-of", "2018-07", "--data", world_home.path).out
    assert "visited" in shown
    assert "donated to" not in shown
    output = reentry("show", "kim-kardashian", "--relation", "donates_to", "--data", world_home.path).out
    assert "$250,000" in output
    assert "visited" not in output


def test_an_outcome_is_shown_with_its_number_and_source(reentry: Reentry, world_home: DataFolder) -> None:
    shown = reentry("show", "first-step-act", "--data", world_home.path).out
    assert "First Step Act: 7,000 people released  [result; 2018-12-21; 2019-07]" in shown


def test_a_path_is_shown_hop_by_hop_with_its_receipts(reentry: Reentry, home: DataFolder) -> None:
    lines = reentry("path", "Kanye West", "First Step Act", "--data", home.path).out.splitlines()
    assert lines[0] == "Path 1, 2 steps"
    assert lines[1].startswith("  Kanye West ")
    assert any("First Step Act" in line for line in lines)
    assert any(line.startswith("      ") and line.endswith(">") for line in lines)


def test_where_no_path_is_known_it_says_so(reentry: Reentry, world_home: DataFolder) -> None:
    ended = reentry("path", "kim-kardashian", "first-step-act", "--as-of", "2001", "--data", world_home.path)
    assert ended.code == 0
    assert ended.out.splitlines()[0] == "no path is known between them"


def test_stats_count_what_is_held(reentry: Reentry, world_home: DataFolder) -> None:
    told = reentry("stats", "--data", world_home.path).out
    assert told.startswith("version 000001, digest ")
    assert "        8  ties\n" in told


# --- query


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("json", ox.QueryResultsFormat.JSON),
        ("xml", ox.QueryResultsFormat.XML),
        ("tsv", ox.QueryResultsFormat.TSV),
    ],
)
def test_rows_are_printed_in_every_format(
    reentry: Reentry, home: DataFolder, form: str, kind: ox.QueryResultsFormat
) -> None:
    ended = reentry("query", WHO, "--format", form, "--data", home.path)
    assert ended.code == 0
    found = ox.parse_query_results(ended.out.encode(), format=kind)
    assert isinstance(found, ox.QuerySolutions)
    assert [str(row["who"]) for row in found] == ["<https://w3id.org/reentry-graph/id/kim-kardashian>"]


def test_rows_are_printed_as_csv(reentry: Reentry, home: DataFolder) -> None:
    ended = reentry("query", WHO, "--format", "csv", "--data", home.path)
    assert ended.out.split() == ["who", "https://w3id.org/reentry-graph/id/kim-kardashian"]


def test_rows_are_printed_as_a_table_for_people(reentry: Reentry, home: DataFolder) -> None:
    ended = reentry("query", WHO, "--data", home.path)
    assert [line.strip() for line in ended.out.splitlines()] == ["who", "id:kim-kardashian", "(1 row)"]


def test_yes_and_no_are_answers(reentry: Reentry, home: DataFolder) -> None:
    assert reentry("query", "ASK { id:kim-kardashian ?p ?o }", "--data", home.path).out == "yes\n"
    assert reentry("query", "ASK { id:nobody ?p ?o }", "--data", home.path).out == "no\n"


@pytest.mark.parametrize(
    ("form", "kind"),
    [
        ("table", ox.RdfFormat.TURTLE),
        ("turtle", ox.RdfFormat.TURTLE),
        ("ntriples", ox.RdfFormat.N_TRIPLES),
        ("jsonld", ox.RdfFormat.JSON_LD),
        ("rdfxml", ox.RdfFormat.RDF_XML),
    ],
)
def test_a_graph_is_printed_in_every_format(reentry: Reentry, home: DataFolder, form: str, kind: ox.RdfFormat) -> None:
    asked = "CONSTRUCT { ?who rg:apprenticeAt id:cut50 } WHERE { ?who rg:apprenticeAt id:cut50 }"
    ended = reentry("query", asked, "--format", form, "--data", home.path)
    assert ended.code == 0, ended.err
    assert len(list(ox.parse(ended.out.encode(), format=kind))) == 1


def test_rows_of_any_text_stay_on_one_line(reentry: Reentry, home: DataFolder) -> None:
    values = '"two\\nlines" "\\u001B[31mred" "Núñez"'
    ended = reentry("query", f"SELECT ?x WHERE {{ VALUES ?x {{ {values} }} }}", "--data", home.path)
    assert ended.out.splitlines() == ["x", r"two\nlines", r"\x1b[31mred", "Núñez", "(3 rows)"]


def test_no_rows_are_an_answer(reentry: Reentry, home: DataFolder) -> None:
    ended = reentry("query", "SELECT ?x WHERE { id:nobody ?p ?x }", "--data", home.path)
    assert ended.out.splitlines() == ["x", "(0 rows)"]


def test_a_query_may_stand_in_a_file(reentry: Reentry, home: DataFolder, tmp_path: Path) -> None:
    file = tmp_path / "who.rq"
    file.write_text(WHO, encoding="utf-8")
    assert "id:kim-kardashian" in reentry("query", "-f", file, "--data", home.path).out


def test_a_query_past_its_time_is_ended(reentry: Reentry, home: DataFolder) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    ended = reentry("query", endless, "--timeout", "0.2", "--data", home.path)
    assert ended.code == 2
    assert "0.2" in ended.err


# --- export


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_is_written(reentry: Reentry, world_home: DataFolder, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"graph.{suffix}"
    ended = reentry("export", out, "--data", world_home.path)
    assert ended.code == 0, ended.err
    assert ended.out.startswith(f"{out}: ")
    assert ended.out.endswith("6 actors, 8 ties\n")
    assert out.stat().st_size > 100
    assert sorted(tmp_path.iterdir()) == [out]


def test_a_part_of_the_graph_is_written(reentry: Reentry, world_home: DataFolder, tmp_path: Path) -> None:
    ended = reentry("export", tmp_path / "x.json", "--relation", "visited", "--data", world_home.path)
    assert ended.out.endswith("2 actors, 1 ties\n")
    assert len(json.loads((tmp_path / "x.json").read_text())["nodes"]) == 2


def test_what_lies_around_an_actor_is_written(reentry: Reentry, world_home: DataFolder, tmp_path: Path) -> None:
    ended = reentry("export", tmp_path / "x.json", "--around", "José Núñez", "--data", world_home.path)
    assert ended.out.endswith("2 actors, 2 ties\n")


def test_a_writer_that_fails_leaves_the_old_file_and_no_other(
    reentry: Reentry, world_home: DataFolder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FullDisk(TextExporter):
        name, media_type = "GEXF", "x/y"

        def head(self) -> list[str]:
            self.out.write(b"half a file")
            raise OSError(28, "No space left on device", str(tmp_path))

    monkeypatch.setattr(graph_files, "FORMATS", {**FORMATS, "gexf": FullDisk})
    out = tmp_path / "graph.gexf"
    out.write_text("the old one", encoding="utf-8")
    ended = reentry("export", out, "--data", world_home.path)
    assert ended.code == 2
    assert "No space left" in ended.err
    assert out.read_text(encoding="utf-8") == "the old one"
    assert list(tmp_path.iterdir()) == [out]


def test_an_export_can_be_read_by_others(reentry: Reentry, world_home: DataFolder, tmp_path: Path) -> None:
    reentry("export", tmp_path / "x.gexf", "--data", world_home.path)
    assert (tmp_path / "x.gexf").stat().st_mode & 0o777 == 0o644


# --- as a process


@contextmanager
def _started(home: DataFolder, *arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """A command at work, ended at the latest when the test is."""
    command = [sys.executable, "-m", "api.cli", *arguments, "--data", str(home.path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("arguments", [["show", "kim-kardashian"], ["query", "SELECT * { ?a ?b ?c } LIMIT 9999"]])
def test_a_pipe_that_is_closed_early_is_no_error(home: DataFolder, arguments: list[str]) -> None:
    with _started(home, *arguments) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert process.stderr.read() == b""
        assert process.wait(SECONDS) == 0


def test_an_interrupt_ends_with_130_and_no_traceback(home: DataFolder) -> None:
    endless = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
    with _started(home, "query", endless, "--timeout", "600") as process:
        while not _children(process.pid):
            assert process.poll() is None
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=SECONDS)
        assert (process.returncode, out) == (130, b"")
        assert b"Traceback" not in err


def _children(pid: int) -> list[str]:
    """Processes that a process started; it takes signals once there is one."""
    return Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()


def test_commands_can_be_run_by_name() -> None:
    command = Path(sys.executable).with_name("reentry")
    if not command.exists():
        pytest.skip("the project is not installed beside this interpreter")
    run = subprocess.run([command, "--help"], capture_output=True, text=True, check=True, env=os.environ)
    assert "The open knowledge graph of US reentry advocacy" in run.stdout


def test_the_program_is_the_one_that_is_installed() -> None:
    assert cli.app.info.name == "reentry"


def test_show_says_who_disagrees_on_an_actor(world_home: DataFolder, reentry: Reentry) -> None:
    shown = reentry("show", "kim-kardashian", "--data", world_home.path).out
    assert "Sources disagree:\n    The Example News calls her a legal apprentice" in shown
    assert "Sources disagree" not in reentry("show", "jose-nunez", "--data", world_home.path).out
