"""The charts of a study, made from the key figures of its variants."""

from collections.abc import Mapping, Sequence
from functools import partial

from dispatch import figures
from dispatch.figures import CATALOGUE
from dispatch.figures.spread import Interval, Intervals, Spread
from web import figure_words
from web.charts import (
    Bar,
    Bars,
    Better,
    Chart,
    Columns,
    Goal,
    Line,
    Measure,
    Pair,
    Pairs,
    Point,
    Scatter,
    Spot,
    Stack,
    Stacked,
    front,
    hourly,
)
from web.reporting.report import Outcome

LEAST_POINTS = 3
"""Fewer points are no line."""

MOST_GROUPS = 10
"""So many groups of a dimension have room in a picture; the table has them all."""

ANSWERS: Mapping[str, str] = {
    "booked": "gebucht",
    "unsuited": "Angebot passte nicht",
    "declined": "ohne Fahrt",
    "served_by_line": "eine Linie fährt",
}
"""What can become of a wish; the parts add up to all."""


def over_variants(key: str, outcomes: Sequence[Outcome], varied: str = "", goal: Goal | None = None) -> Chart:
    """A figure by variant: a line if one number was varied, else bars."""
    if varied and len(outcomes) >= LEAST_POINTS and all(each.value is not None for each in outcomes):
        return _line(key, outcomes, varied, goal)
    return bars(key, outcomes)


def bars(key: str, outcomes: Sequence[Outcome]) -> Bars:
    """A figure of each variant."""
    measure = figure_words.measure(key, mean=True)
    found = ((each.name, each.spread.values[key]) for each in outcomes)
    return Bars(key, measure.name, measure, tuple(_bar(name, interval) for name, interval in found))


def _line(key: str, outcomes: Sequence[Outcome], varied: str, goal: Goal | None) -> Line:
    measure = figure_words.measure(key, mean=True)
    points = []
    for each in outcomes:
        mean, low, high, _ = each.spread.values[key]
        points.append(Point(each.value or 0.0, mean, low, high))
    decimals = 0 if all(point.x == int(point.x) for point in points) else 2
    across_measure = Measure(varied, "", 1.0, decimals)
    return Line(key, f"{measure.name} je {varied}", across_measure, measure, tuple(points), goal)


def against(x_key: str, y_key: str, outcomes: Sequence[Outcome], *, comparable: bool = True) -> Scatter:
    """Two figures of each variant against each other; which is best only where their wishes are the same."""
    x, y = (figure_words.measure(key, mean=True) for key in (x_key, y_key))
    title = f"{y.name} gegen {x.name}"
    ways = (_better(x_key), _better(y_key))
    return Scatter(f"{x_key}-{y_key}", title, x, y, _spots(x_key, y_key, outcomes), *ways, comparable)


def unbeaten(x_key: str, y_key: str, outcomes: Sequence[Outcome]) -> frozenset[int]:
    """Numbers of the variants that no other one beats in both figures."""
    return front(_spots(x_key, y_key, outcomes), _better(x_key), _better(y_key))


def _spots(x_key: str, y_key: str, outcomes: Sequence[Outcome]) -> tuple[Spot, ...]:
    spots = []
    for each in outcomes:
        values = each.spread.values
        x, y = values[x_key].mean, values[y_key].mean
        if x is not None and y is not None:
            spots.append(Spot(each.number, each.name, x, y))
    return tuple(spots)


def before_after(dimension: str, key: str, before: Outcome, after: Outcome) -> Pairs:
    """A figure of the groups of a dimension in two variants; those with the most wishes."""
    measure, was, now = figure_words.measure(key, mean=True), before.spread, after.spread
    groups = _largest({**was.by.get(dimension, {}), **now.by.get(dimension, {})})
    names = figure_words.groups(dimension, groups)
    pairs = tuple(
        Pair(name, _bar("", _of(was, dimension, group, key)), _bar("", _of(now, dimension, group, key)))
        for group, name in names.items()
    )
    of = figure_words.DIMENSIONS[dimension]
    title = f"{measure.name}, nach {of}"
    return Pairs(f"{dimension}-{key}", title, measure, before.name, after.name, pairs, of)


def by_group(dimension: str, key: str, outcome: Outcome) -> Bars:
    """A figure of the groups of a dimension; those with the most wishes."""
    measure, found = figure_words.measure(key, mean=True), outcome.spread
    names = figure_words.groups(dimension, _largest(found.by.get(dimension, {})))
    of = figure_words.DIMENSIONS[dimension]
    return Bars(
        f"{dimension}-{key}",
        f"{measure.name}, nach {of}",
        measure,
        tuple(_bar(name, _of(found, dimension, group, key)) for group, name in names.items()),
        of,
    )


def by_hour(outcome: Outcome) -> Columns:
    """What became of the wishes of each hour, on average over the seeds."""
    hours = {int(hour): _means(found, ANSWERS) for hour, found in outcome.spread.by.get("hour", {}).items()}
    return Columns(
        "hour",
        "Was aus den Wünschen wurde, nach Stunde",
        "Uhr",
        Measure("Wünsche", "", 1.0, 0),
        tuple(ANSWERS.values()),
        hourly(hours, (0.0,) * len(ANSWERS)),
    )


def reasons(outcomes: Sequence[Outcome]) -> Stacked:
    """Why nothing could be promised, by variant, on average over the seeds."""
    found = [each.spread.by.get("reason", {}) for each in outcomes]
    occurring = {reason for each in found for reason in each}
    names = {key: name for key, name in figure_words.REASONS.items() if key in occurring}
    stacks = tuple(
        Stack(each.name, tuple(by.get(key, NOBODY)["asked"].mean for key in names))
        for each, by in zip(outcomes, found, strict=True)
    )
    measure = Measure("Wünsche", "", 1.0, 1)
    return Stacked("reason", "Warum keine Fahrt", measure, tuple(names.values()), stacks, "Variante")


NOBODY: Intervals = {"asked": Interval(0, None, None, 0)}


def _largest(groups: Mapping[str, Intervals]) -> list[str]:
    """The groups with the most wishes, the largest first."""
    return sorted(groups, key=partial(_rank, groups))[:MOST_GROUPS]


def _rank(groups: Mapping[str, Intervals], name: str) -> tuple[float, str]:
    return -(groups[name]["asked"].mean or 0), name


def _of(found: Spread, dimension: str, group: str, key: str) -> Interval:
    values = found.by.get(dimension, {}).get(group, {})
    return values.get(key, Interval(None, None, None, 0))


def _bar(name: str, interval: Interval) -> Bar:
    return Bar(name, interval.mean, interval.low, interval.high)


def _means(values: Intervals, keys: Mapping[str, str]) -> tuple[float | None, ...]:
    return tuple(values[key].mean if key in values else None for key in keys)


def _better(key: str) -> Better:
    return "less" if CATALOGUE[key].better is figures.Better.LESS else "more"
