"""The words of ``./rufbus region``: for the people who prepare and check region packs."""

import argparse
import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from mobility.region import Region, load_region

Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no public name


def add_words(words: Words) -> None:
    """Add what can be done with region packs to the command line."""
    region = words.add_parser("region", help="region packs")
    of_region = region.add_subparsers(metavar="WORD", required=True)
    _word(of_region, "show", _show, "check a pack and say what is in it")
    _word(of_region, "matrix", _matrix, "build the travel times of a pack from its roads")


def _word(
    words: Words, name: str, do: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    """A word about one pack."""
    word = words.add_parser(name, help=text)
    word.add_argument("pack", help="name of a bundled pack, or folder of another")
    word.set_defaults(do=do)
    return word


def _load(args: argparse.Namespace) -> Region:
    name: str = args.pack
    return load_region(Path(name) if os.sep in name or Path(name).is_dir() else name)


def _show(args: argparse.Namespace) -> int:
    region = _load(args)
    print(f"{region.name}: {', '.join(region.municipalities)}")
    print(f"  {len(region.ortsteile)} settlements, {len(region.stops)} stops")
    print(f"  {len(region.destinations)} destinations, {len(region.vehicles)} vehicles")
    if region.timetable.valid:
        first, last = region.timetable.valid
        print(f"  timetable from {first} to {last}")
    else:
        print("  no timetable")
    for source in region.sources:
        terms = f"{source.attribution}, {source.licence}, {source.as_of}"
        print(f"  {', '.join(source.files)}: {source.title} ({terms})")
    return 0


def _matrix(args: argparse.Namespace) -> int:
    # reading roads takes libraries that need seconds to load, and only this word needs them
    from dispatch.roads import build_matrix  # noqa: PLC0415

    folder = _load(args).folder
    build_matrix(folder)
    print(f"built the travel times in {folder}")
    return 0
