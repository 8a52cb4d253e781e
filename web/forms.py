"""What people type, read into domain values; nothing here knows HTTP or words.

Every function either returns the value or raises :class:`Mistaken` with all mistakes at once, each at the
name of its field; the words are in :mod:`web.mistakes`.
"""

import re
from base64 import urlsafe_b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256

from mobility.bookings import Anchor, Contact
from mobility.clock import HOUR, MINUTE
from mobility.errors import MobilityError
from mobility.needs import MAX_PASSENGERS, Needs
from mobility.places import Place, PlaceKind, find_places, list_places, place, stop_place
from mobility.region import Region
from web.mistakes import MOST_AIDS, Mistake, Mistaken
from web.numbers import read_phone

Form = Mapping[str, str]

STATION, STOP = PlaceKind.STATION, PlaceKind.STOP
LONGEST_NAME = 80
CANDIDATES = 6


@dataclass
class Unclear(MobilityError):
    """A text that names no place, or several.

    Parameters
    ----------
    mistake
        What is wrong with it.
    candidates
        The places it may mean.
    """

    mistake: Mistake
    candidates: list[Place] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Way:
    """From where to where, on which day."""

    origin: Place
    destination: Place
    day: date


class Connection(StrEnum):
    """Which end of the ride meets a train."""

    TO_TRAIN = "zum"
    FROM_TRAIN = "vom"


@dataclass(frozen=True, slots=True)
class TrainWish:
    """To reach a train, or to ride on from one."""

    connection: Connection
    train: str


@dataclass(frozen=True, slots=True)
class ClockWish:
    """To leave or to arrive at a time (seconds of the service day)."""

    anchor: Anchor
    time: int


When = TrainWish | ClockWish


def days_ahead(today: date, horizon: int) -> list[date]:
    """The days that can be chosen (B5)."""
    return [today + timedelta(days=n) for n in range(horizon + 1)]


def place_of(region: Region, place_or_stop: str) -> Place | None:
    """The place with this id, or the one as which people know the stop with this id."""
    if place_or_stop not in region.stops:
        return place(region, place_or_stop)
    known = [known for known in list_places(region) if known.stop == place_or_stop]
    by_kind = {kind: [each for each in known if each.kind is kind] for kind in (STATION, STOP)}
    return next(iter(by_kind[STATION] or by_kind[STOP] or known), stop_place(region, place_or_stop))


def find_place(region: Region, text: str, chosen: str) -> Place:
    """The place somebody means.

    Parameters
    ----------
    text
        What was typed, or the id of a place or stop from a link.
    chosen
        Id of a suggestion that was picked; it counts only while it is among what the text finds, so that
        a text that was changed afterwards wins.

    Raises
    ------
    Unclear
        If it is none, or may be several.
    """
    text = text.strip()
    if exact := place_of(region, text or chosen):
        return exact
    if not text:
        raise Unclear(Mistake.PLACE_MISSING)
    picked = place(region, chosen)
    if picked and picked.name == text:
        return picked
    found = find_places(region, text, limit=CANDIDATES)
    if not found:
        raise Unclear(Mistake.PLACE_UNKNOWN)
    named = [candidate for candidate in found if candidate.name.casefold() == text.casefold()]
    for choice in ([c for c in found if c.id == chosen], named, found):
        if len(choice) == 1:
            return choice[0]
    raise Unclear(Mistake.PLACE_AMBIGUOUS, found)


def read_way(region: Region, form: Form, today: date) -> Way:
    """The answers to where from (``von``), where to (``nach``) and which day (``tag``).

    Raises
    ------
    Mistaken
        With everything that is wrong.
    """
    mistakes: dict[str, Mistake] = {}
    candidates: dict[str, list[Place]] = {}
    places: dict[str, Place] = {}
    for name in ("von", "nach"):
        try:
            places[name] = find_place(region, form.get(name, ""), form.get(f"{name}_ort", ""))
        except Unclear as unclear:
            mistakes[name] = unclear.mistake
            if unclear.candidates:
                candidates[name] = unclear.candidates
    if not mistakes and places["von"].stop == places["nach"].stop:
        mistakes["nach"] = Mistake.SAME_PLACE
    day = read_day(form.get("tag", ""), today, region.policy(today).horizon_days)
    if day is None:
        mistakes["tag"] = Mistake.DAY_UNKNOWN
    if mistakes or day is None:
        raise Mistaken(mistakes, candidates)
    return Way(places["von"], places["nach"], day)


def read_day(text: str, today: date, horizon: int) -> date | None:
    """A day that can be chosen; today if none is named."""
    if not text:
        return today
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if today <= day <= today + timedelta(days=horizon) else None


