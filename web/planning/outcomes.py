"""What the variants of a study came to, as tables and pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dispatch.figures import CATALOGUE, Better, Figures
from dispatch.figures.spread import Interval, Spread, across
from dispatch.studies import VariantResult
from web import figure_words
from web.charts import Bar, Bars, Chart, Goal, Line, Measure, Point, Scatter, Spot
from web.planning.labels import key_words, value_words, variant_words

EMPTY = Interval(None, None, None, 0)
COST, BENEFIT = "subsidy_cents", "service_level"
"""What a council weighs against each other."""
WISHES = frozenset({"served", "stops", "demand"})
"""Parts of a scenario that decide who asks for what."""
FEW, GRID = 3, 2
"""From so many variants on there is a front to see; so many dimensions make a table of their own."""


@dataclass(frozen=True, slots=True)
class Value:
    """A figure as people read it: the mean, and between what it lies."""

    text: str
    between: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a variant came to.

    Parameters
    ----------
    number
        Its number in the study, the same on pages, in files and in reports.
    name, short
        What tells it from the others; the same without saying what the values are of, if there are several.
    label
        What it sets, by key.
    seeds
        For which it is done.
    spread
        Its figures over these seeds, without groups; empty while none is done.
    """

    number: int
    name: str
    short: str
    label: Mapping[str, object]
    seeds: tuple[int, ...]
    spread: Spread

    def interval(self, key: str) -> Interval:
        """A figure over the seeds."""
        return self.spread.values.get(key, EMPTY)

    def value(self, key: str) -> Value:
        """A figure as people read it."""
        measure, found = figure_words.measure(key, mean=True), self.interval(key)
        return Value(measure.text(found.mean), measure.interval(found.low, found.high))


def outcomes(results: Sequence[VariantResult], *, by_value: bool = False) -> tuple[Outcome, ...]:
    """The variants, each with its figures, as they are numbered or in the order of what was varied."""
    return tuple(
        Outcome(
            each.number,
            variant_words(each.label),
            _short(each.label),
            each.label,
            each.seeds,
            across([Figures(one.values) for one in each.figures]),
        )
        for each in (sorted(results, key=_order) if by_value else results)
    )


def charts(found: Sequence[Outcome], key: str, goal: float | None = None) -> tuple[Chart, ...]:
    """The pictures of a study about one figure.

    Parameters
    ----------
    found
        Its variants.
    key
        Of the figure.
    goal
        What a search aims at with this figure, if it does.
    """
    done = [each for each in found if each.seeds]
    if not done:
        return ()
    pictures: list[Chart] = [_course(done, key, goal) or _bars(done, key)]
    if len(done) >= FEW:
        pictures.append(weighed(done))
    return tuple(pictures)


def weighed(found: Sequence[Outcome]) -> Scatter:
    """Cost against service, and who is beaten by none."""
    spots = [(each, each.interval(COST).mean, each.interval(BENEFIT).mean) for each in found]
    return Scatter(
        "abwaegung",
        "Zuschuss und erfüllte Wünsche",
        figure_words.measure(COST, mean=True),
        figure_words.measure(BENEFIT, mean=True),
        tuple(Spot(each.number, each.name, x, y) for each, x, y in spots if x is not None and y is not None),
        "less",
        "more",
        comparable=same_wishes(found),
    )


def same_wishes(found: Sequence[Outcome]) -> bool:
    """Whether all variants answer the same wishes: then one can be better for the same people.

    Who may ask, and how many do, changes with the places that are served and with the demand.
    """
    return not any(key.split(".")[0] in WISHES for each in found for key in each.label)


@dataclass(frozen=True, slots=True)
class HeatCell:
    """One place of a grid: its variant, its value, and how strong it is (0 to 4), best 4."""

    outcome: Outcome | None
    value: Value | None
    strength: int


@dataclass(frozen=True, slots=True)
class Heat:
    """A figure over two things that were varied, with what stands above, over columns and before rows."""

    title: str
    columns_name: str
    rows_name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[HeatCell, ...]], ...]


def heat(found: Sequence[Outcome], key: str) -> Heat | None:
    """A figure as a table over two keys; ``None`` if there are not two."""
    keys = tuple(found[0].label) if found else ()
    if len(keys) != GRID:
        return None
    down, along = keys
    by_place = {(_frozen(each.label[down]), _frozen(each.label[along])): each for each in found}
    rows = dict.fromkeys(_frozen(each.label[down]) for each in found)
    columns = dict.fromkeys(_frozen(each.label[along]) for each in found)
    shades = _strengths({each.number: each.interval(key).mean for each in found}, key)

    def cell(place: tuple[object, object]) -> HeatCell:
        each = by_place.get(place)
        done = each is not None and each.seeds
        return HeatCell(
            each, each.value(key) if each and done else None, shades.get(each.number, 0) if each else 0
        )

    side = "besser" if CATALOGUE[key].better else "mehr"
    return Heat(
        f"{named(key)}: dunkler ist {side}",
        key_words(along),
        key_words(down),
        tuple(value_words(along, _thawed(column)) for column in columns),
        tuple(
            (value_words(down, _thawed(row)), tuple(cell((row, column)) for column in columns))
            for row in rows
        ),
    )


def _strengths(means: Mapping[int, float | None], key: str) -> dict[int, int]:
    """How good each value is among the others, in five steps."""
    known = [mean for mean in means.values() if mean is not None]
    if not known or min(known) == max(known):
        return {}
    low, high = min(known), max(known)
    less = CATALOGUE[key].better is Better.LESS
    return {
        number: round(4 * ((high - mean if less else mean - low) / (high - low)))
        for number, mean in means.items()
        if mean is not None
    }


def _short(label: Mapping[str, object]) -> str:
    said = [value_words(key, value) for key, value in label.items()]
    return ", ".join(said) if len(said) > 1 else variant_words(label)


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def _thawed(value: object) -> object:
    return list(value) if isinstance(value, tuple) else value


def _order(each: VariantResult) -> tuple[float, int]:
    """A search looks at values in any order; they are shown by size."""
    (value, *more) = each.label.values() or (0,)
    lone = not more and isinstance(value, int | float)
    return (float(value) if lone else 0.0, each.number)  # type: ignore[arg-type] # a number, as just seen


def _course(done: Sequence[Outcome], key: str, goal: float | None) -> Line | None:
    """A line, if one number was varied."""
    values = [next(iter(each.label.values()), None) for each in done]
    lone = all(len(each.label) == 1 for each in done)
    if not lone or len(done) < FEW or not all(isinstance(each, int | float) for each in values):
        return None
    name = next(iter(done[0].label))
    points = [
        Point(float(value), *each.interval(key)[:3])  # type: ignore[arg-type] # a number, as just seen
        for value, each in zip(values, done, strict=True)
    ]
    measure = figure_words.measure(key, mean=True)
    aim = Goal(goal, f"Ziel: {measure.text(goal)}") if goal is not None else None
    return Line("verlauf", named(key), Measure(key_words(name)), measure, tuple(points), aim)


def _bars(done: Sequence[Outcome], key: str) -> Bars:
    bars = tuple(
        Bar(f"{each.number}: {each.name}" if each.label else each.name, *each.interval(key)[:3])
        for each in done
    )
    return Bars("varianten", named(key), figure_words.measure(key, mean=True), bars)


def named(key: str) -> str:
    """What a figure is called at the begin of a line."""
    name = figure_words.WORDS[key].name
    return name[0].upper() + name[1:]
