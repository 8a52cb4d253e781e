"""The command line's words for studies: ./rufbus studies ..."""

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from dispatch import studies
from dispatch.exports import export_csv, export_parquet
from dispatch.figures import across
from dispatch.office import Office
from dispatch.warm import warm_up
from mobility.clock import utc_now
from mobility.config import Config
from mobility.errors import MobilityError
from mobility.studies import CellState, Study
from worker import ring_planner

SHOWN = ("service_level", "booked", "subsidy_cents")
"""Figures that tell most of a variant in one line."""
MINE = "command line"
"""Who computes here, and who submits unless said otherwise."""


class Unwritable(MobilityError):
    """A file that cannot be read or written; the text says why."""


def add_words(words: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Make the words known."""
    group = words.add_parser("studies", help="scenarios that are computed in the background")
    inner = group.add_subparsers(metavar="WORD", required=True)
    inner.add_parser("list", help="all studies, the newest first").set_defaults(do=_list)
    inner.add_parser("work", help="compute in this process until nothing waits").set_defaults(do=_work)
    word = inner.add_parser("add", help="submit a scenario")
    word.add_argument("scenario", type=Path, help="a scenario (TOML)")
    word.add_argument("--author", default=MINE, help="login of who wants to know")
    word.set_defaults(do=_add)
    for name, do, text in (
        ("show", _show, "how far a study has come, and what it came to"),
        ("stop", _stop, "compute no more of a study"),
        ("resume", _resume, "go on with what was stopped or has failed"),
        ("remove", _remove, "delete a study with its results"),
        ("export", _export, "results as CSV, or as Parquet into a file whose name ends so"),
    ):
        word = inner.add_parser(name, help=text)
        word.add_argument("id", help="as ./rufbus studies list shows it")
        word.set_defaults(do=do)
    word.add_argument("--wide", action="store_true", help="one row for each variant and seed, without groups")
    word.add_argument("--out", type=Path, help="file to write; else the terminal")


@contextmanager
def _office() -> Iterator[Office]:
    office = Office.open(Config.from_env(os.environ), utc_now)
    try:
        yield office
    finally:
        office.db.dispose()


def _list(_args: argparse.Namespace) -> int:
    with _office() as office:
        for study in studies.studies(office):
            print(_line(office, study))
    return 0


def _line(office: Office, study: Study) -> str:
    done = f"{study.counts[CellState.DONE]}/{study.cells}"
    stale = ", of other data or program" if studies.is_stale(office, study) else ""
    return f"{study.id}  {study.state:8} {done:>9}  {study.created_at:%Y-%m-%d}  {study.name}{stale}"


def _add(args: argparse.Namespace) -> int:
    try:
        text = args.scenario.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Unwritable(f"{args.scenario} cannot be read: {error}") from None
    with _office() as office:
        study = studies.submit(office, args.author, text)
        ring_planner()
        print(_line(office, study))
    return 0


def _show(args: argparse.Namespace) -> int:
    with _office() as office:
        study, results = studies.study(office, args.id), studies.results(office, args.id)
        print(_line(office, study))
    for result in results:
        label = ", ".join(f"{key} = {value}" for key, value in result.label.items()) or study.name
        means = across(result.figures).values
        figures = ", ".join(f"{key} {means[key].mean}" for key in SHOWN if key in means)
        print(f"  {result.number}  {label}: {len(result.seeds)} seeds{', ' if figures else ''}{figures}")
    for failed in study.failures:
        detail = f" ({failed.detail})" if failed.detail else ""
        print(f"  variant {failed.variant}, seed {failed.seed} failed: {failed.reason}{detail}")
    return 0


def _stop(args: argparse.Namespace) -> int:
    return _do(studies.cancel, args.id)


def _resume(args: argparse.Namespace) -> int:
    _do(studies.resume, args.id)
    ring_planner()
    return 0


def _do(step: Callable[[Office, str], None], study_id: str) -> int:
    with _office() as office:
        step(office, study_id)
        print(_line(office, studies.study(office, study_id)))
    return 0


def _remove(args: argparse.Namespace) -> int:
    with _office() as office:
        found = studies.study(office, args.id)
        studies.remove(office, args.id)
    print(f"{found.id} {found.name}: deleted")
    return 0


def _export(args: argparse.Namespace) -> int:
    with _office() as office:
        study, results = studies.study(office, args.id), studies.results(office, args.id)
    if args.out is None:
        sys.stdout.write(export_csv(results, wide=args.wide))
        return 0
    parquet = args.out.suffix == ".parquet"
    content = export_parquet(study, results) if parquet else export_csv(results, wide=args.wide).encode()
    try:
        args.out.write_bytes(content)
    except OSError as error:
        raise Unwritable(f"{args.out} cannot be written: {error.strerror}") from None
    return 0


def _work(_args: argparse.Namespace) -> int:
    warm_up()
    done = 0
    with _office() as office:
        while studies.work(office, f"{MINE} {os.getpid()}"):
            done += 1
    print(f"{done} cells computed")
    return 0
