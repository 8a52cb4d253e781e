"""What a report found, in sentences and in tables of two variants."""

from collections.abc import Iterator, Sequence
from datetime import date

from babel.dates import format_date

from dispatch.figures import wheelchairs
from dispatch.figures.equity import LEAST_WHEELCHAIRS
from dispatch.figures.spread import Spread, difference
from mobility.clock import MINUTE
from web import figure_words
from web.charts.measure import SPACE
from web.reporting.document import Grid
from web.reporting.report import Outcome, Report

SEVERAL_DAYS = 3
"""More days are told by the first, the last and their number."""


def findings(report: Report) -> Iterator[str]:
    """The main results, one sentence each."""
    if report.answer:
        yield report.answer
    if not report.asked:
        yield (
            "Niemand hat nach einer Fahrt gefragt: Die Nachfrage des Szenarios ist leer. "
            "Über den Dienst lässt sich nichts sagen, nur über das, was er auch ohne Fahrgäste kostet."
        )
    yield from _served(report)
    yield from _changed(report)
    yield from _left_out(report)


def _served(report: Report) -> Iterator[str]:
    after = report.outcome(report.after)
    level = after.spread.values["service_level"]
    if level.mean is None:
        return
    said = figure_words.spread("service_level", *level[:3])
    where = f"„{after.name}“: " if len(report.outcomes) > 1 else ""
    yield (
        f"{where}Von den Wünschen, die keine Linie erfüllt, bekommen {said} eine Fahrt, "
        f"die höchstens {report.within // MINUTE} Minuten vom Wunsch abweicht."
    )


def _changed(report: Report) -> Iterator[str]:
    if not report.compares:
        return
    before, after = report.outcome(report.before), report.outcome(report.after)
    changes, pairs = paired(before, after)
    if not pairs:
        return
    for key in ("service_level", "cost_cents"):
        change = changes.values[key]
        if change.mean is None:
            continue
        verdict = figure_words.verdict(key, change.low, change.high)
        name = figure_words.measure(key).name
        clear = "" if verdict != "unklar" else " Das kann Zufall sein."
        yield (
            f"{name}: {figure_words.difference(key, change.mean)} "
            f"von „{before.name}“ zu „{after.name}“.{clear}"
        )


def _left_out(report: Report) -> Iterator[str]:
    for number in dict.fromkeys((report.after, report.before)):
        outcome = report.outcome(number)
        found = wheelchairs(outcome.figures.values())
        where = f"„{outcome.name}“: " if len(report.outcomes) > 1 else ""
        if found.alarm:
            yield (
                f"{where}Mit Rollstuhl bleiben deutlich mehr Wünsche ohne Fahrt als im Ganzen: "
                f"{found.declined} von {found.asked} über alle Stichproben, "
                f"{figure_words.difference('wheelchair_gap', found.gap)}. Hier ist zu handeln."
            )
        elif found.asked and not found.judged:
            wishes = "Wunsch" if found.asked == 1 else "Wünsche"
            yield (
                f"{where}Nur {found.asked} {wishes} mit Rollstuhl über alle Stichproben: zu wenige, um zu "
                f"sagen, ob sie benachteiligt sind (ab {LEAST_WHEELCHAIRS})."
            )


def paired(before: Outcome, after: Outcome) -> tuple[Spread, int]:
    """What changed between two variants, over the seeds that both have; and how many these are."""
    seeds = [seed for seed in before.figures if seed in after.figures]
    changes = difference([before.figures[seed] for seed in seeds], [after.figures[seed] for seed in seeds])
    return changes, len(seeds)


def comparison(before: Outcome, after: Outcome, keys: Sequence[str]) -> Grid:
    """Two variants side by side, with what changed and whether that is for the better."""
    was, now = before.spread.values, after.spread.values
    changes, pairs = paired(before, after)
    rows = []
    for key in keys:
        change = changes.values.get(key) if pairs else None
        words = figure_words.measure(key, mean=True)
        between = figure_words.change(key).range(change.low, change.high) if change else ""
        rows.append(
            (
                words.name,
                words.text(was[key].mean),
                words.text(now[key].mean),
                figure_words.difference(key, change.mean if change else None),
                between.replace(" ", SPACE),
                figure_words.verdict(key, change.low, change.high) if change else "",
            )
        )
    head = ("Kennzahl", before.name, after.name, "Änderung", "mit 95 % zwischen", "Urteil")
    return Grid("Vorher und nachher", head, tuple(rows), words=(5,))


def days(dates: Sequence[date]) -> str:
    """Service days in words.

    >>> days([date(2026, 11, 24)])
    'Dienstag, 24. November 2026'
    """
    said = [format_date(day, "full", locale="de") for day in sorted(dates)]
    if len(said) > SEVERAL_DAYS:
        return f"{len(said)} Tage, {said[0]} bis {said[-1]}"
    return "; ".join(said)
