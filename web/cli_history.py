"""The command line's words for what was: ./rufbus history ... and ./rufbus accounting ..."""

import argparse
import os
import shutil
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any, TypeAlias

import tomli_w

from dispatch.accounting import KEEP_WEEKS, Month, account, close, delete_detail
from dispatch.events import read_events
from dispatch.figures import wheelchair_alarm
from dispatch.history import begin_of, export, read_history, replay
from dispatch.office import Office
from dispatch.travel import load_travel
from mobility.clock import utc_now
from mobility.config import Config
from mobility.errors import MobilityError
from mobility.region import load_region
from mobility.region.settings import PACKS
from web import account_files, cli_scenario

Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no public name


class Unusable(MobilityError):
    """What was typed cannot be used, or what was asked for cannot be written; the text says why."""


def add_words(words: Words) -> None:
    """Make the words known."""
    _history_words(words.add_parser("history", help="days of the real service: keep, decide again, delete"))
    word = words.add_parser("accounting", help="the account of a month: figures, and who bears the cost")
    word.add_argument("month", metavar="MONTH", help="like 2026-11")
    word.add_argument("--close", action="store_true", help="keep it for good; the month must be over")
    word.add_argument("--out", type=Path, metavar="DIR", help="folder for figures and tables")
    word.set_defaults(do=_accounting)


def _history_words(history: argparse.ArgumentParser) -> None:
    words = history.add_subparsers(metavar="WORD", required=True)
    word = words.add_parser("export", help="a day as an event log, without a trace of who asked")
    word.add_argument("date", type=date.fromisoformat, help="like 2026-11-24")
    word.add_argument("--out", type=Path, metavar="FILE", help="where to write it; else it is printed")
    word.set_defaults(do=_export)

    word = words.add_parser("replay", help="decide an exported day again, or ask it anew under other rules")
    word.add_argument("file", type=Path, metavar="FILE", help="what 'history export' wrote")
    word.add_argument("--region", metavar="PACK", help="other than the one it comes from")
    word.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="KEY=VALUE",
        help="a rule as in region.toml, like policy.notice_min=30: then all ask anew",
    )
    word.add_argument("--out", type=Path, metavar="DIR", help="folder for what comes of asking anew")
    word.set_defaults(do=_replay)

    word = words.add_parser("prune", help="delete the detail of days long past")
    word.add_argument("--before", type=date.fromisoformat, metavar="DATE", help="the first day to keep")
    word.add_argument(
        "--keep-weeks", type=int, default=KEEP_WEEKS, help="keep at least so many (default %(default)s)"
    )
    word.add_argument("--dry-run", action="store_true", help="only say what would be deleted")
    word.set_defaults(do=_prune)


@contextmanager
def _office() -> Iterator[Office]:
    office = Office.open(Config.from_env(os.environ), utc_now)
    try:
        yield office
    finally:
        office.db.dispose()


def _export(args: argparse.Namespace) -> int:
    with _office() as office:
        text = export(office, args.date)
    if args.out is None:
        sys.stdout.write(text)
        return 0
    _write({args.out: text})
    print(f"{args.out}: {len(text.splitlines()) - 1} events of {args.date}")
    return 0


def _replay(args: argparse.Namespace) -> int:
    try:
        header, events = read_events(args.file.read_text(encoding="utf-8"), args.file.name)
    except (OSError, UnicodeDecodeError) as error:
        raise Unusable(f"{args.file} cannot be read: {error}") from None
    pack = args.region or _pack_of(args.file, header.region)
    if args.changes:
        return _ask_anew(args, header.service_day, pack)
    if args.out:
        raise Unusable("--out is for what comes of other rules: say which with --set")
    region = load_region(pack)
    read_history(args.file, region, header.service_day)
    found = replay(begin_of(header, region), events, region, load_travel(region.folder))
    for difference in found.differences:
        print(difference)
    print(
        f"{header.service_day}: {found.decisions} decisions made again, {found.taken} taken as recorded,"
        f" {len(found.differences)} differ"
    )
    return 1 if found.differences else 0


def _pack_of(file: Path, region: str) -> str:
    """The bundled pack that a log names; a pack of one's own lies in a folder that the log does not know."""
    bundled = sorted(folder.name for folder in PACKS.iterdir() if (folder / "region.toml").is_file())
    if region not in bundled:
        raise Unusable(
            f"{file} is a day of {region}, and the regions here are {', '.join(bundled)}:"
            " say with --region where the pack of that one lies"
        )
    return region


def _ask_anew(args: argparse.Namespace, day: date, pack: str) -> int:
    """Write a scenario of this day and these rules, and simulate it like any other."""
    out: Path = args.out or Path(f"{args.file.stem}-anew")
    scenario = {
        "name": f"{args.file.stem}: {', '.join(args.changes)}",
        "base": pack,
        "dates": [day.isoformat()],
        "seeds": 1,
        "region": _tree(args.changes),
        "demand": {"history": "history.jsonl"},
    }
    _write({out / "scenario.toml": tomli_w.dumps(scenario)})
    shutil.copyfile(args.file, out / "history.jsonl")
    return cli_scenario.simulate(
        argparse.Namespace(scenario=out / "scenario.toml", seed=None, out=out, workers=1)
    )


def _tree(changes: list[str]) -> dict[str, Any]:
    """What ``policy.notice_min=30`` and the like say, as ``region.toml`` would."""
    try:
        return tomllib.loads("\n".join(changes))
    except tomllib.TOMLDecodeError as error:
        raise Unusable(f"--set {' --set '.join(changes)}: {error}") from None


def _prune(args: argparse.Namespace) -> int:
    with _office() as office:
        gone = delete_detail(office, args.before, weeks=args.keep_weeks, dry=args.dry_run)
    for detail in gone:
        print(f"{detail.date}: {detail.rides} rides, {detail.decisions} decisions")
    print(f"days {'to delete' if args.dry_run else 'deleted'}: {len(gone)}")
    return 0


def _accounting(args: argparse.Namespace) -> int:
    month = Month.read(args.month)
    with _office() as office:
        found = (close if args.close else account)(office, month)
    made = found.statement
    if args.out:
        _write({args.out / name: text for name, text in account_files.files(found).items()})
    state = "closed" if found.closed_at else "not closed"
    print(f"{made.month}, until {made.until}, {state}, {made.digest[:12]}")
    for name, cents in made.split.items():
        print(f"  {name}: {account_files.euros(cents)} EUR")
    print(f"  together: {account_files.euros(sum(made.split.values()))} EUR")
    if wheelchair_alarm(made.figures):
        gap = made.figures.values["wheelchair_gap"] or 0
        print(f"  wheelchairs are declined {gap:.1f} points more often than all")
    return 0


def _write(files: dict[Path, str]) -> None:
    """Write files, each whole or not at all."""
    for path, text in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            made = path.with_name(f".{path.name}.part")
            made.write_text(text, encoding="utf-8", newline="")
            made.replace(path)
        except OSError as error:
            raise Unusable(f"{path} cannot be written: {error.strerror}") from None
