"""Reading the authority's files into frozen values, and writing them back.

Two sorts of folder are read alike: the shipped one, which leaves to the packages what they know (countries, cities)
and to this code what can be made (governments, points of regions); and an exported one, marked `complete`, in
which every value stands in full.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from pathlib import Path
from typing import Any

import tomli_w

from archive.authority import actors as act
from archive.authority import places as plc
from archive.authority.checks import Problem, check
from archive.authority.cities import Cities
from archive.authority.entries import (
    NAME_KEYS,
    AuthorityError,
    Entry,
    in_order,
    keyed_entries,
    list_entries,
    load_toml,
)
from archive.authority.values import Actor, Authority, Place, Role

__all__ = ["AuthorityError", "Problem", "check", "read_authority", "write_authority"]

SHIPPED = Path(__file__).parent / "data"
COMPLETE = "complete.toml"
# Files whose entries are keyed by ISO code.
BY_CODE = ("countries.toml", "us-states.toml", "regions-world.toml")
Tables = dict[str, dict[str, Any]]  # by file name


def read_authority(folder: Path | None, cities: Cities) -> Authority:
    """The authority in `folder` (None: the shipped one); AuthorityError names what is wrong and where."""
    folder = folder or SHIPPED
    if not folder.is_dir():
        raise AuthorityError(str(folder), "", "there is no such folder", "Name the folder that holds the .toml files")
    tables = {path.name: load_toml(path) for path in sorted(folder.glob("*.toml"))}
    if not tables:
        raise AuthorityError(str(folder), "", "it holds no .toml file", "Name the folder that holds the authority")
    if COMPLETE in tables:
        places = _complete_places(tables)
        actors, roles = _actors(tables, places, lambda entry: entry.text("place"))
    else:
        build = _build_places(tables, cities)
        places = build.places
        actors, roles = _actors(tables, places, lambda entry: plc.place_ref(build, entry, "place"))
        _add_governments(actors, places)
    return make_authority(actors, roles, places)


def make_authority(actors: dict[str, Actor], roles: list[Role], places: dict[str, Place]) -> Authority:
    """Values in a fixed order with the digest of their content, whatever order they came in."""
    actors, places = dict(sorted(actors.items())), dict(sorted(places.items()))
    roles = sorted(roles, key=lambda r: (r.person, str(r.start or ""), r.organisation, r.office))
    digest = hashlib.sha256()
    values: tuple[Actor | Place | Role, ...] = (*actors.values(), *places.values(), *roles)
    for value in values:
        digest.update(json.dumps(_plain(value), ensure_ascii=False, default=str).encode())
    return Authority(digest.hexdigest()[:16], actors, places, tuple(roles))


def _plain(value: Actor | Place | Role) -> list[Any]:
    """For the digest: names in an order that does not depend on where they were kept."""
    plain: list[Any] = [type(value).__name__]
    for field in fields(value):
        content = getattr(value, field.name)
        if field.name in ("names", "titles"):
            content = sorted([name.text, name.lang, name.kind] for name in content)
        plain.append(content)
    return plain


# --- places


def shipped_regions(cities: Cities) -> dict[tuple[str, str], str]:
    """The shipped place ids of regions by (country code, GeoNames' code of the region)."""
    files = [*SHIPPED.glob("places-*.toml"), *(SHIPPED / name for name in BY_CODE)]
    return _build_places({path.name: load_toml(path) for path in sorted(files)}, cities).regions


def _build_places(tables: Tables, known: Cities) -> plc.Builder:
    build = plc.Builder(known)
    for entry in keyed_entries("countries.toml", _needed(tables, "countries.toml")):
        plc.add_country(build, entry)
    for entry in keyed_entries("us-states.toml", tables.get("us-states.toml", {})):
        plc.add_state(build, entry)
    # Regions first: a city is told from its namesakes by its region, and a square stands in a city.
    own = [e for file in tables if file.startswith("places-") for e in list_entries(file, tables[file], "place")]
    regions = [entry for entry in own if entry.text("town")]
    for entry in regions:
        plc.add_place(build, entry)
    cities = [entry for file in tables for entry in list_entries(file, tables[file], "city")]
    for entry in cities:
        plc.note_covering(build, entry)
    for entry in keyed_entries("regions-world.toml", tables.get("regions-world.toml", {})):
        plc.add_region(build, entry)
    plc.add_iso_regions(build, _listed_codes(own, tables))
    for entry in cities:
        plc.add_city(build, entry)
    for entry in own:
        if entry not in regions:
            plc.add_place(build, entry)
    plc.add_capitals(build)
    return build


def _needed(tables: Tables, file: str) -> dict[str, Any]:
    if file not in tables:
        raise AuthorityError(file, "", "the file is missing", "Copy it from the shipped authority")
    return tables[file]


def _listed_codes(own: list[Entry], tables: Tables) -> set[str]:
    return {entry.text("iso") for entry in own}.union(*(tables.get(file, {}) for file in BY_CODE[1:]))


def _complete_places(tables: Tables) -> dict[str, Place]:
    places: dict[str, Place] = {}
    for file in tables:
        for entry in list_entries(file, tables[file], "exported_place"):
            place = _exported_place(entry)
            places[place.id] = place
    return places


def _exported_place(entry: Entry) -> Place:
    at = entry.point("at") or (0.0, 0.0)
    place = Place(
        entry.needed("id"),
        entry.needed("kind"),  # type: ignore[arg-type]
        entry.needed("name"),
        *at,
        country=entry.text("country"),
        parent=entry.text("parent"),
        names=in_order(entry.names()),
        population=entry.get("population", int, 0),
        government=entry.text("government"),
        geonames=entry.get("geonames", int, None),
        wikidata=entry.text("wikidata") or None,
        origin=entry.text("origin"),
    )
    entry.close()
    return place


# --- actors


def _actors(
    tables: Tables, places: dict[str, Place], place_of: Callable[[Entry], str]
) -> tuple[dict[str, Actor], list[Role]]:
    offices = {
        entry.key: act.read_office(entry, places)
        for file in tables
        if file.startswith("offices")
        for entry in keyed_entries(file, tables[file])
    }
    actors: dict[str, Actor] = {}
    roles: list[Role] = []
    for file in tables:
        for entry in list_entries(file, tables[file], "actor"):
            actor = act.read_actor(entry, place_of(entry))
            if actor.id in actors:
                raise entry.error("another actor has this id", "Ids are unique: give this one another")
            actors[actor.id] = actor
            roles.extend(act.read_roles(entry, actor.id, offices))
            entry.close()
    return actors, roles


def _add_governments(actors: dict[str, Actor], places: dict[str, Place]) -> None:
    capitals = {p.government: p for p in places.values() if p.id.startswith("gn-") and p.government}
    for place in list(places.values()):
        if place.kind == "country" and place.government:
            own = actors.get(place.government)
            actors[place.government] = act.government(place, capitals.get(place.government), own)


# --- writing


def write_authority(authority: Authority, folder: Path) -> None:
    """Write everything in full, so that reading the folder gives the same authority (and version) again."""
    folder.mkdir(parents=True, exist_ok=True)
    offices: dict[str, dict[str, Any]] = {}
    held: dict[str, list[dict[str, Any]]] = {}
    for role in authority.roles:
        held.setdefault(role.person, []).append(_role_table(role, _office_key(role, offices)))
    files: dict[str, dict[str, Any]] = {
        COMPLETE: {"complete": {"version": authority.version}},
        "offices.toml": offices,
        "actors.toml": {"actor": [_table(a) | _roles_of(a, held) for a in authority.actors.values()]},
        "places.toml": {"exported_place": [_table(p) | {"at": [p.lat, p.lon]} for p in authority.places.values()]},
    }
    for name, content in files.items():
        (folder / name).write_text(tomli_w.dumps(content), encoding="utf-8")


def _roles_of(actor: Actor, held: dict[str, list[dict[str, Any]]]) -> dict[str, Any]:
    return {"roles": held[actor.id]} if actor.id in held else {}


def _table(value: Actor | Place) -> dict[str, Any]:
    """The fields that hold something, names by kind and language."""
    table = {
        field.name: list(content) if isinstance(content, tuple) else content
        for field in fields(value)
        if field.name not in ("names", "lat", "lon") and (content := getattr(value, field.name))
    }
    # A person's surnames stand even where empty, or reading would make them again.
    by_kind: dict[str, dict[str, list[str]]] = {"surnames": {}} if isinstance(value, Actor) else {}
    keys = {kind: key for key, kind in NAME_KEYS.items()}
    for name in value.names:
        by_kind.setdefault(keys[name.kind], {}).setdefault(name.lang or "any", []).append(name.text)
    return table | by_kind


def _office_key(role: Role, offices: dict[str, dict[str, Any]]) -> str:
    """The key of the role's office, which is entered where new; titles that differ make an office of their own."""
    titles: dict[str, list[str]] = {}
    for title in role.titles:
        titles.setdefault(title.lang or "any", []).append(title.text)
    office = {"organisation": role.organisation, "office": role.office, "titles": titles}
    key, number = f"{role.office} of {role.organisation}", 1
    while offices.setdefault(key, office) != office:
        number += 1
        key = f"{role.office} of {role.organisation} ({number})"
    return key


def _role_table(role: Role, office: str) -> dict[str, Any]:
    days = {key: day for key, day in (("start", role.start), ("end", role.end)) if day}
    return {"office": office, **days, "source": role.source}
