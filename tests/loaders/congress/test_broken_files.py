"""Broken and hostile files: each is refused with a reason, or passed over, and says nothing."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from api.ingest.parallel_reading import record_results
from loaders.congress.congress_loader import Congress
from loaders.core.record_loader import Terms, read_records
from loaders.readers.input_files import RECORD_BYTES, RecordRefused, read_file
from tests.loaders.congress_samples import bill_status, read_text, reasons, roll_call, voter

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE billStatus [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True))
    + "]><billStatus><bill><title>&i;</title></bill></billStatus>"
)
QUADRATIC = f'<!DOCTYPE b [<!ENTITY a "{"x" * 50_000}">]><billStatus>{"&a;" * 50_000}</billStatus>'
EXTERNAL = '<!DOCTYPE b [<!ENTITY x SYSTEM "file:///etc/passwd">]><billStatus><bill>&x;</bill></billStatus>'
REMOTE = '<!DOCTYPE b SYSTEM "http://127.0.0.1:9/b.dtd"><billStatus><bill/></billStatus>'
PARAMETER = '<!DOCTYPE b [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p"> %p;]><billStatus/>'
HIDDEN = f"<?xml version='1.0'?>{' ' * 10_000}<!DOCTYPE b [<!ENTITY a 'b'>]><billStatus><bill/></billStatus>"
WHOLE = bill_status()
VOTES = roll_call({"Yea": [voter("S001")]})

REFUSED: dict[str, tuple[str, str | bytes, str]] = {
    "empty": ("a.xml", "", "the file is empty"),
    "blank": ("a.xml", " \n\n", "the file is empty"),
    "truncated": ("a.xml", WHOLE[:300], "not well-formed XML"),
    "cut in a sign": ("a.xml", WHOLE.replace("Small", "Smäll").encode().split(b"\xa4")[0], "not well-formed XML"),
    "two roots": ("a.xml", f"{WHOLE}<billStatus/>", "not well-formed XML"),
    "junk before": ("a.xml", f"junk{WHOLE}", "not well-formed XML"),
    "latin-1 that says UTF-8": ("a.xml", WHOLE.replace("Small", "Smäll").encode("latin-1"), "not well-formed XML"),
    "unknown encoding": ("a.xml", WHOLE.replace("UTF-8", "klingon"), "XML"),
    "a zero byte": ("a.xml", WHOLE.replace("Small", "Sm\0all"), "not well-formed XML"),
    "deep": ("a.xml", "<billStatus>" + "<a>" * 100_000, "not well-formed XML"),
    "billion laughs": ("a.xml", LAUGHS, "declares a document type"),
    "quadratic entities": ("a.xml", QUADRATIC, "declares a document type"),
    "an external entity": ("a.xml", EXTERNAL, "declares a document type"),
    "a remote document type": ("a.xml", REMOTE, "declares a document type"),
    "a parameter entity": ("a.xml", PARAMETER, "declares a document type"),
    "a document type far down": ("a.xml", HIDDEN, "declares a document type"),
    "a document type in UTF-16": ("a.xml", EXTERNAL.encode("utf-16"), "declares a document type"),
    "an undeclared entity": ("a.xml", WHOLE.replace("Small", "&small;"), "not well-formed XML"),
    "no bill inside": ("a.xml", "<billStatus><version>3.0.0</version></billStatus>", "contains no bill"),
    "no number": ("a.xml", WHOLE.replace("<billNumber>7</billNumber>", ""), "is not the number of a bill"),
    "a number with a path": ("a.xml", bill_status(number="../../7"), "is not the number of a bill"),
    "number zero": ("a.xml", bill_status(number="0"), "is not the number of a bill"),
    "wide digits": ("a.xml", bill_status(number="７"), "is not the number of a bill"),  # noqa: RUF001
    "an odd type": ("a.xml", bill_status(kind="TREATY"), "is not a type of bill"),
    "markup in a title": ("a.xml", WHOLE.replace("Small Act", "&lt;b&gt;Small&lt;/b&gt;"), "has markup"),
    "JSON cut off": ("a.json", VOTES[:200], "this is not JSON"),
    "JSON in latin-1": ("a.json", VOTES.replace("Baker", "Bäker").encode("latin-1"), "UTF-8"),
    "deep JSON": ("a.json", "[" * 200_000, "nested deeper"),
    "votes that are a list": ("a.json", VOTES.replace('"votes": {', '"votes": [], "x": {'), "has no votes"),
    "votes of nobody": ("a.json", roll_call({"Yea": []}), "has 0 votes"),
    "more votes than seats": ("a.json", roll_call({"Yea": [voter(f"S{n:03d}") for n in range(102)]}), "has 102 votes"),
    "a voter that is a number": ("a.json", roll_call({"Yea": [7]}), "is not that of a member"),
    "voters that are a text": ("a.json", roll_call({"Yea": "all"}), "are not a list"),  # type: ignore[dict-item]
    "a chamber that is none": ("a.json", roll_call({"Yea": [voter("S001")]}, chamber="x"), "is not a chamber"),
    "a vote without a date": ("a.json", roll_call({"Yea": [voter("S001")]}, date="soon"), "is not the date"),
    "a bill of an odd type": (
        "a.json",
        roll_call({"Yea": [voter("S001")]}, bill={"congress": 115, "type": "zz", "number": 1}),
        "is not a type of bill",
    ),
    "deep YAML": ("a.yaml", "[" * 200_000, "nested deeper"),
    "YAML that laughs": ("a.yaml", "a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "has aliases"),
    "YAML with a list as key": ("a.yaml", "? [a]\n: b\n", "is not text"),
    "YAML with a tab": ("a.yaml", "a:\n\t- b\n", "this is not YAML"),
    "a member without terms": ("a.json", json.dumps([{"id": {}, "name": {}, "terms": 7}]), "not a list of terms"),
    "a member that is a text": ("a.json", json.dumps([{"id": {}, "name": {}, "terms": []}, "x"]), "not a person"),
    "a ragged CSV": (
        "a.csv",
        "last_name,first_name,type,state,party,bioguide_id\nAble,Ann\n",
        "line 2 has 2 cells and the header 6",
    ),
    "a CSV with an open quote": (
        "a.csv",
        'last_name,first_name,type,state,party,bioguide_id\n"Able,Ann,rep,OH,Whig,A000001\n',
        "line 2 is not CSV",
    ),
    "a committee without a code": (
        "committees-current.yaml",
        "- {thomas_id: HSAG, name: A}\n- {name: B}\n",
        "not a committee",
    ),
}

FOREIGN: dict[str, tuple[str, str]] = {
    "a readme": ("README.md", "# Bills\n"),
    "another root": ("a.xml", "<html><body/></html>"),
    "other JSON": ("a.json", '{"hello": "world"}'),
    "an empty list": ("a.json", "[]"),
    "an amendment": ("data.json", '{"amendment_id": "samdt1-115", "votes": 1}'),
    "another table": ("a.csv", "a,b\n1,2\n"),
    "an unknown ending": ("a.bin", "\x7fELF"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_broken_file_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    file, text, reason = REFUSED[name]
    (tmp_path / file).write_bytes(text if isinstance(text, bytes) else text.encode())
    (result,) = record_results("congress", None, tmp_path / file)
    assert [(remark.what, remark.file) for remark in result.remarks] == [("refused", str(tmp_path / file))]
    assert reason in result.remarks[0].reason
    assert result.lines == b""


@pytest.mark.parametrize("name", FOREIGN)
def test_a_file_that_is_no_record_is_passed_over_with_a_reason(tmp_path: Path, name: str) -> None:
    file, text = FOREIGN[name]
    record = read_text(tmp_path, file, text)
    assert len(reasons(record, "foreign")) == 1
    assert record.statements == []


def test_a_file_in_utf_16_is_read(tmp_path: Path) -> None:
    record = read_text(tmp_path, "a.xml", WHOLE.replace("UTF-8", "UTF-16").encode("utf-16"))
    assert record.tally["bills"] == 1


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    assert read_text(tmp_path, "a.xml", b"\xef\xbb\xbf" + WHOLE.encode()).tally["bills"] == 1
    assert read_text(tmp_path, "a.json", b"\xef\xbb\xbf" + VOTES.encode()).tally["votes"] == 1


def test_comments_and_instructions_in_a_file_are_read_over(tmp_path: Path) -> None:
    text = WHOLE.replace("<title>Small", "<!-- x --><?do it?><title>Small<!-- y -->")
    assert read_text(tmp_path, "a.xml", text).tally["title of a bill: given"] == 1


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed(tmp_path: Path) -> None:
    file = tmp_path / "a.xml"
    with file.open("wb") as out:
        out.truncate(RECORD_BYTES + 1)
    with pytest.raises(RecordRefused, match="larger than 64 MiB"):
        read_file(file)


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    pipe = tmp_path / "a.xml"
    os.mkfifo(pipe)
    (record,) = read_records(Congress(), pipe, Terms())
    assert reasons(record) == ["this is not a regular file"]


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    (record,) = read_records(Congress(), tmp_path / "gone.xml", Terms())
    assert "cannot be read" in reasons(record)[0]
