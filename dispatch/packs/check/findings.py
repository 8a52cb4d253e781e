"""What a check of a region pack can find; the words for it are :mod:`web.pack_words`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

Values = Mapping[str, str | int]
"""What the words of a finding need: names, lengths (m), times (s), numbers, dates (ISO)."""


class Grade(StrEnum):
    """How much a finding matters, the worst first."""

    ERROR = "error"
    """The service must not start with it."""

    ODD = "odd"
    """Somebody should look at it before the service starts."""

    NOTE = "note"
    """Good to know."""


class Kind(StrEnum):
    """What was found; in the order of the list within a grade."""

    BROKEN = "broken"
    STALE = "stale"
    UNREACHED = "unreached"
    NO_DUTY = "no_duty"
    FEED_ENDED = "feed_ended"
    PERMIT_AREA = "permit_area"
    PERMIT_POINT = "permit_point"
    PERMIT_HOURS = "permit_hours"
    CONTRAST = "contrast"

    NO_STOP_NEAR = "no_stop_near"
    NO_ROAD_NEAR = "no_road_near"
    OFF_ROAD = "off_road"
    SAME_SETTLEMENT = "same_settlement"
    SAME_STOP = "same_stop"
    TWINS = "twins"
    DETOUR = "detour"
    ONE_WAY = "one_way"
    SLOW = "slow"
    FAST = "fast"
    DAY_WITHOUT_DUTY = "day_without_duty"
    HOURS_UNCOVERED = "hours_uncovered"
    DUTY_OUTSIDE = "duty_outside"
    NO_WHEELCHAIR = "no_wheelchair"
    PARTY_TOO_LARGE = "party_too_large"
    FEED_ENDS = "feed_ends"
    NO_TRAIN_AT_HUB = "no_train_at_hub"
    DEMO_TIMETABLE = "demo_timetable"
    FICTION_PHONE = "fiction_phone"
    NO_PHONE_HOURS = "no_phone_hours"
    NO_SCHOOL_HOLIDAYS = "no_school_holidays"
    NO_PERMIT = "no_permit"
    PERMIT_ENDS = "permit_ends"
    SOURCE_OPEN = "source_open"
    NO_TICKET = "no_ticket"

    PAUSE = "pause"
    NO_FEED = "no_feed"
    NO_STATION = "no_station"
    NO_POPULATION = "no_population"
    NO_DESTINATION = "no_destination"
    VIRTUAL = "virtual"
    ARTIFICIAL = "artificial"
    SOURCE_OLD = "source_old"


_KINDS = tuple(Kind)
_FIRST_ODD, _FIRST_NOTE = _KINDS.index(Kind.NO_STOP_NEAR), _KINDS.index(Kind.PAUSE)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something was found.

    Parameters
    ----------
    name
        Of the settlement, stop or road there; may be empty.
    lat, lon
        Degrees.
    """

    name: str
    lat: float
    lon: float


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is missing or odd.

    Parameters
    ----------
    kind
        What.
    values
        What its words need.
    spots
        Where; none if it has no place on the map.
    """

    kind: Kind
    values: Values = field(default_factory=dict)
    spots: tuple[Spot, ...] = ()

    @property
    def grade(self) -> Grade:
        """How much it matters."""
        order = _KINDS.index(self.kind)
        return Grade.ERROR if order < _FIRST_ODD else Grade.ODD if order < _FIRST_NOTE else Grade.NOTE

    @property
    def order(self) -> tuple[int, list[str]]:
        """Its place in the list."""
        return _KINDS.index(self.kind), [str(self.values[key]) for key in sorted(self.values)]
