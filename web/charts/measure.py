"""Numbers as people here write them: "87 %", "1.234 km", "12,50 €", "84 bis 90 %"."""

from collections.abc import Iterable
from dataclasses import dataclass

from babel.numbers import format_decimal

NOTHING = "\N{EN DASH}"
"""Stands where there is no number."""

SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Measure:
    """How values of one kind are written.

    Parameters
    ----------
    name
        What is measured.
    unit
        As it is written behind a number; empty for counts and ratios.
    factor
        A value times this is the number people read.
    decimals
        Digits behind the comma.
    whole
        The greatest value there can be; axes reach to it, so that little looks like little.
    """

    name: str
    unit: str = ""
    factor: float = 1.0
    decimals: int = 0
    whole: float | None = None

    def shown(self, value: float) -> float:
        """The number people read, unrounded."""
        return value * self.factor

    def reach(self, shown: Iterable[float]) -> tuple[float, float]:
        """From where to where an axis goes that shows these numbers: always over zero.

        >>> Measure("Anteil", "%", 100, whole=1.0).reach([4.0, 6.0]), Measure("Kosten").reach([4.0, 6.0])
        ((0.0, 100.0), (0.0, 6.0))
        """
        whole = 0.0 if self.whole is None else self.shown(self.whole)
        ends = [0.0, whole, *shown]
        return min(ends), max(ends)

    def number(self, value: float | None) -> str:
        """A value without its unit.

        >>> Measure("Kosten", "€", 0.01, 2).number(-123456)
        '\N{MINUS SIGN}1.234,56'
        """
        return NOTHING if value is None else written(self.shown(value), self.decimals)

    def text(self, value: float | None) -> str:
        r"""A value with its unit.

        >>> Measure("Anteil", "%", 100).text(0.874)
        '87\xa0%'
        """
        return NOTHING if value is None else self._with_unit(self.number(value))

    def signed(self, value: float | None) -> str:
        r"""A difference, with its sign.

        >>> Measure("Anteil", "%", 100).signed(0.05), Measure("Anteil", "%", 100).signed(0)
        ('+5\xa0%', '±0\xa0%')
        """
        if value is None:
            return NOTHING
        number = self.number(value)
        sign = "±" if number.strip("0,\N{MINUS SIGN}") == "" else "+"
        return self._with_unit(number if number.startswith("\N{MINUS SIGN}") else sign + number)

    def interval(self, low: float | None, high: float | None) -> str:
        r"""Between which values something lies; empty if nobody knows.

        >>> Measure("Anteil", "%", 100).interval(0.84, 0.9)
        '84 bis 90\xa0%'
        """
        between = self.range(low, high)
        return self._with_unit(between) if between else ""

    def range(self, low: float | None, high: float | None) -> str:
        """The same without the unit."""
        return "" if low is None or high is None else f"{self.number(low)} bis {self.number(high)}"

    @property
    def headed(self) -> str:
        """What is measured and in what, above a column or an axis."""
        return f"{self.name} ({self.unit})" if self.unit else self.name

    def _with_unit(self, number: str) -> str:
        return f"{number}{SPACE}{self.unit}" if self.unit else number


def written(number: float, decimals: int) -> str:
    """A number with points between thousands and a comma before decimals; never a negative zero.

    >>> written(1234.5, 1), written(-0.004, 2)
    ('1.234,5', '0,00')
    """
    rounded = round(number, decimals) + 0.0
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return format_decimal(rounded, format=pattern, locale="de").replace("-", "\N{MINUS SIGN}")
