"""A report out of a scenario and what its variants came to."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from dispatch.figures import Figures
from dispatch.scenarios import Scenario, Search, Variant
from dispatch.scenarios.writing import Source
from mobility.region import Region
from mobility.region.toml import Tree
from web import figure_words
from web.charts import Goal
from web.charts.measure import written
from web.planning.labels import key_words, value_words, variant_words
from web.reporting.report import Outcome, Report

TOLD_ELSEWHERE = frozenset({"name", "aim", "owner", "base", "dates", "seeds", "within_min", "vary", "search"})
"""Keys of a scenario that are no change of the service."""


DESK: Mapping[str, str] = {
    "desk.work": "Suchaufwand der Leitstelle (Schritte)",
    "desk.every": "Neu gesucht wird höchstens alle (Sekunden)",
}
"""Keys that no form has."""


def report_of(
    scenario: Scenario,
    region: Region,
    source: Source,
    results: Sequence[tuple[Variant, Mapping[int, Figures]]],
    pair: tuple[int, int] | None = None,
) -> Report:
    """A report of a scenario.

    Parameters
    ----------
    scenario, region
        What was asked, and the region it was asked of.
    source
        The data and the program that answered.
    results
        The figures of each variant by seed; at least one variant.
    pair
        Numbers of the variants to compare; the first, and the one that was looked for or the last, without.
    """
    outcomes = tuple(_outcome(variant, figures) for variant, figures in results)
    found = _found(scenario.search, results) if scenario.search else None
    chosen = outcomes[-1] if found is None else found
    before, after = pair or (outcomes[0].number, chosen.number)
    return Report(
        name=scenario.name,
        aim=scenario.aim,
        owner=scenario.owner,
        region=region,
        dates=scenario.dates,
        seeds=tuple(sorted({seed for each in outcomes for seed in each.figures})),
        within=scenario.within,
        changes=tuple(_changes(scenario)),
        demand=_demand(scenario, region),
        varied=_varied(scenario),
        answer=_answer(scenario.search, found) if scenario.search else "",
        goal=_goal(scenario.search) if scenario.search else None,
        outcomes=outcomes,
        before=before,
        after=after,
        rules=rules_words(region, min(scenario.dates)),
        region_digest=source.region,
        scenario_digest=scenario.digest,
        program=source.program[:12],
        command=f"./rufbus simulate {scenario.file}",
    )


def _outcome(variant: Variant, figures: Mapping[int, Figures]) -> Outcome:
    values = list(variant.label.values())
    single = values[0] if len(values) == 1 else None
    number = single if isinstance(single, int | float) and not isinstance(single, bool) else None
    return Outcome(number=variant.number, name=variant_words(variant.label), value=number, figures=figures)


def _varied(scenario: Scenario) -> str:
    if scenario.search:
        return key_words(scenario.search.key)
    return key_words(scenario.vary[0].key) if len(scenario.vary) == 1 else ""


def _found(search: Search, results: Sequence[tuple[Variant, Mapping[int, Figures]]]) -> Outcome | None:
    """The variant that was looked for; ``None`` if none meets the aim."""
    tried = {variant.label[search.key]: _outcome(variant, figures) for variant, figures in results}
    means = {value: each.spread.values[search.figure].mean for value, each in tried.items()}
    answer = search.answer(means)
    return None if answer is None else tried[answer]


def _answer(search: Search, found: Outcome | None) -> str:
    aim = _aim(search)
    if found is None:
        return f"Kein Wert von {search.first} bis {search.last} erreicht das Ziel: {aim}."
    interval = found.spread.values[search.figure]
    extreme = "größte" if search.largest else "kleinste"
    return (
        f"Der {extreme} Wert, der das Ziel erreicht ({aim}): {found.name}. "
        f"Damit: {figure_words.spread(search.figure, *interval[:3])}."
    )


def _aim(search: Search) -> str:
    value, least = (search.at_least, True) if search.at_least is not None else (search.at_most, False)
    measure = figure_words.measure(search.figure)
    return f"{measure.name} {'mindestens' if least else 'höchstens'} {measure.text(value)}"


def _goal(search: Search) -> Goal | None:
    value = search.at_least if search.at_least is not None else search.at_most
    if search.figure != "service_level" or value is None:
        return None
    return Goal(value, f"Ziel: {figure_words.text(search.figure, value)}")


def _changes(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """What the scenario sets, in words; what is varied is told by the variants."""
    varied = {vary.key for vary in scenario.vary} | ({scenario.search.key} if scenario.search else set())
    for key, value in _flat(scenario.tree):
        if key not in varied and key.partition(".")[0] not in TOLD_ELSEWHERE:
            yield DESK.get(key, key_words(key)), value_words(key, value)


def _flat(tree: Tree, above: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in tree.items():
        path = f"{above}.{key}" if above else key
        if isinstance(value, dict):
            yield from _flat(value, path)
        else:
            yield path, value


def _demand(scenario: Scenario, region: Region) -> str:
    source = scenario.source
    if source.file:
        return f"aus der Datei {source.file.name}"
    if source.history:
        return f"Wünsche eines Tages aus den Büchern ({source.history.name}), ohne Namen"
    level = written(region.demand.rides_per_100, 1)
    return (
        f"erdacht, nach Einwohnern, Zielen und Zwecken: {level} Fahrtwünsche je 100 Menschen in den Dörfern "
        "und Schultag"
    )


def rules_words(region: Region, day: date) -> str:
    """Which permit and which key of cost sharing hold on a day, in words."""
    permits = [permit.version for permit in region.permits if permit.holds(day)]
    permit = f"Genehmigung Version {permits[0]}" if permits else "ohne Genehmigung"
    keys = [key.version for key in region.cost_keys if key.since <= day]
    return f"{permit}, Kostenschlüssel Version {max(keys)}" if keys else permit
