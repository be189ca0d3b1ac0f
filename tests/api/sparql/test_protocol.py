"""The rules of the SPARQL 1.1 Protocol, query side, one by one."""

from __future__ import annotations

import gzip
from urllib.parse import quote, urlencode

import pytest

from tests.api.sparql.server import JSON, Served

ASK = "ASK { ?who rg:apprenticeAt id:cut50 }"
FORM = "application/x-www-form-urlencoded"
QUERY = "application/sparql-query"


def literal(text: str) -> str:
    return f'SELECT ("{text}" AS ?x) {{}}'


def test_a_query_is_asked_by_get_by_form_and_as_a_body(served: Served) -> None:
    by_get = served.ask(ASK)
    by_form = served.post(urlencode({"query": ASK}), FORM)
    as_body = served.post(ASK, QUERY)
    assert by_get.json["boolean"] is True
    assert by_get.body == by_form.body == as_body.body
    assert {reply.status for reply in (by_get, by_form, as_body)} == {200}


@pytest.mark.parametrize("media_type", [f"{FORM}; charset=UTF-8", f"{FORM};charset=utf8", FORM.upper()])
def test_the_media_type_may_say_utf8_and_shout(served: Served, media_type: str) -> None:
    assert served.post(urlencode({"query": ASK}), media_type).status == 200
    assert served.post(ASK, media_type.lower().replace(FORM, QUERY)).status == 200


@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_a_trailing_slash_is_the_same_address(served: Served, path: str) -> None:
    assert served.get(f"{path}?{urlencode({'query': ASK})}", JSON).status == 200
    assert served.post(ASK, QUERY, path=path).status == 200
    assert served.get(path, "text/turtle").status == 200


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("a%2Fb", "a%2Fb"),
        ("a+b", "a+b"),
        ("a&b=c;d", "a&b=c;d"),
        ("%25", "%25"),
        ("é 🕊️ 食べ物", "é 🕊️ 食べ物"),
        ("100%", "100%"),
        ("a%zz", "a%zz"),
        (r"\u00e9", "é"),
    ],
)
def test_what_is_sent_is_decoded_once(served: Served, text: str, meant: str) -> None:
    query = literal(text)
    replies = [served.ask(query), served.post(urlencode({"query": query}), FORM), served.post(query.encode(), QUERY)]
    assert [reply.rows for reply in replies] == [[{"x": meant}]] * 3


def test_letters_beyond_ascii_may_stand_bare_in_the_address(served: Served) -> None:
    path = "/sparql?query=" + quote(literal("é"), safe="é").replace("é", "\xc3\xa9")
    assert served.get(path, JSON).rows == [{"x": "é"}]


def test_a_null_byte_in_the_query_is_data_like_any(served: Served) -> None:
    assert served.ask("ASK { ?s ?p 'a\0b' }").status in (200, 400)


@pytest.mark.parametrize(
    "path", ["/sparql?query=ASK%7B%7D&query=ASK%7B%7D", "/sparql?query=ASK%7B%7D&query=", "/sparql?query&query"]
)
def test_two_queries_in_the_address_are_refused(served: Served, path: str) -> None:
    reply = served.get(path, JSON)
    assert reply.status == 400
    assert "query parameters" in reply.json["detail"]


def test_two_queries_in_a_form_or_in_body_and_address_are_refused(served: Served) -> None:
    address = f"/sparql?{urlencode({'query': ASK})}"
    assert served.post(urlencode([("query", ASK), ("query", ASK)]), FORM).status == 400
    assert served.post(urlencode({"query": ASK}), FORM, path=address).status == 400
    assert served.post(ASK, QUERY, path=address).status == 400


def test_two_timeouts_are_refused(served: Served) -> None:
    assert served.ask(ASK, JSON, timeout=["1", "2"]).status == 400


