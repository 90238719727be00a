"""What is wrong with an authority that could be read: every problem at once, each with its repair.

An authority passes when ids, names, coordinates, dates and relations hold; the shipped one is checked in the
tests, one of an archive's own by `authority check`. Two files of the folder take part: `shared-names.toml` lists
the names that several actors or places are known to share, `boxes.toml` the extent of seas and parts of the
world. Where the folder has none, the shipped ones are used.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Any

from archive.authority.cities import Cities
from archive.authority.entries import load_toml
from archive.authority.names import SLUG, fold
from archive.authority.values import Actor, Authority, Name, Place, Role

SHIPPED = Path(__file__).parent / "data"
GEONAMES_ID = re.compile(r"gn-[1-9][0-9]*\Z")
# What the columns of the database hold.
LONGEST_ID, LONGEST_NAME = 120, 300
# A country reaches beyond its outermost towns: Ukraine's by a third of a degree, Crimea's rocks by less. Two degrees
# would let a point of Rostov pass for Ukraine's.
BEYOND_TOWNS = 1.0
# Names of these kinds say alone who is meant, so that two bearers of one are a clash. Demonyms are compared
# among countries, titles among the offices of one time.
TELLING = ("name", "alias", "acronym", "transliteration", "surname", "metonym")


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong with one entry: `file` is where it stands, "" where that cannot be told."""

    file: str
    entry: str
    cause: str
    repair: str

    def __str__(self) -> str:
        where = f"{self.file}, entry {self.entry}" if self.file else self.entry
        return f"{where}: {self.cause}. {self.repair}"


Found = Iterator[tuple[str, str, str]]  # entry, cause, repair


def check(authority: Authority, folder: Path | None, cities: Cities) -> list[Problem]:
    """Every problem of an authority read from `folder` (None: the shipped one), in a stable order."""
    folder = folder or SHIPPED
    shared, boxes = _shared(folder), _boxes(folder)
    checks: tuple[Callable[[], Found], ...] = (
        lambda: _ids(authority),
        lambda: _names(authority),
        lambda: _shared_names(authority, shared),
        lambda: _actors(authority),
        lambda: _roles(authority, shared["offices"]),
        lambda: _titles(authority, shared["titles"]),
        lambda: _places(authority),
        lambda: _points(authority, boxes, cities),
        lambda: _governments(authority),
    )
    files = _files_of(folder)
    return [Problem(files.get(e, ""), e, cause, repair) for run in checks for e, cause, repair in run()]


def _files_of(folder: Path) -> dict[str, str]:
    """The file of each entry that names its id there."""
    found: dict[str, str] = {}
    for path in sorted(folder.glob("*.toml")):
        for ident in re.findall(r'^id = "([^"]+)"', path.read_text(encoding="utf-8"), re.MULTILINE):
            found[ident] = path.name
    return found


def _list_of(folder: Path, file: str) -> dict[str, Any]:
    """A list that the check needs: the folder's own, else the shipped one (an exported folder has none)."""
    path = folder / file
    return load_toml(path if path.is_file() else SHIPPED / file)


def _shared(folder: Path) -> dict[str, dict[str, set[str]]]:
    tables = _list_of(folder, "shared-names.toml")
    return {
        part: {fold(name): set(ids) for name, ids in tables.get(part, {}).items()}
        for part in ("actors", "places", "demonyms", "titles", "offices")
    }


def _boxes(folder: Path) -> dict[str, tuple[float, float, float, float]]:
    return {key: tuple(box) for key, box in _list_of(folder, "boxes.toml").items()}


# --- ids and names


