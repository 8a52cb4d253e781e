"""A small made-up map: a valley with a town, villages, hamlets, streets, a railway halt and borders."""

from dataclasses import dataclass, field
from pathlib import Path
from xml.sax.saxutils import quoteattr

LAT, LON = 51.0, 10.0
"""The lower left corner; a hundredth of a degree is 1,113 m north and 700 m east there."""


@dataclass
class Map:
    """An OpenStreetMap file in the making; places are given in hundredths of a degree from the corner."""

    items: list[str] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    relations: list[str] = field(default_factory=list)
    count: int = 0

    def node(self, east: float, north: float, **tags: str) -> int:
        """Add a node."""
        self.count += 1
        place = f'lat="{LAT + north / 100:.6f}" lon="{LON + east / 100:.6f}"'
        stamp = 'version="1" timestamp="2025-06-01T12:00:00Z"'
        self.items.append(f'<node id="{self.count}" {stamp} {place}>{_tags(tags)}</node>')
        return self.count

    def way(self, *points: tuple[float, float] | int, **tags: str) -> int:
        """Add a way along points or nodes."""
        nodes = [point if isinstance(point, int) else self.node(*point) for point in points]
        self.count += 1
        stamp = 'version="1" timestamp="2025-06-02T12:00:00Z"'
        refs = "".join(f'<nd ref="{node}"/>' for node in nodes)
        self.ways.append(f'<way id="{self.count}" {stamp}>{refs}{_tags(tags)}</way>')
        return self.count

    def border(self, name: str, *ways: int, key: str = "") -> None:
        """Add the border of a municipality."""
        self.count += 1
        members = "".join(f'<member type="way" ref="{way}" role="outer"/>' for way in ways)
        tags = {"type": "boundary", "boundary": "administrative", "admin_level": "8", "name": name}
        if key:
            tags["de:amtlicher_gemeindeschluessel"] = key
        self.relations.append(f'<relation id="{self.count}" version="1">{members}{_tags(tags)}</relation>')

    def save(self, path: Path) -> Path:
        """Write the file."""
        body = "\n".join([*self.items, *self.ways, *self.relations])
        path.write_text(f'<?xml version="1.0"?>\n<osm version="0.6">\n{body}\n</osm>\n', encoding="utf-8")
        return path


def _tags(tags: dict[str, str]) -> str:
    return "".join(f"<tag k={quoteattr(key)} v={quoteattr(value)}/>" for key, value in tags.items())


def valley() -> Map:
    """The whole valley; the border between its two municipalities runs along 5 east."""
    osm = Map()
    osm.node(1, 1, place="town", name="Talstadt", population="5.200")
    osm.node(3, 3, place="village", name="Oberdorf", population="640")
    osm.node(7, 3, place="village", name="Unterdorf")
    osm.node(8, 1, place="hamlet", name="Mühle")
    osm.node(3, 1, place="hamlet", name="Mühle")
    osm.node(3.2, 3.1, place="hamlet", name="Am Anger")
    osm.node(7.5, 3.5, place="isolated_dwelling", name="Forsthaus")
    osm.node(9, 9, place="isolated_dwelling", name="Berghütte")
    roads = [osm.node(*at) for at in ((1, 1.05), (3, 1.05), (3, 3.05), (7, 3.05), (8, 1.05))]
    osm.way(*roads, highway="tertiary", name="Talstraße")
    osm.way(roads[0], (1, 0.5), (1.5, 0.5), highway="residential", name="Bahnhofstraße")
    osm.way((8.5, 3), (8.6, 3), highway="residential", name="Inselweg")
    osm.way(roads[3], (7, 3.4), highway="service", access="private")
    osm.node(1.02, 1.04, highway="bus_stop", name="Talstadt, Markt")
    osm.node(1.04, 1.06, highway="bus_stop", name="Talstadt, Markt")
    osm.node(1.05, 1.05, highway="bus_stop")
    osm.node(3.05, 3.04, public_transport="platform", bus="yes", name="Oberdorf Kirche")
    osm.node(1.5, 0.52, railway="halt", name="Talstadt")
    osm.node(1.03, 1.0, amenity="pharmacy", name="Löwen-Apotheke")
    osm.node(1.04, 1.0, amenity="townhall", name="Rathaus")
    osm.node(5, 5, amenity="school", name="Waldschule")
    middle = osm.way((5, 0), (5, 5), boundary="administrative")
    west = osm.way((5, 5), (0, 5), (0, 0), (5, 0), boundary="administrative")
    east = osm.way((5, 0), (10, 0), (10, 5), (5, 5), boundary="administrative")
    osm.border("Talstadt", middle, west, key="16055001")
    osm.border("Unterland", middle, east, key="16055002")
    return osm
