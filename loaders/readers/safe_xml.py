"""Untrusted XML, parsed without entities or network access."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import Any, cast

from lxml import etree

from loaders.readers.input_files import RecordFile, RecordRefused

_DECLARED = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOG_BYTES = 4096


def parse_xml(file: RecordFile) -> etree._Element:
    """The root element of a file. Raises RecordRefused if it is not well formed, or declares a document type.

    Document types declare entities, which can grow without end or read other files; no record needs one.
    """
    if _DECLARED.search(file.data, 0, _PROLOG_BYTES):
        raise RecordRefused(
            "the file declares a document type, which records of this kind never do: entities are not read"
        )
    try:
        root = etree.fromstring(file.data, _parser())
    except etree.XMLSyntaxError as error:
        raise RecordRefused(f"this is not well-formed XML: {error.msg}") from error
    except (ValueError, LookupError) as error:
        raise RecordRefused(f"this cannot be read as XML: {error}") from error
    if _doctype(root):
        raise RecordRefused(
            "the file declares a document type, which records of this kind never do: entities are not read"
        )
    return root


def looks_like_xml(file: RecordFile) -> bool:
    """Whether a file is meant to be XML, by its name or its first character."""
    return file.name[-4:].lower() == ".xml" or file.data[:_PROLOG_BYTES].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<"


def children(element: etree._Element | None) -> dict[str, etree._Element]:
    """The children by tag; of a repeated tag, the last. Empty for None."""
    return {child.tag: child for child in element} if element is not None else {}


def child_texts(element: etree._Element) -> dict[str, str]:
    """The stripped texts of the children by tag; of a repeated tag, the last."""
    return {child.tag: text.strip() for child in element if (text := child.text)}


def selection(path: str) -> Callable[[etree._Element], list[etree._Element]]:
    """An XPath expression, compiled, that selects elements below one."""
    compiled: Callable[[etree._Element], list[etree._Element]] = cast("Any", etree.XPath(path))
    return compiled


def text_selection(path: str) -> Callable[[etree._Element], list[str]]:
    """An XPath expression, compiled, that selects texts below an element."""
    compiled: Callable[[etree._Element], list[str]] = cast("Any", etree.XPath(path, smart_strings=False))
    return compiled


def _doctype(root: etree._Element) -> str:
    info: Any = root.getroottree().docinfo
    return str(info.doctype)


@cache
def _parser() -> etree.XMLParser:
    """One parser for all files; lxml lets one thread at a time use it."""
    return etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,  # a sixth faster: no nodes for the line breaks between elements
    )