def _ids(authority: Authority) -> Found:
    repair = "Use lower-case letters, digits and single hyphens; ids never change once given"
    values: tuple[tuple[str, Actor | Place], ...] = (*authority.actors.items(), *authority.places.items())
    for key, value in values:
        if key != value.id:
            yield value.id, f"it is filed under another id, {key}", "File it under its own"
        if not SLUG.match(key) or len(key) > LONGEST_ID:
            yield key, "its id is no slug", repair
        if key.startswith("gn-") and not (isinstance(value, Place) and GEONAMES_ID.match(key)):
            yield key, "gn- and a number are GeoNames' own places", "Give it another id"
    for both in sorted(authority.actors.keys() & authority.places.keys()):
        yield both, "an actor and a place have this id", "Give one of them another"


def _names(authority: Authority) -> Found:
    values: tuple[Actor | Place, ...] = (*authority.actors.values(), *authority.places.values())
    for value in values:
        if not any(name.text == value.name for name in value.names):
            yield value.id, f"its name {value.name!r} is not among its names", "Add it with kind name"
        yield from _untidy(value.id, value.names)
    for role in authority.roles:
        yield from _untidy(role.person, role.titles)
        for title in role.titles:
            if title.kind != "title":
                yield role.person, f"{title.text!r} is listed as a title and is a {title.kind}", "Make it a title"


def _untidy(entry: str, names: Iterable[Name]) -> Found:
    for name in names:
        if not fold(name.text) or name.text != " ".join(name.text.split()) or len(name.text) > LONGEST_NAME:
            yield entry, f"the name {name.text!r} is empty, untidy or too long", "Print it as papers do"
        if any(len(_scripts(word)) > 1 for word in re.split(r"[\s-]", name.text)):
            yield entry, f"the name {name.text!r} mixes scripts in one word", "Type the letters of one alphabet"
        if name.lang and not re.fullmatch(r"[a-z]{2}", name.lang):
            yield entry, f"the language {name.lang!r} of {name.text!r} is no code", "Use two letters of ISO 639-1"


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(c, "").split(" ")[0] for c in word if c.isalpha()}


# --- names that several share


def _shared_names(authority: Authority, shared: dict[str, dict[str, set[str]]]) -> Found:
    actors = _bearers((a.id, n) for a in authority.actors.values() for n in a.names if n.kind in TELLING)
    yield from _compare("actors", actors, shared["actors"])
    own = [p for p in authority.places.values() if not p.origin.startswith("pycountry")]
    places = _bearers((p.id, n) for p in own for n in p.names if n.kind in TELLING)
    within = {name: ids for name, ids in places.items() if not _one_line(ids, authority.places)}
    yield from _compare("places", within, shared["places"])
    demonyms = _bearers((p.id, n) for p in authority.places.values() for n in p.names if n.kind == "demonym")
    yield from _compare("demonyms", demonyms, shared["demonyms"])


