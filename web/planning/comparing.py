"""Two results side by side: before and after, what changed, and how sure that is."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Blueprint, abort, render_template, request
from flask.typing import ResponseReturnValue

from dispatch import studies
from dispatch.figures import Figures
from dispatch.figures.spread import Interval, Spread, across, difference
from dispatch.studies import VariantResult
from mobility.region.toml import Tree
from mobility.studies import Study, StudyVariant
from web import figure_words
from web.access import PLANNERS, staff
from web.charts import Bar, Pair, Pairs
from web.planning.labels import AS_TODAY, key_words, value_words, variant_words
from web.planning.outcomes import EMPTY, Value
from web.planning.trees import leaves
from web.resident import office

bp = Blueprint("planning_comparing", __name__, url_prefix="/planung")

TITLES = frozenset({"name", "aim", "owner", "base"})
SAMPLE = frozenset({"dates", "seeds"})
"""What makes two results incomparable run by run, if it differs."""
LEAST_ASKED = 5
"""An Ortsteil where fewer people ask on average says nothing by itself."""

MARKS = {"besser": "▲", "schlechter": "▼", "unklar": "○", "gleich": "="}
"""Signs beside the words, so that a column can be scanned; the words say it all."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two results."""

    study: Study
    variant: StudyVariant
    result: VariantResult

    @property
    def name(self) -> str:
        """Study and variant."""
        said = f"{self.variant.number}: {variant_words(self.variant.label)}" if self.variant.label else ""
        return f"{self.study.name}, {said}" if said else self.study.name

    @property
    def tree(self) -> Tree:
        """The variant as a scenario."""
        return tomllib.loads(self.variant.text)


@dataclass(frozen=True, slots=True)
class Change:
    """A setting that differs."""

    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Line:
    """A figure before and after, and what became of it."""

    key: str
    before: Value
    after: Value
    change: Value
    verdict: str

    @property
    def mark(self) -> str:
        """The sign of the verdict."""
        return MARKS.get(self.verdict, "")


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two results and their difference.

    Parameters
    ----------
    seeds
        For which both are done; the difference is over these, pair by pair.
    before, after, change
        The figures of both, and how the second differs from the first; without pairs the differences of the
        means have no intervals.
    """

    seeds: tuple[int, ...]
    before: Spread
    after: Spread
    change: Spread

    def line(self, key: str) -> Line:
        """A figure before and after."""
        before, after = (side.values.get(key, EMPTY) for side in (self.before, self.after))
        change = self.change.values.get(key, EMPTY)
        plain, changed = figure_words.measure(key, mean=True), figure_words.change(key)
        return Line(
            key,
            Value(plain.text(before.mean), plain.interval(before.low, before.high)),
            Value(plain.text(after.mean), plain.interval(after.low, after.high)),
            Value(changed.signed(change.mean), changed.interval(change.low, change.high)),
            figure_words.verdict(key, change.low, change.high) if change.mean is not None else "",
        )

    def by_ortsteil(self, key: str, before: str, after: str) -> Pairs | None:
        """A figure by Ortsteil, before and after; ``None`` if nowhere enough people ask."""
        sides = [side.by.get("ortsteil", {}) for side in (self.before, self.after)]
        names = [
            name
            for name in sorted(set(sides[0]) | set(sides[1]))
            if all((side.get(name, {}).get("asked", EMPTY).mean or 0) >= LEAST_ASKED for side in sides)
        ]
        if not names:
            return None
        pairs = (Pair(name, *(Bar(name, *side[name][key][:3]) for side in sides)) for name in names)
        title = f"{figure_words.WORDS[key].name[0].upper()}{figure_words.WORDS[key].name[1:]} nach Ortsteil"
        measure = figure_words.measure(key, mean=True)
        return Pairs("ortsteile", title, measure, before, after, tuple(pairs), of="Ortsteil")


@bp.get("/vergleich")
@staff(*PLANNERS)
def compare() -> ResponseReturnValue:
    """Two results side by side, or the choice of them."""
    choices = _choices()
    wanted = [request.args.get(name, "") for name in ("a", "b")]
    if wanted[0] and not wanted[1]:
        wanted[1] = _nearest(wanted[0])
        return render_template("planning/choose.html", choices=choices, wanted=wanted)
    sides = [_side(each) for each in wanted if each]
    if len(sides) < len(wanted):
        return render_template("planning/choose.html", choices=choices, wanted=wanted)
    a, b = sides
    comparison = compared(a.result, b.result)
    return render_template(
        "planning/comparison.html",
        choices=choices,
        wanted=wanted,
        a=a,
        b=b,
        comparison=comparison,
        changes=changes(a.tree, b.tree),
        same_sample=all(a.tree.get(key) == b.tree.get(key) for key in SAMPLE),
        picture=comparison.by_ortsteil("declined_share", "Vorher", "Nachher"),
        chapters=figure_words.CHAPTERS,
        figure_words=figure_words,
    )


def compared(a: VariantResult, b: VariantResult) -> Comparison:
    """Two results, the difference over the seeds that both have."""
    both = tuple(seed for seed in a.seeds if seed in b.seeds)
    before, after = (_of_seeds(each, both) for each in (a, b))
    if both:
        return Comparison(both, across(before), across(after), difference(before, after))
    left, right = across(a.figures), across(b.figures)
    apart = {key: _apart(left.values[key], right.values.get(key, EMPTY)) for key in left.values}
    return Comparison((), left, right, Spread(apart, {}))


def changes(before: Tree, after: Tree) -> list[Change]:
    """What differs between two scenarios, in words."""
    a, b = leaves(before), leaves(after)
    keys = [key for key in dict.fromkeys([*a, *b]) if key not in TITLES and a.get(key) != b.get(key)]
    return [Change(key_words(key), _said(a, key), _said(b, key)) for key in keys]


def _said(tree: Mapping[str, object], key: str) -> str:
    return value_words(key, tree[key]) if key in tree else AS_TODAY


def _of_seeds(result: VariantResult, seeds: Sequence[int]) -> list[Figures]:
    by_seed = dict(zip(result.seeds, result.figures, strict=True))
    return [by_seed[seed] for seed in seeds]


def _apart(a: Interval, b: Interval) -> Interval:
    mean = None if a.mean is None or b.mean is None else b.mean - a.mean
    return Interval(mean, None, None, 0)


def _side(wanted: str) -> Side:
    """The result that an address names: the id of a study and the number of a variant."""
    study_id, _, number = wanted.partition(":")
    study = studies.study(office(), study_id)
    found = [each for each in study.variants if str(each.number) == number] or abort(404)
    result = next(each for each in studies.results(office(), study_id) if each.number == found[0].number)
    return Side(study, found[0], result)


def _nearest(wanted: str) -> str:
    """The result of the same study that differs in as little as possible from the one an address names."""
    side = _side(wanted)
    found = by_likeness(side.variant.label, side.study.variants)
    others = [each for each in found if each.number != side.variant.number]
    return f"{side.study.id}:{others[0].number}" if others else ""


def by_likeness(label: Mapping[str, object], variants: Sequence[StudyVariant]) -> list[StudyVariant]:
    """Variants, first those that differ in the fewest things from one with this label."""
    return sorted(
        variants, key=lambda each: (sum(each.label.get(key) != label[key] for key in label), each.number)
    )


def _choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All results there are to choose from, by study."""
    return [
        (
            study.name,
            [
                (f"{study.id}:{each.number}", f"{each.number}: {variant_words(each.label)}")
                for each in study.variants
            ],
        )
        for study in studies.studies(office())
        if study.counts["done"]  # type: ignore[index] # states are their own names
    ]
