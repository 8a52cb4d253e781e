"""Horizontal bars: one for each name with its interval, or two, before and after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from web.charts import paper
from web.charts.measure import Measure
from web.charts.numbers import Numbers

BAR, GAP, LINE = 18.0, 12.0, 19.0
"""Height of a bar, space below it, height of a line of a label (units)."""

EDGE = 20.0
"""A word centred nearer to the edge would be cut (units)."""

AFTER, BEFORE = 0, 1
"""Their fills: what is new is solid."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A value and the interval in which its mean lies; ``None`` where there is none."""

    label: str
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Pair:
    """The same before and after a change."""

    label: str
    before: Bar
    after: Bar


@dataclass(frozen=True, slots=True)
class Bars:
    """One bar for each name.

    Parameters
    ----------
    key, title
        Name of the picture; what it shows.
    measure
        How its values are written.
    of
        What the bars are of, as the head of their column: "Variante", "Ortsteil".
    """

    key: str
    title: str
    measure: Measure
    bars: tuple[Bar, ...]
    of: str = "Variante"

    def svg(self) -> Markup:
        """The picture."""
        axis = _Axis(self.measure, self.bars)
        parts: list[Markup] = []
        y = 4.0
        for bar in self.bars:
            words = paper.folded(bar.label, paper.WIDTH)
            parts += (paper.haloed(0, y + LINE * (number + 1) - 5, line) for number, line in enumerate(words))
            y += LINE * len(words)
            parts += axis.bar(bar, y, self.key, AFTER)
            y += BAR + GAP
        grid = axis.grid(0, y)
        return paper.sheet(self.key, self.title, _said(self.measure, self.bars), y + 26, *grid, *parts)

    def numbers(self) -> Numbers:
        """The same as a table."""
        rows = tuple((bar.label, *_cells(self.measure, bar)) for bar in self.bars)
        head = (self.of, self.measure.headed, "von", "bis")
        return Numbers(head, rows, (0, *(self.measure.decimals,) * 3))


@dataclass(frozen=True, slots=True)
class Pairs:
    """Two bars for each name.

    Parameters
    ----------
    key, title
        Name of the picture; what it shows.
    measure
        How its values are written.
    before, after
        What the two are called.
    of
        What the pairs are of, as the head of their column.
    """

    key: str
    title: str
    measure: Measure
    before: str
    after: str
    pairs: tuple[Pair, ...]
    of: str = "Gruppe"

    def svg(self) -> Markup:
        """The picture: before striped, after solid."""
        axis = _Axis(self.measure, [bar for pair in self.pairs for bar in (pair.before, pair.after)])
        parts, top = paper.legend(self.key, (self.before, self.after), 0, (BEFORE, AFTER))
        y = top + 6
        for pair in self.pairs:
            words = paper.folded(pair.label, paper.WIDTH)
            parts += (paper.haloed(0, y + LINE * (number + 1) - 5, line) for number, line in enumerate(words))
            y += LINE * len(words)
            parts += axis.bar(pair.before, y, self.key, BEFORE)
            parts += axis.bar(pair.after, y + BAR + 3, self.key, AFTER)
            y += 2 * BAR + 3 + GAP
        drawn = [paper.patterns(self.key, 2), *axis.grid(top, y), *parts]
        return paper.sheet(self.key, self.title, self._said(), y + 26, *drawn)

    def numbers(self) -> Numbers:
        """The same as a table."""
        rows = tuple(
            (pair.label, *_cells(self.measure, pair.before), *_cells(self.measure, pair.after))
            for pair in self.pairs
        )
        named = [f"{name}: {self.measure.headed}" for name in (self.before, self.after)]
        head = (self.of, named[0], "von", "bis", named[1], "von", "bis")
        return Numbers(head, rows, (0, *(self.measure.decimals,) * 6))

    def _said(self) -> str:
        text = self.measure.text
        said = (
            f"{each.label}: {text(each.before.value)}, dann {text(each.after.value)}" for each in self.pairs
        )
        return f"{self.before} und {self.after}. " + "; ".join(said)


def _cells(measure: Measure, bar: Bar) -> tuple[float | None, ...]:
    return tuple(None if value is None else measure.shown(value) for value in (bar.value, bar.low, bar.high))


def _said(measure: Measure, bars: Sequence[Bar]) -> str:
    return "; ".join(f"{bar.label}: {_value(measure, bar)}" for bar in bars)


def _value(measure: Measure, bar: Bar) -> str:
    between = measure.interval(bar.low, bar.high)
    return f"{measure.text(bar.value)} ({between})" if between else measure.text(bar.value)


class _Axis:
    """Values to places from left to right; to the right there is room for the longest number."""

    def __init__(self, measure: Measure, bars: Sequence[Bar]) -> None:
        self._measure = measure
        known = [
            measure.shown(value)
            for bar in bars
            for value in (bar.value, bar.low, bar.high)
            if value is not None
        ]
        self._ticks = paper.ticks(*measure.reach(known), 4)
        longest = max((paper.width_of(_value(measure, bar), paper.SMALL) for bar in bars), default=0)
        self._left = 0.5
        self._wide = paper.WIDTH - longest - 12 - self._left

    def _at(self, shown: float) -> float:
        low, high = self._ticks[0], self._ticks[-1]
        return self._left + (shown - low) / (high - low) * self._wide

    def grid(self, top: float, bottom: float) -> Iterator[Markup]:
        """Lines at round numbers, which stand below them."""
        digits = 0 if all(tick == int(tick) for tick in self._ticks) else max(self._measure.decimals, 1)
        plain = Measure("", self._measure.unit, 1.0, digits)
        for tick in self._ticks:
            x = self._at(tick)
            colour = paper.MUTED if tick == 0 else paper.GRID
            yield paper.element("line", x1=x, y1=top, x2=x, y2=bottom, stroke=colour, stroke_width=1.0)
            yield paper.text(
                x,
                bottom + 16,
                plain.text(tick),
                fill=paper.MUTED,
                font_size=paper.SMALL,
                text_anchor="start" if x < EDGE else "middle",
            )

    def bar(self, bar: Bar, top: float, key: str, series: int) -> Iterator[Markup]:
        """A bar, the interval across its end, and its number behind both."""
        middle, zero = top + BAR / 2, self._at(0)
        end = zero
        if bar.value is not None:
            tip = self._at(self._measure.shown(bar.value))
            x, wide = min(zero, tip), abs(tip - zero)
            yield paper.element("rect", x=x, y=top, width=wide, height=BAR, **paper.fill(key, series))
            end = max(zero, tip)
        if bar.low is not None and bar.high is not None:
            low, high = (self._at(self._measure.shown(value)) for value in (bar.low, bar.high))
            caps = "".join(f"M{x:.1f} {middle - 5:.1f}v10" for x in (low, high))
            path = f"M{low:.1f} {middle:.1f}H{high:.1f}{caps}"
            for colour, wide in ((paper.PAPER, 4.5), (paper.INK, 1.8)):
                yield paper.element("path", d=path, stroke=colour, stroke_width=wide, fill="none")
            end = max(end, high)
        yield paper.haloed(end + 7, middle + 4.5, _value(self._measure, bar), font_size=paper.SMALL)
