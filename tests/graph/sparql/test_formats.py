"""Which format answers which form."""

from __future__ import annotations

import pytest

from graph.sparql.formats import GRAPHS, RESULTS, Form, choose_format, find_format, formats_for
from graph.sparql.query_errors import NotOffered


@pytest.mark.parametrize("form", Form)
def test_every_format_is_found_by_name_extension_and_media_type(form: Form) -> None:
    for one in formats_for(form):
        assert {find_format(asked, form) for asked in (one.name, one.extension, one.media_type)} == {one}


@pytest.mark.parametrize("table", [RESULTS, GRAPHS])
def test_no_two_formats_of_a_table_answer_to_one_media_type(table: tuple[object, ...]) -> None:
    types = [media_type for one in RESULTS if one in table for media_type in one.media_types]
    assert len(types) == len(set(types))


def test_the_first_accepted_format_that_fits_the_form_is_chosen() -> None:
    assert choose_format(("text/turtle", "text/csv", "json"), Form.SELECT).name == "csv"


def test_everything_accepted_gives_the_default() -> None:
    assert [choose_format((), Form.ASK).name, choose_format(("*/*",), Form.DESCRIBE).name] == ["json", "turtle"]


def test_plain_json_and_xml_mean_their_graph_formats_for_graphs() -> None:
    assert [choose_format((asked,), Form.CONSTRUCT).name for asked in ("json", "xml", "application/json")] == [
        "jsonld",
        "rdfxml",
        "jsonld",
    ]


def test_a_format_that_does_not_fit_names_those_that_do() -> None:
    with pytest.raises(NotOffered) as caught:
        choose_format(("text/turtle",), Form.SELECT)
    assert caught.value.offered == tuple(one.media_type for one in RESULTS)
