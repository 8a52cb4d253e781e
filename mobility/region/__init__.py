"""The service area: its places, its fleet, its rules, and where all that comes from."""

from mobility.region.load import load_region
from mobility.region.model import Destination, Duty, Ortsteil, Region, Source, Stop
from mobility.region.settings import PACKS

__all__ = ["PACKS", "Destination", "Duty", "Ortsteil", "Region", "Source", "Stop", "load_region"]
