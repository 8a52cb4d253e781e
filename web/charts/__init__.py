"""Charts as SVG, drawn on the server: the same on a page, in a report of one file, and in a PDF.

Each chart is a value: what is drawn goes in, :meth:`svg` draws it, and :meth:`numbers` says the same as a
table, which :func:`web.charts.numbers.csv_text` writes for downloading. Nothing is told by colour alone:
series differ by pattern, values stand beside what shows them, and a print in black and white says all.
"""

from web.charts.bars import Bar, Bars, Pair, Pairs
from web.charts.columns import Columns, hourly
from web.charts.lines import Goal, Line, Point
from web.charts.measure import Measure
from web.charts.numbers import Chart, Numbers, csv_text
from web.charts.scatter import Better, Scatter, Spot, front
from web.charts.stack import Stack, Stacked

__all__ = [
    "Bar",
    "Bars",
    "Better",
    "Chart",
    "Columns",
    "Goal",
    "Line",
    "Measure",
    "Numbers",
    "Pair",
    "Pairs",
    "Point",
    "Scatter",
    "Spot",
    "Stack",
    "Stacked",
    "csv_text",
    "front",
    "hourly",
]