@pytest.mark.parametrize(
    "media_type",
    [None, "text/plain", "application/json", "multipart/form-data; boundary=x", "application/sparql", "*/*", ""],
)
def test_other_media_types_are_refused_and_the_right_ones_named(served: Served, media_type: str | None) -> None:
    reply = served.post(urlencode({"query": ASK}), media_type)
    assert reply.status == 415
    assert FORM in reply.headers["accept-post"]
    assert QUERY in reply.json["detail"]


@pytest.mark.parametrize("charset", ["UTF-16", "latin-1", "utf-7"])
@pytest.mark.parametrize("media_type", [FORM, QUERY])
def test_other_charsets_are_refused(served: Served, media_type: str, charset: str) -> None:
    assert served.post(ASK, f"{media_type}; charset={charset}").status == 415


def test_a_compressed_body_is_refused(served: Served) -> None:
    headers = {"Content-Type": QUERY, "Content-Encoding": "gzip"}
    assert served.request("POST", "/sparql", gzip.compress(ASK.encode()), headers).status == 415


@pytest.mark.parametrize("body", [ASK.encode("utf-16"), b"ASK { ?s ?p '\xff' }"])
def test_a_body_that_is_not_utf8_is_refused(served: Served, body: bytes) -> None:
    assert served.post(body, QUERY).status == 400
    assert served.post(b"query=" + body, FORM).status == 400
    assert served.get("/sparql?query=ASK%7B%3Fs%20%3Fp%20'%FF'%7D").status == 400


def test_a_mark_of_byte_order_is_no_part_of_the_query(served: Served) -> None:
    assert served.post(ASK.encode("utf-8-sig"), QUERY).status == 200


@pytest.mark.parametrize(("body", "media_type"), [("", FORM), ("", QUERY), ("default-graph-uri=http://e/", FORM)])
def test_a_post_without_a_query_is_refused(served: Served, body: str, media_type: str) -> None:
    assert served.post(body, media_type).status == 400


@pytest.mark.parametrize("parameter", ["default-graph-uri=http://e/", "timeout=1", "format=csv"])
def test_parameters_of_a_query_without_one_are_refused(served: Served, parameter: str) -> None:
    assert served.get(f"/sparql?{parameter}").status == 400


def test_parameters_that_nobody_knows_are_passed_over(served: Served) -> None:
    assert served.ask(ASK, JSON, results="json", output="json", debug="on", should_sponge="").status == 200


def test_one_graph_or_more_may_be_chosen(served: Served) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    found = served.ask("SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g ORDER BY ?n LIMIT 2").rows
    one, other = found
    assert served.ask(count, JSON, default_graph_uri=one["g"]).rows == [{"n": one["n"]}]
    both = served.ask(count, JSON, default_graph_uri=[one["g"], other["g"]]).rows
    assert 0 < int(both[0]["n"]) <= int(one["n"]) + int(other["n"])
    named = served.ask("SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }", JSON, named_graph_uri=other["g"]).rows
    assert named == [{"g": other["g"]}]
    form = urlencode({"query": count, "default-graph-uri": one["g"]})
    assert served.post(form, FORM).rows == [{"n": one["n"]}]
    path = f"/sparql?{urlencode({'default-graph-uri': one['g']})}"
    assert served.post(count, QUERY, path=path).rows == [{"n": one["n"]}]


def test_the_graphs_beside_the_query_win_over_from(served: Served) -> None:
    query = "SELECT (COUNT(*) AS ?n) FROM <http://e/none> { ?s ?p ?o }"
    assert served.ask(query).rows == [{"n": "0"}]
    assert served.ask(query, JSON, default_graph_uri="https://w3id.org/reentry-graph/graph/sources").rows != [
        {"n": "0"}
    ]


