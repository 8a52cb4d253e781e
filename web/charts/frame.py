"""The frame of charts with two axes: places of values, grid lines, and what the axes are called."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from web.charts import paper
from web.charts.measure import written


@dataclass(frozen=True, slots=True)
class Scale:
    """Numbers to places along an axis; ``first`` and ``last`` are the places of its ends (units)."""

    ticks: tuple[float, ...]
    first: float
    last: float

    def at(self, number: float) -> float:
        """The place of a number."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.first + (number - low) / (high - low) * (self.last - self.first)

    def words(self, tick: float) -> str:
        """A round number, with as many decimals as all of them need."""
        digits = next(
            (count for count in range(4) if all(round(each, count) == each for each in self.ticks)), 4
        )
        return written(tick, digits)


ACROSS = 6
"""About so many steps have room from left to right."""


@dataclass(frozen=True, slots=True)
class Frame:
    """A chart's area between its axes.

    Parameters
    ----------
    top, bottom, left, right
        Its edges (units).
    """

    top: float
    bottom: float
    left: float = 56.0
    right: float = paper.WIDTH - 24

    @property
    def height(self) -> float:
        """Of the picture, with the words below the axis (units)."""
        return self.bottom + 44

    def across(self, low: float, high: float, least: float = 0.0) -> Scale:
        """A scale from left to right between round numbers, in steps of at least so much."""
        return Scale(tuple(paper.ticks(low, high, ACROSS, least)), self.left, self.right)

    def up(self, low: float, high: float, least: float = 0.0) -> Scale:
        """A scale from the bottom to the top between round numbers, in steps of at least so much."""
        return Scale(tuple(paper.ticks(low, high, least=least)), self.bottom, self.top)

    def levels(self, scale: Scale, name: str) -> Iterator[Markup]:
        """Lines at the round numbers of the upward scale, and above them what it measures."""
        yield paper.text(0, self.top - 14, name, font_size=paper.SMALL, fill=paper.MUTED)
        for tick in scale.ticks:
            y = scale.at(tick)
            colour = paper.MUTED if tick == scale.ticks[0] else paper.GRID
            yield paper.element(
                "line", x1=self.left, y1=y, x2=self.right, y2=y, stroke=colour, stroke_width=1.0
            )
            yield paper.text(
                self.left - 8,
                y + 4.5,
                scale.words(tick),
                font_size=paper.SMALL,
                fill=paper.MUTED,
                text_anchor="end",
            )

    def marks(self, places: Iterator[tuple[float, str]], name: str) -> Iterator[Markup]:
        """Words below the axis, and below them what it measures."""
        for x, words in places:
            yield paper.text(
                x, self.bottom + 18, words, font_size=paper.SMALL, fill=paper.MUTED, text_anchor="middle"
            )
        yield paper.text(
            self.right,
            self.bottom + 37,
            name,
            font_size=paper.SMALL,
            fill=paper.MUTED,
            text_anchor="end",
        )
