from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model.statements import EntityRef, Place
from loaders.core.loader import Cell, LeftoverColumns, StatementWriter
from loaders.core.strict_csv import CELL_LENGTH, Row, formula_problem, read_table
from loaders.readers.input_files import printable_path

COLUMNS = ("id", "name", "note")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("tables")


def read(folder: Path, data: str | bytes, space: str | None = "id") -> tuple[list[Row], StatementWriter]:
    path, writer = folder / "t.csv", StatementWriter()
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(read_table(path, COLUMNS, writer, space)), writer


def texts(row: Row, columns: tuple[str, ...] = COLUMNS) -> list[str]:
    return [row.pop(column).text for column in columns]


def said(writer: StatementWriter) -> list[str]:
    return [f"{problem.place.line}:{problem.place.column}:{problem.text}" for problem in writer.problems]


def test_each_row_gives_its_cells_with_their_places(folder: Path) -> None:
    (row,), writer = read(folder, "id,name,note\na,Ann,\n")
    assert row.table == "t"
    assert row.pop("name") == Cell("Ann", Place(str(folder / "t.csv"), 2, "name"))
    assert texts(row, ("id", "note")) == ["a", ""]
    assert writer.problems == []


def test_a_cell_that_nobody_took_is_an_error(folder: Path) -> None:
    (row,), _ = read(folder, "id,name,note\na,Ann,x\n")
    row.pop("id")
    with pytest.raises(LeftoverColumns, match=r"t\.csv:2: columns nobody read: name, note"), row:
        pass


def test_an_error_while_reading_a_row_is_not_hidden_by_its_other_cells(folder: Path) -> None:
    (row,), _ = read(folder, "id,name,note\na,Ann,x\n")
    with pytest.raises(ZeroDivisionError), row:
        raise ZeroDivisionError


def test_a_row_whose_cells_were_all_taken_is_done(folder: Path) -> None:
    (row,), _ = read(folder, "id,name,note\na,Ann,x\n")
    with row:
        assert texts(row) == ["a", "Ann", "x"]


@given(st.lists(st.lists(st.text("ab ,\"';|é日\n\r\t=\\", max_size=5), min_size=3, max_size=3), min_size=1, max_size=5))
def test_what_a_spreadsheet_writes_is_read_back_or_named(folder: Path, cells: list[list[str]]) -> None:
    quoted = "\r\n".join(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in cells)
    rows, writer = read(folder, f"id,name,note\r\n{quoted}\r\n")
    filled = [row for row in cells if any(cell.strip() for cell in row)]
    sound = [[cell.strip() for cell in row] for row in filled if not any(formula_problem(c.strip()) for c in row)]
    read_back = [texts(row) for row in rows]
    assert [row for row in read_back if row in sound] == sound
    assert len(read_back) + len(writer.problems) >= len(filled)


@given(st.binary(max_size=60))
def test_any_bytes_are_rows_or_problems(folder: Path, data: bytes) -> None:
    for beginning in (b"", b"id,name,note\n", b"\xef\xbb\xbfid,name,note\r\n"):
        rows, writer = read(folder, beginning + data)
        assert rows or writer.problems
        assert all(str(problem).isprintable() for problem in writer.problems)


def test_a_row_begins_in_the_line_of_its_first_cell(folder: Path) -> None:
    rows, _ = read(folder, 'id,name,note\na,"An\nn",x\n\nb,Bo,y\n')
    assert [row.place.line for row in rows] == [2, 5]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_whatever_ends_them(folder: Path, end: str) -> None:
    _, writer = read(folder, end.join(["id,name,note", "a,Ann,x", "b,=B1,y"]))
    assert said(writer)[0].startswith("3:name:'=B1' would run as a formula")


@pytest.mark.parametrize("end", [b"\n", b"\r\n", b"\r"])
def test_the_byte_that_is_not_utf_8_is_counted_in_its_line(folder: Path, end: bytes) -> None:
    _, writer = read(folder, end.join([b"id,name,note", b"a,Ann,x", b"b,B\xe9a,y"]))
    assert said(writer) == ["3:None:byte 4 of the line (0xe9) is not UTF-8: save the file as CSV UTF-8"]


def test_quotes_within_an_unquoted_cell_are_text(folder: Path) -> None:
    (row,), writer = read(folder, 'id,name,note\na,5" pipe,say "yes"\n')
    assert texts(row) == ["a", '5" pipe', 'say "yes"']
    assert writer.problems == []


def test_an_unsound_cell_is_empty_and_the_others_are_read(folder: Path) -> None:
    (row,), writer = read(folder, f"id,name,note\na,=A1,{'x' * (CELL_LENGTH + 1)}\n")
    assert texts(row) == ["a", "", ""]
    assert [problem.place.column for problem in writer.problems] == ["name", "note"]


def test_a_row_with_an_unsound_id_is_not_read(folder: Path) -> None:
    rows, writer = read(folder, "id,name,note\n=A1,Ann,x\nb,Bo,y\n")
    assert [texts(row)[0] for row in rows] == ["b"]
    assert len(writer.problems) == 1


def test_rows_after_a_broken_row_are_read(folder: Path) -> None:
    rows, writer = read(folder, "id,name,note\na,Ann\nb,Bo,x,y\nc,Cy,z\n")
    assert [texts(row)[0] for row in rows] == ["c"]
    assert said(writer) == [
        "2:None:the row has 2 cells and the header 3: add the missing commas",
        "3:None:the row has 4 cells and the header 3: put text that contains commas between double quotes",
    ]


@pytest.mark.parametrize(
    ("data", "unread"),
    [
        ("id,name,note\na,Ann,x\n", set()),
        ("id,name,note\na,Ann\n", {EntityRef("id", "a")}),
        ("name,id,note\nAnn,a\n", {EntityRef("id", "a")}),
        ("id,name,note\n=x,Ann\n", set()),
        ('id,name,note\na,Ann,x\nb,"Bo,y\nc,Cy,z', {EntityRef("id", "")}),
        ("id,name,note\n", {EntityRef("id", "")}),
        ("id,nam,note\na,Ann,x\n", {EntityRef("id", "")}),
        ("", {EntityRef("id", "")}),
        (b"id,name,note\na,\xff,x\n", {EntityRef("id", "")}),
    ],
)
def test_the_things_whose_rows_cannot_be_read_are_noted(
    folder: Path, data: str | bytes, unread: set[EntityRef]
) -> None:
    assert read(folder, data)[1].unread == unread
    assert read(folder, data, space=None)[1].unread == set()


def test_a_missing_table_is_noted_as_unread(folder: Path) -> None:
    writer = StatementWriter()
    assert list(read_table(folder / "none.csv", COLUMNS, writer, "id")) == []
    assert writer.unread == {EntityRef("id", "")}


@pytest.mark.parametrize(
    "text", ["=A1", "@SUM", "+1", "-1+1", "-a", "--1", "-", "\uff1dA1", "\uff0bA1", "\uff0dA1", "\uff20A"]
)
def test_what_a_spreadsheet_would_run_is_a_formula(text: str) -> None:
    assert formula_problem(text) is not None


@pytest.mark.parametrize("text", ["", "a=b", "a@b", "1+1", "-1", "-21.5", "a-b", "'=A1", "\u2013 dash"])
def test_other_text_is_no_formula(text: str) -> None:
    assert formula_problem(text) is None


def test_a_path_is_shown_though_its_bytes_are_no_text() -> None:
    assert printable_path(Path("a/\udcff.csv")) == "a/\ufffd.csv"