@pytest.mark.parametrize("name", ["default_graph_uri", "named_graph_uri"])
@pytest.mark.parametrize("value", ["relative", "/x", "//host/x", "http://a b/", "http://e/<>", "1:x", "http://e/é\n"])
def test_what_is_no_absolute_iri_names_no_graph(served: Served, name: str, value: str) -> None:
    reply = served.ask(ASK, JSON, **{name: value})
    assert reply.status == 400
    assert name.replace("_", "-") in reply.json["detail"]


@pytest.mark.parametrize("value", ["urn:x", "http://e/é", "mailto:a@b", "http://[::1]/", "file:///etc/passwd"])
def test_an_unknown_graph_is_empty(served: Served, value: str) -> None:
    assert served.ask("ASK { ?s ?p ?o }", JSON, default_graph_uri=value).json["boolean"] is False
    assert served.ask("ASK { GRAPH ?g { ?s ?p ?o } }", JSON, named_graph_uri=value).json["boolean"] is False


@pytest.mark.parametrize("value", ["0", "-1", "nan", "inf", "x", "", "1s"])
def test_a_timeout_is_a_number_of_seconds_above_zero(served: Served, value: str) -> None:
    assert served.ask(ASK, JSON, timeout=value).status == 400


@pytest.mark.parametrize("value", ["1", "0.5", "3600", "1e3"])
def test_a_timeout_may_be_given(served: Served, value: str) -> None:
    assert served.ask(ASK, JSON, timeout=value).status == 200


@pytest.mark.parametrize(
    "update",
    [
        "DROP ALL",
        "insert data { <urn:a> <urn:b> <urn:c> }",
        "LOAD <http://127.0.0.1:9/>",
        "PREFIX x: <urn:x> # c\nCLEAR DEFAULT",
        "WITH <urn:g> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_updates_are_refused_in_every_way(served: Served, update: str) -> None:
    replies = [
        served.ask(update),
        served.post(update, QUERY),
        served.post(urlencode({"update": update}), FORM),
        served.post(update, "application/sparql-update"),
        served.get(f"/sparql?{urlencode({'update': update})}"),
    ]
    assert [reply.status for reply in replies] == [403] * 5
    assert all("only reads" in reply.json["detail"] for reply in replies)


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "ASK { { SELECT * { OPTIONAL { service silent ?where { ?s ?p ?o } } } } }",
        r"ASK { \u0053ERVICE <http://127.0.0.1:9/> {} }",
    ],
)
def test_calls_to_others_are_refused(served: Served, query: str) -> None:
    reply = served.ask(query)
    assert reply.status == 403
    assert "never calls others" in reply.json["detail"]


@pytest.mark.parametrize(
    "query", ["ASK { # SERVICE <x> {}\n }", "ASK { ?s ?p 'SERVICE LOAD DROP' }", "ASK { ?service <urn:drop> ?load }"]
)
def test_words_that_mean_nothing_are_not_refused(served: Served, query: str) -> None:
    assert served.ask(query).status == 200


@pytest.mark.parametrize(
    ("query", "line", "column"),
    [("SELECT *\nWHERE { ?s ex:p ?o }", 2, 12), ("SELEKT * {}", 1, 1), ("", 1, 1), ("ASK { ?s ?p\n  ?o . }}", 2, 9)],
)
def test_a_syntax_error_is_told_with_its_place(served: Served, query: str, line: int, column: int) -> None:
    reply = served.ask(query)
    assert reply.status == 400
    assert (reply.json["line"], reply.json["column"]) == (line, column)
    assert f"line {line}, column {column}" in reply.json["detail"]


