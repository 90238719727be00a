"""Every place a printed name may mean: those of the authority, and GeoNames' cities and US counties behind them."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from archive.authority.cities import Cities, City, County
from archive.authority.files import shipped_regions
from archive.authority.names import fold
from archive.authority.places import COUNTY, city_place, county_place
from archive.authority.values import Authority, Place

# What papers shorten at the head of a town's name, and GeoNames writes in full.
_IN_FULL = {"st": "Saint ", "mt": "Mount ", "ft": "Fort "}
_SHORT = re.compile(r"\A(St|Mt|Ft)\b\.? (?=\S)", re.IGNORECASE)


class Gazetteer:
    """Look-ups by name and by id; one a process, shared by threads.

    Which of several candidates is meant is the tagger's to decide: here they come greatest first.
    """

    def __init__(self, authority: Authority, cities: Cities) -> None:
        self._cities = cities
        self._places = authority.places
        self._named: dict[str, list[str]] = {}
        for place in authority.places.values():
            for name in place.names:
                if name.kind != "demonym":
                    self._named.setdefault(fold(name.text), []).append(place.id)
        # Which region a city lies in is GeoNames' business and the same for every archive; what the region
        # lies in is the authority's, so that one line moves Crimea with all its towns.
        self._regions = shipped_regions(self._cities)
        self._countries = {p.country: p.id for p in authority.places.values() if p.kind == "country"}
        # A name's places with all their spellings take 8 kB on average (measured over 20,000 names drawn at random),
        # so this is 40 MB at most; it holds the distinct toponyms of some hundred articles.
        self.candidates = lru_cache(maxsize=5_000)(self._candidates)

    def _candidates(self, name: str) -> tuple[Place, ...]:
        """Places that `name` may mean in any language and spelling: a country first, then the most populous.

        Demonyms are not among the names.
        """
        found: dict[str, Place] = {}
        for printed in (name, _SHORT.sub(lambda match: _IN_FULL[match[1].casefold()], name)):
            found |= {ident: self._places[ident] for ident in self._named.get(fold(printed), ())}
            found |= {f"gn-{city.id}": self._of_city(city) for city in self._cities.named(printed)}
            found |= {f"{COUNTY}{c.fips}": self._of_county(c) for c in self._cities.counties(printed)}
        return tuple(sorted(found.values(), key=lambda p: (p.kind != "country", -p.population, p.id)))

    def counties(self, name: str) -> tuple[Place, ...]:
        """Counties of the USA by their bare name, for texts that print "Clarke and Oconee counties"."""
        found = [c for word in ("County", "Parish") for c in self._cities.counties(f"{name} {word}")]
        return tuple(map(self._of_county, found))

    def place(self, ident: str) -> Place | None:
        """The place of an id, None where there is none."""
        if ident in self._places:
            return self._places[ident]
        if ident.startswith(COUNTY):
            county = self._cities.county(ident.removeprefix(COUNTY))
            return self._of_county(county) if county else None
        number = ident.removeprefix("gn-")
        city = self._cities.get(int(number)) if number != ident and number.isdecimal() else None
        return self._of_city(city) if city else None

    def ancestors(self, ident: str) -> tuple[str, ...]:
        """Ids of the places that contain it, nearest first."""
        found: list[str] = []
        place = self.place(ident)
        while place and place.parent and place.parent not in found:
            found.append(place.parent)
            place = self.place(place.parent)
        return tuple(found)

    def _of_county(self, county: County) -> Place:
        return county_place(county, self._regions.get(("US", county.state)) or self._countries.get("US", ""))

    def _of_city(self, city: City) -> Place:
        ident = f"gn-{city.id}"
        if ident in self._places:
            return self._places[ident]
        region = self._regions.get((city.country, city.admin1), "")
        parent = region if region in self._places else self._countries.get(city.country, "")
        country = self._places[parent].country if parent else city.country
        return replace(city_place(city, parent), country=country)
