"""The typeface inside files that must need nothing else: pages of one file, and PDFs."""

import base64
from collections.abc import Iterator
from pathlib import Path

from web.assets import PACKAGES, TYPEFACE, VENDOR

WEIGHTS = (400, 700)


def embedded() -> Iterator[tuple[int, str]]:
    """The typeface as text for a page, by weight, where it is installed."""
    for weight in WEIGHTS:
        path = PACKAGES / VENDOR[f"atkinson-{weight}.woff2"]
        if path.exists():
            yield weight, base64.b64encode(path.read_bytes()).decode("ascii")


def packed() -> Iterator[Path]:
    """Its files, packed without need of a library to unpack them, where they are installed.

    The second of each weight adds the letters of Central Europe.
    """
    for part in (TYPEFACE, f"{TYPEFACE}-ext"):
        for weight in WEIGHTS:
            path = PACKAGES / f"{part}-{weight}-normal.woff"
            if path.exists():
                yield path
