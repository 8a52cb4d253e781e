from pathlib import Path

import pytest

from mobility.errors import BrokenRegion
from mobility.tables import Row, read_table

GOOD = "id,name\n1,Borne\n2,Benken\n"


def written(folder: Path, data: str | bytes) -> Path:
    (folder / "t.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
    return folder


def test_rows_know_the_line_they_stand_on(tmp_path: Path) -> None:
    rows = read_table(written(tmp_path, GOOD), "t.csv", ("id", "name"))
    assert [(row.number, row.text("name")) for row in rows] == [(2, "Borne"), (3, "Benken")]


def test_columns_may_come_in_any_order_and_with_the_mark_that_spreadsheets_leave(tmp_path: Path) -> None:
    rows = read_table(written(tmp_path, "\ufeff" + GOOD), "t.csv", ("name", "id"))
    assert [row.text("id") for row in rows] == ["1", "2"]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ("id\n1\n", 1, "has no column name"),
        ("", 1, "has no column id, name"),
        ("id,name,colour\n", 1, "has the unknown column colour"),
        ("id,name,name\n", 1, "has a column twice"),
        ("id;name\n1;Borne\n", 1, "has no column id, name"),
        ("id,name\n1,Borne\n2\n", 3, "has 1 values, the header has 2"),
        ("id,name\n1,Borne,Benken\n", 2, "has 3 values, the header has 2"),
        ('id,name\n1,"Borne\n', 2, "is not CSV: unexpected end of data"),
        ("id,name\n1,Borne\n2,Lübnitz\n".encode("latin-1"), 3, "is not UTF-8 text"),
    ],
)
def test_a_malformed_table_is_refused_with_line_and_reason(
    tmp_path: Path, data: str | bytes, line: int, reason: str
) -> None:
    with pytest.raises(BrokenRegion) as refused:
        read_table(written(tmp_path, data), "t.csv", ("id", "name"))
    assert (refused.value.file, refused.value.row, refused.value.reason) == ("t.csv", line, reason)


def test_a_missing_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BrokenRegion, match=r"t\.csv: cannot be read: No such file"):
        read_table(tmp_path, "t.csv", ("id",))


def cell(value: str) -> Row:
    return Row("t.csv", 7, {"x": value})


def test_cells_are_read_as_what_they_are() -> None:
    assert cell("Klein Glien").text("x") == "Klein Glien"
    assert cell("").optional("x") == ""
    assert cell("52.5").decimal("x", 52, 53) == 52.5
    assert cell("0042").count("x") == 42
    assert cell("1").flag("x")
    assert not cell("0").flag("x")
    assert cell("mast").one_of("x", {"mast", "platform"}) == "mast"
    assert cell("a").reference("x", {"a": 1}) == "a"


@pytest.mark.parametrize("value", ["", " Borne", "Borne ", "Wiesenburg,  Schule", "a\tb", "a\nb"])
def test_a_text_is_there_and_has_no_stray_blanks(value: str) -> None:
    with pytest.raises(BrokenRegion, match=r"t\.csv, line 7: x "):
        cell(value).text("x")


@pytest.mark.parametrize("value", ["", "north", "52,5", "53.1", "51.9", "nan", "inf"])
def test_a_decimal_is_a_number_in_its_range(value: str) -> None:
    with pytest.raises(BrokenRegion, match=r"x .*(is not a number|is not between)"):
        cell(value).decimal("x", 52, 53)


@pytest.mark.parametrize("value", ["", "-1", "1.0", "\u0661", "²", " 1"])
def test_a_count_is_a_whole_number(value: str) -> None:
    with pytest.raises(BrokenRegion, match="is not a whole number"):
        cell(value).count("x")


@pytest.mark.parametrize("value", ["", "yes", "2", "True"])
def test_a_flag_is_one_or_zero(value: str) -> None:
    with pytest.raises(BrokenRegion, match="is not one of 0, 1"):
        cell(value).flag("x")


def test_a_key_must_stand_in_the_other_table() -> None:
    with pytest.raises(BrokenRegion, match="x 'b' is unknown"):
        cell("b").reference("x", {"a"})
