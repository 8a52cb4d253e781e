"""Key figures of days, real or simulated: made from records alone (``docs/figures.md``)."""

from dispatch.figures.catalogue import CATALOGUE, FIGURES, Better, Figure, Unit
from dispatch.figures.values import Figures, Groups, Value, Values

__all__ = ["CATALOGUE", "FIGURES", "Better", "Figure", "Figures", "Groups", "Unit", "Value", "Values"]
