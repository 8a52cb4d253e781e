"""Which things of a map are destinations, and of what kind: what people of a village ride to."""

from collections.abc import Mapping

KINDS: Mapping[tuple[str, str], str] = {
    ("amenity", "doctors"): "clinic",
    ("amenity", "dentist"): "clinic",
    ("amenity", "clinic"): "clinic",
    ("amenity", "hospital"): "clinic",
    ("healthcare", "centre"): "clinic",
    ("healthcare", "physiotherapist"): "clinic",
    ("amenity", "pharmacy"): "pharmacy",
    ("amenity", "nursing_home"): "care",
    ("amenity", "social_facility"): "care",
    ("amenity", "school"): "school",
    ("amenity", "kindergarten"): "school",
    ("amenity", "townhall"): "administration",
    ("amenity", "bank"): "administration",
    ("amenity", "library"): "leisure",
    ("amenity", "community_centre"): "leisure",
    ("amenity", "cinema"): "leisure",
    ("amenity", "theatre"): "leisure",
    ("leisure", "sports_centre"): "leisure",
    ("leisure", "water_park"): "leisure",
    ("shop", "supermarket"): "shop",
    ("tourism", "museum"): "tourism",
    ("tourism", "attraction"): "tourism",
}
"""Kind by key and value of the map."""
