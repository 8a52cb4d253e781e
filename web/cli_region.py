"""The words of ``./rufbus region``: for the people who prepare and check region packs."""

import argparse
import csv
import os
import sys
from collections.abc import Callable
from datetime import date
from itertools import groupby, permutations
from pathlib import Path
from typing import TypeAlias

from dispatch.packs.differences import differences
from dispatch.packs.feed import import_feed
from dispatch.packs.vbb.packages import Cache
from dispatch.packs.vbb.timetable import timetable_from_vbb
from dispatch.roads import load_paths
from dispatch.travel import load_travel
from mobility.calendar import LAENDER
from mobility.clock import utc_now
from mobility.errors import MobilityError
from mobility.region import PACKS, Region, load_region
from mobility.region.load import SLUG
from mobility.region.settings import FILE
from web.feed_text import feed_text
from web.i18n import use_language
from web.launch import STATE
from web.progress import measured, progress

Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no public name


PACKAGES = STATE / "npm"
"""Where npm packages are kept from one build to the next."""


class Unnamed(MobilityError):
    """What was typed names no pack; the text says what would."""


def add_words(words: Words) -> None:
    """Add what can be done with region packs to the command line."""
    region = words.add_parser("region", help="region packs")
    of_region = region.add_subparsers(metavar="WORD", required=True)
    _word(of_region, "show", _show, "check a pack and say what is in it")
    _word(of_region, "diff", _diff, "say what a municipality changes in the base rules")
    gtfs = _word(of_region, "gtfs", _gtfs, "import a GTFS feed: trains and lines in the area of a pack")
    origin = gtfs.add_mutually_exclusive_group(required=True)
    origin.add_argument("feed", type=Path, nargs="?", help="the feed, a ZIP file")
    origin.add_argument("--vbb", action="store_true", help="the runs of the VBB in 2021, from npm packages")
    gtfs.add_argument("--licence", help="of the feed, where it does not say so itself, like 'CC BY 4.0'")
    gtfs.add_argument("--attribution", help="whom to name, if not the publisher")
    _build_words(_word(of_region, "build", _build, "make the roads of a pack, and the travel times on them"))
    distances = _word(of_region, "distances", _distances, "list the ways between all places of a pack")
    distances.add_argument("--between", choices=("settlements", "stops"), default="settlements")
    distances.add_argument("--format", choices=("csv",), default="csv")
    _draft_words(_word(of_region, "new", _new, "draft the pack of another region out of a map"))
    check = _word(of_region, "check", _check, "say what is missing or odd in a pack, and draw its map")
    check.add_argument("--out", type=Path, help="folder of map and page (default: PACK-check)")
    check.add_argument("--english", action="store_true", help="list, map and page in English")
    _word(of_region, "matrix", _matrix, "build the travel times of a pack from its roads")


def _build_words(build: argparse.ArgumentParser) -> None:
    """Where roads may come from."""
    origin = build.add_mutually_exclusive_group(required=True)
    origin.add_argument("--osm", type=Path, metavar="FILE", help="OpenStreetMap: .osm, .osm.gz, .bz2 or .pbf")
    origin.add_argument("--overpass", action="store_true", help="OpenStreetMap of today, live")
    origin.add_argument("--vbb", action="store_true", help="the shapes of the VBB's buses, from npm packages")
    build.add_argument("--calibrate", action="store_true", help="fit the speeds to the pack's buses")
    build.add_argument("--as-of", type=date.fromisoformat, metavar="DATE", help="day of the FILE's data")


def _draft_words(new: argparse.ArgumentParser) -> None:
    """Out of what a region is drafted."""
    new.add_argument("--osm", type=Path, metavar="FILE", required=True, help="OpenStreetMap, as for build")
    new.add_argument("--gtfs", type=Path, metavar="FEED", help="timetable whose stops are taken")
    new.add_argument(
        "--municipality", action="append", default=[], help="keep only this one; may be repeated"
    )
    new.add_argument("--land", choices=sorted(LAENDER), help="whose holidays count, if the map does not say")


def _word(
    words: Words, name: str, do: Callable[[argparse.Namespace], int], text: str
) -> argparse.ArgumentParser:
    """A word about one pack."""
    word = words.add_parser(name, help=text)
    word.add_argument("pack", help="name of a bundled pack, or folder of another")
    word.set_defaults(do=do)
    return word


def _folder(args: argparse.Namespace) -> Path:
    """Where the pack lies, whether or not it can be loaded."""
    name: str = args.pack
    return Path(name) if os.sep in name or Path(name).is_dir() else PACKS / name


def _load(args: argparse.Namespace) -> Region:
    folder = _folder(args)
    if not folder.is_dir():
        bundled = ", ".join(sorted(path.parent.name for path in PACKS.glob(f"*/{FILE}")))
        raise Unnamed(f"there is no pack in {folder}; bundled are: {bundled}")
    return load_region(folder)


def _show(args: argparse.Namespace) -> int:
    region = _load(args)
    load_travel(region.folder)
    load_paths(region.folder)
    today = utc_now().date()
    print(f"{region.name}: {', '.join(region.municipalities)}")
    towns = sum(ortsteil.core for ortsteil in region.ortsteile)
    print(f"  {len(region.ortsteile)} settlements, {towns} of them core towns; {len(region.stops)} stops")
    print(f"  {len(region.destinations)} destinations, {len(region.vehicles)} vehicles")
    print(f"  {_timetable(region, today)}")
    print(f"  phone {region.phone.number}; holidays of {region.calendar.land}")
    for area in region.area_rules(today):
        print(f"  {area.name}: {len(area.stops)} stops with rules of their own")
    permit = region.permit(today)
    if permit:
        until = f" until {permit.valid_until}" if permit.valid_until else ""
        print(f"  permit {permit.reference}, version {permit.version}, from {permit.valid_from}{until}")
    else:
        print("  no permit in force")
    for source in region.sources:
        terms = f"{source.attribution}, {source.licence}, {source.as_of}"
        print(f"  {', '.join(source.files)}: {source.title} ({terms})")
    return 0


