"""What a report consists of, whatever writes it: a page and a PDF are made of the same blocks."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from web.charts import Chart


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section; level 2 or 3, below the title of the document."""

    text: str
    level: int = 2
    kind: str = "heading"


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Some sentences; ``small`` for what only few readers look for."""

    text: str
    small: bool = False
    kind: str = "paragraph"


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences, each of which stands for itself."""

    items: tuple[str, ...]
    kind: str = "points"


@dataclass(frozen=True, slots=True)
class Facts:
    """Terms, each with what is to be said of it."""

    rows: tuple[tuple[str, str], ...]
    kind: str = "facts"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first column names the rows, the others hold numbers, or words in those of ``words``."""

    caption: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: tuple[int, ...] = ()
    kind: str = "grid"


@dataclass(frozen=True, slots=True)
class Picture:
    """A chart, with its numbers below it unless they stand elsewhere in the document.

    Parameters
    ----------
    title, note
        What it shows; what to know to read it.
    svg, said
        The picture, and what it says in words.
    head, rows, words
        Its numbers as people read them; columns that hold words.
    """

    title: str
    note: str
    svg: str
    said: str
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    words: tuple[int, ...] = ()
    kind: str = "picture"


Block = Heading | Paragraph | Points | Facts | Grid | Picture


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A report or a sheet.

    Parameters
    ----------
    name
        What kind of document it is: "Auswertung".
    title, aim
        What it is about, and what it is to show.
    blocks
        From top to bottom.
    proof
        From what it was made, in one line, at the foot of every page.
    """

    name: str
    title: str
    aim: str
    blocks: tuple[Block, ...]
    proof: str

    def tree(self) -> dict[str, Any]:
        """As JSON has it."""
        return asdict(self)


def picture(chart: Chart, note: str = "", *, numbers: bool = True) -> Picture:
    """A chart as a block."""
    table = chart.numbers()
    rows = tuple(tuple(row) for row in table.texts())
    # a picture without words is none for those who do not see it
    said = "; ".join(_said(table.head, row) for row in rows) or "ohne Zahlen"
    if not numbers:
        return Picture(chart.title, note, str(chart.svg()), said)
    words = tuple(n for n in range(1, len(table.head)) if any(isinstance(row[n], str) for row in table.rows))
    return Picture(chart.title, note, str(chart.svg()), said, table.head, rows, words)


def _said(head: Sequence[str], row: Sequence[str]) -> str:
    return f"{row[0]}: " + ", ".join(f"{name} {cell}" for name, cell in zip(head[1:], row[1:], strict=True))
