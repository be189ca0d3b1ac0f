"""All loaders by name. The module of a loader is imported when the loader is first used, so that `--help` is quick."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from graph.model.errors import ReentryError
from loaders.core.record_loader import RecordLoader

if TYPE_CHECKING:
    from loaders.rdf import Parse

CURATED = "curated"


class UnknownLoader(ReentryError, ValueError):
    """There is no loader of this name."""

    problem, status = "unknown-loader", 404


def _threesixtygiving(_: Parse | None) -> RecordLoader[Any]:
    from loaders.threesixtygiving.threesixtygiving_loader import ThreeSixtyGiving

    return ThreeSixtyGiving()


def _congress(_: Parse | None) -> RecordLoader[Any]:
    from loaders.congress.congress_loader import Congress

    return Congress()


def _geonames(_: Parse | None) -> RecordLoader[Any]:
    from loaders.geonames import GeoNames

    return GeoNames()


def _hsds(_: Parse | None) -> RecordLoader[Any]:
    from loaders.hsds import Hsds

    return Hsds()


def _irs_bmf(_: Parse | None) -> RecordLoader[Any]:
    from loaders.irs_bmf import IrsBmf

    return IrsBmf()


def _irs990(_: Parse | None) -> RecordLoader[Any]:
    from loaders.irs990.irs990_loader import Irs990

    return Irs990()


def _lda(_: Parse | None) -> RecordLoader[Any]:
    from loaders.lda.lda_loader import Lda

    return Lda()


def _littlesis(_: Parse | None) -> RecordLoader[Any]:
    from loaders.littlesis import LittleSis

    return LittleSis()


def _rdf(parse_rdf: Parse | None) -> RecordLoader[Any]:
    from loaders.rdf import Rdf

    if parse_rdf is None:
        raise ValueError("the loader of RDF needs a parser: give `parse_rdf`")
    return Rdf(parse_rdf)


# One function for each loader rather than module names as text: type checkers and import-linter follow the imports.
RECORD_LOADERS: dict[str, Callable[[Parse | None], RecordLoader[Any]]] = {
    "360giving": _threesixtygiving,
    "congress": _congress,
    "geonames": _geonames,
    "hsds": _hsds,
    "irs-bmf": _irs_bmf,
    "irs990": _irs990,
    "lda": _lda,
    "littlesis": _littlesis,
    "rdf": _rdf,
}
"""Makes each loader of public records from the RDF parser, which only that of RDF files needs."""


def names() -> list[str]:
    """The names of all loaders, sorted."""
    return sorted([CURATED, *RECORD_LOADERS])


def record_loader(name: str, parse_rdf: Parse | None = None) -> RecordLoader[Any]:
    """A loader of public records; raises UnknownLoader.

    Loaders know no RDF engine, so the caller passes the parser that the loader of RDF files reads with.
    """
    if name not in RECORD_LOADERS:
        raise UnknownLoader(f"there is no loader {name!r}; choose one of {', '.join(names())}")
    return RECORD_LOADERS[name](parse_rdf)
