"""What is settled before a worker sees a query."""

from __future__ import annotations

import pytest

from graph.sparql.query import Query, prepare
from graph.sparql.query_errors import (
    BadSyntax,
    Busy,
    Crashed,
    Failed,
    NotOffered,
    OutOfMemory,
    QueryError,
    Refused,
    TimedOut,
    TooLarge,
    TooLong,
    Unreadable,
    from_wire,
)

UPDATES = [
    "INSERT DATA { <a:a> <a:b> 1 }",
    "PREFIX a: <a:> DELETE WHERE { ?s ?p ?o }",
    "# a comment first\nload <http://127.0.0.1/x>",
    "CLEAR ALL",
    "WITH <a:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    "DROP GRAPH <a:g>",
    "CREATE GRAPH <a:g>",
    "COPY <a:a> TO <a:b>",
    "MOVE <a:a> TO <a:b>",
    "ADD <a:a> TO <a:b>",
]


@pytest.mark.parametrize("text", UPDATES)
def test_an_update_is_refused_with_its_cure(text: str) -> None:
    with pytest.raises(Refused, match="only reads"):
        prepare(Query(text), 1000)


def test_words_of_updates_are_no_matter_elsewhere() -> None:
    assert prepare(Query("SELECT ?load { ?load a 'INSERT' } # DROP ALL"), 1000).format == "json"


def test_a_text_past_the_limit_is_refused() -> None:
    with pytest.raises(TooLong):
        prepare(Query("ASK {}" + " " * 1000), 1000)


def test_the_length_counts_bytes() -> None:
    with pytest.raises(TooLong):
        prepare(Query("ASK { ?s ?p '" + "é" * 600 + "' }"), 1000)


def test_a_format_that_the_form_lacks_is_refused() -> None:
    with pytest.raises(NotOffered):
        prepare(Query("ASK {}", accept=("text/turtle",)), 1000)


def test_a_text_that_is_no_query_goes_to_the_parser_whatever_is_accepted() -> None:
    assert prepare(Query("SELEKT", accept=("text/turtle",)), 1000).text == "SELEKT"


def test_a_declared_prefix_wins_over_ours() -> None:
    assert prepare(Query("PREFIX id: <http://e/> ASK {}"), 1000).prefixes["id"] == "http://e/"


@pytest.mark.parametrize(
    "error",
    [
        BadSyntax("m", 1, 2),
        Refused("w", "c"),
        Failed("m"),
        Unreadable("m"),
        NotOffered("ASK", ("a/b",)),
        TooLong(1),
        TimedOut(1.5),
        OutOfMemory(1 << 20),
        TooLarge(1 << 20),
        Busy(3),
        Crashed("d"),
    ],
)
def test_every_error_survives_the_wire(error: QueryError) -> None:
    again = from_wire(error.as_wire())
    assert (type(again), str(again)) == (type(error), str(error))


@pytest.mark.parametrize(
    "query",
    [
        Query("ASK { ?s ?p '\ud800' }"),
        Query("ASK {}", base="http://e/\ud800"),
        Query("ASK {}", default_graphs=("http://e/\ud800",)),
        Query("ASK {}", named_graphs=("http://e/\ud800",)),
    ],
)
def test_half_a_surrogate_pair_goes_to_no_worker(query: Query) -> None:
    with pytest.raises(BadSyntax, match="surrogate"):
        prepare(query, 1000)
