"""Actors and ties as rows of a table, for people who work in spreadsheets.

What a reader looks at first stands first: names, wording, dates, money. Then what it rests on: sources with titles and
addresses, receipts. Ids stand last. Several values in one cell are parted by "; ". Every row carries the version of the
data and the licence, so that a row that is copied elsewhere still says where it comes from.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, TypeAlias

from graph.export.writing import attributes, colours, file_metadata
from graph.export.writing.escaping import printable
from graph.export.writing.exporter import Attributes, Sources, notes

if TYPE_CHECKING:
    from graph.index.subgraph import Subgraph

    Cell: TypeAlias = str | int | Decimal | None
    Row: TypeAlias = list[Cell]

TIE_COLUMNS = (
    *("from_name", "relation", "to_name", "roles", "start", "end", "attested", "certainty"),
    *("amount", "currency", "amount_hedge", "cumulative"),
    *("quantity", "unit", "quantity_hedge"),
    *("claim_status", "notes", "source_titles", "source_urls", "receipts", "conflicts"),
    *("from_kind", "to_kind", "relation_id", "inverse_relation", "first_possible_day", "last_possible_day"),
    *("source_ids", "from_id", "to_id", "tie_id", "tie_page", "data_version", "licence"),
)
ACTOR_COLUMNS = (
    *("name", "kind", "also_known_as", "description", "ties", "identifiers", "source_titles", "source_urls"),
    *("kind_id", "source_ids", "actor_id", "actor_page", "data_version", "licence"),
)
SOURCE_COLUMNS = (
    *("title", "publisher", "author", "published", "tier", "url", "ties", "actors"),
    *("source_id", "source_page", "data_version", "licence"),
)


def tie_rows(subgraph: Subgraph, sources: Sources) -> Iterator[Row]:
    """One row a tie, in the order of `TIE_COLUMNS`. `sources` gives titles and addresses where it knows them."""
    for origin, target, tie_id, tie in subgraph.ties():
        yield [
            *_texts(subgraph.actor(origin)["name"], tie["label"], subgraph.actor(target)["name"], joined(tie["roles"])),
            *_texts(tie["start"], tie["end"], joined(tie["attested"]), tie.get("certainty")),
            *(tie["amount"], _text(tie["currency"]), tie["amount_hedge"], "yes" if tie["cumulative"] else None),
            *(tie["quantity"], _text(tie["unit"]), tie["quantity_hedge"]),
            *_texts(tie["claim_status"], joined(notes(tie)), *_named(tie["sources"], sources)),
            *_texts(joined(_receipt(each) for each in tie["receipts"]), joined(tie["conflicts"])),
            *_texts(*(colours.look(subgraph.actor(end)["kind"]).label for end in (origin, target))),
            *_texts(tie["kind"], tie["inverse_label"], tie["valid_from"], tie["valid_until"]),
            *_texts(joined(tie["sources"]), origin, target, tie_id, file_metadata.TIE_BASE + tie_id),
            *_provenance(subgraph),
        ]


def actor_rows(subgraph: Subgraph, sources: Sources) -> Iterator[Row]:
    """One row an actor, in the order of `ACTOR_COLUMNS`."""
    degrees = subgraph.degrees()
    for slug, actor in subgraph.actors():
        yield [
            *_texts(actor["name"], colours.look(actor["kind"]).label, joined(actor["alt_names"]), actor["description"]),
            degrees[slug],
            *_texts(joined(attributes.identifiers(actor)), *_named(actor["sources"], sources)),
            *_texts(actor["kind"], joined(actor["sources"]), slug, file_metadata.ACTOR_BASE + slug),
            *_provenance(subgraph),
        ]


def source_rows(subgraph: Subgraph, sources: Sources) -> Iterator[Row]:
    """One row for each source that these actors and ties rest on, in the order of `SOURCE_COLUMNS`."""
    ties = Counter(source for *_, tie in subgraph.ties() for source in tie["sources"])
    actors = Counter(source for _, actor in subgraph.actors() for source in actor["sources"])
    for key in sorted(ties | actors):
        known = sources.get(key, {})
        values = (known.get(name) for name in ("title", "publisher", "author", "published", "tier", "source_url"))
        yield [
            *(value if isinstance(value, int) else _text(value) for value in values),
            *(ties[key], actors[key], *_texts(key, file_metadata.SOURCE_BASE + key)),
            *_provenance(subgraph),
        ]


def joined(values: Iterable[str]) -> str:
    """Several values in one cell."""
    return "; ".join(values)


def _named(keys: Iterable[str], sources: Sources) -> tuple[str, str]:
    """Titles and addresses of sources; the id where there is no title, our own page where there is no address."""
    known = [(key, sources.get(key, {})) for key in keys]
    titles = joined(source.get("title") or key for key, source in known)
    return titles, joined(source.get("source_url") or file_metadata.SOURCE_BASE + key for key, source in known)


def _receipt(receipt: Attributes) -> str:
    details = ", ".join(receipt[name] for name in ("role", "locator", "note", "claim_status") if receipt[name])
    return f"{receipt['source']} ({details})" if details else str(receipt["source"])


def _provenance(subgraph: Subgraph) -> tuple[str, str]:
    return subgraph.version, file_metadata.LICENCE


def _texts(*values: str | None) -> Iterator[str | None]:
    return map(_text, values)


def _text(value: str | None) -> str | None:
    return printable(value) if value else None
