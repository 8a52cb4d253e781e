"""Reports as PDF: tagged for those who listen to them (PDF/UA), the same bytes for the same report.

What people wrote reaches the typesetting as data and never as its language, so that nothing in it is obeyed.
"""

import json
import re
import unicodedata
from collections.abc import Set as AbstractSet
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from web import typeface
from web.reporting.document import Document

TEMPLATE = Path(__file__).parents[1] / "templates" / "report" / "report.typ"
STANDARD: Final = "ua-1"
UNKNOWN = "?"
"""Stands for a letter that the typeface does not have."""

BREAK: Final = "\N{ZERO WIDTH SPACE}"
LONGEST_WORD: Final = 30
"""Words of more letters break anywhere: they are no words, and would run off the page."""

EPOCH = 0
"""What the file says about when it was made: no clock, so that bytes differ only with the content."""


def pdf(document: Document, look: str) -> bytes:
    """A document as a PDF.

    Parameters
    ----------
    document
        What it says.
    look
        ``report`` or ``sheet``.
    """
    import typst  # noqa: PLC0415 - pages start without it

    with TemporaryDirectory() as folder:
        letters = _unpack_faces(Path(folder))
        return typst.compile(
            TEMPLATE.read_bytes(),
            format="pdf",
            font_paths=typst.Fonts(
                include_system_fonts=False, include_embedded_fonts=not letters, font_paths=[folder]
            ),
            sys_inputs={"document": json.dumps(_written(document.tree(), letters)), "look": look},
            pdf_standards=[STANDARD],
            timestamp=EPOCH,
        )


def _written(tree: Any, letters: AbstractSet[str]) -> Any:  # noqa: ANN401 - as JSON has it
    """A tree whose texts the typeface can write; all texts if it is not installed."""
    if isinstance(tree, str):
        text = legible(tree, letters) if letters else tree
        return text if text.startswith("<svg") else breakable(text)
    if isinstance(tree, dict):
        return {key: _written(value, letters) for key, value in tree.items()}
    if isinstance(tree, list | tuple):
        return [_written(value, letters) for value in tree]
    return tree


def legible(text: str, letters: AbstractSet[str]) -> str:
    """A text in letters that the typeface has: the standard allows no others.

    What it lacks is written by its plain form, or as a question mark if it has none; breaks become spaces.

    >>> legible("CO₂ für 李", {*"COfür2 ?"})
    'CO2 für ?'
    """
    spaced = re.sub(r"[\t\n\r]", " ", text)
    return "".join(letter if letter in letters else _plain(letter, letters) for letter in spaced)


def breakable(text: str) -> str:
    """A text whose overlong words may be broken after each letter.

    >>> breakable("Lütte " + "W" * 31).count(BREAK)
    31
    """
    return re.sub(
        rf"\S{{{LONGEST_WORD + 1},}}", lambda word: "".join(letter + BREAK for letter in word[0]), text
    )


def _plain(letter: str, letters: AbstractSet[str]) -> str:
    plain = "".join(part for part in unicodedata.normalize("NFKD", letter) if part in letters)
    return plain or UNKNOWN


def _unpack_faces(folder: Path) -> AbstractSet[str]:
    """Put the typeface where the typesetter finds it, who reads none that is packed; its letters."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 - pages start without it

    letters: set[str] = set()
    for path in typeface.packed():
        with TTFont(path, recalcTimestamp=False) as face:
            letters |= {chr(code) for code in face.getBestCmap()}
            face.flavor = None
            face.save(folder / f"{path.stem}.ttf")
    return letters
