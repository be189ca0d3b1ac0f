"""The one list of export formats, by the ending of a file's name."""

from __future__ import annotations

from collections.abc import Mapping

from graph.export.csv_tables import ActorsCsvExporter, TiesCsvExporter
from graph.export.cx2 import Cx2Exporter
from graph.export.cytoscape import CytoscapeExporter
from graph.export.followthemoney import FollowTheMoneyExporter
from graph.export.gexf import GexfExporter
from graph.export.graphml import GraphmlExporter
from graph.export.graphology import GraphologyExporter
from graph.export.node_link import NodeLinkExporter
from graph.export.rdf_formats import JsonLdExporter, NquadsExporter, TrigExporter, TurtleExporter
from graph.export.svg import SvgExporter
from graph.export.writing.exporter import Exporter
from graph.export.xlsx import XlsxExporter

FORMATS: Mapping[str, type[Exporter]] = {
    "gexf": GexfExporter,
    "graphml": GraphmlExporter,
    "svg": SvgExporter,
    "csv": TiesCsvExporter,
    "ties.csv": TiesCsvExporter,
    "actors.csv": ActorsCsvExporter,
    "xlsx": XlsxExporter,
    "json": NodeLinkExporter,
    "graphology.json": GraphologyExporter,
    "cyjs": CytoscapeExporter,
    "cx2": Cx2Exporter,
    "ftm.json": FollowTheMoneyExporter,
    "ttl": TurtleExporter,
    "trig": TrigExporter,
    "nq": NquadsExporter,
    "jsonld": JsonLdExporter,
}
"""Ending, without the leading dot -> format, in the order in which they are offered."""
