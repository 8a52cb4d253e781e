"""A figure over a number that was varied, with the band in which its mean lies."""

from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup

from web.charts import paper
from web.charts.frame import Frame, Scale
from web.charts.measure import Measure
from web.charts.numbers import Numbers

MOST_LABELS = 8
"""With more points, numbers beside them would lie on each other; the table has them all."""


@dataclass(frozen=True, slots=True)
class Point:
    """A value where ``x`` has this number, and the interval in which its mean lies."""

    x: float
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True)
class Goal:
    """A value that is aimed at, and what it is called."""

    value: float
    name: str


@dataclass(frozen=True, slots=True)
class Line:
    """One line.

    Parameters
    ----------
    key, title
        Name of the picture; what it shows.
    across, measure
        How the numbers that were varied and the values are written.
    points
        In any order.
    goal
        A value to compare with.
    """

    key: str
    title: str
    across: Measure
    measure: Measure
    points: tuple[Point, ...]
    goal: Goal | None = None

    def svg(self) -> Markup:
        """The picture."""
        frame = Frame(top=40, bottom=290)
        x, y = self._scales(frame)
        parts = [
            *frame.levels(y, self.measure.headed),
            *frame.marks(((x.at(tick), x.words(tick)) for tick in x.ticks), self.across.headed),
            *self._band(x, y),
            *(self._goal(frame, y)),
            *self._course(x, y),
        ]
        return paper.sheet(self.key, self.title, self._said(), frame.height, *parts)

    def numbers(self) -> Numbers:
        """The same as a table."""
        rows = tuple(
            (
                self.across.shown(point.x),
                *(
                    None if value is None else self.measure.shown(value)
                    for value in (point.value, point.low, point.high)
                ),
            )
            for point in self._sorted()
        )
        head = (self.across.headed, self.measure.headed, "von", "bis")
        return Numbers(head, rows, (self.across.decimals, *(self.measure.decimals,) * 3))

    def _sorted(self) -> list[Point]:
        return sorted(self.points, key=lambda point: point.x)

    def _known(self) -> list[Point]:
        return [point for point in self._sorted() if point.value is not None]

    def _scales(self, frame: Frame) -> tuple[Scale, Scale]:
        shown = [
            self.measure.shown(value)
            for point in self.points
            for value in (point.value, point.low, point.high)
            if value is not None
        ]
        if self.goal:
            shown.append(self.measure.shown(self.goal.value))
        places = [self.across.shown(point.x) for point in self.points] or [0.0]
        low, high = min(places), max(places)
        whole = 0.0 if self.across.decimals else 1.0
        x = frame.across(low, high if high > low else low + 1, whole)
        return x, frame.up(*self.measure.reach(shown))

    def _band(self, x: Scale, y: Scale) -> Iterator[Markup]:
        between = [(point, point.low, point.high) for point in self._known()]
        spots = [
            (x.at(self.across.shown(point.x)), y.at(self.measure.shown(low)), y.at(self.measure.shown(high)))
            for point, low, high in between
            if low is not None and high is not None
        ]
        if len(spots) > 1:
            lower = [(at, low) for at, low, _ in spots]
            upper = [(at, high) for at, _, high in spots]
            yield paper.element("polygon", points=_joined([*lower, *upper[::-1]]), fill="#dbe9df")
            for edge in (lower, upper):
                yield paper.element(
                    "polyline",
                    points=_joined(edge),
                    fill="none",
                    stroke=paper.GREEN,
                    stroke_width=1.0,
                    stroke_dasharray="3 3",
                )
        for at, low, high in spots:
            path = f"M{at - 4:.1f} {low:.1f}h8M{at:.1f} {low:.1f}V{high:.1f}M{at - 4:.1f} {high:.1f}h8"
            yield paper.element("path", d=path, stroke=paper.INK, stroke_width=1.2, fill="none")

    def _goal(self, frame: Frame, y: Scale) -> Iterator[Markup]:
        if self.goal is None:
            return
        level = y.at(self.measure.shown(self.goal.value))
        yield paper.element(
            "line",
            x1=frame.left,
            y1=level,
            x2=frame.right,
            y2=level,
            stroke=paper.INK,
            stroke_width=1.6,
            stroke_dasharray="9 5",
        )
        yield paper.haloed(
            frame.left + 6, level - 6, self.goal.name, font_size=paper.SMALL, font_weight="700"
        )

    def _course(self, x: Scale, y: Scale) -> Iterator[Markup]:
        known = self._known()
        spots = [
            (x.at(self.across.shown(point.x)), y.at(self.measure.shown(point.value or 0.0)))
            for point in known
        ]
        if len(spots) > 1:
            yield paper.element(
                "polyline", points=_joined(spots), fill="none", stroke=paper.GREEN, stroke_width=2.6
            )
        for (across, up), point in zip(spots, known, strict=True):
            yield paper.element(
                "circle", cx=across, cy=up, r=5.0, fill=paper.GREEN, stroke=paper.PAPER, stroke_width=1.5
            )
            if len(spots) <= MOST_LABELS:
                top = up if point.high is None else y.at(self.measure.shown(point.high))
                yield _label(across, top - 9, self.measure.text(point.value), x)

    def _said(self) -> str:
        said = (f"{self.across.text(point.x)}: {self.measure.text(point.value)}" for point in self._sorted())
        goal = f" {self.goal.name}: {self.measure.text(self.goal.value)}." if self.goal else ""
        return f"{self.measure.name} je {self.across.name}. {'; '.join(said)}.{goal}"


def _label(x: float, y: float, words: str, scale: Scale) -> Markup:
    """Words above a point, inside the frame at its ends."""
    half = paper.width_of(words, paper.SMALL) / 2
    anchor = "start" if x - half < scale.first else "end" if x + half > scale.last else "middle"
    return paper.haloed(x, y, words, font_size=paper.SMALL, text_anchor=anchor)


def _joined(spots: list[tuple[float, float]]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in spots)
