"""The command line: ./rufbus WORD ... for the people who run the service."""

import argparse
import getpass
import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TypeAlias

from dispatch.audit import faults
from dispatch.live import Office, assign_driver, day_on, rides_on
from dispatch.report import route_list
from mobility.accounts import Account, Role
from mobility.clock import utc_now
from mobility.config import Config
from mobility.errors import MobilityError
from mobility.store import migrate
from mobility.store.accounts import find_account, save_account
from web import cli_demand, cli_engine, cli_history, cli_region, cli_simulate, cli_studies, demo, serve
from web.launch import PORT
from web.passwords import hash_password
from web.route_text import route_text
from web.services import NotStarted

BAD = 2
"""Exit code of a command that could not be carried out."""
INTERRUPTED = 130
"""Exit code of a command that somebody stopped."""
LEAST_PASSWORD = 10
LOGIN = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")

Words: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no public name


class Unusable(MobilityError):
    """What was typed cannot be used; the text says why."""


def main(words: Sequence[str] | None = None) -> int:
    """Carry out what the words say; the exit code."""
    args = _parser().parse_args(words)
    try:
        code: int = args.do(args)
    except (MobilityError, NotStarted) as error:
        print(f"rufbus: {error}", file=sys.stderr)
        return BAD
    except KeyboardInterrupt:
        print("rufbus: stopped", file=sys.stderr)
        return INTERRUPTED
    except BrokenPipeError:
        # whoever read the output has enough; Python would complain once more at its end
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return INTERRUPTED
    return code


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="rufbus", description="Rural on-demand mobility.")
    words = parser.add_subparsers(metavar="WORD", required=True)
    _service_words(words)
    cli_region.add_words(words)
    cli_demand.add_words(words)
    _account_words(words.add_parser("account", help="who may sign in"))
    _day_words(words)
    cli_simulate.add_words(words)
    cli_studies.add_words(words)
    cli_history.add_words(words)
    cli_engine.add_words(words)
    return parser


def _service_words(words: Words) -> None:
    word = words.add_parser("demo", help="a demonstration day on this machine")
    word.add_argument("--once", action="store_true", help="print all runs, check the day and end")
    word.add_argument("--port", type=int, default=PORT, help="port of the pages (default %(default)s)")
    word.add_argument("--folder", type=Path, default=demo.HOME, help="where it keeps its data while it runs")
    word.set_defaults(do=_demo)

    word = words.add_parser("serve", help="web, worker, beat and planner on this machine, until Ctrl-C")
    word.add_argument("--port", type=int, default=PORT, help="port of the pages (default %(default)s)")
    word.set_defaults(do=lambda args: serve.run(os.environ, port=args.port))

    word = words.add_parser("migrate", help="bring the database to the schema of this program")
    word.set_defaults(do=_migrate)


def _account_words(account: argparse.ArgumentParser) -> None:
    words = account.add_subparsers(metavar="WORD", required=True)
    word = words.add_parser("add", help="create an account, or give it a new password")
    word.add_argument("login", help="lower-case letters, digits and hyphens")
    word.add_argument("--role", type=Role, choices=list(Role), required=True)
    word.add_argument("--name", required=True, help="what colleagues call them")
    word.set_defaults(do=_account_add)


def _day_words(words: Words) -> None:
    word = words.add_parser("driver", help="say who drives a shift")
    word.add_argument("date", type=date.fromisoformat, help="like 2026-11-24")
    word.add_argument("shift", help="as in the route lists")
    word.add_argument("login", help="of an account with the role driver")
    word.set_defaults(do=_driver)

    for name, do, text in (
        ("runs", _runs, "print the route lists of a day"),
        ("invariants", _invariants, "check that a day keeps what was promised"),
    ):
        word = words.add_parser(name, help=text)
        word.add_argument("date", type=date.fromisoformat, help="like 2026-11-24")
        word.set_defaults(do=do)


def _config() -> Config:
    return Config.from_env(os.environ)


@contextmanager
def _office() -> Iterator[Office]:
    office = Office.open(_config(), utc_now)
    try:
        yield office
    finally:
        office.db.dispose()


def _demo(args: argparse.Namespace) -> int:
    return demo.run(os.environ, once=args.once, port=args.port, home=args.folder)


def _migrate(_args: argparse.Namespace) -> int:
    migrate(_config().database_url)
    return 0


def _account_add(args: argparse.Namespace) -> int:
    if not LOGIN.fullmatch(args.login):
        raise Unusable("a login has lower-case letters, digits and hyphens only")
    password_hash = hash_password(_password())
    with _office() as office, office.db.writing() as session:
        before = find_account(session, args.login)
        epoch = before.session_epoch + 1 if before else 0
        save_account(session, Account(args.login, args.role, args.name, password_hash, epoch))
    print(f"{args.login}: {'new password, earlier sessions have ended' if before else 'may sign in'}")
    return 0


def _password() -> str:
    """Typed twice at a terminal, else the first line of the standard input."""
    if sys.stdin.isatty():
        password = getpass.getpass("Password: ")
        if password != getpass.getpass("Once more: "):
            raise Unusable("the two passwords differ")
    else:
        password = sys.stdin.readline().rstrip("\n")
    if len(password) < LEAST_PASSWORD:
        raise Unusable(f"a password has at least {LEAST_PASSWORD} characters")
    return password


def _driver(args: argparse.Namespace) -> int:
    with _office() as office:
        with office.db.reading() as session:
            account = find_account(session, args.login)
        if account is None or account.role is not Role.DRIVER:
            raise Unusable("no driver has that login")
        if not assign_driver(office, args.date, args.shift, args.login):
            raise Unusable(f"nobody is on duty as {args.shift} on {args.date}")
    print(f"{args.login} drives {args.shift} on {args.date}")
    return 0


def _runs(args: argparse.Namespace) -> int:
    with _office() as office:
        day, rides = day_on(office, args.date), rides_on(office, args.date)
    for shift in sorted(day.shifts, key=lambda shift: shift.hours.start):
        print(route_text(route_list(office.region, office.travel, day, rides, shift.id)))
    if not day.shifts:
        print(f"no vehicle is on duty on {args.date}")
    return 0


def _invariants(args: argparse.Namespace) -> int:
    with _office() as office:
        day, rides = day_on(office, args.date), rides_on(office, args.date)
    found = faults(day, rides, office.travel)
    for fault in found:
        print(fault)
    print(f"{args.date}: {len(day.bookings)} bookings, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
