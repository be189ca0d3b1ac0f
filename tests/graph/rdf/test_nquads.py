"""The codec of lines against the parser and the serializer of Oxigraph."""

from __future__ import annotations

import re
from itertools import pairwise
from random import Random

import pyoxigraph as ox
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from graph.rdf import nquads
from graph.rdf.nquads import NQuad

N_QUADS = ox.RdfFormat.N_QUADS
IRIS = st.sampled_from(
    ["https://a.example/x", "https://a.example/x-1", "https://a.example/é?q=1#a", "urn:a:b"],
).map(ox.NamedNode)
BLANKS = st.from_regex(r"[a-z][a-z0-9.]{0,3}[a-z0-9]", fullmatch=True).map(ox.BlankNode)
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(
    [
        " <a> .\n",
        '" <',
        "\\",
        "\n",
        '"^^<https://a.example/x> .',
        "a <b>",
        'a "b"',
        " )>>",
        "_:b .",
        "a _:b",
        '\\" @en',
    ],
)
LITERALS = (
    TEXTS.map(ox.Literal)
    | st.builds(lambda text, tag: ox.Literal(text, language=tag), TEXTS, st.sampled_from(["en", "de-ch", "x-a"]))
    | st.builds(lambda text, iri: ox.Literal(text, datatype=iri), TEXTS, IRIS)
    | st.integers().map(ox.Literal)
)
TRIPLES = st.builds(ox.Triple, IRIS | BLANKS, IRIS, IRIS | BLANKS | LITERALS)
QUADS = st.builds(
    ox.Quad, IRIS | BLANKS, IRIS, IRIS | BLANKS | LITERALS | TRIPLES, IRIS | BLANKS | st.just(ox.DefaultGraph())
)
LISTS = st.lists(QUADS, max_size=20)


def written(quad: ox.Quad) -> str:
    """The line that Oxigraph writes."""
    data = ox.serialize([quad], format=N_QUADS)
    assert data is not None
    return data.decode()


def text(term: object) -> str:
    """A term as it stands in a line; `str` leaves out the brackets around a triple."""
    if isinstance(term, ox.Triple):
        return f"<<( {term} )>>"
    return "" if isinstance(term, ox.DefaultGraph) else str(term)


@given(QUADS)
def test_a_line_is_taken_apart_as_oxigraph_wrote_it(quad: ox.Quad) -> None:
    expected = NQuad(str(quad.subject), str(quad.predicate), text(quad.object), text(quad.graph_name))
    assert nquads.parse(written(quad)) == expected


@given(QUADS)
def test_a_line_is_written_as_oxigraph_writes_it(quad: ox.Quad) -> None:
    parts = NQuad(str(quad.subject), str(quad.predicate), text(quad.object), text(quad.graph_name))
    assert parts.line == written(quad)
    assert parts.triple == written(ox.Quad(*quad.triple))


@given(QUADS)
def test_a_line_that_was_taken_apart_and_written_again_is_the_same(quad: ox.Quad) -> None:
    assert nquads.parse(written(quad)).line == written(quad)


@given(QUADS)
def test_the_subject_and_the_beginning_are_those_of_the_whole_line(quad: ox.Quad) -> None:
    line = written(quad)
    assert nquads.subject_of(line) == nquads.parse(line).subject
    if isinstance(quad.subject, ox.NamedNode):
        assert line.startswith(nquads.beginning(quad.subject.value, quad.predicate.value))


@given(QUADS)
def test_only_an_iri_has_an_iri(quad: ox.Quad) -> None:
    for term in (quad.subject, quad.predicate, quad.object, quad.graph_name):
        expected = term.value if isinstance(term, ox.NamedNode) else ""
        assert nquads.iri_of(text(term)) == expected
        assert not expected or nquads.iri_term(expected) == str(term)


@given(LITERALS)
@example(ox.Literal("\0\x01\x7f\ufffe\U0001ffff"))
def test_a_literal_gives_its_text_its_datatype_and_its_language(literal: ox.Literal) -> None:
    plain = literal.datatype.value.rpartition("#")[2] in ("string", "langString")
    expected = (literal.value, "" if plain else literal.datatype.value, literal.language or "")
    assert nquads.literal_parts(str(literal)) == expected


def test_escapes_that_oxigraph_reads_and_does_not_write_are_read() -> None:
    term = r'"\u00e9\U0001F600\'\t"'
    (quad,) = ox.parse(f"<a:s> <a:p> {term} .", format=N_QUADS)
    assert nquads.literal_parts(term).text == quad.object.value == "é😀'\t"


@pytest.mark.parametrize("line", ["", "\n", "<a:s> <a:p> <a:o> .", "<a:s> <a:p>\n", "# a comment\n", "<a:s> .\n"])
def test_what_is_no_line_is_refused_with_its_beginning(line: str) -> None:
    with pytest.raises(ValueError, match=re.escape(repr(line))):
        nquads.parse(line)


@pytest.mark.parametrize("term", ["<a:s>", "_:b", "", "7"])
def test_what_is_no_literal_is_refused(term: str) -> None:
    with pytest.raises(ValueError, match="is not a literal"):
        nquads.literal_parts(term)


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_quads_leaves_no_trace(quads: list[ox.Quad], random: Random) -> None:
    shuffled = [*quads, *quads]
    random.shuffle(shuffled)
    assert nquads.lines(shuffled) == nquads.lines(quads)


@given(LISTS)
def test_each_quad_is_one_line_that_gives_it_back(quads: list[ox.Quad]) -> None:
    lines = nquads.lines(quads)
    assert len(lines) == len(set(quads))
    assert set(nquads.quads(iter(lines))) == set(quads)


@given(LISTS)
def test_triples_that_several_graphs_hold_stand_beside_each_other(quads: list[ox.Quad]) -> None:
    triples = [nquads.parse(line).triple for line in nquads.lines(quads)]
    changes = sum(one != other for one, other in pairwise(triples))
    assert changes + bool(triples) == len(set(triples))
