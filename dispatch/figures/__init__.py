"""Key figures of days, real or simulated: made from records alone (``docs/figures.md``)."""

from dispatch.figures.catalogue import CATALOGUE, FIGURES, Better, Figure, Unit
from dispatch.figures.equity import Wheelchairs, wheelchair_alarm, wheelchairs, worst_ortsteil
from dispatch.figures.measured import figures
from dispatch.figures.money import CostLine, cost_lines, split
from dispatch.figures.spread import Interval, Spread, across, difference
from dispatch.figures.suppression import Count, Entry, PublicTable, publishable, suppressed
from dispatch.figures.values import Figures, Groups, Value, Values

__all__ = [
    "CATALOGUE",
    "FIGURES",
    "Better",
    "CostLine",
    "Count",
    "Entry",
    "Figure",
    "Figures",
    "Groups",
    "Interval",
    "PublicTable",
    "Spread",
    "Unit",
    "Value",
    "Values",
    "Wheelchairs",
    "across",
    "cost_lines",
    "difference",
    "figures",
    "publishable",
    "split",
    "suppressed",
    "wheelchair_alarm",
    "wheelchairs",
    "worst_ortsteil",
]
