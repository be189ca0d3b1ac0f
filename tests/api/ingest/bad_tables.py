"""A catalogue of what goes wrong in tables: how to do it, where it must be noticed, and what must be said."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tests.folders import Folder

HEADER = "source_id,url,title,publisher,author,published,tier\n"
TEN_MEGABYTES = "x" * 10_000_000
DATE, NUMBER, ID = "write YYYY, YYYY-MM or YYYY-MM-DD", "write digits alone", "use lower-case letters"
FORMULA, PLAIN, ADDRESS = "begin with a letter or digit", "write plain text", "begins with https:// or http://"


class Bad(NamedTuple):
    """How to spoil a folder, where that must be noticed, and a part of what must be said."""

    spoil: Callable[[Folder], object]
    place: str
    said: str


def cell(table: str, line: int, column: str, value: str, said: str) -> Bad:
    return Bad(lambda folder: folder.set(table, line, column, value), f"{table}.csv:{line}:{column}", said)


def running_total(cumulative: str, note: str, said: str) -> Bad:
    """A gift (line 4) in a table that has the optional column."""

    def spoil(folder: Folder) -> None:
        head, *rows = folder.rows("relations")
        folder.write("relations", [[*head, "cumulative"], *([*row, ""] for row in rows)])
        folder.set("relations", 4, "cumulative", cumulative)
        folder.set("relations", 4, "note", note)

    return Bad(spoil, "relations.csv:4:cumulative", said)


def hedge(column: str, value: str, said: str, *, amount: str = "250000") -> Bad:
    """A gift (line 4) in a table that has the columns for hedges."""

    def spoil(folder: Folder) -> None:
        head, *rows = folder.rows("relations")
        folder.write("relations", [[*head, "amount_hedge", "quantity_hedge"], *([*row, "", ""] for row in rows)])
        folder.set("relations", 4, "amount_usd", amount)
        folder.set("relations", 4, column, value)

    return Bad(spoil, f"relations.csv:4:{column}", said)


def text(table: str, change: Callable[[str], str], place: str, said: str) -> Bad:
    return Bad(lambda folder: folder.edit(table, change), place, said)


def raw(table: str, change: Callable[[bytes], bytes], place: str, said: str) -> Bad:
    def spoil(folder: Folder) -> None:
        folder.file(table).write_bytes(change(folder.file(table).read_bytes()))

    return Bad(spoil, place, said)


def swapped(table: str, make: Callable[[Path], object], place: str, said: str) -> Bad:
    def spoil(folder: Folder) -> None:
        folder.file(table).unlink()
        make(folder.file(table))

    return Bad(spoil, place, said)


def endless_link(path: Path) -> None:
    path.symlink_to(path.name)


def new_id(value: str, said: str = ID) -> Bad:
    return Bad(lambda folder: folder.copy("actors", 4, actor_id=value), "actors.csv:8:actor_id", said)


def header(old: str, new: str) -> Callable[[str], str]:
    return lambda content: content.replace(old, new, 1)


BAD = {
    # columns
    "a missing column": text("sources", header(",tier", ""), "sources.csv:1:tier", "the column is missing"),
    "an extra column": text("sources", header(",tier", ",tier,mood"), "sources.csv:1:mood", "delete it"),
    "a misspelt column": text("actors", header("alt_names", "alt_name"), "actors.csv:1:alt_name", "mean 'alt_names'?"),
    "a column twice": text("sources", header("tier", "tier,title"), "sources.csv:1:title", "delete one of them"),
    "a column without name": text("sources", header("tier", "tier,"), "sources.csv:1", "unknown column ''"),
    "a million columns": text("sources", header("tier", "tier" + ",x" * 10**6), "sources.csv:1", "must be source_id,"),
    "a header of control signs": text("sources", header("tier", "tier,\x1b[31m"), "sources.csv:1", "\\x1b"),
    "no header": text("sources", header(HEADER, ""), "sources.csv:1", "the first line must be source_id,url"),
    "semicolons": text("sources", lambda t: t.replace(",", ";"), "sources.csv:1", "save the table as CSV (comma"),
    "tabs": text("sources", lambda t: t.replace(",", "\t"), "sources.csv:1", "save the table as CSV (comma"),
    "too few cells": text("actors", lambda t: t + "x,person\n", "actors.csv:8", "add the missing commas"),
    "too many cells": text("actors", header(",Life coach,", ",Life, coach,"), "actors.csv:6", "between double quotes"),
    # files
    "an empty table": text("actors", lambda _: "", "actors.csv:1", "the table is empty"),
    "blank lines alone": text("actors", lambda _: "\n\n\n", "actors.csv:1", "the table is empty"),
    "a header alone": text("actors", lambda t: t.splitlines()[0] + "\n", "actors.csv:1", "a header and no rows"),
    "no table": swapped("actors", lambda _: None, "actors.csv", "there is no such file"),
    "a folder for a table": swapped("actors", Path.mkdir, "actors.csv", "this is not a file"),
    "a link to itself": swapped("actors", endless_link, "actors.csv", "this is not a file"),
    "a pipe for a table": swapped("actors", os.mkfifo, "actors.csv", "this is not a file"),
    "a table nobody can read": swapped(
        "actors", lambda path: path.symlink_to("/proc/self/mem"), "actors.csv", "cannot be read"
    ),
    # encoding and quoting
    "Latin-1": raw("actors", lambda b: b.decode().encode("latin-1"), "actors.csv:6", "(0xe9) is not UTF-8"),
    "UTF-16": raw("actors", lambda b: b.decode().encode("utf-16"), "actors.csv:1", "save it as CSV UTF-8"),
    "UTF-16 without mark": raw("actors", lambda b: b.decode().encode("utf-16-le"), "actors.csv:1", "is UTF-16"),
    "a lone surrogate": raw("actors", lambda b: b.replace(b"Life", b"\xed\xa0\x80"), "actors.csv:6", "is not UTF-8"),
    "a workbook": raw("actors", lambda _: b"PK\x03\x04\xff\xff" * 9, "actors.csv:1", "save the file as CSV UTF-8"),
    "an open quote": text("actors", header("Life coach", '"Life coach'), "actors.csv:6", "never closed"),
    "text after a quote": text("actors", header("Life coach", '"Life" coach'), "actors.csv:6", "inside a quoted cell"),
    # cells
    "a cell of ten megabytes": cell("relations", 4, "note", TEN_MEGABYTES, "at most 10,000"),
    "a long text": cell("relations", 4, "note", "x" * 3000, "at most 2,000"),
    "NUL": cell("relations", 4, "note", "a\0b", "U+0000"),
    "a control character": cell("relations", 4, "note", "a\x1b[31mb", "U+001B"),
    "a line break": cell("relations", 4, "note", "a\nb", "write it in one line"),
    "an invisible character": cell("relations", 4, "note", "a\u202eb", "U+202E"),
    "a lost character": cell("relations", 4, "note", "a\ufffdb", "U+FFFD"),
    "a formula": cell("relations", 4, "note", "=HYPERLINK(1)", FORMULA),
    "a formula with at": cell("actors", 4, "description", "@SUM(1)", FORMULA),
    "a formula with plus": cell("relations", 4, "amount_usd", "+250000", FORMULA),
    "a formula with minus": cell("relations", 4, "note", "-1+1", FORMULA),
    "a wide formula": cell("relations", 4, "note", "\uff1dA1", FORMULA),
    "a formula as second name": cell("actors", 2, "alt_names", "Kim K|=A1", FORMULA),
    "markup": cell("relations", 4, "note", "a <b>gift</b>", PLAIN),
    "open markup": cell("relations", 4, "note", "<img src=x onerror=alert(1)", PLAIN),
    "a character reference": cell("relations", 4, "note", "A &amp; B", PLAIN),
    "a stand-in for nothing": cell("sources", 2, "author", "N/A", "leave empty"),
    # dates
    "month 13": cell("relations", 2, "start", "2018-13", "a month from 01 to 12"),
    "30 February": cell("relations", 2, "start", "2018-02-30", "that month ends on the 28th"),
    "year 0": cell("relations", 2, "start", "0000", "a year from 1000 to 2999"),
    "a year of five digits": cell("relations", 2, "start", "20188", DATE),
    "a time": cell("relations", 2, "start", "2018-10-01T00:00", DATE),
    "a day first": cell("relations", 2, "start", "14/10/2018", DATE),
    "a spreadsheet's date": cell("relations", 2, "start", "Oct-18", DATE),
    "full-width digits": cell("relations", 2, "start", "\uff12\uff10\uff11\uff18", DATE),
    "a date of publication": cell("sources", 2, "published", "yesterday", DATE),
    "an end before the start": cell("relations", 8, "end", "2015", "comes before the start 2016"),
    # numbers
    "an exponent": cell("relations", 4, "amount_usd", "1e9", NUMBER),
    "thousands": cell("relations", 4, "amount_usd", "1,000", NUMBER),
    "a currency sign": cell("relations", 4, "amount_usd", "$5", NUMBER),
    "a number in words": cell("relations", 4, "amount_usd", "1 million", NUMBER),
    "Arabic digits": cell("relations", 4, "amount_usd", "\u0661\u0662", NUMBER),
    "a very long number": cell("relations", 4, "amount_usd", "9" * 5000, NUMBER),
    "infinity": cell("relations", 4, "amount_usd", "Infinity", NUMBER),
    "negative money": cell("relations", 4, "amount_usd", "-250000", "zero or more"),
    "a negative number": cell("relations", 11, "quantity", "-7000", "zero or more"),
    "tier 4": cell("sources", 2, "tier", "4", "write 1, 2 or 3"),
    "a number of nothing": cell("relations", 10, "unit", "", "Name in the column unit what is counted")._replace(
        place="relations.csv:10"
    ),
    "a running total that only the note mentions": running_total("", "nearly, Cumulative", "write yes in the column"),
    "a running total that is not yes": running_total("true", "", "write yes, or leave the cell empty"),
    "a note on a total in a table without the column": cell("relations", 4, "note", "cumulative", "write yes")._replace(
        place="relations.csv:4:cumulative"
    ),
    "a misspelt hedge": hedge("amount_hedge", "more then", "did you mean 'more than'?"),
    "a hedge of no amount": hedge("amount_hedge", "about", "Give the amount", amount=""),
    "a hedge of no quantity": hedge("quantity_hedge", "about", "leave the column quantity_hedge empty"),
    "an outcome without number": cell("relations", 11, "quantity", "", "needs a number")._replace(
        place="relations.csv:11"
    ),
    "an outcome of no type": cell("relations", 11, "outcome_type", "", "needs an outcome_type")._replace(
        place="relations.csv:11"
    ),
    "an outcome type on a tie": cell("relations", 4, "outcome_type", "result", "leave outcome_type empty"),
    # addresses
    "javascript:": cell("sources", 2, "url", "javascript:alert(1)", ADDRESS),
    "file:": cell("sources", 2, "url", "file:///etc/passwd", ADDRESS),
    "an address with a password": cell("sources", 2, "url", "https://a:b@c.example/", ADDRESS),
    "an address with a space": cell("sources", 2, "url", "https://a.example/b c", "write %20"),
    "an address with a bracket": cell("sources", 2, "url", "https://a.example/[b", "write %5B"),
    "an address with half an escape": cell("sources", 2, "url", "https://a.example/%zz", "write %25"),
    "a homepage": cell("actors", 3, "external_ids", "url=javascript:alert(1)", ADDRESS),
    # names
    "an unknown actor": cell("relations", 4, "object", "anti-recidivism", "did you mean 'anti-recidivism-coalition'?"),
    "an unknown source": cell("relations", 4, "source_id", "filing-2021", "did you mean 'filing-2020'?"),
    "an actor of an unknown source": cell("actors", 4, "source_id", "nobody", "add it to the table of sources"),
    "a misspelt relation": cell("relations", 4, "predicate", "donate_to", "did you mean 'donates_to'?"),
    "a relation in capitals": cell("relations", 4, "predicate", "Donates_To", "unknown relation"),
    "a misspelt kind": cell("actors", 4, "kind", "organisation", "did you mean 'organization'?"),
    "a misspelt status": cell("relations", 4, "claim_status", "statd", "did you mean 'stated'?"),
    "a misspelt outcome type": cell("relations", 11, "outcome_type", "outcome", "choose one of cost, goal"),
    "a misspelt identifier": cell("actors", 4, "external_ids", "eni=46-2131524", "did you mean 'ein'?"),
    "an identifier of another form": cell("actors", 4, "external_ids", "ein=462131524", "it must look like"),
    "an identifier without value": cell("actors", 4, "external_ids", "ein=", "is not key=value"),
    "a wrong kind at the beginning": cell("relations", 2, "subject", "first-step-act", "it goes from person"),
    "a wrong kind at the end": cell("relations", 2, "object", "first-step-act", "it goes to company, organization"),
    "an id in capitals": new_id("ARC"),
    "an id with a dash at the end": new_id("arc-"),
    "a very long id": new_id("a" * 200),
    "an id with a path": new_id("../arc"),
    "no id": new_id("", "must have a value"),
    "no name": cell("actors", 4, "name", "", "must have a value"),
    "no kind": cell("actors", 4, "kind", "", "must have a value"),
    "no relation": cell("relations", 4, "predicate", "", "must have a value"),
    "no object": cell("relations", 4, "object", "", "must have a value"),
    "no status": cell("relations", 4, "claim_status", "", "must have a value"),
    "no title": cell("sources", 2, "title", "", "must have a value"),
    "a tie to itself": cell("relations", 10, "object", "anti-recidivism-coalition", "name another actor"),
    "an actor twice": Bad(lambda f: f.copy("actors", 2), "actors.csv:8:actor_id", "is already in line 2"),
    "a source twice": Bad(lambda f: f.copy("sources", 2), "sources.csv:4:source_id", "give each row its own id"),
    "a relation id twice": Bad(lambda f: f.copy("relations", 2), "relations.csv:12:relation_id", "already in line 2"),
}  # fmt: skip
