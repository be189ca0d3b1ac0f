"""Loader of the gazetteer GeoNames: states, counties and towns of the United States, with their coordinates."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from graph.model.ids import slug
from graph.model.statements import EntityRef, Value
from loaders.core.amounts import parse_amount
from loaders.core.loader import Card
from loaders.core.local_ids import file_slug
from loaders.core.record_writer import Edition, RecordWriter
from loaders.core.text_cleaning import clean_name
from loaders.geography.states import STATES
from loaders.geography.towns import town_key_and_label
from loaders.readers.input_files import ForeignRecord, RecordFile, RecordRefused
from loaders.readers.text_decoding import decode_utf8

COLUMNS = 19
COUNTRY_ID = "united-states"
_COUNTRY, _STATE, _COUNTY, _TERRITORY, _TOWN = "PCLI", "ADM1", "ADM2", "PCLD", "P"
_DIGITS = 3
"""Digits of a latitude or longitude before the point."""


class Feature(NamedTuple):
    """The columns of one line that are read. `kind` is the feature code, or `P` for every populated place."""

    geonames: str
    name: str
    latitude: str
    longitude: str
    kind: str
    country: str
    state: str
    county: str


class Gazetteer(NamedTuple):
    """The places of one file."""

    features: tuple[Feature, ...]
    file: RecordFile

    @property
    def source_id(self) -> str:
        """`us-geonames-us`, from the name of the file."""
        return f"us-geonames-{file_slug(self.file)}"

    @property
    def edition(self) -> Edition:
        """All files of one name are one record; that with the most places wins."""
        return Edition(f"{len(self.features):09}", 0, self.file.sha256)


class GeoNames:
    """Reads files in the layout of the dumps of GeoNames: one place a line, columns separated by tabs."""

    card = Card(
        name="geonames",
        title="GeoNames, places of the United States",
        publisher="GeoNames",
        licence="CC-BY-4.0",
        url="https://download.geonames.org/export/dump/",
        how_to_get="Download US.zip from the address of this card and unpack US.txt; lines of classes A and P suffice.",
        largest_file=1024 * 1024 * 1024,
        last_checked=date(2026, 11, 30),
        filled={"state of a town": 0.9},
    )

    def rows(self, file: RecordFile, writer: RecordWriter) -> Iterator[Gazetteer]:
        """All places of a file as one record. Raises RecordRefused or ForeignRecord."""
        lines = list(_lines(file))
        features = tuple(filter(None, map(_feature, lines)))
        if not features:
            raise RecordRefused("the file has no state, county or town of the United States")
        writer.tally["lines"] += len(lines)
        yield Gazetteer(features, file)

    def read(self, row: Gazetteer, writer: RecordWriter) -> None:
        """Write the country, then states, counties and towns, each in what it lies in."""
        writer.add_source(
            row.source_id, self.card, title=f"GeoNames, places of the United States ({row.file.stem})", tier=1
        )
        country = writer.add_actor(COUNTRY_ID, "place", **_country(row.features))
        states = _write_states(row.features, country, writer)
        counties = _write_counties(row.features, states, writer)
        _write_towns(row.features, states, counties, writer)


def _lines(file: RecordFile) -> Iterator[list[str]]:
    for number, line in enumerate(decode_utf8(file.data).splitlines(), 1):
        cells = line.split("\t")
        if len(cells) != COLUMNS:
            text = f"line {number} has {len(cells)} columns, not the {COLUMNS} of a dump of GeoNames"
            raise ForeignRecord(text) if number == 1 else RecordRefused(text)
        yield cells


def _feature(cells: list[str]) -> Feature | None:
    """The place of a line; None for a mountain, a river, or a place elsewhere."""
    geonames, name, _, _, latitude, longitude, feature_class, code, country, _, state, county, *_ = cells
    kind = _TOWN if feature_class == "P" else code
    if kind == _TERRITORY and country in STATES:
        return Feature(geonames, name, latitude, longitude, _STATE, country, country, "")
    if country != "US" or kind not in (_COUNTRY, _STATE, _COUNTY, _TOWN) or (kind != _COUNTRY and state not in STATES):
        return None
    return Feature(geonames, name, latitude, longitude, kind, country, state, county)


def _country(features: tuple[Feature, ...]) -> Mapping[str, Value | None]:
    known = next((feature for feature in features if feature.kind == _COUNTRY), None)
    return {"name": "United States", **(_properties(known) if known else {})}


def _write_states(features: tuple[Feature, ...], country: EntityRef, writer: RecordWriter) -> Mapping[str, EntityRef]:
    """The states and territories by postal code."""
    states = {}
    for feature in features:
        if feature.kind == _STATE:
            name, code = STATES[feature.state], feature.state
            states[code] = writer.add_actor(f"us-state-{code}", "place", name=name, usps=code, **_properties(feature))
            writer.add_tie(states[code], "located_in", country)
            writer.tally["states"] += 1
    return states


def _write_counties(
    features: tuple[Feature, ...], states: Mapping[str, EntityRef], writer: RecordWriter
) -> Mapping[tuple[str, str], EntityRef]:
    """The counties by the postal code of the state and their own code."""
    counties = {}
    for feature in features:
        if feature.kind == _COUNTY and (known := clean_name(writer, feature.name)) and feature.state in states:
            key = f"us-county-{feature.state.lower()}-{slug(known)[:80].strip('-')}"
            name = f"{known}, {STATES[feature.state]}"
            county = writer.add_actor(key, "place", name=name, **_properties(feature))
            writer.add_tie(county, "located_in", states[feature.state])
            counties[feature.state, feature.county] = county
            writer.tally["counties"] += 1
    return counties


def _write_towns(
    features: tuple[Feature, ...],
    states: Mapping[str, EntityRef],
    counties: Mapping[tuple[str, str], EntityRef],
    writer: RecordWriter,
) -> None:
    """The towns, each in its county if that is known, else in its state. Namesakes in one state are left out."""
    towns = [feature for feature in features if feature.kind == _TOWN]
    often = Counter((feature.state, slug(feature.name)) for feature in towns)
    for feature in towns:
        known = clean_name(writer, feature.name)
        if known is None or not slug(known) or often[feature.state, slug(feature.name)] > 1:
            continue
        key, label = town_key_and_label(known, feature.state)
        around = counties.get((feature.state, feature.county)) or states.get(feature.state)
        writer.count_value("state of a town", around)
        place = writer.add_actor(key, "place", name=label, **_properties(feature))
        if around:
            writer.add_tie(place, "located_in", around)
        writer.tally["towns"] += 1
    if namesakes := sum(count for count in often.values() if count > 1):
        writer.note(f"{namesakes:,} towns have the name of another one in their state: they were not read")


def _properties(feature: Feature) -> dict[str, Value | None]:
    return {
        "geonames": feature.geonames,
        "latitude": _degrees(feature.latitude),
        "longitude": _degrees(feature.longitude),
    }


def _degrees(text: str) -> int | Decimal | None:
    return parse_amount(text, digits=_DIGITS, decimals=6, largest=180)
