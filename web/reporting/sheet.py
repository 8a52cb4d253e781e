"""The project sheet: aim, owner, cost, benefit, before and after, on one page."""

import re
from collections.abc import Iterator
from dataclasses import replace

from web import figure_words
from web.charts import Bars
from web.reporting import pictures
from web.reporting.document import Block, Document, Facts, Grid, Heading, Picture, Points, picture
from web.reporting.evaluation import BENEFIT, proof, shown
from web.reporting.findings import comparison, days, findings
from web.reporting.report import Report

COSTS = ("cost_cents", "revenue_cents", "subsidy_cents", "subsidy_per_rider_cents")
BENEFITS = ("riders", "service_level", "promises_kept_share", "car_m_avoided", "co2_avoided_g")
MOST_FINDINGS = 3
LONGEST_NAME, LONGEST_AIM, LONGEST_HEAD = 110, 420, 45
"""So many letters have room on one page; the report has them all."""
LONGEST_WORD = 40
"""Of more letters is no word; so many show what it was."""


def sheet(report: Report) -> Document:
    """The sheet as a document."""
    return Document(
        name="Projektblatt",
        title=shortened(report.name, LONGEST_NAME),
        aim=shortened(report.aim, LONGEST_AIM),
        blocks=tuple(_blocks(report)),
        proof=proof(report),
    )


def shortened(text: str, letters: int) -> str:
    """A text in at most so many letters, with an ellipsis where something is left out.

    >>> shortened("Vier Fahrzeuge", 10)
    'Vier …'
    >>> shortened("W" * 5000, 110) == "W" * LONGEST_WORD + " …"
    True
    """
    text = re.sub(rf"(\S{{{LONGEST_WORD}}})\S+", r"\1 …", text)
    if len(text) <= letters:
        return text
    kept = text[: letters - 2]
    return (kept.rsplit(" ", 1)[0] if " " in kept else kept) + " …"


def _briefly(report: Report) -> Report:
    """The same with names of variants for narrow places."""
    brief = (replace(each, name=shortened(each.name, LONGEST_HEAD)) for each in report.outcomes)
    return replace(report, outcomes=tuple(brief))


def _blocks(full: Report) -> Iterator[Block]:
    report = _briefly(full)
    after = report.outcome(report.after)
    yield Facts(
        (
            ("Verantwortlich", shortened(report.owner, LONGEST_NAME) or "ohne Angabe"),
            ("Gebiet", report.region.name),
            ("Betriebstage", days(report.dates)),
            ("Untersucht", shortened(full.outcome(full.after).name, LONGEST_NAME)),
        )
    )
    yield Heading("Was herauskam")
    yield Points(tuple(findings(report))[:MOST_FINDINGS])
    if report.compares:
        yield comparison(report.outcome(report.before), after, (*BENEFITS, *COSTS))
    else:
        values = after.spread.values
        rows = tuple(
            (figure_words.measure(key).name, figure_words.spread(key, *values[key][:3]))
            for key in (*BENEFITS, *COSTS)
        )
        yield Grid("Nutzen und Kosten", ("Kennzahl", after.name), rows)
    if report.asked:
        yield _chart(report)


def _chart(report: Report) -> Picture:
    chart = pictures.over_variants(BENEFIT, report.outcomes, report.varied, report.goal)
    if not isinstance(chart, Bars):
        return picture(chart, numbers=False)
    drawn, many = shown(report, MOST_BARS), len(report.outcomes)
    more = f"{len(drawn)} von {many} Varianten; der Bericht zeigt mehr." if len(drawn) < many else ""
    return picture(pictures.bars(BENEFIT, drawn), more, numbers=False)


MOST_BARS = 5
"""Bars that have room beside the rest."""
