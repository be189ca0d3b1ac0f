"""The SPARQL page as people meet it: in a real browser, which may load nothing from elsewhere, and without a script."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from graph.metadata.examples import examples
from graph.versions.version_folders import DataFolder
from tests.api.conftest import BROWSER, Page
from tests.api.sparql.server import serving

ROOT = Path(__file__).parents[3]
SCRIPTS = ROOT / "tests" / "js"
WEB = ROOT / "web"
BUILT = ROOT / "api" / "static" / "editor"
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "chrome")
MOST_PACKED_BYTES = 200_000


def installed(program: str, *others: str) -> str:
    """Where a program is; the test is skipped where none of these names is known."""
    found = next((path for name in (program, *others) if (path := shutil.which(name))), None)
    if found is None:
        pytest.skip(f"{program} is not installed")
    return found


@pytest.fixture(scope="module")
def seen(home: DataFolder) -> Any:
    """What a person sees who tries the page from end to end."""
    node, chromium = installed("node"), installed(*BROWSERS)
    if not (SCRIPTS / "node_modules" / "playwright-core").is_dir():
        pytest.skip("playwright-core is not installed: run `npm ci` in tests/js")
    with serving(home.path) as server:
        command = [node, str(SCRIPTS / "editor.mjs"), chromium, server.address]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stderr
    return {**json.loads(done.stdout), "server": server.address}


def test_no_request_leaves_for_another_server(seen: Any) -> None:
    assert len(seen["requests"]) > 30
    assert {urlsplit(address).netloc for address in seen["requests"] if not address.startswith("blob:")} == {
        urlsplit(seen["server"]).netloc
    }


def test_the_browser_finds_no_fault_and_the_policy_of_the_site_holds(seen: Any) -> None:
    assert [fault for fault in seen["faults"] if "favicon.ico" not in fault] == []


def test_the_page_begins_with_the_first_example_and_asks_nothing_by_itself(seen: Any) -> None:
    assert seen["first"] == {"written": examples()[0].query, "rows": 0, "field": False}


def test_a_click_on_an_example_writes_and_asks_it(seen: Any) -> None:
    found = seen["example"]
    assert found["heads"] == ["recipient", "name", "amount", "currency"]
    assert found["rows"][0].split("\t") == [
        "id:anti-recidivism-coalition",
        "Anti-Recidivism Coalition",
        "250000",
        "USD",
    ]
    assert re.fullmatch(r"4 rows in [\d.]+ m?s", found["status"])
    assert found["current"] == ["million"]
    assert found["address"] == "/sparql?example=million"
    assert "gift of $1 million" in found["about"]


def test_our_things_lead_to_their_pages_and_back(seen: Any) -> None:
    assert seen["example"]["links"][0] == "/id/anti-recidivism-coalition"
    assert seen["followed"] == {"address": "/id/anti-recidivism-coalition", "heading": "Anti-Recidivism Coalition"}
    assert seen["back"] == 4


def test_an_answer_may_be_saved_in_four_formats(seen: Any) -> None:
    files = seen["files"]
    assert sorted(files) == ["answer.csv", "answer.json", "answer.tsv", "answer.xml"]
    assert files["answer.csv"].splitlines()[0] == "recipient,name,amount,currency"
    assert len(json.loads(files["answer.json"])["results"]["bindings"]) == 4


def test_rows_are_sorted_by_number_and_what_has_no_value_comes_last(seen: Any) -> None:
    assert seen["ascending"] == ["nine", "ten", "hundred", "none"]
    assert seen["descending"] == ["hundred", "ten", "nine", "none"]


def test_rows_are_narrowed_by_a_word(seen: Any) -> None:
    assert 0 < len(seen["narrowed"]) < 25
    assert all("first step" in row.lower() or "first-step" in row for row in seen["narrowed"])


def test_many_rows_are_shown_a_part_at_a_time(seen: Any) -> None:
    assert (seen["part"], seen["more"]) == (200, 1000)


def test_a_yes_or_no_and_triples_are_shown_too(seen: Any) -> None:
    assert seen["verdict"] == "Yes"
    assert seen["triples"]["heads"] == ["subject", "predicate", "object"]
    assert seen["triples"]["cells"][:2] == ["id:kim-kardashian", "skos:note"]
    assert seen["triples"]["cells"][2].split() == ["a", '"quoted"', "é"]


def test_nothing_found_says_what_to_try(seen: Any) -> None:
    assert "Nothing in the graph matches" in seen["nothing"]


def test_markup_and_scripts_in_an_answer_are_only_text(seen: Any) -> None:
    assert seen["markup"] == [0, 0]


@pytest.mark.parametrize(
    ("what", "first", "chosen"),
    [
        ("properties", "rg:grantsTo made a grant to", "SELECT * { ?who rg:grantsTo"),
        ("classes", "rg:Leadership leadership", "SELECT * { ?who a rg:Leadership"),
        (
            "actors",
            "id:anti-recidivism-coalition Anti-Recidivism Coalition, organization",
            "SELECT * { ?who rg:leads id:anti-recidivism-coalition",
        ),
    ],
)
def test_terms_and_actors_of_ours_are_offered_while_one_types(seen: Any, what: str, first: str, chosen: str) -> None:
    assert seen[what]["found"][0] == first
    assert seen[what]["chosen"] == chosen


def test_a_wrong_query_is_marked_where_it_is_wrong_until_it_is_changed(seen: Any) -> None:
    problem = seen["problem"]
    assert "line 2, column 24" in problem["text"]
    assert problem["marked"] == [")"]
    assert problem["cursor"] == 1
    assert problem["after"] == 0


def test_a_refusal_is_told_in_words(seen: Any) -> None:
    assert "this one never calls others" in seen["refused"]


def test_a_long_query_is_stopped_by_the_button_that_asked_it(seen: Any) -> None:
    assert seen["stopped"] == "Ask"


def test_a_copied_link_opens_and_asks_the_same_query(seen: Any) -> None:
    assert seen["shared"] == {"written": "SELECT ?shared { BIND('é & # +' AS ?shared) }", "rows": ["é & # +"]}


def test_the_address_that_a_program_asks_opens_and_asks_the_same_query(seen: Any) -> None:
    assert seen["asked"] == {"written": "SELECT ?asked { BIND(1 AS ?asked) }", "rows": ["1"]}


def test_what_was_written_last_is_kept(seen: Any) -> None:
    assert seen["kept"] == "SELECT ?kept { BIND(1 AS ?kept) }"


def test_without_a_script_the_page_is_a_form_with_the_same_examples(seen: Any) -> None:
    (kinds,) = (one for one in examples() if one.name == "kinds")
    assert seen["plain"]["field"] == kinds.query
    assert seen["plain"]["examples"] == len(examples())
    assert seen["plain"]["heads"] == ["kind", "label", "actors", "definition"]
    assert seen["plain"]["rows"] > 5
    assert seen["plain"]["answer"]["head"]["vars"] == ["kind", "label", "actors", "definition"]


def page(client: TestClient, address: str) -> Page:
    answer = client.get(address, headers={"Accept": BROWSER})
    assert answer.status_code == 200
    return Page(answer.text)


@pytest.mark.parametrize("name", [one.name for one in examples()])
def test_each_example_has_an_address_that_writes_it(client: TestClient, name: str) -> None:
    shown = page(client, f"/sparql?example={name}")
    (query,) = (one.query for one in examples() if one.name == name)
    assert shown.all("//textarea")[0].text_content() == query
    assert [link.get("data-example") for link in shown.all("//a[@aria-current]")] == [name]


def test_every_example_stands_there_with_its_sentence(client: TestClient) -> None:
    told = page(client, "/sparql").text
    assert [one.label for one in examples() if one.label not in told or one.comment not in told] == []


def test_an_unknown_example_shows_the_first(client: TestClient) -> None:
    assert page(client, "/sparql?example=no-such").all("//textarea")[0].text_content() == examples()[0].query


def test_everything_that_the_page_loads_is_served_here(client: TestClient) -> None:
    shown = page(client, "/sparql")
    addresses = [one.get("src") or one.get("href") for one in shown.all("//script | //link")]
    assert all(address.startswith("/static/") for address in addresses)
    assert {client.get(address).status_code for address in addresses} == {200}


def test_the_bundle_is_small_enough_for_a_slow_line(client: TestClient) -> None:
    packed = [client.stream("GET", f"/static/editor/{name}", headers={"Accept-Encoding": "gzip"}) for name in FILES]
    assert sum(sent(one) for one in packed) < MOST_PACKED_BYTES


FILES = ("editor.js", "style.css")


def sent(answering: Any) -> int:
    """How many bytes come over the line."""
    with answering as answer:
        assert answer.headers["content-encoding"] == "gzip"
        return sum(len(chunk) for chunk in answer.iter_raw())


def test_the_committed_bundle_is_what_its_source_makes(tmp_path: Path) -> None:
    node = installed("node")
    if not (WEB / "node_modules" / "esbuild").is_dir():
        pytest.skip("esbuild is not installed: run `npm ci` in web")
    subprocess.run([node, str(WEB / "build.mjs"), str(tmp_path)], check=True, capture_output=True, timeout=120)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
        path.name: path.read_bytes() for path in BUILT.iterdir()
    }


def test_the_bundle_carries_the_licence_of_every_package_in_it() -> None:
    locked = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    shipped = {name.removeprefix("node_modules/"): one for name, one in locked.items() if name and not one.get("dev")}
    told = (BUILT / "LICENSES.txt").read_text(encoding="utf-8")
    named = {line.split(" ")[0]: line for line in told.splitlines() if re.fullmatch(r"@?[\w./-]+ [\d.]+ \(.+\)", line)}
    assert {"@zazuko/yasqe", "codemirror", "dompurify", "lodash-es", "query-string", "store"} <= set(named)
    assert {name: one["version"] for name, one in shipped.items() if name in named} == {
        name: line.split(" ")[1] for name, line in named.items()
    }
    assert told.count("Permission is hereby granted") >= len(named) - 1


@pytest.mark.parametrize("name", FILES)
def test_the_files_say_where_the_licences_are(name: str) -> None:
    assert (BUILT / name).read_text(encoding="utf-8").startswith("/*! Licences of all parts: LICENSES.txt */")


def test_what_the_page_is_built_of_is_locked_without_addresses() -> None:
    locked = json.loads((WEB / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, one in locked.items() if "resolved" in one] == []
    assert [name for name, one in locked.items() if name and not one.get("integrity")] == []
