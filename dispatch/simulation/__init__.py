"""A service day on a virtual clock: asked, answered and driven by the same desk that serves live."""

from dispatch.events import Event
from dispatch.simulation.behaviour import Behaviour, Chance, read_behaviour
from dispatch.simulation.choosing import (
    Admission,
    Conduct,
    Goals,
    Outcome,
    Passenger,
    simulate,
    staying,
    thriftiest,
    unheard,
)
from dispatch.simulation.service import Service, SimulatedDay
from dispatch.simulation.whole_day import simulate_day

__all__ = [
    "Admission",
    "Behaviour",
    "Chance",
    "Conduct",
    "Event",
    "Goals",
    "Outcome",
    "Passenger",
    "Service",
    "SimulatedDay",
    "read_behaviour",
    "simulate",
    "simulate_day",
    "staying",
    "thriftiest",
    "unheard",
]
