"""The sheet of a region as a PNG."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from textwrap import wrap

from fontTools.ttLib import TTFont
from matplotlib import patheffects, rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import Rectangle

from dispatch.packs.chart import MARK, WIDTH, Chart, Spot
from dispatch.packs.check import Grade

PAPER, INK, MUTED, BLUE, GREEN = "#fbfaf6", "#151513", "#5b5b55", "#01618a", "#0a6b2e"
ROADS = {"road": ("#a3a39b", 2.6), "settlement": ("#cfcdc4", 1.4), "artificial": ("#a3a39b", 1.8)}
"""Colour and width of roads."""

DASHED, DOTTED = (0, (4, 2)), (0, (2, 2))
"""Patterns of lines: roads that stand in for others; ways between two stops."""

DOTS = {"hub": ("s", GREEN, 13.0), "station": ("s", BLUE, 9.0), "stop": ("o", BLUE, 5.0)}
"""Shape, colour and size of stops."""

MARKS = {
    Grade.ERROR: ("s", "#a32018", "#ffffff"),
    Grade.ODD: ("o", "#f5d306", INK),
    Grade.NOTE: ("D", "#ffffff", INK),
}
"""Shape, ground and ink of marks: told apart without colours too."""

DPI = 120
INCHES = 12.0
POINT = 72 * INCHES / WIDTH
"""Points of type and line to a unit of the sheet."""

HEAD, FOOT = 64.0, 60.0
"""Space above and below the map (units), without the attribution."""

LINE, LETTERS = 19.0, 165
"""Height of a line of the attribution (units), and letters in it."""

FACES = Path(__file__).parents[2] / "node_modules/@fontsource/atkinson-hyperlegible/files"
FACE = "atkinson-hyperlegible-latin-{weight}-normal.woff"
"""The typeface of the pages, where it is installed; else matplotlib's own is used."""


@dataclass(frozen=True, slots=True)
class Caption:
    """The words on the picture.

    Parameters
    ----------
    title
        At its head.
    dots, marks
        What their signs mean, by kind and grade.
    artificial
        What a dashed road is.
    attribution
        Whom to name, at its foot.
    """

    title: str
    dots: Mapping[str, str]
    marks: Mapping[Grade, str]
    artificial: str
    attribution: str


class _Type:
    """The typeface, regular and bold."""

    def __init__(self, files: Mapping[int, Path]) -> None:
        self._files = files

    def size(self, units: float, *, bold: bool = False) -> FontProperties:
        weight = 700 if bold else 400
        if weight in self._files:
            return FontProperties(fname=self._files[weight], size=units * POINT)
        return FontProperties(weight=weight, size=units * POINT)


def save_picture(chart: Chart, caption: Caption, path: Path) -> None:
    """Draw a sheet as a PNG; the same sheet gives the same bytes."""
    named = wrap(caption.attribution, LETTERS)
    foot = FOOT + LINE * len(named)
    height = HEAD + chart.height + foot
    figure = Figure(figsize=(INCHES, height / WIDTH * INCHES), dpi=DPI, facecolor=PAPER)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(chart.height + foot, -HEAD))
    axes.axis("off")
    with _typeface() as typeface, rc_context({"text.hinting": "none"}):
        axes.text(28, -HEAD + 46, caption.title, fontproperties=typeface.size(32, bold=True), color=INK)
        _roads(axes, chart)
        _places(axes, chart, typeface)
        _marks(axes, chart, typeface)
        _foot(axes, chart, caption, typeface)
        figure.savefig(path, facecolor=PAPER, metadata={"Software": None})


@contextmanager
def _typeface() -> Iterator[_Type]:
    """The typeface, unpacked for the time of drawing: matplotlib reads none for browsers."""
    with TemporaryDirectory() as folder:
        files = {}
        for weight in (400, 700):
            packed = FACES / FACE.format(weight=weight)
            if packed.exists():
                files[weight] = Path(folder) / f"{weight}.ttf"
                with TTFont(packed) as face:
                    face.flavor = None
                    face.save(files[weight])
        yield _Type(files)


