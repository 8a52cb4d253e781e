"""To which municipality a settlement belongs, also where an extract cuts the borders off.

A settlement with the name of a municipality is its main place. Otherwise its tag ``is_in`` decides, if it
names one; then the border, if it is whole; then the piece of land between borders in which the settlement
lies, by what is known of others in it or of whose borders surround it; then the nearest settlement of which
it is known.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

import numpy as np
from shapely import LineString, MultiLineString, Point, Polygon, box, contains_xy, polygonize, union_all

from dispatch.packs.draft.extract import Border, Extract, Line, Thing
from mobility.ground import metres

MARGIN = 0.01
"""How far the land goes beyond the outermost settlement (degrees)."""

ALONG = 1e-6
"""How near to an edge of a piece of land a border counts as that edge (degrees; about 10 cm)."""

CLEAR = 1.05
"""A piece of land is somebody's if their border is so much longer around it than anybody else's."""

_LAENDER = (
    ("01", "SH", "Schleswig-Holstein"), ("02", "HH", "Hamburg"), ("03", "NI", "Niedersachsen"),
    ("04", "HB", "Bremen"), ("05", "NW", "Nordrhein-Westfalen"), ("06", "HE", "Hessen"),
    ("07", "RP", "Rheinland-Pfalz"), ("08", "BW", "Baden-Württemberg"), ("09", "BY", "Bayern"),
    ("10", "SL", "Saarland"), ("11", "BE", "Berlin"), ("12", "BB", "Brandenburg"),
    ("13", "MV", "Mecklenburg-Vorpommern"), ("14", "SN", "Sachsen"), ("15", "ST", "Sachsen-Anhalt"),
    ("16", "TH", "Thüringen"),
)  # fmt: skip
KEYS = {key: land for key, land, _ in _LAENDER}
"""The Land by the first two digits of a municipality's official key."""

NAMES = {name: land for _, land, name in _LAENDER}


def municipalities(extract: Extract, otherwise: str) -> dict[str, str]:
    """The municipality of each place of an extract, by the place's id.

    Parameters
    ----------
    extract
        With at least one place.
    otherwise
        The municipality of all places if the extract names none.
    """
    names = {border.name for border in extract.borders}
    known = {place.id: found for place in extract.places if (found := _by_tags(place, names))}
    rest = [place for place in extract.places if place.id not in known]
    known |= _by_whole_borders(rest, extract)
    known |= _by_pieces([place for place in rest if place.id not in known], known, extract)
    sure = [place for place in extract.places if place.id in known]
    for place in extract.places:
        if place.id not in known and sure:
            known[place.id] = known[min(sure, key=lambda other: (metres(place, other), other.id)).id]
    return {place.id: known.get(place.id, otherwise) for place in extract.places}


def _by_tags(place: Thing, names: set[str]) -> str | None:
    """The municipality that a place's own tags name."""
    if place.name in names:
        return place.name
    if place.tags.get("openGeoDB:type") == "Gemeinde":
        return place.name
    first, *_ = re.split(r"[,;]", place.tags.get("is_in", ""))
    return first.strip() if first.strip() in names else None


def _by_whole_borders(places: Sequence[Thing], extract: Extract) -> dict[str, str]:
    lons, lats = [place.lon for place in places], [place.lat for place in places]
    found: dict[str, str] = {}
    for border in extract.borders:
        for area in _polygons(_lines(border.ways, extract.lines)):
            inside = np.flatnonzero(contains_xy(area, lons, lats)).tolist()
            found |= {places[n].id: border.name for n in inside}
    return found


def _by_pieces(places: Sequence[Thing], known: Mapping[str, str], extract: Extract) -> dict[str, str]:
    """What the pieces tell into which all borders, and the edge of the land, cut the land."""
    if not places:
        return {}
    land = _land(extract.places)
    lines = _lines(chain.from_iterable(border.ways for border in extract.borders), extract.lines)
    cut = union_all([land.exterior, *(line.intersection(land) for line in lines)])
    found: dict[str, str] = {}
    for piece in _polygons(list(getattr(cut, "geoms", [cut]))):
        inside = {place.id for place in extract.places if piece.contains(Point(place.lon, place.lat))}
        votes = Counter(known[place] for place in sorted(inside) if place in known)
        owner = votes.most_common(1)[0][0] if votes else _surrounding(piece, extract)
        if owner:
            found |= {place.id: owner for place in places if place.id in inside}
    return found


def _surrounding(piece: Polygon, extract: Extract) -> str | None:
    """Whose border is the longest around a piece of land; none if two are about equal."""
    edge = piece.exterior.buffer(ALONG)
    shares = sorted((_share(border, extract, edge), border.name) for border in extract.borders)
    (second, _), (longest, name) = [(0.0, ""), (0.0, ""), *shares][-2:]
    return name if longest > CLEAR * second else None


def _share(border: Border, extract: Extract, edge: Polygon) -> float:
    lines = _lines(border.ways, extract.lines)
    return float(MultiLineString(lines).intersection(edge).length) if lines else 0.0


def _land(places: Iterable[Thing]) -> Polygon:
    lats, lons = zip(*((place.lat, place.lon) for place in places), strict=True)
    return box(min(lons) - MARGIN, min(lats) - MARGIN, max(lons) + MARGIN, max(lats) + MARGIN)


def _lines(ways: Iterable[int], lines: Mapping[int, Line]) -> list[LineString]:
    """The courses of ways, each once; those of which less than two points are in the extract are none."""
    present = sorted(way for way in set(ways) if way in lines)
    return [LineString(lines[way]) for way in present if len(lines[way]) > 1]


def _polygons(lines: Sequence[LineString]) -> list[Polygon]:
    found = polygonize(lines)
    return [area for area in found.geoms if isinstance(area, Polygon)]


def land_of(extract: Extract) -> str | None:
    """The Land in which most places lie, by the official keys of municipalities or by ``is_in``."""
    votes = Counter(KEYS[border.key[:2]] for border in extract.borders if border.key[:2] in KEYS)
    for place in extract.places:
        named = {part.strip() for part in re.split(r"[,;]", place.tags.get("is_in", ""))}
        votes.update(land for name, land in NAMES.items() if name in named)
    return min(votes, key=lambda land: (-votes[land], land), default=None)
