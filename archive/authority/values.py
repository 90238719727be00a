"""The authority as frozen values: known actors and places with their names.

Pure: read from the shipped files (`files.py`) or from the database (`archive.selectors`), used by the
tagger. Writing it to PostgreSQL is `archive.store`'s work.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

ActorKind = Literal[
    "person",
    "government",
    "ministry",
    "parliament",
    "court",
    "party",
    "armed_group",
    "military",
    "international",
    "agency",
    "company",
    "media",
    "movement",
    "office",
    "other",
]
PlaceKind = Literal[
    "country",
    "region",
    "district",
    "city",
    "town",
    "village",
    "sea",
    "strait",
    "river",
    "island",
    "peninsula",
    "historical",
    "square",
    "building",
    "base",
    "airport",
    "other",
]
# What a printed name is to its bearer. A demonym ("Russian") names no actor by itself; a capital
# ("Moscow") names a government only when it acts: `metonym`.
NameKind = Literal["name", "alias", "acronym", "transliteration", "surname", "title", "metonym", "demonym"]


@dataclass(frozen=True, slots=True)
class Name:
    """One printed name. `lang` is ISO 639-1 or "" where it serves any language."""

    text: str
    lang: str = ""
    kind: NameKind = "name"


@dataclass(frozen=True, slots=True)
class Role:
    """An office held: by `person` (an actor id) in `organisation` (an actor id).

    `titles` are the printed forms that mean the holder while the role lasts ("Russian foreign
    minister"). `start` and `end` are inclusive days, None where open or unknown; `source` says where
    the dates come from, or "unverified".
    """

    person: str
    organisation: str
    office: str
    start: date | None = None
    end: date | None = None
    titles: tuple[Name, ...] = ()
    source: str = "unverified"


@dataclass(frozen=True, slots=True)
class Actor:
    """A person, organisation, government, state or group. `id` never changes (decision 13).

    `part_of` names the actors it belongs to (a ministry to its government); `place` is the seat or
    the territory (a place id); `start`/`end` bound its existence. Wikidata ids only with `wikidata_source`.
    """

    id: str
    kind: ActorKind
    name: str
    names: tuple[Name, ...] = ()
    description: str = ""
    gender: Literal["m", "f", ""] = ""
    part_of: tuple[str, ...] = ()
    place: str = ""
    start: date | None = None
    end: date | None = None
    wikidata: str | None = None
    wikidata_source: str = ""
    wikipedia: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A location. `lat`/`lon` in degrees (WGS 84); `country` ISO 3166-1 alpha-2 or ""; `parent` a place id.

    `government` is the actor that the place's name stands for when it acts (a capital, a country).
    """

    id: str
    kind: PlaceKind
    name: str
    lat: float
    lon: float
    country: str = ""
    parent: str = ""
    names: tuple[Name, ...] = ()
    population: int = 0
    government: str = ""
    geonames: int | None = None
    wikidata: str | None = None
    origin: str = ""


@dataclass(frozen=True, slots=True)
class Authority:
    """All known actors, roles and places, with `version`: a digest of their content."""

    version: str
    actors: dict[str, Actor] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    roles: tuple[Role, ...] = ()