def _timetable(region: Region, today: date) -> str:
    if region.timetable.valid is None:
        return "no timetable"
    first, last = region.timetable.valid
    ends = "" if not region.timetable.ends_soon(today) else ", ENDED" if last < today else ", ends soon"
    return f"timetable from {first} to {last}{ends}; {len(region.lines.runs)} runs between two stops or more"


def _diff(args: argparse.Namespace) -> int:
    region = _load(args)
    found = differences(region)
    print(
        f"{region.name}: {len(found)} rules differ from base.toml"
        if found
        else f"{region.name}: all as in base.toml"
    )
    for area, some in groupby(found, key=lambda difference: difference.area):
        print(f"  in {area}:" if area else "  everywhere:")
        for difference in some:
            print(f"    {difference}")
    return 0


def _gtfs(args: argparse.Namespace) -> int:
    folder = _folder(args)
    with measured():
        if args.vbb:
            report = timetable_from_vbb(folder, Cache(PACKAGES, progress))
        else:
            terms = {"licence": args.licence, "attribution": args.attribution}
            report = import_feed(folder, args.feed, **terms, say=progress)
    print("\n".join(feed_text(report)))
    if warning := report.ending(utc_now().date()):
        print(warning)
    return 0


def _build(args: argparse.Namespace) -> int:
    if args.vbb:
        return _build_vbb(_folder(args))
    # these read and make graphs: libraries that need seconds to load
    from dispatch.packs.osm_roads import roads_from_file, roads_from_overpass  # noqa: PLC0415
    from web.road_text import fit_text, road_text  # noqa: PLC0415

    folder = _folder(args)
    with measured():
        if args.overpass:
            made = roads_from_overpass(folder, utc_now().date(), progress, calibrate=args.calibrate)
        else:
            made = roads_from_file(folder, args.osm, args.as_of, progress, calibrate=args.calibrate)
    print("\n".join([*road_text(made.roads), fit_text(made.fit)]))
    return 0


def _build_vbb(folder: Path) -> int:
    # these make graphs: libraries that need seconds to load
    from dispatch.packs.vbb.roads import roads_from_vbb  # noqa: PLC0415
    from web.road_text import road_text  # noqa: PLC0415

    with measured():
        report = roads_from_vbb(folder, Cache(PACKAGES, progress))
    print(f"{report.shapes} shapes of buses; {report.artificial} straight lines where a road is missing")
    print("\n".join(road_text(report.roads)))
    return 0


def _new(args: argparse.Namespace) -> int:
    # these read and make graphs: libraries that need seconds to load
    from dispatch.packs.draft import Wanted, new_region  # noqa: PLC0415
    from web.draft_text import draft_text  # noqa: PLC0415

    only, today = tuple(args.municipality), utc_now().date()
    wanted = Wanted(osm=args.osm, feed=args.gtfs, only=only, land=args.land, today=today)
    folder = PACKS / args.pack if SLUG.fullmatch(args.pack) else Path(args.pack)
    if os.sep not in args.pack and not SLUG.fullmatch(args.pack):
        raise Unnamed(
            f"{args.pack!r} is no name of a pack: take lower-case letters, digits and hyphens, "
            f"or say in which folder, like ./{args.pack or 'talkreis'}"
        )
    with measured():
        drafted = new_region(folder, wanted, progress)
    print("\n".join(draft_text(drafted, args.pack)))
    return 0


def _check(args: argparse.Namespace) -> int:
    # these read graphs and draw: libraries that need seconds to load
    from dispatch.packs.check import Grade, check_pack  # noqa: PLC0415
    from web.pack_page import report_text, save_report  # noqa: PLC0415

    use_language("en" if args.english else "de")
    folder, today = _folder(args), utc_now().date()
    with measured():
        checked = check_pack(folder, today)
        made = save_report(checked, folder.name, today, args.out or Path(f"{folder.resolve().name}-check"))
    print(report_text(checked, folder.name))
    print(*made, sep="\n")
    return 1 if checked.count(Grade.ERROR) else 0


def _distances(args: argparse.Namespace) -> int:
    region = _load(args)
    travel = load_travel(region.folder)
    if args.between == "settlements":
        places = [(ortsteil.name, ortsteil.stop) for ortsteil in region.ortsteile]
    else:
        places = [(stop, stop) for stop in region.stops]
    table = csv.writer(sys.stdout, lineterminator="\n")
    try:
        table.writerow(("from", "to", "metres", "seconds"))
        for (a, stop), (b, goal) in permutations(places, 2):
            table.writerow((a, b, travel.metres(stop, goal), travel.seconds(stop, goal)))
        sys.stdout.flush()
    except BrokenPipeError:  # whoever reads has read enough; Python would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def _matrix(args: argparse.Namespace) -> int:
    # reading roads takes libraries that need seconds to load, and only this word needs them
    from dispatch.roads import build_matrix  # noqa: PLC0415

    folder = _load(args).folder
    build_matrix(folder)
    print(f"built the travel times in {folder}")
    return 0
