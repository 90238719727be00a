"""Printed names of the values that filters take: "sergey-lavrov" is Sergey Lavrov, "uk" Ukrainian."""

from __future__ import annotations

from collections.abc import Iterable

from archive.explore.words import country, language
from archive.pages.forms import told_apart
from archive.search import service
from archive.search.query import Access, candidate_name

FACET_WORDS = {
    "actor": "Actor",
    "person": "Person",
    "org": "Organisation",
    "speaker": "Speaker",
    "speech": "Quotes that are",
    "place": "Place",
    "country": "Country",
    "reading": "Reading of places",
    "source": "Source",
    "lang": "Language",
    "section": "Section",
    "year": "Year and month",
    "month": "Month",
    "length": "Length",
    "carried": "Copies",
    "collection": "Collection",
}


PLURALS = {
    "actor": "actors",
    "speaker": "speakers",
    "place": "places",
    "country": "countries",
    "reading": "readings of places",
    "source": "sources",
    "lang": "languages",
    "section": "sections",
    "year": "years",
    "length": "lengths",
    "carried": "numbers of copies",
    "collection": "collections",
}

# What stands before a value where nothing around it says which facet it is of.
_BEFORE = {"year": "published", "month": "published", "carried": "story with", "reading": "places:"}

# Kinds of actors in the order of their links; what the authority does not list has a kind of its own.
UNLISTED = "unlisted"
KINDS = {
    "person": "people",
    "government": "governments",
    "ministry": "ministries",
    "parliament": "parliaments",
    "court": "courts",
    "party": "parties",
    "armed_group": "armed groups",
    "military": "military",
    "international": "international bodies",
    "agency": "agencies",
    "company": "companies",
    "media": "media",
    "movement": "movements",
    "office": "offices",
    "other": "others",
    UNLISTED: "not identified",
}

# Facets whose values are actors' ids.
ACTORS = ("actor", "person", "org", "speaker")

# Where a value's own page begins.
_ADDRESSES = {**dict.fromkeys(ACTORS, "/actor/"), "place": "/place/", "source": "/source/"}


def page_of(name: str, value: str, known: dict[tuple[str, str], str]) -> str:
    """The address of a value's own page; "" for kinds of values that have none, and for printed names that the
    archive does not know (an actor's facet counts those too, under the name as printed)."""
    return f"{_ADDRESSES[name]}{value}/" if name in _ADDRESSES and is_known(name, value, known) else ""


def is_known(name: str, value: str, known: dict[tuple[str, str], str]) -> bool:
    """Whether a value of a facet of names is an id that the archive knows; not the printed name of somebody."""
    return not (name in ACTORS and candidate_name(value)) and known[(name, value)] != value


def labels(pairs: Iterable[tuple[str, str]], who: Access) -> dict[tuple[str, str], str]:
    """(field, value) → printed name; what has no name that this person may know stands for itself."""
    wanted: dict[str, list[str]] = {}
    for name, value in pairs:
        wanted.setdefault(name, []).append(value)
    out: dict[tuple[str, str], str] = {}
    for name, values in wanted.items():
        known = _known(name, values, who)
        out |= {(name, value): known.get(value, value) for value in values}
    return out


def of_choices(choices: Iterable[tuple[str, str]], who: Access) -> dict[tuple[str, str], str]:
    """(field, value as chosen, perhaps left out) → printed name of the value."""
    plain = {(name, value): (name, told_apart(value)[1]) for name, value in choices}
    known = labels(plain.values(), who)
    return {choice: known[pair] for choice, pair in plain.items()}


def _known(name: str, values: list[str], who: Access) -> dict[str, str]:
    if name == "country":
        return {value: country(value) for value in values}
    if name == "lang":
        return {value: language(value) for value in values}
    return service.labels(name, values, who)


def described(name: str, label: str) -> str:
    """A chosen value with the word for its facet: "actor Sergey Lavrov", "published March 2014"."""
    return f"{_BEFORE.get(name, FACET_WORDS[name].lower())} {label}"
