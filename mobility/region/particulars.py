"""What is particular to a municipality besides its places, vehicles and rules."""

from collections.abc import Mapping
from dataclasses import dataclass

from mobility.calendar import DayType
from mobility.promises import TimeWindow


@dataclass(frozen=True, slots=True)
class Phone:
    """How to reach the desk.

    Parameters
    ----------
    number
        As it is dialled from abroad, blanks allowed.
    hours
        When it is answered, by day type; on other days it is not (B6).
    """

    number: str
    hours: Mapping[DayType, TimeWindow]


@dataclass(frozen=True, slots=True)
class Look:
    """The colours of the municipality, each like ``#0a6b2e``, and its logo.

    Parameters
    ----------
    action, action_strong
        Of buttons under white text, and darker while they are pressed.
    link
        Of links on paper.
    highlight
        Of what must not be missed, under dark text.
    logo
        Name of a file in the pack; ``None`` for the project's own.
    """

    action: str
    action_strong: str
    link: str
    highlight: str
    logo: str | None


@dataclass(frozen=True, slots=True)
class Entitlement:
    """What lets somebody ride without a ticket of their own (B32, B33).

    Parameters
    ----------
    id
        Unique in the region.
    name
        As people call it.
    surcharge
        Whether such riders owe the comfort surcharge all the same.
    """

    id: str
    name: str
    surcharge: bool


@dataclass(frozen=True, slots=True)
class Fares:
    """What one rides with (B32): the surcharge itself is a rule of the area and the day.

    Parameters
    ----------
    tickets
        Names of the tickets that are valid; none if the service costs nothing.
    tariff
        The tariff that applies, for people who want to read it.
    entitlements
        Who rides without a ticket.
    """

    tickets: tuple[str, ...]
    tariff: str
    entitlements: tuple[Entitlement, ...]


@dataclass(frozen=True, slots=True)
class RoadRules:
    """How roads become driving times.

    Parameters
    ----------
    speed_factor
        Driving times are those of the roads divided by it: fitted to measured run times.
    max_offset_m
        Stops farther from any road are refused (m).
    """

    speed_factor: float
    max_offset_m: int


@dataclass(frozen=True, slots=True)
class LineRules:
    """Lines that count, or do not count, as parallel traffic whatever their feed says (B14).

    Parameters
    ----------
    never_parallel, always_parallel
        Names of lines.
    """

    never_parallel: frozenset[str]
    always_parallel: frozenset[str]