def _roads(axes: Axes, chart: Chart) -> None:
    sheet = Rectangle((0, 0), WIDTH, chart.height, transform=axes.transData)
    for road in sorted(chart.roads, key=lambda road: road.kind != "settlement"):
        colour, width = ROADS[road.kind]
        style = DASHED if road.kind == "artificial" else "solid"
        (line,) = axes.plot(
            *_ends(*road.points), color=colour, linewidth=width * POINT, linestyle=style, zorder=1
        )
        line.set_clip_path(sheet)


def _places(axes: Axes, chart: Chart, typeface: _Type) -> None:
    for dot in chart.dots:
        _sign(axes, dot.at, DOTS[dot.kind], zorder=4 if dot.kind == "hub" else 3)
    for label in chart.labels:
        if label.text:
            words = axes.text(
                *label.text,
                label.name,
                fontproperties=typeface.size(label.size, bold=label.core),
                color=INK,
                zorder=5,
            )
            words.set_path_effects([patheffects.withStroke(linewidth=4 * POINT, foreground=PAPER)])


def _ends(*points: Spot) -> tuple[list[float], list[float]]:
    """Points as matplotlib takes them: first all x, then all y."""
    return [x for x, _ in points], [y for _, y in points]


def _sign(axes: Axes, at: Spot, sign: tuple[str, str, float], zorder: float) -> None:
    shape, colour, size = sign
    (drawn,) = axes.plot(*at, marker=shape, color=colour, markersize=size * POINT * 1.4, zorder=zorder)
    drawn.set(markeredgecolor=PAPER, markeredgewidth=1.5 * POINT)


def _marks(axes: Axes, chart: Chart, typeface: _Type) -> None:
    for _, a, b in chart.links:
        axes.plot(*_ends(a, b), color=INK, linewidth=1.4 * POINT, linestyle=DOTTED, zorder=6)
    for mark in chart.marks:
        axes.plot(*_ends(mark.place, mark.at), color=INK, linewidth=1.2 * POINT, zorder=6)
    for mark in chart.marks:
        _mark(axes, mark.at, mark.grade, typeface, str(mark.number))


def _mark(axes: Axes, at: Spot, grade: Grade, typeface: _Type, text: str) -> None:
    shape, ground, ink = MARKS[grade]
    size = 2 * MARK * POINT * (0.85 if shape == "D" else 1)
    (drawn,) = axes.plot(*at, marker=shape, color=ground, markersize=size, zorder=7)
    drawn.set(markeredgecolor=INK, markeredgewidth=1.4 * POINT)
    axes.text(
        *at, text, fontproperties=typeface.size(14, bold=True), color=ink, ha="center", va="center", zorder=8
    )


def _foot(axes: Axes, chart: Chart, caption: Caption, typeface: _Type) -> None:
    """Scale, what the signs mean, and whom to name."""
    base = chart.height + 18
    axes.plot(
        [28, 28, 28 + chart.length, 28 + chart.length],
        [base - 8, base, base, base - 8],
        color=INK,
        linewidth=1.6,
    )
    small = typeface.size(15)
    axes.text(28, base + 20, f"{chart.kilometres} km", fontproperties=small, color=INK)
    x = 60 + chart.length
    used = {mark.grade for mark in chart.marks}
    for kind, words in caption.dots.items():
        if any(dot.kind == kind for dot in chart.dots):
            _sign(axes, (x, base), DOTS[kind], zorder=4)
            x = _words(axes, x, base, words, typeface)
    for grade, words in caption.marks.items():
        if grade in used:
            _mark(axes, (x, base), grade, typeface, "1")
            x = _words(axes, x, base, words, typeface)
    if any(road.kind == "artificial" for road in chart.roads):
        colour, width = ROADS["artificial"]
        axes.plot([x - 8, x + 26], [base, base], color=colour, linewidth=width * POINT, linestyle=DASHED)
        _words(axes, x + 18, base, caption.artificial, typeface)
    for number, line in enumerate(wrap(caption.attribution, LETTERS)):
        down = chart.height + FOOT + LINE * number
        axes.text(28, down, line, fontproperties=typeface.size(13), color=MUTED)


def _words(axes: Axes, x: float, base: float, words: str, typeface: _Type) -> float:
    """Words beside a sign; where the next sign goes."""
    axes.text(x + 18, base + 5, words, fontproperties=typeface.size(15), color=INK)
    return x + 18 + len(words) * 7.8 + 26
