"""Whom the service leaves out: the Ortsteil that is declined most, and wheelchairs against all (B27)."""

from collections.abc import Mapping

from dispatch.figures.values import Figures, Value, Values, exact

LEAST_ASKED = 5
"""Of fewer wishes that no line serves a share says nothing."""
ALARM = 5
"""By how many points more wheelchairs may be declined than all (B27)."""


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
    wheelchairs = needs.get("wheelchair")
    if wheelchairs is None or not _ours(wheelchairs):
        return None
    return exact(100 * (_declined(wheelchairs) / _ours(wheelchairs) - _declined(whole) / _ours(whole)))


def wheelchair_alarm(found: Figures) -> bool:
    """Whether wheelchairs are declined by more than 5 points more often than all (B27); ask it of a month."""
    gap = found.values["wheelchair_gap"]
    return gap is not None and gap > ALARM


def _declined(values: Values) -> float:
    return values["declined"] or 0


def _ours(values: Values) -> float:
    """How many asked for what no line serves."""
    return (values["asked"] or 0) - (values["served_by_line"] or 0)
