"""Whom the service leaves out: the Ortsteil that is declined most, and wheelchairs against all (B27)."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from dispatch.figures.values import Figures, Value, Values, exact

LEAST_ASKED = 5
"""Of fewer wishes that no line serves a share says nothing."""
ALARM = 5
"""By how many points more wheelchairs may be declined than all (B27)."""
LEAST_WHEELCHAIRS = 10
"""Of fewer requests a single decline moves the share by more than twice the alarm: nothing to judge by."""


class Wheelchairs(NamedTuple):
    """How requests with wheelchairs fared against all; those that a line serves are in neither.

    Parameters
    ----------
    asked, declined
        Requests with wheelchairs, and how many of them were declined.
    gap
        By how many points more of them were declined than of all; ``None`` if there were none.
    """

    asked: int
    declined: int
    gap: Value

    @property
    def judged(self) -> bool:
        """Whether they are enough to say anything."""
        return self.asked >= LEAST_WHEELCHAIRS

    @property
    def alarm(self) -> bool:
        """Whether they are left behind (B27)."""
        return self.judged and self.gap is not None and self.gap > ALARM


def worst_ortsteil(ortsteile: Mapping[str, Values]) -> tuple[str, float] | None:
    """The Ortsteil with the highest share of declines, and the share; ``None`` if all asked too rarely.

    Among equals the first by name.
    """
    shares = {
        name: share
        for name, values in ortsteile.items()
        if _ours(values) >= LEAST_ASKED and (share := values["declined_share"]) is not None
    }
    if not shares:
        return None
    worst = min(shares, key=lambda name: (-shares[name], name))
    return worst, shares[worst]


def wheelchair_gap(whole: Values, needs: Mapping[str, Values]) -> Value:
    """By how many points more requests with wheelchairs are declined than all; ``None`` without such."""
    return _compared([whole], [needs["wheelchair"]] if "wheelchair" in needs else []).gap


def wheelchairs(found: Iterable[Figures]) -> Wheelchairs:
    """How requests with wheelchairs fared in some months or samples taken together."""
    cells = list(found)
    needs = [each.by.get("need", {}) for each in cells]
    return _compared(
        [each.values for each in cells], [by["wheelchair"] for by in needs if "wheelchair" in by]
    )


def wheelchair_alarm(found: Figures) -> bool:
    """Whether wheelchairs are declined by more than 5 points more often than all (B27); ask it of a month.

    Never of fewer than 10 requests with wheelchairs. Where groups are left out, the gap has to be
    :func:`weighty`.
    """
    told = wheelchairs([found])
    if told.asked:
        return told.alarm
    gap = found.values["wheelchair_gap"]
    return gap is not None and gap > ALARM


def weighty(found: Figures) -> Values:
    """The figures of the whole; without the gap of so few wheelchairs that it would tell of single people."""
    return found.values if wheelchairs([found]).judged else {**found.values, "wheelchair_gap": None}


def _compared(whole: Iterable[Values], with_wheelchairs: Iterable[Values]) -> Wheelchairs:
    (asked, declined), (everybody, left) = _sums(with_wheelchairs), _sums(whole)
    gap = exact(100 * (declined / asked - left / everybody)) if asked and everybody else None
    return Wheelchairs(asked, declined, gap)


def _sums(several: Iterable[Values]) -> tuple[int, int]:
    """How many asked for what no line serves, and how many of them were declined."""
    known = list(several)
    return round(sum(map(_ours, known))), round(sum(map(_declined, known)))


def _declined(values: Values) -> float:
    return values["declined"] or 0


def _ours(values: Values) -> float:
    """How many asked for what no line serves."""
    return (values["asked"] or 0) - (values["served_by_line"] or 0)
