"""The service area: its places, its fleet, its rules, and where all that comes from."""

from mobility.region.load import PACKS, load_region
from mobility.region.model import Destination, Duty, Ortsteil, Region, Source, Stop

__all__ = ["PACKS", "Destination", "Duty", "Ortsteil", "Region", "Source", "Stop", "load_region"]
