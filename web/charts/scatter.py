"""Two figures against each other: every variant a numbered mark, those that none beats joined by a line."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from web.charts import paper
from web.charts.frame import Frame, Scale
from web.charts.measure import Measure
from web.charts.numbers import Numbers

Better = Literal["more", "less"]
"""Which way a value gets better."""

RADIUS = 11.0
"""Of a mark (units)."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A variant: its number in the table, what it is, and its two values."""

    number: int
    label: str
    x: float
    y: float


def front(spots: Sequence[Spot], better_x: Better, better_y: Better) -> frozenset[int]:
    """Numbers of the variants that no other one beats in both figures (Pareto).

    >>> a, b, c = Spot(1, "", 10, 0.5), Spot(2, "", 20, 0.9), Spot(3, "", 25, 0.8)
    >>> sorted(front((a, b, c), "less", "more"))
    [1, 2]
    """

    def gains(one: Spot, other: Spot) -> tuple[float, float]:
        x, y = one.x - other.x, one.y - other.y
        return (x if better_x == "more" else -x), (y if better_y == "more" else -y)

    def beaten(spot: Spot) -> bool:
        return any(min(gain) >= 0 and max(gain) > 0 for gain in (gains(other, spot) for other in spots))

    return frozenset(spot.number for spot in spots if not beaten(spot))


@dataclass(frozen=True, slots=True)
class Scatter:
    """Variants by two figures.

    Parameters
    ----------
    key, title
        Name of the picture; what it shows.
    across, measure
        How the two values are written.
    spots
        The variants.
    better_x, better_y
        Which direction is better.
    comparable
        Whether all variants answer the same wishes; if not, none is said to beat another.
    """

    key: str
    title: str
    across: Measure
    measure: Measure
    spots: tuple[Spot, ...]
    better_x: Better
    better_y: Better
    comparable: bool = True

    def best(self) -> frozenset[int]:
        """Numbers of the variants on the front; none where they cannot be compared."""
        if not self.comparable:
            return frozenset()
        return front(self.spots, self.better_x, self.better_y)

    def svg(self) -> Markup:
        """The picture."""
        frame = Frame(top=40, bottom=310)
        x, y = self._scales(frame)
        best = self.best()
        places = [
            (spot, x.at(self.across.shown(spot.x)), y.at(self.measure.shown(spot.y))) for spot in self.spots
        ]
        chain = sorted((across, up) for spot, across, up in places if spot.number in best)
        parts = [
            *frame.levels(y, self.measure.headed),
            *frame.marks(((x.at(tick), x.words(tick)) for tick in x.ticks), self.across.headed),
            paper.element(
                "polyline",
                points=" ".join(f"{across:.1f},{up:.1f}" for across, up in chain),
                fill="none",
                stroke=paper.GREEN,
                stroke_width=2.6,
            ),
        ]
        # those on the front come last and lie on top
        for spot, across, up in sorted(places, key=lambda place: place[0].number in best):
            parts += _mark(spot, across, up, best=spot.number in best)
        return paper.sheet(self.key, self.title, self._said(best), frame.height, *parts)

    def numbers(self) -> Numbers:
        """The same as a table."""
        best = self.best()
        rows = tuple(
            (
                str(spot.number),
                spot.label,
                self.across.shown(spot.x),
                self.measure.shown(spot.y),
                *(("ja" if spot.number in best else "nein",) if self.comparable else ()),
            )
            for spot in self.spots
        )
        head = ("Nr.", "Variante", self.across.headed, self.measure.headed)
        digits = (0, 0, self.across.decimals, self.measure.decimals)
        if not self.comparable:
            return Numbers(head, rows, digits)
        return Numbers((*head, "von keiner übertroffen"), rows, (*digits, 0))

    def _scales(self, frame: Frame) -> tuple[Scale, Scale]:
        xs = self.across.reach(self.across.shown(spot.x) for spot in self.spots)
        ys = self.measure.reach(self.measure.shown(spot.y) for spot in self.spots)
        return frame.across(*xs), frame.up(*ys)

    def _said(self, best: frozenset[int]) -> str:
        said = "; ".join(
            f"{spot.number} {spot.label}: {self.across.text(spot.x)}, {self.measure.text(spot.y)}"
            for spot in self.spots
        )
        if not best:
            return said
        numbers = ", ".join(str(number) for number in sorted(best))
        return f"{said}. Von keiner anderen übertroffen: {numbers}."


def _mark(spot: Spot, x: float, y: float, *, best: bool) -> Iterator[Markup]:
    outline = {} if best else {"stroke_dasharray": "3 2"}
    yield paper.element(
        "circle",
        cx=x,
        cy=y,
        r=RADIUS,
        fill=paper.GREEN if best else paper.PAPER,
        stroke=paper.PAPER if best else paper.INK,
        stroke_width=1.5,
        **outline,
    )
    yield paper.text(
        x,
        y + 4.5,
        str(spot.number),
        fill=paper.PAPER if best else paper.INK,
        font_size=paper.SMALL,
        font_weight="700",
        text_anchor="middle",
    )
