"""Horizontal bars made of parts: requests by reason, for each Ortsteil or variant."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from web.charts import paper
from web.charts.bars import BAR, GAP, LINE
from web.charts.measure import Measure
from web.charts.numbers import Numbers

LIGHT_ON = {"solid", "dark"}
"""Fills on which words are white."""

ON_PATTERN = {"stripes", "dots", "cross", "rungs", "sparse"}
"""Fills on which words need a ground of their own."""


@dataclass(frozen=True, slots=True)
class Stack:
    """A bar: its name and one value for each part; ``None`` where there is none."""

    label: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class Stacked:
    """Bars of parts.

    Parameters
    ----------
    key, title
        Name of the picture; what it shows.
    measure
        How the values are written.
    parts
        What each part is, the same for all bars; in black and white, eight can be told apart.
    stacks
        The bars.
    of
        What the bars are of, as the head of their column.
    """

    key: str
    title: str
    measure: Measure
    parts: tuple[str, ...]
    stacks: tuple[Stack, ...]
    of: str = "Ortsteil"

    def svg(self) -> Markup:
        """The picture."""
        drawn, y = paper.legend(self.key, self.parts, 0)
        y += 8
        most = max((self._total(stack) for stack in self.stacks), default=0) or 1
        longest = max((paper.width_of(self._sum(stack), paper.SMALL) for stack in self.stacks), default=0)
        per_unit = (paper.WIDTH - longest - 12) / most
        for stack in self.stacks:
            words = paper.folded(stack.label, paper.WIDTH)
            drawn += (paper.text(0, y + LINE * (number + 1) - 5, line) for number, line in enumerate(words))
            y += LINE * len(words)
            drawn += self._bar(stack, y, per_unit)
            y += BAR + GAP
        return paper.sheet(
            self.key, self.title, self._said(), y, paper.patterns(self.key, len(self.parts)), *drawn
        )

    def numbers(self) -> Numbers:
        """The same as a table."""
        rows = tuple(
            (
                stack.label,
                *(None if value is None else self.measure.shown(value) for value in stack.values),
                self._total(stack),
            )
            for stack in self.stacks
        )
        head = (self.of, *self.parts, "zusammen")
        return Numbers(head, rows, (0, *(self.measure.decimals,) * (len(self.parts) + 1)))

    def _bar(self, stack: Stack, top: float, per_unit: float) -> Iterator[Markup]:
        x = 0.5
        for number, value in enumerate(stack.values):
            wide = self.measure.shown(value or 0.0) * per_unit
            if wide <= 0:
                continue
            yield paper.element("rect", x=x, y=top, width=wide, height=BAR, **paper.fill(self.key, number))
            words = self.measure.number(value)
            if paper.width_of(words, paper.SMALL) + 8 < wide:
                yield from inscribed(x + wide / 2, top + BAR / 2, words, number)
            x += wide
        yield paper.text(x + 7, top + BAR / 2 + 4.5, self._sum(stack), font_size=paper.SMALL)

    def _total(self, stack: Stack) -> float:
        return sum(self.measure.shown(value) for value in stack.values if value is not None)

    def _sum(self, stack: Stack) -> str:
        return Measure("", self.measure.unit, 1.0, self.measure.decimals).text(self._total(stack))

    def _said(self) -> str:
        return "; ".join(
            f"{stack.label}: "
            + ", ".join(
                f"{part} {self.measure.text(value)}"
                for part, value in zip(self.parts, stack.values, strict=True)
                if value
            )
            for stack in self.stacks
        )


def inscribed(x: float, y: float, words: str, series: int) -> Iterator[Markup]:
    """Words in the middle of an area with the fill of a series."""
    kind = paper.FILLS[series % len(paper.FILLS)]
    if kind in ON_PATTERN:
        wide = paper.width_of(words, paper.SMALL) + 5
        yield paper.element("rect", x=x - wide / 2, y=y - 7, width=wide, height=14.0, fill=paper.PAPER)
    colour = paper.PAPER if kind in LIGHT_ON else paper.INK
    yield paper.text(x, y + 4.5, words, font_size=paper.SMALL, fill=colour, text_anchor="middle")
