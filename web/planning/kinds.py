"""What people type into the fields of a scenario, and the same as a scenario file says it."""

import re
from dataclasses import dataclass
from typing import Protocol

CLOCK = re.compile(r"(\d{1,2})[:.](\d\d)")
LAST_MINUTE = 30 * 60
"""Service days may end in the small hours of the next day, but not at noon (min)."""


class Unreadable(ValueError):
    """What somebody typed is not what the field takes; says what would be."""


class Kind(Protocol):
    """How a value is typed and shown."""

    @property
    def separator(self) -> str:
        """What stands between several values (a regular expression)."""

    @property
    def inputmode(self) -> str:
        """Which keys a phone offers."""

    def read(self, text: str) -> object:
        """The value as a scenario file says it; :class:`Unreadable` if it is none."""

    def show(self, value: object) -> str:
        """The value as people type it; :class:`Unreadable` if it is of another kind."""


def grouped(number: float, digits: int = 2) -> str:
    """A number as Germans write it, with no more decimals than it needs.

    >>> grouped(2.50), grouped(1234), grouped(0.125)
    ('2,5', '1234', '0,12')
    """
    text = f"{number:.{digits}f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace(".", ",")


def _number(text: str) -> float:
    cleaned = text.strip().removesuffix("%").removesuffix("€").strip().replace(",", ".")
    if not re.fullmatch(r"\d{1,9}(\.\d{1,6})?", cleaned):
        raise Unreadable("Bitte geben Sie eine Zahl ein.")
    return float(cleaned)


def _plain(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise Unreadable("Bitte geben Sie eine Zahl ein.")
    return value


@dataclass(frozen=True, slots=True)
class Count:
    """A whole number between two others, both included.

    >>> Count(1, 9).read(" 4 "), Count(1, 9).show(4)
    (4, '4')
    """

    least: int
    most: int
    separator: str = r"[;,\s]+"
    inputmode: str = "numeric"

    def read(self, text: str) -> int:
        """The number typed."""
        if not re.fullmatch(r"\s*\d{1,6}\s*", text) or not self.least <= int(text) <= self.most:
            raise Unreadable(f"Bitte geben Sie eine ganze Zahl von {self.least} bis {self.most} ein.")
        return int(text)

    def show(self, value: object) -> str:
        """The number as it is typed."""
        if isinstance(value, bool) or not isinstance(value, int):
            raise Unreadable("Das ist keine ganze Zahl.")
        return str(value)


@dataclass(frozen=True, slots=True)
class Decimal:
    """A number with decimals, zero or more.

    Parameters
    ----------
    most
        The largest that makes sense.
    per
        How many of what is typed make one of what the file says: 100 for shares in percent.
    whole
        Whether the file says a whole number, such as cents.

    >>> Decimal(50).read("2,5"), Decimal(100, per=100).read("5 %"), Decimal(100, per=100).show(0.05)
    (2.5, 0.05, '5')
    """

    most: float
    per: float = 1
    whole: bool = False
    separator: str = r";\s*|,?\s+(?=\d)"
    inputmode: str = "decimal"

    def read(self, text: str) -> float | int:
        """The number typed, in the unit of the file."""
        typed = _number(text)
        if typed > self.most:
            raise Unreadable(f"Bitte geben Sie eine Zahl von 0 bis {grouped(self.most)} ein.")
        return round(typed / self.per) if self.whole else round(typed / self.per, 6)

    def show(self, value: object) -> str:
        """The number as it is typed."""
        return grouped(round(_plain(value) * self.per, 6), 4)


PERCENT = Decimal(100, per=100)
"""A share; the file says it as a part of one."""


def euros(most: float) -> Decimal:
    """An amount of money; the file says it in cents.

    >>> euros(100).read("12,50"), euros(100).show(1250)
    (1250, '12,5')
    """
    return Decimal(most, per=0.01, whole=True)


@dataclass(frozen=True, slots=True)
class Hours:
    """From when to when.

    >>> Hours().read("5:30 bis 21.30 Uhr"), Hours().show(["05:30", "21:30"])
    (['05:30', '21:30'], '5:30 bis 21:30')
    """

    separator: str = r";\s*"
    inputmode: str = "text"

    def read(self, text: str) -> list[str]:
        """The two times typed."""
        times = [(int(hour), int(minute)) for hour, minute in CLOCK.findall(text)]
        minutes = [60 * hour + minute for hour, minute in times]
        if len(times) != 2 or any(minute > 59 for _, minute in times):  # noqa: PLR2004 - from and to; 0 to 59
            raise Unreadable("Bitte geben Sie zwei Uhrzeiten ein, zum Beispiel 5:30 bis 21:30.")
        if not minutes[0] < minutes[1] <= LAST_MINUTE:
            raise Unreadable("Die zweite Uhrzeit muss nach der ersten liegen.")
        return [f"{hour:02}:{minute:02}" for hour, minute in times]

    def show(self, value: object) -> str:
        """The two times as they are typed."""
        if not isinstance(value, list) or not all(isinstance(time, str) for time in value):
            raise Unreadable("Das sind keine zwei Uhrzeiten.")
        return " bis ".join(f"{int(time[:2])}:{time[3:]}" for time in value if CLOCK.fullmatch(time))


@dataclass(frozen=True, slots=True)
class Names:
    """Some of a list of names.

    >>> Names(("Au", "Bach")).read("Au + Bach"), Names(("Au",)).show(["Au"])
    (['Au', 'Bach'], 'Au')
    """

    known: tuple[str, ...]
    separator: str = r";\s*"
    inputmode: str = "text"

    def read(self, text: str) -> list[str]:
        """The names typed, with a plus sign between them."""
        names = [name.strip() for name in text.split("+") if name.strip()]
        if unknown := [name for name in names if name not in self.known]:
            raise Unreadable(f"„{unknown[0]}“ kennen wir nicht. Möglich sind: {', '.join(self.known)}.")
        return names

    def show(self, value: object) -> str:
        """The names as they are typed."""
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise Unreadable("Das ist keine Liste von Namen.")
        return " + ".join(value)


def several(kind: Kind, text: str) -> list[object]:
    """Several values of one kind.

    >>> several(Count(1, 9), "2, 3 4;6"), several(Decimal(9), "1, 1,5 2"), several(Decimal(9), "1,5; 2")
    ([2, 3, 4, 6], [1.0, 1.5, 2.0], [1.5, 2.0])

    Raises
    ------
    Unreadable
        If one of them is none, or one is named twice.
    """
    values = [kind.read(part) for part in re.split(kind.separator, text.strip()) if part]
    if any(value in values[:number] for number, value in enumerate(values)):
        raise Unreadable("Ein Wert steht hier zweimal.")
    return values


def in_a_row(kind: Kind, values: list[object]) -> str:
    """Several values as they are typed.

    >>> in_a_row(Decimal(9), [1.5, 2])
    '1,5; 2'
    """
    return "; ".join(kind.show(value) for value in values)
