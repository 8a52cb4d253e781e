"""Days of the real service: exported without a trace of people, decided again, and asked anew.

An exported day is an event log (:mod:`dispatch.events`). Under the rules of that day :func:`replay` makes
the same decisions again. Under other rules nobody would have been offered the same rides: then the
passengers of that day ask anew (:func:`passengers_of`).
"""

from dispatch.history.asking import passengers_of, read_history
from dispatch.history.exporting import NoHistory, export
from dispatch.history.replaying import Difference, Replay, begin_of, replay

__all__ = [
    "Difference",
    "NoHistory",
    "Replay",
    "begin_of",
    "export",
    "passengers_of",
    "read_history",
    "replay",
]
