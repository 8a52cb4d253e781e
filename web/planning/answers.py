"""What a search has found, in a sentence."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from statistics import fmean
from typing import Any

from dispatch.figures import Figures
from dispatch.scenarios import Search
from dispatch.studies import VariantResult
from web import figure_words
from web.planning.labels import key_words, value_words

ABOUT_RIDES = frozenset({"service_level", "declined_share", "declined", "booked", "offered"})
"""Figures that reasons of declines explain."""


def answer(search: Search, results: Sequence[VariantResult], *, complete: bool) -> str:
    """What was looked for, or that nothing will do; empty while nobody knows.

    Parameters
    ----------
    search
        What is looked for.
    results
        What was simulated so far.
    complete
        Whether nothing else will be simulated.
    """
    if not complete:
        return ""
    means = _means(search, results)
    found = search.answer(means)
    aim = aim_words(search)
    if found is None:
        first, last = (value_words(search.key, each) for each in (search.first, search.last))
        said = f"Kein Wert zwischen {first} und {last} reicht: {aim} wird nicht erreicht."
        return " ".join(part for part in (said, _nearest(search, means), _why(search, results)) if part)
    text = figure_words.text(search.figure, means[found], mean=True)
    edge = "Das Größte, was" if search.largest else "Das Kleinste, was"
    named = value_words(search.key, found)
    return f"{edge} reicht: {key_words(search.key)} {named}. Im Mittel {text}; Ziel: {aim}."


def is_found(search: Search, results: Sequence[VariantResult]) -> bool:
    """Whether any value meets the aim."""
    return search.answer(_means(search, results)) is not None


def _means(search: Search, results: Sequence[VariantResult]) -> dict[int, float | None]:
    """The figure that is aimed at, in the mean over the seeds, by the value that was simulated."""
    means: dict[int, float | None] = {}
    for each in results:
        known = [value for one in each.figures if (value := one.values.get(search.figure)) is not None]
        varied: Any = each.label[search.key]  # a search varies whole numbers
        means[varied] = fmean(known) if known else None
    return means


def _nearest(search: Search, means: Mapping[int, float | None]) -> str:
    """The simulated value that comes nearest to the aim; empty if there is none."""
    aim = search.at_least if search.at_least is not None else search.at_most
    known = {value: mean for value, mean in means.items() if mean is not None}
    if aim is None or not known:
        return ""
    value = min(known, key=lambda each: (abs(known[each] - aim), each))
    text = figure_words.text(search.figure, known[value], mean=True)
    return f"Am nächsten kommt {value_words(search.key, value)}: im Mittel {text}."


def _why(search: Search, results: Sequence[VariantResult]) -> str:
    """What stands in the way even of the most generous value; empty if that is no question of rides."""
    generous = search.first if search.largest else search.last
    seeds = next((each.figures for each in results if each.label[search.key] == generous), ())
    reasons = _reasons(seeds) if search.figure in ABOUT_RIDES else ""
    if not reasons:
        return ""
    most = value_words(search.key, generous)
    return f"Bei {most} scheitern im Mittel Wünsche noch an: {reasons}. Dagegen helfen andere Regeln."


def _reasons(seeds: Sequence[Figures]) -> str:
    """Why rides could not be promised, the commonest first, with the mean of how many over the seeds."""
    counts: defaultdict[str, float] = defaultdict(float)
    for one in seeds:
        for reason, values in one.by.get("reason", {}).items():
            counts[reason] += (values.get("declined") or 0) / len(seeds)
    told = sorted(((-count, reason) for reason, count in counts.items() if count))
    return ", ".join(
        f"{figure_words.REASONS.get(reason, reason)} ({figure_words.text('declined', -less, mean=True)})"
        for less, reason in told
    )


def search_words(search: Search) -> str:
    """What is looked for, between which values, and what for."""
    edge = "der größte" if search.largest else "der kleinste"
    first, last = (value_words(search.key, each) for each in (search.first, search.last))
    return f"{edge} Wert von „{key_words(search.key)}“ zwischen {first} und {last}, für: {aim_words(search)}"


def aim_words(search: Search) -> str:
    """What is aimed at: "erfüllte Wünsche mindestens 90 %"."""
    least = search.at_least is not None
    value = search.at_least if least else search.at_most
    name = figure_words.WORDS[search.figure].name
    return f"{name} {'mindestens' if least else 'höchstens'} {figure_words.text(search.figure, value)}"
