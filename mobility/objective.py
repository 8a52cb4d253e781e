"""What makes one plan better than another, once both keep every promise."""

from dataclasses import dataclass

from mobility.clock import MINUTE


@dataclass(frozen=True, slots=True, kw_only=True)
class Objective:
    """The weights by which plans are compared; promises are never traded for any of it.

    A cost is counted in seconds of driving. A municipality sets the weights in its region pack.

    Parameters
    ----------
    driving
        Of each second that a vehicle drives.
    empty
        Of each second that it drives with nobody on board, besides.
    riding
        Of each second that a passenger is on board.
    waiting
        Of each second that a passenger is picked up, or dropped off, apart from the wished time.
    balance
        Of unequal duties: the square of each vehicle's driving hours, in hours.
    slack
        Of each second that a drop-off at the station comes nearer to its latest time than ``margin``.
    margin
        How long before the latest time a drop-off at the station is safe (s).
    used
        Of each vehicle that drives at all: a reserve for whoever asks at short notice.
    wheelchair
        Of each second that a vehicle with a wheelchair place drives for nobody in a wheelchair: a reserve
        for those who need it.
    stability
        Of each visit that leaves the vehicle whose driver has been told.
    told
        Visits due within this time have been told to their driver (s).
    """

    driving: float = 1.0
    empty: float = 0.0
    riding: float = 0.02
    waiting: float = 0.0
    balance: float = 0.0
    slack: float = 0.0
    margin: int = 5 * MINUTE
    used: float = 0.0
    wheelchair: float = 0.0
    stability: float = 60.0
    told: int = 30 * MINUTE


USUAL = Objective()
"""What counts unless a municipality says otherwise: driving, far behind it the passengers' time, and that
drivers keep the stops they know of."""
