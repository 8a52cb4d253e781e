"""The evaluation report: what was asked, what came of it, every figure, and how all that was made."""

from collections.abc import Iterator, Sequence
from datetime import date

from web import figure_words, times
from web.charts import Chart
from web.reporting import pictures
from web.reporting.document import Block, Document, Facts, Grid, Heading, Paragraph, Picture, Points, picture
from web.reporting.findings import comparison, days, findings
from web.reporting.report import Outcome, Report

IN_COLUMNS = 3
"""So many variants stand side by side."""

MOST_SHOWN = 8
"""So many variants have room in pictures and full tables."""

COST, BENEFIT = "cost_cents", "service_level"


def evaluation(report: Report) -> Document:
    """The report as a document."""
    blocks = (
        *_summary(report),
        *_asked(report),
        *_served(report),
        *_money(report),
        *_fair(report),
        *_figures(report),
        *_method(report),
    )
    return Document(name="Auswertung", title=report.name, aim=report.aim, blocks=blocks, proof=proof(report))


def proof(report: Report) -> str:
    """From what a document was made, in one line."""
    return (
        f"Daten {report.region_digest[:12]} · Szenario {report.scenario_digest[:12]} · {report.rules} · "
        f"Programm {report.program} · Startwerte {_seeds(report)}"
    )


def shown(report: Report, most: int = MOST_SHOWN) -> list[Outcome]:
    """So many variants: those that are compared, then the ones that none beats, then any others."""
    best = pictures.unbeaten(COST, BENEFIT, report.outcomes) if report.same_wishes else ()
    chosen = [report.before, report.after, *sorted(best), *(each.number for each in report.outcomes)]
    kept = set(list(dict.fromkeys(chosen))[:most])
    return [each for each in report.outcomes if each.number in kept]


def _summary(report: Report) -> Iterator[Block]:
    yield Heading("Auf einen Blick")
    yield Points(tuple(findings(report)))
    head = ("Variante", *(figure_words.WORDS[key].short for key in figure_words.HEADLINE))
    rows = tuple(
        (
            each.name,
            *(
                figure_words.text(key, each.spread.values[key].mean, mean=True)
                for key in figure_words.HEADLINE
            ),
        )
        for each in report.outcomes
    )
    yield Grid(f"Mittelwerte über {_samples(report)}", head, rows)
    if report.compares:
        before, after = report.outcome(report.before), report.outcome(report.after)
        yield comparison(before, after, figure_words.HEADLINE)


def _asked(report: Report) -> Iterator[Block]:
    yield Heading("Was untersucht wurde")
    yield Facts(
        (
            ("Ziel", report.aim or "ohne Angabe"),
            ("Verantwortlich", report.owner or "ohne Angabe"),
            ("Gebiet", f"{report.region.name} ({', '.join(report.region.municipalities)})"),
            ("Betriebstage", days(report.dates)),
            ("Nachfrage", report.demand),
            *report.changes,
        )
    )
    if len(report.dates) > 1:
        yield Paragraph(f"Alle Summen gelten für die {len(report.dates)} Betriebstage zusammen.")


def _served(report: Report) -> Iterator[Block]:
    yield Heading("Wie viele Wünsche erfüllt werden")
    yield from _limited(report)
    yield from _pictured(pictures.over_variants(BENEFIT, shown(report), report.varied, report.goal), WHISKERS)
    after = report.outcome(report.after)
    yield from _pictured(pictures.by_hour(after), f"Variante „{after.name}“, im Mittel je Stichprobe.")
    reasons = pictures.reasons(shown(report))
    if reasons.parts:
        yield from _pictured(reasons, "Wünsche ohne Zusage, im Mittel je Stichprobe.")


WHISKERS = "Die Striche zeigen, wo der Mittelwert mit 95 % Sicherheit liegt."


def _limited(report: Report) -> Iterator[Paragraph]:
    few, many = len(shown(report)), len(report.outcomes)
    said = []
    if few < many:
        best = " und die bei Kosten und erfüllten Wünschen besten" if report.same_wishes else ""
        said.append(f"Von {many} Varianten sind hier {few} gezeigt, darunter die verglichenen{best}.")
    if many > 1 and report.asked:
        said.append(SAME_WISHES if report.same_wishes else OTHER_WISHES)
    if said:
        yield Paragraph(" ".join(said))


SAME_WISHES = "Jede Variante beantwortet dieselben Wünsche, mit gleichem Zufall."
OTHER_WISHES = (
    "Die Varianten beantworten nicht dieselben Wünsche: Wer fragt oder wie viele, ändert sich mit ihnen. "
    "Anteile und Summen gelten also nicht für dieselben Menschen."
)


def _pictured(chart: Chart, note: str, *, numbers: bool = True) -> Iterator[Picture]:
    """A chart as a block, if there is anything to show."""
    if chart.numbers().rows:
        yield picture(chart, note, numbers=numbers)


def _money(report: Report) -> Iterator[Block]:
    yield Heading("Was es kostet")
    if len(report.outcomes) >= pictures.LEAST_POINTS:
        same = report.same_wishes
        note = FRONT if same else NO_FRONT
        yield from _pictured(pictures.against(COST, BENEFIT, report.outcomes, comparable=same), note)
    yield from _pictured(pictures.bars("subsidy_per_rider_cents", shown(report)), WHISKERS)
    for each in _compared(report):
        yield _by_municipality(each)