def _bearers(pairs: Iterable[tuple[str, Name]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for ident, name in pairs:
        found[fold(name.text)].add(ident)
    return {name: ids for name, ids in found.items() if len(ids) > 1}


def _one_line(ids: set[str], places: dict[str, Place]) -> bool:
    """Each but one lies in another of them: the town and the region named for it are no surprise."""
    return sum(not any(other in _above(ident, places) for other in ids - {ident}) for ident in ids) == 1


def _above(ident: str, places: dict[str, Place]) -> list[str]:
    found: list[str] = []
    place = places.get(ident)
    while place and place.parent and place.parent not in found:
        found.append(place.parent)
        place = places.get(place.parent)
    return found


def _compare(part: str, found: dict[str, set[str]], listed: dict[str, set[str]]) -> Found:
    for name, ids in sorted(found.items()):
        if listed.get(name) != ids:
            several = ", ".join(sorted(ids))
            line = ", ".join(f'"{ident}"' for ident in sorted(ids))
            yield (
                min(ids),
                f"{name!r} belongs to {several}",
                (f'Take it from all but one, or write "{name}" = [{line}] under [{part}] in shared-names.toml'),
            )
    for name in sorted(listed.keys() - found.keys()):
        yield name, f"shared-names.toml lists it under [{part}], and nobody shares it", "Take the line out"


# --- actors and offices


def _actors(authority: Authority) -> Found:
    for actor in authority.actors.values():
        for whole in actor.part_of:
            if whole not in authority.actors:
                yield actor.id, f"it is part of {whole}, which is not listed", "Correct the id, or list that actor"
        if _loops(actor.id, authority.actors):
            yield actor.id, "it is a part of itself", "Break the circle of part_of"
        if actor.place and actor.place not in authority.places:
            yield actor.id, f"its place {actor.place} is not listed", "Correct the id, or list that place"
        if _backwards(actor.start, actor.end):
            yield actor.id, f"it ends on {actor.end}, before it begins", "Correct the dates"
        if actor.wikidata and not actor.wikidata_source:
            yield actor.id, f"nothing says where {actor.wikidata} comes from", "Name the package, or take it out"
        # Who is known by the full name alone ("she", "Smith" are never taken for them) may come from a list without it.
        if actor.kind == "person" and not actor.gender and any(name.kind == "surname" for name in actor.names):
            yield actor.id, "its gender is missing", "Write gender, which tells who he or she is in a text"
    yield from _cabinets(authority)


def _loops(start: str, actors: dict[str, Actor]) -> bool:
    seen: set[str] = set()
    queue = [start]
    while queue:
        actor = actors.get(queue.pop())
        for whole in actor.part_of if actor else ():
            if whole == start:
                return True
            if whole not in seen:
                seen.add(whole)
                queue.append(whole)
    return False


def _backwards(start: date | None, end: date | None) -> bool:
    return start is not None and end is not None and end < start


def _cabinets(authority: Authority) -> Found:
    """The cabinets of one government follow each other."""
    parts: dict[str, list[Actor]] = defaultdict(list)
    for actor in authority.actors.values():
        if actor.kind == "government" and actor.start and actor.part_of:
            parts[actor.part_of[0]].append(actor)
    for cabinets in parts.values():
        for one, other in combinations(cabinets, 2):
            if _overlap(one, other):
                yield one.id, f"it governs at the same time as {other.id}", "Correct start and end"


def _overlap(one: Actor | Role, other: Actor | Role) -> bool:
    """More than the one day on which the one goes and the other comes."""
    start = max(one.start or date.min, other.start or date.min)
    return start < min(one.end or date.max, other.end or date.max)


def _roles(authority: Authority, several: dict[str, set[str]]) -> Found:
    for role in authority.roles:
        person, organisation = authority.actors.get(role.person), authority.actors.get(role.organisation)
        if person is None or person.kind != "person":
            yield role.person, f"the {role.office} of {role.organisation} is no listed person", "List the person"
        if organisation is None:
            yield role.person, f"its office is in {role.organisation}, which is not listed", "List that actor"
        if _backwards(role.start, role.end):
            yield role.person, f"the office {role.office} ends on {role.end}, before it begins", "Correct the dates"
        if not role.source:
            yield role.person, f"the dates of {role.office} have no source", 'Name it, or write "unverified"'
    yield from _held_twice(authority, several)


MANY = "member of "
"""An office so called has as many holders as there are."""


def _held_twice(authority: Authority, several: dict[str, set[str]]) -> Found:
    """Nobody holds an office twice at a time, nor two people one, unless the office is listed as held by several."""
    offices: dict[tuple[str, str], list[Role]] = defaultdict(list)
    for role in authority.roles:
        if not role.office.startswith(MANY):
            offices[role.organisation, role.office].append(role)
    together: dict[str, set[str]] = defaultdict(set)
    for (organisation, office), roles in offices.items():
        for one, other in combinations(roles, 2):
            if one.person == other.person and (_overlap(one, other) or one.start == other.start):
                yield one.person, f"the office {office} is held twice at one time", "Correct the dates"
            elif one.person != other.person and _overlap(one, other):
                together[fold(f"{office} of {organisation}")] |= {one.person, other.person}
    yield from _compare("offices", together, several)


def _titles(authority: Authority, listed: dict[str, set[str]]) -> Found:
    """A title means one person at a time, and is nobody's name."""
    names = {fold(n.text): a.id for a in authority.actors.values() for n in a.names if n.kind in TELLING}
    holders: dict[tuple[str, str], list[Role]] = defaultdict(list)
    for role in authority.roles:
        for title in role.titles:
            holders[fold(title.text), title.lang].append(role)
            if fold(title.text) in names:
                yield role.person, f"the title {title.text!r} is also a name of {names[fold(title.text)]}", "Drop one"
    clashes: dict[str, set[str]] = defaultdict(set)
    for (printed, _), roles in holders.items():
        for one, other in combinations(roles, 2):
            same_office = (one.organisation, one.office) == (other.organisation, other.office)
            if one.person != other.person and not same_office and _overlap(one, other):
                clashes[printed] |= {one.person, other.person}
    yield from _compare("titles", clashes, listed)


# --- places


def _places(authority: Authority) -> Found:
    for place in authority.places.values():
        parent = authority.places.get(place.parent)
        if place.parent and parent is None:
            yield place.id, f"its parent {place.parent} is not listed", "Correct the id, or list that place"
        if place.id in _above(place.id, authority.places):
            yield place.id, "it lies in itself", "Break the circle of parents"
        elif parent and parent.country and place.country != parent.country:
            yield place.id, f"its country is {place.country!r}, its parent's {parent.country!r}", "Make them one"
        if place.government and place.government not in authority.actors:
            yield place.id, f"its government {place.government} is not listed", "Correct the id, or list that actor"
        if place.population < 0:
            yield place.id, "its population is negative", "Correct it"


def _points(authority: Authority, boxes: dict[str, tuple[float, float, float, float]], cities: Cities) -> Found:
    """Each point lies in its own box, or its parent's, or the one around its country's towns."""
    for place in authority.places.values():
        box, of = _box(place, boxes, cities)
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            yield place.id, f"its point {place.lat}, {place.lon} is not on Earth", "Write [latitude, longitude]"
        elif box is None:
            yield place.id, "nothing tells where its point may lie", "Give it a parent, or a line in boxes.toml"
        elif not (box[0] <= place.lat <= box[2] and box[1] <= place.lon <= box[3]):
            yield (
                place.id,
                f"its point {place.lat}, {place.lon} lies outside {of}",
                (f"Correct it: latitude {box[0]:g} to {box[2]:g}, longitude {box[1]:g} to {box[3]:g}"),
            )


def _box(
    place: Place, boxes: dict[str, tuple[float, float, float, float]], cities: Cities
) -> tuple[tuple[float, float, float, float] | None, str]:
    for ident in (place.id, place.parent):
        if ident in boxes:
            return boxes[ident], ident
    area = cities.area(place.country) if place.country else None
    if area is None:
        return None, ""
    margin = BEYOND_TOWNS
    return (area.south - margin, area.west - margin, area.north + margin, area.east + margin), place.country


def _governments(authority: Authority) -> Found:
    """What a place stands for when it acts bears the place's name as a metonym, and lies there."""
    for place in authority.places.values():
        actor = authority.actors.get(place.government)
        if actor and not any(fold(n.text) == fold(place.name) for n in actor.names if n.kind == "metonym"):
            yield place.id, f"{actor.id}, its government, has no metonym {place.name}", "Add it to metonyms there"
        if place.kind == "country" and actor and actor.place != place.id:
            yield actor.id, f"it is the government of {place.id} and its place is {actor.place!r}", "Make them agree"
    for actor in authority.actors.values():
        country = authority.places.get(actor.place)
        if actor.kind != "government" or country is None or not country.government:
            continue
        if actor.id != country.government and country.government not in actor.part_of:
            yield (
                actor.id,
                f"{country.id} stands for {country.government}, of which it is no part",
                (f'Add "{country.government}" to its part_of'),
            )