def read_when(form: Form) -> When:
    """The answer to when (``wunsch``), with ``stunde`` and ``minute`` for a time of day.

    Raises
    ------
    Mistaken
        If nothing was chosen or the time is none.
    """
    kind, _, train = form.get("wunsch", "").partition(":")
    if kind in {Connection.TO_TRAIN, Connection.FROM_TRAIN} and train:
        return TrainWish(Connection(kind), train)
    anchors = {"ab": Anchor.DEPART, "bis": Anchor.ARRIVE}
    hour, minute = form.get("stunde", ""), form.get("minute", "")
    if kind not in anchors or not (_small_number(hour) and _small_number(minute)):
        raise Mistaken({"wunsch": Mistake.TIME_MISSING})
    return ClockWish(anchors[kind], int(hour) * HOUR + int(minute) * MINUTE)


def when_fields(when: When) -> dict[str, str]:
    """The fields from which :func:`read_when` reads the same answer again."""
    if isinstance(when, TrainWish):
        return {"wunsch": f"{when.connection}:{when.train}"}
    kind = "ab" if when.anchor is Anchor.DEPART else "bis"
    return {"wunsch": kind, "stunde": str(when.time // HOUR), "minute": str(when.time % HOUR // MINUTE)}


def _small_number(text: str) -> bool:
    return re.fullmatch(r"[0-9]{1,2}", text) is not None


def read_needs(form: Form) -> Needs:
    """The answers to who rides along: ``personen``, ``rollstuhl``, ``kinderwagen``, ``rollator`` (B25).

    Raises
    ------
    Mistaken
        With everything that is wrong.
    """
    mistakes: dict[str, Mistake] = {}
    numbers: dict[str, int] = {}
    for name, default in (("personen", "1"), ("rollstuhl", "0"), ("kinderwagen", "0"), ("rollator", "0")):
        text = form.get(name, "").strip() or default
        numbers[name] = int(text) if _small_number(text) else 0
        if not _small_number(text):
            mistakes[name] = Mistake.NUMBER_UNREADABLE
        elif name != "personen" and numbers[name] > MOST_AIDS:
            mistakes[name] = Mistake.TOO_MANY_AIDS
    if numbers["personen"] < 1:
        mistakes.setdefault("personen", Mistake.PARTY_TOO_SMALL)
    elif numbers["personen"] > MAX_PASSENGERS:
        mistakes["personen"] = Mistake.PARTY_TOO_LARGE
    elif numbers["rollstuhl"] > numbers["personen"]:
        mistakes.setdefault("rollstuhl", Mistake.MORE_WHEELCHAIRS_THAN_PEOPLE)
    if mistakes:
        raise Mistaken(mistakes)
    return Needs(numbers["personen"], numbers["rollstuhl"], numbers["kinderwagen"], numbers["rollator"])


def read_contact(form: Form) -> Contact:
    """The answers to who can be called: ``name`` and ``telefon``.

    Raises
    ------
    Mistaken
        With everything that is wrong.
    """
    mistakes: dict[str, Mistake] = {}
    name = " ".join(form.get("name", "").split())[:LONGEST_NAME]
    if not name:
        mistakes["name"] = Mistake.NAME_MISSING
    phone = read_phone(form.get("telefon", ""))
    if isinstance(phone, Mistake):
        mistakes["telefon"] = phone
    if mistakes or isinstance(phone, Mistake):
        raise Mistaken(mistakes)
    return Contact(name, phone)


def read_party(form: Form) -> tuple[Needs, Contact]:
    """Who rides along and who can be called, or the mistakes of both.

    Raises
    ------
    Mistaken
        With everything that is wrong.
    """
    mistakes: dict[str, Mistake] = {}
    party, contact = None, None
    try:
        party = read_needs(form)
    except Mistaken as mistaken:
        mistakes |= mistaken.mistakes
    try:
        contact = read_contact(form)
    except Mistaken as mistaken:
        mistakes |= mistaken.mistakes
    if party is None or contact is None:
        raise Mistaken(mistakes)
    return party, contact


def ride_token(key: str, *answers: str) -> str | None:
    """Secret of a ride's page: the same for the same answers to the same form, for others another.

    So a form that is sent twice asks once, and one that is changed after going back asks anew.

    Parameters
    ----------
    key
        What the form was given when it was shown; ``None`` is returned if it is none of ours.

    >>> key = "k" * 22
    >>> ride_token(key, "one") == ride_token(key, "one") != ride_token(key, "two")
    True
    """
    if not re.fullmatch(r"[A-Za-z0-9_-]{22}", key):
        return None
    digest = sha256("\n".join((key, *answers)).encode()).digest()
    return urlsafe_b64encode(digest[:16]).decode().rstrip("=")
