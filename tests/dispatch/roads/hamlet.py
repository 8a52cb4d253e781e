"""A pack of three villages, whose roads are in ``hamlet.osm``."""

from pathlib import Path

from tests.packs import table

OSM = Path(__file__).with_name("hamlet.osm")

SETTINGS = """\
name = "Amt Adorf"
municipalities = ["Adorf"]
land = "BY"
station = "a"
depot = "a"
demo_timetable = false

# kept as it is
[bounds]
south = 50.0
west = 11.0
north = 50.05
east = 11.08

[phone]
number = "+49 30 23125 000"

[[phone.hours]]
days = ["school_day"]
hours = ["08:00", "17:00"]

[[vehicle]]
id = "bus-1"
name = "Bus 1"
seats = 8
wheelchairs = 1
prams = 2

[[duty]]
id = "tag"
vehicle = "bus-1"
days = ["school_day"]
hours = ["07:00", "16:00"]

[[source]]
files = ["region.toml", "ortsteile.csv", "stops.csv", "destinations.csv"]
title = "Von Hand"
licence = "EUPL-1.2"
attribution = "Rufbus-Projekt"
as_of = "2026-11-22"

[[source]]
files = ["roads.graphml.gz", "roads.geojson", "matrix.npz", "paths.npz"]
title = "Andere Straßen"
licence = "CC BY 3.0"
attribution = "Jemand"
as_of = "2020-01-01"
"""

SETTLEMENTS = (
    ("name", "municipality", "core", "lat", "lon", "parts", "population", "population_as_of",
     "population_source", "stop"),
    ("Adorf", "Adorf", 1, 50.010, 11.018, "", "", "", "", "a"),
    ("Bedorf", "Adorf", 0, 50.010, 11.062, "", "", "", "", "b"),
    ("Cedorf", "Adorf", 0, 50.019, 11.040, "", "", "", "", "c"),
)  # fmt: skip

STOPS = (
    ("point", "stop", "name", "ortsteil", "part", "municipality", "lat", "lon", "kind", "boarding", "lines",
     "source_name"),
    ("a:1", "a", "Adorf, Bahnhof", "Adorf", "", "Adorf", 50.0101, 11.0150, "station", 1, "", ""),
    ("a:2", "a", "Adorf, Bahnhof", "Adorf", "", "Adorf", 50.0099, 11.0150, "mast", 0, "", ""),
    ("b:1", "b", "Bedorf", "Bedorf", "", "Adorf", 50.0100, 11.0600, "mast", 1, "", ""),
    ("c:1", "c", "Cedorf", "Cedorf", "", "Adorf", 50.0190, 11.0405, "mast", 1, "", ""),
)  # fmt: skip


def hamlet(folder: Path) -> Path:
    """The pack, inside a folder; its roads are other ones, and nothing is built from them."""
    pack = folder / "adorf"
    pack.mkdir()
    (pack / "region.toml").write_text(SETTINGS, encoding="utf-8")
    (pack / "ortsteile.csv").write_text(table(*SETTLEMENTS), encoding="utf-8")
    (pack / "stops.csv").write_text(table(*STOPS), encoding="utf-8")
    (pack / "destinations.csv").write_text("id,name,kind,stop,source\n", encoding="utf-8")
    (pack / "roads.graphml.gz").write_bytes(b"no graph yet")
    return pack


def contents(pack: Path) -> dict[str, bytes]:
    """All files of a pack, to see that nothing changed."""
    return {path.name: path.read_bytes() for path in sorted(pack.iterdir())}


def quiet(_text: str) -> None:
    """Nobody is told what is done next."""
