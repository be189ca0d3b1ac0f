"""pyshacl on one graph. Run as a program, it checks one partition: JSON on stdin, problems as JSON on stdout."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Container, Iterable
from functools import lru_cache
from pathlib import Path

import pyoxigraph as ox
import pyshacl
from rdflib import RDF, SH, Graph, Literal, URIRef
from rdflib.term import Node

from graph.model.statements import Place, Problem
from graph.rdf import nquads
from graph.rdf.ontology import table_name, vocabulary
from graph.rdf.terms import ref_of
from graph.validation.partitions import Partition

_VALUES_SHOWN, _TEXT_SHOWN = 3, 60
_STRING = "http://www.w3.org/2001/XMLSchema#string"


@lru_cache(maxsize=1)
def shapes() -> Graph:
    """The shapes shipped with the project."""
    return Graph().parse(Path(__file__).with_name("shapes.ttl"))


def problems(partition: Partition, subclass_lines: Iterable[str] = ()) -> list[Problem]:
    """Problems of the nodes of a partition. `subclass_lines` are from the ontology."""
    graph = rdf_graph([*partition.lines, *partition.context, *subclass_lines])
    return graph_problems(graph, frozenset(partition.focus), partition.lines)


def graph_problems(graph: Graph, focus: Container[str] | None = None, lines: Iterable[str] = ()) -> list[Problem]:
    """Problems of a graph, or of some of its nodes. `lines` name the source of each statement."""
    conforms, report, _ = pyshacl.validate(graph, shacl_graph=shapes(), inference="none", inplace=True)
    if conforms:
        return []
    assert isinstance(report, Graph)
    results = report.subjects(RDF.type, SH.ValidationResult)
    violations = [(str(report.value(result, SH.focusNode)), result) for result in results]
    wrong = [(node, result) for node, result in violations if focus is None or node in focus]
    lines_by_node = _lines_by_node({node for node, _ in wrong}, lines)
    problems = {_problem(report, result, node, graph, lines_by_node.get(node, [])) for node, result in wrong}
    return sorted(problems, key=str)


def rdf_graph(lines: Iterable[str]) -> Graph:
    """N-Quads lines as one rdflib graph, whichever named graph they are in.

    Oxigraph parses them, since it is faster. A plain string must have no datatype, or it differs
    for rdflib from the plain strings of the shapes.
    """
    graph, iri = Graph(), lru_cache(maxsize=None)(URIRef)
    for quad in ox.parse("".join(lines), format=ox.RdfFormat.N_QUADS):
        assert isinstance(quad.subject, ox.NamedNode) and isinstance(quad.object, ox.NamedNode | ox.Literal)
        graph.add((iri(quad.subject.value), iri(quad.predicate.value), _node(quad.object, iri)))
    return graph


def _node(term: ox.NamedNode | ox.Literal, iri: Callable[[str], URIRef]) -> Node:
    if isinstance(term, ox.NamedNode):
        return iri(term.value)
    if term.language:
        return Literal(term.value, lang=term.language)
    return Literal(term.value, datatype=None if term.datatype.value == _STRING else iri(term.datatype.value))


def _lines_by_node(nodes: Container[str], lines: Iterable[str]) -> dict[str, list[str]]:
    """The lines of these nodes."""
    lines_by_node: dict[str, list[str]] = {}
    for line in lines:
        if (subject := nquads.iri_of(nquads.subject_of(line))) in nodes:
            lines_by_node.setdefault(subject, []).append(line)
    return lines_by_node


def _problem(report: Graph, result: Node, node: str, graph: Graph, lines: Iterable[str]) -> Problem:
    path = report.value(result, SH.resultPath)
    values = sorted(map(_value_text, graph.objects(URIRef(node), path))) if path else []
    of_path = [line for line in lines if line.startswith(nquads.beginning(node, str(path)))]
    graphs = (ref_of(nquads.iri_of(nquads.parse(line).graph)) for line in of_path or lines)
    sources = sorted({ref.key for ref in graphs if ref and ref.space == "source"})
    notes = [f"the {'value is' if len(values) == 1 else 'values are'} {_first_few(values)}"] if values else []
    notes += [f"stated by {_first_few(sources)}"] if sources else []
    text = f"{report.value(result, SH.resultMessage)} ({'; '.join(notes)})".removesuffix(" ()")
    return Problem(Place(_name(node), None, _column(str(path)) if path else None), text)


def _column(iri: str) -> str:
    """The name of the column for a property."""
    prop = vocabulary().property_of_iri.get(iri)
    return prop.name if prop else table_name(iri)


def _value_text(value: Node) -> str:
    if isinstance(value, Literal):
        text = str(value)
        return repr(text if len(text) <= _TEXT_SHOWN else text[:_TEXT_SHOWN] + "...")
    return _name(str(value))


def _first_few(texts: list[str]) -> str:
    more = len(texts) - _VALUES_SHOWN
    return ", ".join(texts[:_VALUES_SHOWN]) + (f" and {more:,} more" if more > 0 else "")


def _name(iri: str) -> str:
    """`tie/...` for a node of this project, else the IRI."""
    return str(ref_of(iri) or iri)


def main() -> None:
    """Check the partition on stdin; write its problems to stdout."""
    request = json.load(sys.stdin)
    result = problems(Partition(*request["partition"]), request["subclass_lines"])
    json.dump([[*problem.place, problem.text] for problem in result], sys.stdout)


if __name__ == "__main__":
    main()
