"""Changing a region pack so that it is whole at any moment: all or nothing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from mobility.errors import BrokenRegion
from mobility.region import load_region


@contextmanager
def workbench(folder: Path) -> Iterator[Path]:
    """A copy of a pack to work on, whose files replace those of the pack if the work ends well.

    Files that the block wrote or removed are replaced or removed one by one, each at once; all others stay
    untouched. If the block raises, or the copy is refused, the pack stays as it was.

    Parameters
    ----------
    folder
        The pack.

    Raises
    ------
    BrokenRegion
        If there is no such folder, or what the block made must not be loaded.
    """
    if not folder.is_dir():
        raise BrokenRegion(str(folder), None, "is no folder with a region pack")
    with TemporaryDirectory(prefix=f".{folder.name}-", dir=folder.resolve().parent) as bench:
        draft = Path(bench) / folder.name
        shutil.copytree(folder, draft)
        yield draft
        load_region(draft)
        _replace(folder, draft)


def _replace(folder: Path, draft: Path) -> None:
    made = {path.name: path for path in draft.iterdir() if path.is_file()}
    for path in sorted(folder.iterdir()):
        if path.is_file() and path.name not in made:
            path.unlink()
    for name, path in sorted(made.items()):
        target = folder / name
        if not target.exists() or target.read_bytes() != path.read_bytes():
            path.replace(target)
