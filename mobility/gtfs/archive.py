"""The ZIP file of a feed and its tables, read row by row with the standard library alone.

A feed comes from outside: nothing of it is unpacked, and what would fill the memory is refused.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from io import TextIOWrapper
from operator import itemgetter
from pathlib import Path, PurePosixPath
from zipfile import BadZipFile, ZipFile, ZipInfo
from zlib import error as DeflateError  # noqa: N812 - it is a class, and named so everywhere else

from mobility.errors import BrokenRegion

LARGEST = 4 * 2**30
"""Above this a table is no timetable (bytes); the largest of the VBB has a tenth of it."""
SMALL = 10 * 2**20
"""Below this a table does no harm however well it is compressed (bytes)."""
MOST_PACKED = 100
"""How many times smaller than itself a table may be in the archive; real ones are 5 to 20 times."""
LONGEST_LINE = 2**17
"""Longer than any line of a table (characters)."""
STOPS = "stops.txt"
"""Every feed has it."""


class Table:
    """The rows of a table, as tuples of the wanted columns.

    Parameters
    ----------
    file
        What to call the table in errors.
    lines
        Its text, line by line.
    need, may
        Columns that must be there, and columns that read as empty where they are not. Together at least two.

    Raises
    ------
    BrokenRegion
        If a column is missing or there twice, if a row has too many or too few values, or if the text is
        not CSV or not UTF-8.
    """

    def __init__(self, file: str, lines: Iterable[str], need: Sequence[str], may: Sequence[str] = ()) -> None:
        self._file = file
        self._reader = csv.reader(lines, strict=True)
        self._columns = (*need, *may)
        self._need = frozenset(need)

    def __iter__(self) -> Iterator[tuple[str, ...]]:
        try:
            header = [column.strip() for column in next(self._reader, [])]
            self._check(header)
            width = len(header)
            absent = not set(self._columns) <= set(header)
            pick = itemgetter(*(header.index(c) if c in header else width for c in self._columns))
            for values in self._reader:
                if len(values) != width:
                    if not values:
                        continue
                    raise self.broken(f"has {len(values)} values, the header has {width}")
                if absent:
                    values.append("")
                yield pick(values)
        except csv.Error as error:
            raise self.broken(f"is not CSV: {error}") from None
        except UnicodeError:
            raise BrokenRegion(self._file, self.line + 1, "is not UTF-8 text") from None
        except (BadZipFile, DeflateError, EOFError, OSError) as error:
            raise self.broken(f"cannot be unpacked: {error}") from None

    @property
    def line(self) -> int:
        """Line on which the present row ends, as an editor counts it."""
        return self._reader.line_num

    def broken(self, reason: str) -> BrokenRegion:
        """The error to raise for the present row."""
        return BrokenRegion(self._file, self.line, reason)

    def _check(self, header: Sequence[str]) -> None:
        missing = self._need - set(header)
        if missing:
            raise BrokenRegion(self._file, 1, f"has no column {', '.join(sorted(missing))}")
        if len(set(header)) < len(header):
            raise BrokenRegion(self._file, 1, "has a column twice")


class Archive:
    """An opened feed; see :func:`open_feed`."""

    def __init__(self, archive: ZipFile, name: str) -> None:
        self._archive = archive
        self._name = name
        self._files = frozenset(archive.namelist())

    def __contains__(self, table: object) -> bool:
        return table in self._files

    @property
    def newest(self) -> date:
        """The date of the newest member, as far as it has one."""
        return max(map(_date, self._archive.infolist()), default=date.min)

    def broken(self, reason: str, table: str = "", line: int | None = None) -> BrokenRegion:
        """The error to raise for the feed, for one table as a whole, or for a line in it."""
        return BrokenRegion(f"{self._name}/{table}" if table else self._name, line, reason)

    @contextmanager
    def table(self, table: str, need: Sequence[str], may: Sequence[str] = ()) -> Iterator[Table]:
        """One of its tables."""
        if table not in self._files:
            raise self.broken("is missing", table)
        try:
            raw = self._archive.open(table)
        except (RuntimeError, NotImplementedError) as error:  # locked, or packed in an unusual way
            raise self.broken(f"cannot be unpacked: {error}", table) from None
        # what is not UTF-8 is kept until its line is read: decoded are blocks of many lines
        with raw, TextIOWrapper(raw, "utf-8-sig", "surrogateescape", newline="") as text:
            yield Table(f"{self._name}/{table}", self._lines(text, table), need, may)

    def _lines(self, text: TextIOWrapper, table: str) -> Iterator[str]:
        while line := text.readline(LONGEST_LINE):
            if len(line) == LONGEST_LINE:
                raise self.broken(f"has a line of {LONGEST_LINE} characters or more", table)
            if not line.isascii():
                line.encode()  # fails where the bytes were not UTF-8
            yield line

    def check(self) -> None:
        """Refuse what no honest feed has, and a folder around the tables.

        Dishonest are members that lie outside, are there twice or are bombs.
        """
        if len(self._files) < len(self._archive.infolist()):
            raise self.broken("has a member twice")
        homes: set[str] = set()
        for member in self._archive.infolist():
            path = PurePosixPath(member.filename.replace("\\", "/"))
            if path.is_absolute() or ".." in path.parts or any(":" in part for part in path.parts[:1]):
                raise self.broken(f"has the member {member.filename!r}, which would lie outside of it")
            packed = member.file_size > max(SMALL, MOST_PACKED * member.compress_size)
            if packed or member.file_size > LARGEST:
                size = f"{member.file_size / 2**20:.0f} MiB out of {member.compress_size / 2**20:.1f}"
                raise self.broken(f"would unpack to {size}, which is no timetable", member.filename)
            if path.name == STOPS:
                homes.add(str(path.parent))
        if STOPS not in self._files and homes:
            folders = " and ".join(repr(home) for home in sorted(homes))
            raise self.broken(f"its tables lie in the folder {folders}: pack them at the top")


def _date(member: ZipInfo) -> date:
    """When a member was last changed; long ago if it does not say."""
    try:
        return date(*member.date_time[:3])
    except ValueError:
        return date.min


@contextmanager
def open_feed(path: Path) -> Iterator[Archive]:
    """A feed to read.

    Raises
    ------
    BrokenRegion
        If it is no readable ZIP file, or has members that no honest feed has.
    """
    try:
        archive = ZipFile(path)
    except (OSError, BadZipFile) as error:
        raise BrokenRegion(path.name, None, f"is not a readable ZIP file: {error}") from None
    with archive:
        feed = Archive(archive, path.name)
        feed.check()
        yield feed
