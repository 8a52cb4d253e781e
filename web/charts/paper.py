"""What charts are drawn with: elements, text, axes, and fills that differ without colour."""

import re
import textwrap
import unicodedata
from collections.abc import Sequence
from math import ceil, floor, log10

from markupsafe import Markup, escape

WIDTH = 560.0
"""Of a chart (units)."""

TYPE, SMALL = 15.0, 13.0
"""Sizes of type (units)."""

LETTER = 0.54
"""Mean width of a letter, as a part of the size of the type."""

INK, MUTED, GRID, PAPER = "#151513", "#5b5b55", "#dcdad2", "#ffffff"
GREEN, BLUE, YELLOW, RED, VIOLET = "#0a6b2e", "#01618a", "#f5d306", "#a32018", "#6b3fa0"

FAMILY = "Atkinson Hyperlegible, sans-serif"

Attribute = str | float | None


def element(tag: str, *children: str, **attributes: Attribute) -> Markup:
    """An element; ``_`` in names of attributes is written ``-``, a last one dropped, ``None`` left out."""
    named = Markup("").join(
        Markup(' {}="{}"').format(name.rstrip("_").replace("_", "-"), _value(value))
        for name, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(
        child if isinstance(child, Markup) else escape(_visible(child)) for child in children
    )
    # only names of ours are formatted in unescaped
    return Markup(f"<{tag}{named}>{inside}</{tag}>" if children else f"<{tag}{named}/>")  # noqa: S704


def _visible(words: str) -> str:
    """Words without what has no place in a text, like control characters."""
    return "".join(letter for letter in words if unicodedata.category(letter)[0] != "C")


def _value(value: str | float) -> str:
    if isinstance(value, str):
        return value
    return f"{round(value, 1) + 0.0:.1f}".removesuffix(".0")


def text(x: float, y: float, words: str, **attributes: Attribute) -> Markup:
    """Words on a base line."""
    return element("text", words, x=x, y=y, **{"fill": INK, **attributes})


def haloed(x: float, y: float, words: str, **attributes: Attribute) -> Markup:
    """Words that stay readable on lines."""
    halo: dict[str, Attribute] = {
        "stroke": PAPER,
        "stroke_width": 4.0,
        "stroke_linejoin": "round",
        "paint_order": "stroke",
    }
    return text(x, y, words, **{**halo, **attributes})


def sheet(key: str, title: str, description: str, height: float, *parts: str) -> Markup:
    """A whole picture with what it is called and what it says, for those who do not see it."""
    name = identifier(key)
    return element(
        "svg",
        element("title", title, id=f"{name}-title"),
        element("desc", description, id=f"{name}-desc"),
        *parts,
        xmlns="http://www.w3.org/2000/svg",
        class_="chart",
        role="img",
        aria_labelledby=f"{name}-title {name}-desc",
        viewBox=f"0 0 {_value(WIDTH)} {_value(height)}",
        width=WIDTH,
        height=height,
        font_family=FAMILY,
        font_size=TYPE,
    )


def identifier(key: str) -> str:
    """A key as the id of an element.

    >>> identifier("Wartezeit: Süd/1")
    'chart-wartezeit-s-d-1'
    """
    return "chart-" + re.sub(r"[^a-z0-9]+", "-", key.lower()).strip("-")


def width_of(words: str, size: float = TYPE) -> float:
    """About how wide words are (units)."""
    return len(words) * LETTER * size


def folded(words: str, width: float, lines: int = 2, size: float = TYPE) -> list[str]:
    """Words in at most so many lines; what does not fit is left out with an ellipsis."""
    letters = max(int(width / (LETTER * size)), 8)
    return textwrap.wrap(words, letters, max_lines=lines, placeholder=" …") or [""]


SAME = 1e-6
"""Numbers that differ by a smaller part are drawn as one."""


def ticks(low: float, high: float, about: int = 5, least: float = 0.0) -> list[float]:
    """Round numbers from below the lowest to above the highest value.

    >>> ticks(0, 87), ticks(0, 0)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [0.0, 1.0])

    Parameters
    ----------
    low, high
        What they enclose.
    about
        How many steps there are, more or less.
    least
        The least step: 1 where things are counted.
    """
    if high - low <= SAME * max(abs(low), abs(high), 1.0):
        high, about = low + 1, 1
    rough = max((high - low) / about, least)
    power = 10.0 ** floor(log10(rough))
    step = next(each * power for each in (1, 2, 2.5, 5, 10) if each * power >= rough * 0.999)
    first, last = floor(low / step + 1e-9), ceil(high / step - 1e-9)
    return [round(number * step, 10) for number in range(first, last + 1)]


# ---- fills ------------------------------------------------------------------------------------------------

FILLS = ("solid", "stripes", "dots", "blank", "cross", "dark", "rungs", "sparse")
"""Kinds of fill by the order in which they are used; neighbours differ in black and white too."""


def patterns(key: str, count: int) -> Markup:
    """Definitions of the first fills, for this picture alone."""
    return element("defs", *(_pattern(key, fill) for fill in FILLS[:count] if fill in _PATTERNS))


def fill(key: str, number: int) -> dict[str, Attribute]:
    """Attributes that fill an area as the series of that number."""
    kind = FILLS[number % len(FILLS)]
    painted = f"url(#{identifier(key)}-{kind})" if kind in _PATTERNS else _PLAIN[kind]
    return {"fill": painted, "stroke": INK, "stroke_width": 1.0}


_PLAIN = {"solid": GREEN, "blank": PAPER, "dark": INK}

_PATTERNS: dict[str, tuple[str, Sequence[tuple[str, dict[str, Attribute]]]]] = {
    "stripes": (
        "#d5e6ee",
        [("path", {"d": "M-2 2L2 -2M0 8L8 0M6 10L10 6", "stroke": BLUE, "stroke_width": "2.2"})],
    ),
    "dots": ("#fdf3b0", [("circle", {"cx": "4", "cy": "4", "r": "1.7", "fill": INK})]),
    "cross": (
        "#f6dfdd",
        [("path", {"d": "M0 0L8 8M0 8L8 0", "stroke": RED, "stroke_width": "1.5"})],
    ),
    "rungs": ("#e6dff0", [("path", {"d": "M0 4L8 4", "stroke": VIOLET, "stroke_width": "2.4"})]),
    "sparse": ("#ffffff", [("path", {"d": "M4 0L4 8", "stroke": MUTED, "stroke_width": "1.5"})]),
}


def _pattern(key: str, kind: str) -> Markup:
    ground, marks = _PATTERNS[kind]
    return element(
        "pattern",
        element("rect", width="8", height="8", fill=ground),
        *(element(tag, **attributes) for tag, attributes in marks),
        id=f"{identifier(key)}-{kind}",
        width="8",
        height="8",
        patternUnits="userSpaceOnUse",
    )


LEGEND_ROW = 26.0


def legend(
    key: str, names: Sequence[str], top: float, series: Sequence[int] | None = None
) -> tuple[list[Markup], float]:
    """What each fill means, in rows from ``top`` down; and where the rows end.

    Parameters
    ----------
    key, names, top
        Of the picture; of what is filled; upper edge (units).
    series
        Numbers of their fills; from 0 on without.
    """
    drawn, row, x = [], 0, 0.0
    for number, name in zip(series or range(len(names)), names, strict=True):
        wide = 24 + width_of(name, SMALL) + 18
        if x and x + wide > WIDTH:
            row, x = row + 1, 0.0
        y = top + row * LEGEND_ROW
        drawn += [
            element("rect", x=x + 0.5, y=y + 2, width=17.0, height=15.0, **fill(key, number)),
            text(x + 24, y + 14, name, font_size=SMALL),
        ]
        x += wide
    return drawn, top + (row + 1) * LEGEND_ROW
