"""Answers kept for the next who asks the same."""

from __future__ import annotations

import pytest

from graph.sparql.formats import Form
from graph.sparql.query import Query, prepare
from graph.sparql.result_cache import CachedResult, CacheKey, ResultCache, cache_key, normalised


def key(
    text: str,
    version: str = "000001",
    accept: tuple[str, ...] = (),
    default_graphs: tuple[str, ...] = (),
    named_graphs: tuple[str, ...] = (),
) -> CacheKey:
    return cache_key(version, prepare(Query(text, accept, default_graphs, named_graphs), 1 << 20))


def kept(size: int) -> CachedResult:
    return CachedResult(b"x" * size, Form.ASK, "json")


def test_an_answer_is_found_again() -> None:
    cache = ResultCache()
    cache.put(key("ASK {}"), kept(5))
    assert cache.get(key("ASK {}")) == kept(5)


@pytest.mark.parametrize(
    "other",
    [
        key("ASK { }"),
        key("ASK {}", version="000002"),
        key("ASK {}", accept=("csv",)),
        key("ASK {}", default_graphs=("http://e/g",)),
        key("ASK {}", named_graphs=("http://e/g",)),
    ],
)
def test_another_question_version_format_or_dataset_is_another_answer(other: CacheKey) -> None:
    cache = ResultCache()
    cache.put(key("ASK {}"), kept(5))
    assert cache.get(other) is None


def test_the_order_of_graphs_makes_no_difference() -> None:
    assert key("ASK {}", default_graphs=("a:a", "a:b")) == key("ASK {}", default_graphs=("a:b", "a:a", "a:b"))


def test_it_stays_within_its_bytes_and_drops_what_was_used_longest_ago() -> None:
    cache = ResultCache(total_bytes=4500, each_bytes=2000)
    for name in "abc":
        cache.put(key(f"ASK {{ <a:{name}> ?p ?o }}"), kept(1200))
        cache.get(key("ASK { <a:a> ?p ?o }"))
    held = [name for name in "abc" if cache.get(key(f"ASK {{ <a:{name}> ?p ?o }}"))]
    assert held == ["a", "c"]
    assert cache.size_bytes <= 4500


def test_a_large_answer_is_not_kept() -> None:
    cache = ResultCache(total_bytes=5000, each_bytes=1000)
    cache.put(key("ASK {}"), kept(1000))
    assert len(cache) == 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("SELECT  *\t{ ?s ?p ?o }", "SELECT * { ?s ?p ?o }"),
        ("\n  ASK {\r\n\r\n    ?s ?p ?o\n}\n", "ASK {\n?s ?p ?o\n}"),
        ("# who asks\nASK {}", "ASK {}"),
    ],
)
def test_layout_makes_no_difference(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ASK { ?s ?p 'a  b' }", "ASK { ?s ?p 'a b' }"),
        ("ASK { ?s ?p '''a\n b''' }", "ASK { ?s ?p '''a\nb''' }"),
        ('ASK { ?s ?p """a\n# b""" }', 'ASK { ?s ?p """a\n""" }'),
        ("ASK { ?s ?p\n?o }", "ASK { ?s ?p?o }"),
        ("ASK { ?s ?p ?o } # a\n", "ASK { ?s ?p ?o # a\n}"),
    ],
)
def test_what_may_mean_something_makes_a_difference(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)
