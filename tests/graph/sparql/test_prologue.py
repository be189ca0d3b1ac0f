"""What stands at the head of a query."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.sparql.formats import Form
from graph.sparql.prologue import read_prologue


@pytest.mark.parametrize(
    ("text", "form"),
    [
        ("SELECT * {}", Form.SELECT),
        ("ask{}", Form.ASK),
        ("\n# SELECT in a comment\nBASE <http://e/> prefix : <#> Construct {} {}", Form.CONSTRUCT),
        ("PREFIX a: # hm\n <http://e/#> DESCRIBE a:b", Form.DESCRIBE),
        ("VERSION '1.2' SELECT * {}", Form.SELECT),
        ("", None),
        ("PREFIX a <http://e/> SELECT * {}", None),
        ("PREFIX select: <http://e/> ASK {}", Form.ASK),
        ("SELECTED * {}", None),
    ],
)
def test_the_first_word_after_the_declarations_tells_the_form(text: str, form: Form | None) -> None:
    assert read_prologue(text).form is form


def test_declared_prefixes_are_read() -> None:
    text = "PREFIX a: <http://e/a#> PREFIX : <http://e/> SELECT * { ?s a 'PREFIX b: <http://e/b>' }"
    assert read_prologue(text).prefixes == {"a": "http://e/a#", "": "http://e/"}


@given(st.text(alphabet="PREFIX BASEbase:<>#\n\t'\"\\u0041{}?"))
def test_any_text_has_a_prologue(text: str) -> None:
    assert read_prologue(text).word == read_prologue(text).word.upper()


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ("BASE <http://e/x/> PREFIX : <> ASK {}", {"": "http://e/x/"}),
        ("BASE <http://e/x/> PREFIX : <#> ASK {}", {"": "http://e/x/#"}),
        ("BASE <http://e/x/y> PREFIX a: <../z/> ASK {}", {"a": "http://e/z/"}),
        ("BASE <http://e/x/> BASE <y/> PREFIX a: <b#> ASK {}", {"a": "http://e/x/y/b#"}),
        (
            "BASE <http://e/> PREFIX a: <b/> BASE <http://f/> PREFIX c: <d/> ASK {}",
            {"a": "http://e/b/", "c": "http://f/d/"},
        ),
        ("PREFIX a: <id/> ASK {}", {"a": "http://request/id/"}),
        ("PREFIX a: <//host/p#> ASK {}", {"a": "http://host/p#"}),
        ("PREFIX a: <?q=> ASK {}", {"a": "http://request/?q="}),
        (r"PREFIX a: <http://e/\u0061#> ASK {}", {"a": "http://e/a#"}),
        ("PREFIX a: <urn:x:> ASK {}", {"a": "urn:x:"}),
    ],
)
def test_relative_prefixes_are_resolved_against_the_base_above_them(text: str, prefixes: dict[str, str]) -> None:
    assert read_prologue(text, "http://request/").prefixes == prefixes


def test_without_any_base_a_relative_prefix_stays_for_the_engine_to_refuse() -> None:
    assert read_prologue("PREFIX a: <id/> ASK {}").prefixes == {"a": "id/"}
