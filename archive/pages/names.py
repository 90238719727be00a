"""Printed names of the values that filters take: "sergey-lavrov" is Sergey Lavrov, "uk" Ukrainian."""

from __future__ import annotations

from collections.abc import Iterable

from archive import selectors
from archive.explore.words import country, language
from archive.search.query import Access, candidate_name

FACET_WORDS = {
    "actor": "Actor",
    "place": "Place",
    "country": "Country",
    "source": "Source",
    "lang": "Language",
    "section": "Section",
    "speaker": "Speaker",
    "collection": "Collection",
}


PLURALS = {
    "actor": "actors",
    "place": "places",
    "country": "countries",
    "source": "sources",
    "lang": "languages",
    "section": "sections",
}

# Where a value's own page begins.
_ADDRESSES = {"actor": "/actor/", "speaker": "/actor/", "place": "/place/", "source": "/source/"}


def page_of(name: str, value: str, known: dict[tuple[str, str], str]) -> str:
    """The address of a value's own page; "" for kinds of values that have none, and for printed names that the
    archive does not know (an actor's facet counts those too, under the name as printed)."""
    return f"{_ADDRESSES[name]}{value}/" if name in _ADDRESSES and is_known(name, value, known) else ""


def is_known(name: str, value: str, known: dict[tuple[str, str], str]) -> bool:
    """Whether a value of a facet of names is an id that the archive knows; not the printed name of somebody."""
    return not (name == "actor" and candidate_name(value)) and known[(name, value)] != value


def labels(pairs: Iterable[tuple[str, str]], who: Access) -> dict[tuple[str, str], str]:
    """(field, value) → printed name, a - before the value ignored; what has no name that
    this person may know stands for itself."""
    wanted = [(name, value.lstrip("-")) for name, value in pairs]
    actors = selectors.actor_labels([value for name, value in wanted if name in ("actor", "speaker")])
    places = selectors.place_labels([value for name, value in wanted if name == "place"])
    sources = selectors.source_labels([value for name, value in wanted if name == "source"], who)
    collections = selectors.collection_labels([value for name, value in wanted if name == "collection"], who)
    known = {"actor": actors, "speaker": actors, "place": places, "source": sources, "collection": collections}
    return {(name, value): _label(name, value, known.get(name, {})) for name, value in wanted}


def _label(name: str, value: str, known: dict[str, str]) -> str:
    if name == "country":
        return country(value)
    if name == "lang":
        return language(value)
    return known.get(value, value)
