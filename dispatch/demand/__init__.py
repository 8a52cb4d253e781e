"""Who asks for rides on a day: synthetic passengers of a region, or those of a file."""

from dispatch.demand.people import Asked, Passengers
from dispatch.demand.requests import BrokenRequests, read_requests, write_requests
from dispatch.demand.samples import wishes
from dispatch.demand.whole_day import expected_rides, passengers

__all__ = [
    "Asked",
    "BrokenRequests",
    "Passengers",
    "expected_rides",
    "passengers",
    "read_requests",
    "wishes",
    "write_requests",
]
