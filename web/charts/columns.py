"""Columns over the hours of a day, or over other groups in a fixed order, made of parts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from web.charts import paper
from web.charts.frame import Frame, Scale
from web.charts.measure import Measure
from web.charts.numbers import Numbers
from web.charts.stack import Stack, inscribed

FILLED = 0.78
"""Part of its place that a column fills."""

WIDEST = 44.0
"""Of a column (units)."""

LEAST_HEIGHT = 17.0
"""A part that is less high has no room for its number (units)."""


def hourly(
    hours: Mapping[int, tuple[float | None, ...]], nothing: tuple[float | None, ...]
) -> tuple[Stack, ...]:
    """Columns for all hours from the first to the last; those that are missing have nothing.

    >>> [stack.label for stack in hourly({11: (2,), 14: (1,)}, (0,))]
    ['11', '12', '13', '14']
    """
    through = range(min(hours), max(hours) + 1) if hours else ()
    return tuple(Stack(str(hour), hours.get(hour, nothing)) for hour in through)


@dataclass(frozen=True, slots=True)
class Columns:
    """Columns side by side.

    Parameters
    ----------
    key, title
        Name of the picture; what it shows.
    across
        What the columns are over: "Stunde".
    measure
        How the values are written.
    parts
        What each part of a column is.
    stacks
        The columns from left to right; their labels are short.
    """

    key: str
    title: str
    across: str
    measure: Measure
    parts: tuple[str, ...]
    stacks: tuple[Stack, ...]

    def svg(self) -> Markup:
        """The picture; one part alone needs no legend."""
        several = len(self.parts) > 1
        legend, end = paper.legend(self.key, self.parts, 0) if several else ([], 0.0)
        frame = Frame(top=end + 36, bottom=end + 256)
        whole = 0.0 if self.measure.decimals else 1.0
        y = frame.up(0, max((self._total(stack) for stack in self.stacks), default=0), whole)
        step = (frame.right - frame.left) / max(len(self.stacks), 1)
        middles = [frame.left + step * (number + 0.5) for number in range(len(self.stacks))]
        labels = zip(middles, (stack.label for stack in self.stacks), strict=True)
        parts = [
            paper.patterns(self.key, len(self.parts)),
            *legend,
            *frame.levels(y, self.measure.headed),
            *frame.marks(labels, self.across),
        ]
        for middle, stack in zip(middles, self.stacks, strict=True):
            parts += self._column(stack, middle, min(step * FILLED, WIDEST), y)
        return paper.sheet(self.key, self.title, self._said(), frame.height, *parts)

    def numbers(self) -> Numbers:
        """The same as a table."""
        rows = tuple(
            (stack.label, *(None if value is None else self.measure.shown(value) for value in stack.values))
            for stack in self.stacks
        )
        head = (self.across, *self.parts)
        return Numbers(head, rows, (0, *(self.measure.decimals,) * len(self.parts)))

    def _column(self, stack: Stack, middle: float, wide: float, y: Scale) -> Iterator[Markup]:
        below = 0.0
        for number, value in enumerate(stack.values):
            shown = self.measure.shown(value or 0.0)
            if shown <= 0:
                continue
            top, bottom = y.at(below + shown), y.at(below)
            yield paper.element(
                "rect",
                x=middle - wide / 2,
                y=top,
                width=wide,
                height=bottom - top,
                **paper.fill(self.key, number),
            )
            words = self.measure.number(value)
            if bottom - top >= LEAST_HEIGHT and paper.width_of(words, paper.SMALL) + 4 < wide:
                yield from inscribed(middle, (top + bottom) / 2, words, number)
            below += shown

    def _total(self, stack: Stack) -> float:
        return sum(self.measure.shown(value) for value in stack.values if value is not None)

    def _said(self) -> str:
        return "; ".join(
            f"{stack.label} {self.across}: "
            + ", ".join(
                f"{part} {self.measure.text(value)}"
                for part, value in zip(self.parts, stack.values, strict=True)
                if value is not None
            )
            for stack in self.stacks
        )
