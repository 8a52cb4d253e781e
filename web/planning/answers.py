"""What a search has found, in a sentence."""

from collections.abc import Sequence
from statistics import fmean

from dispatch.scenarios import Search
from dispatch.studies import VariantResult
from web import figure_words
from web.planning.labels import key_words, value_words


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
    means = {}
    for each in results:
        known = [value for one in each.figures if (value := one.values.get(search.figure)) is not None]
        means[each.label[search.key]] = fmean(known) if known else None
    found = search.answer(means)  # type: ignore[arg-type] # a search varies whole numbers
    aim = aim_words(search)
    if found is None:
        first, last = (value_words(search.key, each) for each in (search.first, search.last))
        return f"Kein Wert zwischen {first} und {last} reicht: {aim} wird nicht erreicht."
    text = figure_words.text(search.figure, means[found], mean=True)
    edge = "Das Größte, was" if search.largest else "Das Kleinste, was"
    named = value_words(search.key, found)
    return f"{edge} reicht: {key_words(search.key)} {named}. Im Mittel {text}; Ziel: {aim}."


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