FRONT = "Grün und verbunden: Varianten, die keine andere in beidem übertrifft."
NO_FRONT = "Welche Variante die beste ist, sagt das Bild nicht: Sie beantworten nicht dieselben Wünsche."


def _by_municipality(outcome: Outcome) -> Grid:
    keys = ("rode", COST, "revenue_cents", "subsidy_cents")
    found = outcome.spread.by.get("municipality", {})
    rows = tuple(
        (name, *(figure_words.text(key, values[key].mean, mean=True) for key in keys))
        for name, values in sorted(found.items())
        if COST in values
    )
    head = ("Gemeinde", *(figure_words.WORDS[key].short for key in keys))
    return Grid(f"Was auf die Gemeinden entfällt: {outcome.name}", head, rows)


def _fair(report: Report) -> Iterator[Block]:
    yield Heading("Wer gut bedient wird, und wer nicht")
    before, after = report.outcome(report.before), report.outcome(report.after)
    yield from _groups_picture("ortsteil", "declined_share", before, after)
    for dimension in ("ortsteil", "need", "purpose"):
        for each in _compared(report):
            grid = _by_group(dimension, each)
            if grid.rows:
                yield grid


def _groups_picture(dimension: str, key: str, before: Outcome, after: Outcome) -> Iterator[Picture]:
    note = "Die Ortsteile mit den meisten Wünschen; die Tabelle nennt alle."
    if before.number == after.number:
        yield from _pictured(pictures.by_group(dimension, key, after), note, numbers=False)
    else:
        yield from _pictured(pictures.before_after(dimension, key, before, after), note, numbers=False)


def _by_group(dimension: str, outcome: Outcome) -> Grid:
    keys = ("asked", "rode", "declined", "declined_share", "service_level", "wait_mean_s")
    found = outcome.spread.by.get(dimension, {})
    rows = tuple(
        (words, *(figure_words.text(key, found[name][key].mean, mean=True) for key in keys))
        for name, words in figure_words.groups(dimension, sorted(found)).items()
    )
    head = (figure_words.DIMENSIONS[dimension], *(figure_words.WORDS[key].short for key in keys))
    return Grid(f"Nach {figure_words.DIMENSIONS[dimension]}: {outcome.name}", head, rows)


def _compared(report: Report) -> list[Outcome]:
    numbers = [report.before, report.after] if report.compares else [report.after]
    return [report.outcome(number) for number in numbers]


def _figures(report: Report) -> Iterator[Block]:
    yield Heading("Alle Kennzahlen")
    yield Paragraph(f"Mittelwerte über {_samples(report)}; in Klammern, wo sie mit 95 % Sicherheit liegen.")
    several = shown(report)
    for first in range(0, len(several), IN_COLUMNS):
        columns = several[first : first + IN_COLUMNS]
        for chapter in figure_words.CHAPTERS:
            yield _chapter(chapter, columns)


def _chapter(chapter: figure_words.Chapter, outcomes: Sequence[Outcome]) -> Grid:
    spreads = [each.spread.values for each in outcomes]
    rows = tuple(
        (
            figure_words.measure(key).name,
            *(figure_words.spread(key, *values[key][:3]) for values in spreads),
        )
        for key in chapter.keys
    )
    return Grid(chapter.name, ("Kennzahl", *(each.name for each in outcomes)), rows)


def _method(report: Report) -> Iterator[Block]:
    yield Heading("Was die Kennzahlen bedeuten")
    keys = [key for chapter in figure_words.CHAPTERS for key in chapter.keys]
    yield Facts(tuple((figure_words.measure(key).name, figure_words.WORDS[key].meaning) for key in keys))
    yield Heading("Wie gerechnet wurde")
    yield Paragraph(
        "Jede Stichprobe ist ein ganzer Tag: Erdachte Fahrgäste fragen nacheinander, und die Leitstelle "
        "antwortet mit demselben Programm, das im wirklichen Betrieb antwortet. Eine Simulation zeigt, was "
        "unter ihren Annahmen geschähe; sie sagt nicht voraus, wie viele Menschen wirklich fahren werden."
    )
    yield Paragraph(
        "Der Zufall kommt aus Startwerten. Gleiche Startwerte ergeben gleiche Wünsche, damit sich Varianten "
        "allein durch das unterscheiden, was geändert wurde. Die Bereiche folgen aus der Verteilung von "
        "Student über die Stichproben; Änderungen sind paarweise je Startwert gerechnet."
    )
    yield Heading("Nachweis")
    yield Facts(
        (
            ("Daten der Region", report.region_digest),
            ("Szenario", report.scenario_digest),
            ("Regeln", report.rules),
            ("Programm", report.program),
            ("Startwerte", _seeds(report)),
            ("Neu erzeugen", report.command),
        )
    )
    sources = (
        f"{source.title}: {source.attribution}, {source.licence}, "
        f"Stand {times.full_date(date.fromisoformat(source.as_of))}"
        for source in report.region.sources
    )
    yield Points(tuple(sources))


def _samples(report: Report) -> str:
    count = len(report.seeds)
    return f"{count} Stichproben" if count > 1 else "eine Stichprobe"


def _seeds(report: Report) -> str:
    first, last = min(report.seeds), max(report.seeds)
    if len(report.seeds) > 1 and sorted(report.seeds) == list(range(first, last + 1)):
        return f"{first} bis {last}"
    return ", ".join(map(str, sorted(report.seeds)))
