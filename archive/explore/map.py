"""A small schematic map: the country most spoken of is drawn, everything else is an arrow with a distance.

Pure. Outlines are data (outlines.json), drawn by hand for this project; a country without an outline is a
plain field of dots placed by longitude and latitude.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

# The drawing's box in its own units; type is set in the same units.
WIDTH, HEIGHT, EDGE = 320, 196, 22
# Labels of dots nearer than this to one another would print over each other.
LABEL_APART = 13
MOST_DOTS, MOST_ARROWS = 9, 4
# Degrees around a country's outline within which its coast says where a place is.
NEAR = 3.0
EARTH_KM = 6371.0
_COMPASS = ("north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west")


@dataclass(frozen=True, slots=True)
class Dot:
    """A place to show: name, position in degrees, how often it is named, country code, address of its page."""

    name: str
    lat: float
    lon: float
    count: int
    country: str
    href: str


@dataclass(frozen=True, slots=True)
class Point:
    """A dot on the drawing. The label stands at `label_x`; "" where there was no room for it."""

    dot: Dot
    x: float
    y: float
    label: str
    label_x: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Arrow:
    """A place outside the drawing: how far it is and in which direction, from the drawing's centre."""

    dot: Dot
    kilometres: int
    direction: str
    degrees: int


@dataclass(frozen=True, slots=True)
class Drawing:
    """`land` is SVG path data, "" where the country has no outline. `words` say the same as the picture."""

    land: str
    points: tuple[Point, ...]
    arrows: tuple[Arrow, ...]
    words: str
    width: int = WIDTH
    height: int = HEIGHT


@lru_cache(maxsize=1)
def outlines() -> dict[str, list[tuple[float, float]]]:
    """Country code → its outline as (longitude, latitude)."""
    data = json.loads((Path(__file__).parent / "outlines.json").read_text(encoding="utf-8"))
    return {code: [(lon, lat) for lon, lat in ring] for code, ring in data.items() if code != "note"}


def draw(dots: Sequence[Dot]) -> Drawing | None:
    """The drawing of these places; None for none."""
    if not dots:
        return None
    country = _main_country(dots)
    near = [] if country else [(code, dot) for code in outlines() for dot in dots if _is_near(dot, outlines()[code])]
    ring = outlines().get(near[0][0] if near else country, [])
    # A sea off the coast is shown with the coast.
    off = [(dot.lon, dot.lat) for code, dot in near if code == near[0][0]]
    frame = [*ring, *off] or [(dot.lon, dot.lat) for dot in dots]
    to_xy, box = _projection(frame)
    inside = [dot for dot in dots if _within(dot, box)]
    outside = [dot for dot in dots if not _within(dot, box)]
    centre = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    points = _points(inside[:MOST_DOTS], to_xy)
    arrows = tuple(_arrow(dot, centre) for dot in outside[:MOST_ARROWS])
    land = "M" + "L".join(f"{x:g} {y:g}" for x, y in (to_xy(lon, lat) for lon, lat in ring)) + "Z" if ring else ""
    return Drawing(land, points, arrows, _words(points, arrows))


def _main_country(dots: Sequence[Dot]) -> str:
    counts = Counter[str]()
    for dot in dots:
        if dot.country in outlines():
            counts[dot.country] += dot.count
    return counts.most_common(1)[0][0] if counts else ""


def _is_near(dot: Dot, ring: Sequence[tuple[float, float]]) -> bool:
    west, east = min(lon for lon, _ in ring), max(lon for lon, _ in ring)
    south, north = min(lat for _, lat in ring), max(lat for _, lat in ring)
    return west - NEAR <= dot.lon <= east + NEAR and south - NEAR <= dot.lat <= north + NEAR


def _projection(frame: Sequence[tuple[float, float]]):  # type: ignore[no-untyped-def]
    """A function from degrees to the drawing's units, and the box (west, south, east, north) it shows."""
    west, east = min(lon for lon, _ in frame), max(lon for lon, _ in frame)
    south, north = min(lat for _, lat in frame), max(lat for _, lat in frame)
    # A single place, or places on one line, still get a field around them.
    west, east = (west, east) if east - west > 1 else (west - 1, east + 1)
    south, north = (south, north) if north - south > 1 else (south - 1, north + 1)
    shrink = math.cos(math.radians((south + north) / 2))
    scale = min((WIDTH - 2 * EDGE) / ((east - west) * shrink), (HEIGHT - 2 * EDGE) / (north - south))
    left = (WIDTH - (east - west) * shrink * scale) / 2
    top = (HEIGHT - (north - south) * scale) / 2

    def to_xy(lon: float, lat: float) -> tuple[float, float]:
        return round(left + (lon - west) * shrink * scale, 1), round(top + (north - lat) * scale, 1)

    return to_xy, (west, south, east, north)


def _within(dot: Dot, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    # Half a degree of the edge counts as inside: Sevastopol lies on it.
    return west - 0.5 <= dot.lon <= east + 0.5 and south - 0.5 <= dot.lat <= north + 0.5


def _points(dots: Sequence[Dot], to_xy) -> tuple[Point, ...]:  # type: ignore[no-untyped-def]
    out: list[Point] = []
    for dot in dots:
        x, y = to_xy(dot.lon, dot.lat)
        wide = len(dot.name) * 6.6
        anchor = "end" if x + 6 + wide > WIDTH else "start"
        left = x - 6 - wide if anchor == "end" else x
        room = left >= 0 and all(
            abs(other.y - y) >= LABEL_APART or left + wide + 6 < _left(other) or left > _left(other) + _wide(other)
            for other in out
            if other.label
        )
        out.append(Point(dot, x, y, dot.name if room else "", x - 6 if anchor == "end" else x + 6, anchor))
    return tuple(out)


def _wide(point: Point) -> float:
    return len(point.label) * 6.6 + 6


def _left(point: Point) -> float:
    return point.x - _wide(point) if point.anchor == "end" else point.x


def _arrow(dot: Dot, centre: tuple[float, float]) -> Arrow:
    lon, lat = centre
    degrees = bearing(lat, lon, dot.lat, dot.lon)
    return Arrow(dot, distance(lat, lon, dot.lat, dot.lon), _COMPASS[round(degrees / 45) % 8], round(degrees))


def distance(lat1: float, lon1: float, lat2: float, lon2: float) -> int:
    """Great-circle distance in kilometres, rounded to ten."""
    a, b = math.radians(lat1), math.radians(lat2)
    h = math.sin((b - a) / 2) ** 2 + math.cos(a) * math.cos(b) * math.sin(math.radians(lon2 - lon1) / 2) ** 2
    return round(2 * EARTH_KM * math.asin(math.sqrt(min(1.0, h))) / 10) * 10


def bearing(lat1: float, lon1: float, lat2: float, lon2: float) -> float:
    """Initial bearing in degrees, 0 = north, 90 = east."""
    a, b, turn = math.radians(lat1), math.radians(lat2), math.radians(lon2 - lon1)
    y = math.sin(turn) * math.cos(b)
    x = math.cos(a) * math.sin(b) - math.sin(a) * math.cos(b) * math.cos(turn)
    return math.degrees(math.atan2(y, x)) % 360


def _words(points: Sequence[Point], arrows: Sequence[Arrow]) -> str:
    parts = ["Schematic map"]
    if points:
        parts.append("showing " + ", ".join(point.dot.name for point in points))
    far = [f"{a.dot.name} {a.kilometres:,} km {a.direction}" for a in arrows]
    return " ".join(parts) + ("; outside it: " + ", ".join(far) if far else "")