def test_a_relative_iri_is_one_of_ours(served: Served) -> None:
    assert served.ask("ASK { ?who <ontology#apprenticeAt> <id/cut50> }").json["boolean"] is True


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["/sparql", "/sparql/"])
def test_other_methods_are_refused(served: Served, method: str, path: str) -> None:
    reply = served.request(method, f"{path}?{urlencode({'query': ASK})}")
    assert reply.status == 405
    assert reply.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_every_refusal_is_a_problem_in_json(served: Served) -> None:
    replies = [
        served.ask("x"),
        served.ask("DROP ALL"),
        served.ask(ASK, "image/png"),
        served.post("", None),
        served.request("PUT", "/sparql"),
        served.get("/store"),
        served.get("/store?graph=urn:none"),
    ]
    assert [reply.status for reply in replies] == [400, 403, 406, 415, 405, 400, 404]
    for reply in replies:
        assert reply.headers["content-type"] == "application/problem+json"
        assert reply.headers["content-length"] == str(len(reply.body))
        assert {"type", "title", "status", "detail"} <= set(reply.json)


@pytest.mark.parametrize(
    "prologue",
    [
        "BASE <https://w3id.org/reentry-graph/> PREFIX x: <id/>",
        "BASE <https://w3id.org/reentry-graph/id/> PREFIX x: <>",
        "BASE <https://w3id.org/reentry-graph/> BASE <id/> PREFIX x: <>",
        "PREFIX x: <id/>",
    ],
)
@pytest.mark.parametrize("way", ["get", "form", "body"])
def test_a_relative_prefix_is_resolved_against_the_base(served: Served, prologue: str, way: str) -> None:
    query = f"{prologue} SELECT * {{ x:cut50 a ?t }}"
    reply = {
        "get": lambda: served.ask(query),
        "form": lambda: served.post(urlencode({"query": query}), FORM),
        "body": lambda: served.post(query, QUERY),
    }[way]()
    assert reply.status == 200
    assert reply.rows == served.ask("SELECT * { id:cut50 a ?t }").rows != []


def test_relative_iris_name_the_same_things_in_patterns_and_in_from(served: Served) -> None:
    base = "BASE <https://w3id.org/reentry-graph/>"
    assert served.ask(f"{base} SELECT * {{ <id/cut50> a ?t }}").rows == served.ask("SELECT * { id:cut50 a ?t }").rows
    counted = "SELECT (COUNT(*) AS ?n) FROM <+sources> FROM <+ontology> { ?s ?p ?o }"
    relative = served.ask(f"{base} BASE <graph/> {counted.replace('+', '')}").rows
    absolute = served.ask(counted.replace("+", "https://w3id.org/reentry-graph/graph/")).rows
    assert relative == absolute != [{"n": "0"}]


@pytest.mark.parametrize(
    "query",
    [
        "BASE <http://example.org/x/>\nPREFIX : <>\nSELECT * { :x ?p ?v }",
        "BASE <http://e/x/> PREFIX : <#> SELECT * { :x ?p ?v }",
    ],
)
def test_the_queries_of_the_w3c_with_an_empty_prefix_are_answered(served: Served, query: str) -> None:
    reply = served.ask(query)
    assert (reply.status, reply.rows) == (200, [])


EMPTY = ["default-graph-uri=", "named-graph-uri=", "default-graph-uri=&named-graph-uri=", "format="]


@pytest.mark.parametrize("empty", EMPTY)
@pytest.mark.parametrize("way", ["get", "form", "body"])
def test_an_empty_parameter_is_not_given(served: Served, empty: str, way: str) -> None:
    query = "ASK { GRAPH ?g { ?s a ?t } ?s a ?t }"
    sent = f"{urlencode({'query': query})}&{empty}"
    reply = {
        "get": lambda: served.get(f"/sparql?{sent}"),
        "form": lambda: served.post(sent, FORM),
        "body": lambda: served.post(query, QUERY, path=f"/sparql?{empty}"),
    }[way]()
    assert (reply.status, reply.json["boolean"]) == (200, True)


def test_an_empty_graph_beside_a_full_one_names_none(served: Served) -> None:
    graph = "https://w3id.org/reentry-graph/graph/sources"
    query = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    alone, beside = (served.ask(query, default_graph_uri=graphs).rows for graphs in ([graph], ["", graph]))
    assert alone == beside != [{"n": "0"}]
