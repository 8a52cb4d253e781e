"""Strict reading of TOML files of a pack: keys are taken one by one, and what is left over is unknown."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping
from math import inf
from pathlib import Path
from typing import Any

from mobility.clock import HOUR, MINUTE
from mobility.errors import BrokenRegion
from mobility.promises import TimeWindow
from mobility.tables import read_text

CLOCK = re.compile(r"(\d\d):([0-5]\d)", re.ASCII)

Tree = dict[str, Any]


def read_toml(folder: Path, file: str) -> Tree:
    """What a TOML file says.

    Raises
    ------
    BrokenRegion
        If the file is missing, not UTF-8 or no TOML.
    """
    try:
        return tomllib.loads(read_text(folder, file))
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"line (\d+)", str(error))
        raise BrokenRegion(file, int(found[1]) if found else None, f"is not TOML: {error}") from None


def merged(base: Tree, overlay: Tree) -> Tree:
    """What holds where an overlay says something on top of a base: tables key by key, all else as a whole.

    >>> merged({"a": 1, "b": {"c": 2, "d": 3}}, {"b": {"d": 4}, "e": 5})
    {'a': 1, 'b': {'c': 2, 'd': 4}, 'e': 5}
    """
    both = {
        key: merged(base[key], value)
        if isinstance(value, dict) and isinstance(base.get(key), dict)
        else value
        for key, value in overlay.items()
    }
    return base | both


class Table:
    """A TOML table whose keys are taken one by one.

    Parameters
    ----------
    file
        Its file, for errors.
    path
        Its place in the file, with a dot at its end, or empty.
    values
        What it says.
    """

    def __init__(self, file: str, path: str, values: Mapping[str, object]) -> None:
        self._file = file
        self._path = path
        self._values = dict(values)

    def __contains__(self, key: str) -> bool:
        return key in self._values

    def __iter__(self) -> Iterator[str]:
        return iter(tuple(self._values))

    def broken(self, key: str, reason: str) -> BrokenRegion:
        """The error to raise for a key."""
        return BrokenRegion(self._file, None, f"{self._path}{key} {reason}")

    def done(self) -> None:
        """Refuse what nobody took."""
        for key in self._values:
            raise self.broken(key, "is unknown")

    def _take(self, key: str) -> object:
        if key not in self._values:
            raise self.broken(key, "is missing")
        return self._values.pop(key)

    def text(self, key: str) -> str:
        """A text that is not empty."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.broken(key, "is not a text")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """At least one text."""
        if not (values := self.texts_or_none(key)):
            raise self.broken(key, "is not a list of texts")
        return values

    def texts_or_none(self, key: str) -> tuple[str, ...]:
        """Texts, possibly none."""
        values = self._take(key)
        if not isinstance(values, list) or not all(isinstance(v, str) and v for v in values):
            raise self.broken(key, "is not a list of texts")
        return tuple(values)

    def all_texts(self) -> dict[str, str]:
        """The whole table, if all its values are texts."""
        return {key: self.text(key) for key in self}

    def flag(self, key: str) -> bool:
        """Yes or no."""
        value = self._take(key)
        if not isinstance(value, bool):
            raise self.broken(key, "is not true or false")
        return value

    def count(self, key: str) -> int:
        """A whole number, zero or more."""
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            raise self.broken(key, "is not a whole number")
        return value

    def number(self, key: str) -> float:
        """Any number."""
        value = self._take(key)
        if not isinstance(value, int | float) or isinstance(value, bool):
            raise self.broken(key, "is not a number")
        return float(value)

    def weight(self, key: str) -> float:
        """A number from zero on."""
        value = self.number(key)
        if not 0 <= value < inf:
            raise self.broken(key, "is negative or has no end")
        return value

    def date(self, key: str) -> dt.date:
        """A date, written as a text or as TOML's own date."""
        return self._date(key, self._take(key))

    def dates(self, key: str) -> tuple[dt.date, ...]:
        """Dates, possibly none."""
        return tuple(self._date(key, value) for value in self.values(key))

    def values(self, key: str) -> tuple[object, ...]:
        """A list of anything."""
        values = self._take(key)
        if not isinstance(values, list):
            raise self.broken(key, "is not a list")
        return tuple(values)

    def tree(self, key: str) -> Tree:
        """A table inside this one as it is written, to be read by somebody else."""
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.broken(key, "is not a table")
        return value

    def clock(self, key: str) -> int:
        """A time of the day (s)."""
        return self._seconds(key, self.text(key))

    def hours(self, key: str) -> TimeWindow:
        """Two times of the day."""
        times = self.texts(key)
        if len(times) != 2:  # noqa: PLR2004 - from and to
            raise self.broken(key, 'is not a pair like ["05:30", "21:30"]')
        start, end = (self._seconds(key, time) for time in times)
        if end <= start:
            raise self.broken(key, "ends before it starts")
        return TimeWindow(start, end)

    def _date(self, key: str, value: object) -> dt.date:
        try:
            return dt.date.fromisoformat(str(value))
        except ValueError:
            raise self.broken(key, f"{value!r} is not a date like 2026-01-31") from None

    def _seconds(self, key: str, time: str) -> int:
        found = CLOCK.fullmatch(time)
        if not found:
            raise self.broken(key, f"has {time!r}, which is not a time like 05:30")
        return int(found[1]) * HOUR + int(found[2]) * MINUTE

    def table(self, key: str) -> "Table":
        """A table inside this one."""
        return Table(self._file, f"{self._path}{key}.", self.tree(key))

    def tables(self, key: str) -> list["Table"]:
        """A list of tables inside this one; empty if the key is absent."""
        values = self._values.pop(key, [])
        if not isinstance(values, list) or not all(isinstance(value, dict) for value in values):
            raise self.broken(key, "is not a list of tables")
        return [Table(self._file, f"{self._path}{key}[{n}].", value) for n, value in enumerate(values, 1)]
