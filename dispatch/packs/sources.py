"""Naming where files of a pack come from in its ``region.toml``: a pack never claims a false origin."""

import json
import re
import tomllib
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from mobility.errors import BrokenRegion
from mobility.region import Source

FILE = "region.toml"
HEADER = re.compile(r"^\[\[?[^\]]+\]\]?", re.MULTILINE)
FILES = re.compile(r"^files\s*=\s*\[[^\]]*\]", re.MULTILINE)
SOURCE = "[[source]]"


def name_source(folder: Path, source: Source) -> None:
    """Say where some files of a pack come from, instead of what was said about them before.

    A source that named other files too keeps those. All other text of the file stays as it is, and naming
    the same source twice changes nothing.

    Raises
    ------
    BrokenRegion
        If the file is missing, or is not TOML.
    """
    path = folder / FILE
    try:
        text = path.read_text(encoding="utf-8")
        tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BrokenRegion(FILE, None, f"cannot be read: {error}") from None
    pieces, done = [], False
    for piece in _pieces(text):
        named = _files(piece)
        if not named & set(source.files):
            pieces.append(piece)
            continue
        rest = named - set(source.files)
        if rest:
            pieces.append(FILES.sub(lambda _found: f"files = {_list(rest)}", piece, count=1))  # noqa: B023 - used at once
        if not done:
            pieces.append(_table(source) + _after(piece))
            done = True
    if not done:
        pieces.append(f"\n{_table(source)}")
    path.write_text("".join(pieces), encoding="utf-8")


def _pieces(text: str) -> Iterator[str]:
    """The text cut before every table, with the comments above it."""
    starts = [0, *(_above(text, found.start()) for found in HEADER.finditer(text)), len(text)]
    for start, end in pairwise(starts):
        yield text[start:end]


def _above(text: str, start: int) -> int:
    """Where the comment lines directly above a place begin."""
    while start and text[:start].endswith("\n"):
        line = text.rfind("\n", 0, start - 1) + 1
        if not text[line:start].startswith("#"):
            break
        start = line
    return start


def _files(piece: str) -> frozenset[str]:
    """The files that a piece names, if it is a source."""
    if not any(line.startswith(SOURCE) for line in piece.splitlines()):
        return frozenset()
    (found,) = tomllib.loads(piece)["source"]
    return frozenset(found.get("files", ()))


def _after(piece: str) -> str:
    """The blank lines at the end of a piece."""
    return piece[len(piece.rstrip("\n")) :].removeprefix("\n")


def _table(source: Source) -> str:
    lines = [
        SOURCE,
        f"files = {_list(source.files)}",
        *(f"{key} = {_text(getattr(source, key))}" for key in ("title", "licence", "attribution", "as_of")),
    ]
    return "\n".join(lines) + "\n"


def _list(texts: frozenset[str] | tuple[str, ...]) -> str:
    return f"[{', '.join(map(_text, sorted(texts)))}]"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
