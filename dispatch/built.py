"""Files of a region pack that are built from others, and refused once these have changed.

A built file is a NumPy archive of plain arrays. With them it keeps a fingerprint of the files it was
built from.
"""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from mobility.errors import BrokenRegion

STOPS = "stops.csv"
GRAPH = "roads.graphml.gz"
FINGERPRINT = "inputs"

Arrays = Mapping[str, npt.NDArray[Any]]


def save_arrays(folder: Path, file: str, arrays: Arrays) -> None:
    """Write a built file; the same arrays give the same bytes."""
    marked = {**arrays, FINGERPRINT: np.array(_fingerprint(folder))}
    np.savez_compressed(folder / file, allow_pickle=False, **marked)


def load_arrays(folder: Path, file: str, names: tuple[str, ...]) -> tuple[npt.NDArray[Any], ...]:
    """Arrays of a built file.

    Raises
    ------
    BrokenRegion
        If the file is missing or damaged, lacks an array, or was built from other stops or roads.
    """
    try:
        with (folder / file).open("rb") as raw, np.load(raw, allow_pickle=False) as archive:
            built_from = str(archive[FINGERPRINT])
            arrays = tuple(archive[name] for name in names)
    except FileNotFoundError:
        raise BrokenRegion(file, None, "is missing: build it with 'rufbus region matrix'") from None
    except (OSError, EOFError, BadZipFile, KeyError, TypeError, ValueError) as error:
        raise BrokenRegion(file, None, f"is damaged: {error}") from None
    if built_from != _fingerprint(folder):
        reason = f"was built from another {STOPS} or {GRAPH}: build it again with 'rufbus region matrix'"
        raise BrokenRegion(file, None, reason)
    return arrays


def _fingerprint(folder: Path) -> str:
    digest = sha256()
    for file in (STOPS, GRAPH):
        try:
            digest.update(sha256((folder / file).read_bytes()).digest())
        except OSError as error:
            raise BrokenRegion(file, None, f"cannot be read: {error.strerror}") from None
    return digest.hexdigest()
