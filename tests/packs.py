"""Copies of the real region pack that a test may break."""

import csv
import io
import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

from mobility.region import PACKS

BAD_BELZIG = PACKS / "bad-belzig"


def copy_of_pack(folder: Path) -> Path:
    """A copy of the pack of Bad Belzig inside a folder."""
    return shutil.copytree(BAD_BELZIG, folder / "pack")


def pack_without_lines(folder: Path) -> Path:
    """A copy of the pack in which no line stands in the way of a ride, for tests of everything else."""
    pack = copy_of_pack(folder)
    settings = pack / "region.toml"
    before, _, after = settings.read_text(encoding="utf-8").partition("[policy]\n")
    settings.write_text(f"{before}\n[policy]\nparallel = false\n{after}", encoding="utf-8")
    return pack


def edit(folder: Path, file: str, old: str, new: str) -> None:
    """Replace a text that must occur in a file of the pack, once."""
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")


def line_of(folder: Path, file: str, text: str) -> int:
    """The first line of a file, counted from 1, in which a text stands."""
    lines = (folder / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def table(*rows: tuple[object, ...]) -> str:
    """A CSV table out of its header and rows."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue()


def write_feed(path: Path, tables: Mapping[str, str | bytes]) -> Path:
    """A GTFS feed out of its tables."""
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in tables.items():
            archive.writestr(name, text)
    return path
