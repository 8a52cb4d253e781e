"""Strict reading of CSV tables: every mistake is refused with file, line and reason."""

import csv
from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from mobility.errors import BrokenRegion


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table, with the place it stands at.

    Parameters
    ----------
    file
        Path of the file inside the pack.
    number
        Line on which the row ends, as an editor counts it.
    values
        Text by column.
    """

    file: str
    number: int
    values: Mapping[str, str]

    def broken(self, reason: str) -> BrokenRegion:
        """The error to raise for this row."""
        return BrokenRegion(self.file, self.number, reason)

    def text(self, column: str) -> str:
        """A text that must not be empty and has no stray blanks.

        Raises
        ------
        BrokenRegion
            If it is empty, or has blanks at an end or two in a row.
        """
        value = self.values[column]
        if not value:
            raise self.broken(f"{column} is empty")
        if value != " ".join(value.split()):
            raise self.broken(f"{column} {value!r} has stray blanks")
        return value

    def optional(self, column: str) -> str:
        """A text that may be empty."""
        return self.text(column) if self.values[column] else ""

    def decimal(self, column: str, least: float, most: float) -> float:
        """A number in a closed range.

        Raises
        ------
        BrokenRegion
            If it is no number, or outside the range.
        """
        try:
            value = float(self.values[column])
        except ValueError:
            raise self.broken(f"{column} {self.values[column]!r} is not a number") from None
        if not least <= value <= most:
            raise self.broken(f"{column} {value} is not between {least} and {most}")
        return value

    def count(self, column: str) -> int:
        """A whole number, zero or more.

        Raises
        ------
        BrokenRegion
            If it is anything else.
        """
        value = self.values[column]
        if not (value.isascii() and value.isdigit()):
            raise self.broken(f"{column} {value!r} is not a whole number")
        return int(value)

    def flag(self, column: str) -> bool:
        """A yes or no, written 1 or 0.

        Raises
        ------
        BrokenRegion
            If it is neither.
        """
        return self.one_of(column, ("0", "1")) == "1"

    def one_of(self, column: str, allowed: Collection[str]) -> str:
        """A value out of a list.

        Raises
        ------
        BrokenRegion
            If it is not in the list.
        """
        value = self.values[column]
        if value not in allowed:
            raise self.broken(f"{column} {value!r} is not one of {', '.join(sorted(allowed))}")
        return value

    def reference(self, column: str, known: Container[str]) -> str:
        """A key that stands in another table.

        Raises
        ------
        BrokenRegion
            If it does not.
        """
        value = self.values[column]
        if value not in known:
            raise self.broken(f"{column} {value!r} is unknown")
        return value


def read_table(folder: Path, file: str, columns: Collection[str]) -> list[Row]:
    """The rows of a table of the pack that has exactly these columns, in any order.

    Raises
    ------
    BrokenRegion
        If the file is missing, not UTF-8, not CSV, or has other columns.
    """
    lines = StringIO(read_text(folder, file), newline="")
    return list(parse_table(file, lines, columns, more=False))


def read_text(folder: Path, file: str) -> str:
    """The text of a file of the pack.

    Raises
    ------
    BrokenRegion
        If the file is missing or not UTF-8.
    """
    try:
        data = (folder / file).read_bytes()
    except OSError as error:
        raise BrokenRegion(file, None, f"cannot be read: {error.strerror}") from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise BrokenRegion(file, line, "is not UTF-8 text") from None


def parse_table(file: str, lines: Iterable[str], columns: Collection[str], *, more: bool) -> Iterator[Row]:
    """The rows of a table, one by one.

    Parameters
    ----------
    file
        What to call the table in errors.
    lines
        Its text, line by line.
    columns
        Columns that must be there.
    more
        Whether others may be there too.

    Raises
    ------
    BrokenRegion
        If a column is missing, unknown or there twice, if a row has too many or too few values, or if
        the text is not CSV or not UTF-8.
    """
    reader = csv.reader(lines, strict=True)
    try:
        header = next(reader, [])
        _check_header(file, header, columns, more=more)
        for values in reader:
            if len(values) != len(header):
                reason = f"has {len(values)} values, the header has {len(header)}"
                raise BrokenRegion(file, reader.line_num, reason)
            yield Row(file, reader.line_num, dict(zip(header, values, strict=True)))
    except csv.Error as error:
        raise BrokenRegion(file, reader.line_num, f"is not CSV: {error}") from None
    except UnicodeDecodeError:
        raise BrokenRegion(file, reader.line_num + 1, "is not UTF-8 text") from None


def _check_header(file: str, header: list[str], columns: Collection[str], *, more: bool) -> None:
    missing = set(columns) - set(header)
    if missing:
        raise BrokenRegion(file, 1, f"has no column {', '.join(sorted(missing))}")
    unknown = set(header) - set(columns)
    if unknown and not more:
        raise BrokenRegion(file, 1, f"has the unknown column {', '.join(sorted(unknown))}")
    if len(set(header)) < len(header):
        raise BrokenRegion(file, 1, "has a column twice")
