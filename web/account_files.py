"""The files of an account, for those who book it and for the public.

Tables are as spreadsheets of German offices read them: semicolons, decimal commas, UTF-8 with a byte order
mark, dates like 24.11.2026. No cell is a formula, whatever a vehicle is called.
"""

import csv
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from types import MappingProxyType

from dispatch.accounting import Account, Statement
from dispatch.figures.suppression import TOTAL
from dispatch.record import Fate
from mobility.declines import ServedByLine

BOM = "\N{ZERO WIDTH NO-BREAK SPACE}"
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a text begins that a spreadsheet would take for a formula."""
AMOUNT = re.compile(r"-\d+,\d\d", re.ASCII)
OTHER = "übrige Kosten des Tages"
EVERYWHERE, UNKNOWN = "alle", "unbekannt"

OUTCOMES: Mapping[str, str] = MappingProxyType(
    {
        Fate.RODE: "befördert",
        Fate.DECLINED: "keine Fahrt möglich",
        Fate.UNSUITED: "Angebot nicht angenommen",
        Fate.CANCELLED: "abgesagt",
        Fate.ABSENT: "nicht erschienen",
        Fate.LOST: "ausgefallen",
        ServedByLine.__name__: "Bus oder Bahn fährt",
    }
)

SPLIT, BOOKKEEPING, STATISTICS, FIGURES_FILE = (
    "split.csv",
    "bookkeeping.csv",
    "statistics.csv",
    "figures.json",
)


def files(account: Account) -> dict[str, str]:
    """All files of an account, by name."""
    made = account.statement
    return {
        FIGURES_FILE: figures_json(account),
        SPLIT: split_csv(made),
        BOOKKEEPING: bookkeeping_csv(made),
        STATISTICS: statistics_csv(made),
    }


def euros(cents: int) -> str:
    """An amount as it is booked.

    >>> euros(123456), euros(-5)
    ('1234,56', '-0,05')
    """
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02}"


def split_csv(made: Statement) -> str:
    """What each municipality bears, what its passengers brought in, and the difference; then the sums."""
    parts, earned = made.split, made.revenue
    rows = [(name or UNKNOWN, parts.get(name, 0), earned.get(name, 0)) for name in {**parts, **earned}]
    total = ("Summe", sum(parts.values()), sum(earned.values()))
    lines = [[name, euros(cost), euros(in_), euros(cost - in_)] for name, cost, in_ in [*rows, total]]
    return _table(["Gemeinde", "Kosten EUR", "Einnahmen EUR", "Zuschuss EUR"], lines)


def bookkeeping_csv(made: Statement) -> str:
    """A line for every run, and one for what each day costs besides: the cost and who bears it."""
    names = list(made.split)
    head = ["Datum", "Schicht", "Fahrzeug", "Kosten EUR", "Schlüssel", *(f"{name} EUR" for name in names)]
    lines = [
        [
            f"{line.date:%d.%m.%Y}",
            line.shift,
            line.vehicle or OTHER,
            euros(line.cents),
            str(line.key),
            *(euros(line.parts.get(name, 0)) for name in names),
        ]
        for line in made.lines
    ]
    return _table(head, lines)


def statistics_csv(made: Statement) -> str:
    """Requests by Ortsteil and what became of them, fit to be published: what is left out is empty (B45)."""
    table = made.statistics
    head = ["Ortsteil", *(OUTCOMES[outcome] for outcome in table.columns), EVERYWHERE]
    lines = []
    for row in (*table.rows, TOTAL):
        cells = (table.cells[row, column] for column in (*table.columns, TOTAL))
        name = EVERYWHERE if row == TOTAL and row not in table.rows else row
        lines.append([name, *("" if cell is None else str(cell.rides) for cell in cells)])
    return _table(head, lines)


def figures_json(account: Account) -> str:
    """The figures with what they were made from; the same account, the same bytes."""
    made = account.statement
    tree = {
        "format": "account/1",
        "month": str(made.month),
        "until": made.until.isoformat(),
        "closed_at": account.closed_at.isoformat() if account.closed_at else None,
        "digest": made.digest,
        "region": {"name": made.region, "digest": made.rules},
        "program": made.program,
        "cost_keys": list(made.keys),
        "days_without_service": [day.isoformat() for day in made.idle],
        "split_cents": made.split,
        "revenue_cents": made.revenue,
        **made.figures.to_json(),
    }
    return json.dumps(tree, ensure_ascii=False, indent=2) + "\n"


def _table(head: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    text = StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([_plain(cell) for cell in line] for line in [head, *lines])
    return BOM + text.getvalue()


def _plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula; amounts below zero are numbers."""
    return f"'{cell}" if cell.startswith(FORMULA) and not AMOUNT.fullmatch(cell) else cell
