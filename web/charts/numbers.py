"""The numbers of a chart as a table: to read beside it, and to download."""

import csv
import io
from dataclasses import dataclass
from typing import Protocol

from markupsafe import Markup

from web.charts.measure import NOTHING, written

Cell = str | float | None

MOST_DECIMALS = 6
BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Numbers:
    """A table.

    Parameters
    ----------
    head
        What stands in each column.
    rows
        Numbers unrounded, in the unit of the head; ``None`` where there is none.
    decimals
        Digits behind the comma to show on a page, for each column.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    decimals: tuple[int, ...] = ()

    def texts(self) -> list[list[str]]:
        """The rows as people read them."""
        digits = self.decimals or (0,) * len(self.head)
        return [[_text(cell, count) for cell, count in zip(row, digits, strict=True)] for row in self.rows]


class Chart(Protocol):
    """What a page needs of a chart."""

    @property
    def key(self) -> str:
        """Its name in addresses and files; unique on a page."""

    @property
    def title(self) -> str:
        """What it shows, in one line."""

    def svg(self) -> Markup:
        """The picture."""

    def numbers(self) -> Numbers:
        """The same as a table."""


def csv_text(numbers: Numbers) -> str:
    """A table for a spreadsheet set to German: semicolons, decimal commas, UTF-8 with a byte order mark.

    Texts that a spreadsheet would take for a formula get an apostrophe in front.

    >>> csv_text(Numbers(("Ort", "km"), (("Lütte", 1.5), ("=1+1", None)))).splitlines()[1:]
    ['Lütte;1,5', "'=1+1;"]
    """
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(_safe(name) for name in numbers.head)
    writer.writerows([_plain(cell) for cell in row] for row in numbers.rows)
    return BYTE_ORDER_MARK + out.getvalue()


def _text(cell: Cell, decimals: int) -> str:
    if cell is None:
        return NOTHING
    return cell if isinstance(cell, str) else written(cell, decimals)


def _plain(cell: Cell) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return _safe(cell)
    number = f"{round(cell, MOST_DECIMALS):.{MOST_DECIMALS}f}".rstrip("0").rstrip(".")
    return ("0" if number == "-0" else number).replace(".", ",")


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_SIGNS) else text
