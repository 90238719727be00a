"""A small authority and gazetteer of the tests' own, and the tagger built on them once a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import cache

from archive.authority.names import fold
from archive.authority.values import Actor, Authority, Name, Place, Role
from archive.tagging.pipeline import Tagger
from archive.tagging.values import Article, Mention, Quote, Tags

DAY = date(2014, 3, 14)  # a Friday


def names(*texts: str, lang: str = "", kind: str = "alias") -> tuple[Name, ...]:
    return tuple(Name(text, lang, kind) for text in texts)  # type: ignore[arg-type]


def person(ident: str, name: str, gender: str = "m", *more: Name) -> Actor:
    return Actor(ident, "person", name, more, gender=gender)  # type: ignore[arg-type]


ACTORS = [
    person("sergey-lavrov", "Sergey Lavrov", "m", Name("Сергей Лавров", "ru"), Name("Сергій Лавров", "uk")),
    person("john-kerry", "John Kerry"),
    person("viktor-yanukovych", "Viktor Yanukovych", "m", Name("Віктор Янукович", "uk"), Name("Виктор Янукович", "ru")),
    person("arseniy-yatsenyuk", "Arseniy Yatsenyuk", "m", Name("Арсеній Яценюк", "uk")),
    person("catherine-ashton", "Catherine Ashton", "f"),
    person("anna-smith", "Anna Smith", "f"),
    person("paul-smith", "Paul Smith"),
    Actor("government-of-russia", "government", "Government of Russia", names("Russian government")),
    Actor("government-of-ukraine", "government", "Government of Ukraine"),
    Actor("government-of-united-states", "government", "Government of the United States"),
    Actor(
        "foreign-ministry-of-russia",
        "ministry",
        "Ministry of Foreign Affairs of Russia",
        names("Russian Foreign Ministry"),
    ),
    Actor("osce", "international", "Organization for Security and Co-operation in Europe"),
    Actor("european-union", "international", "European Union", names("EU", kind="acronym")),
]
PLACES = [
    Place("togo", "country", "Togo", 8, 1, "TG", names=(Name("Того", "uk"),), population=8_000_000),
    Place(
        "russia",
        "country",
        "Russia",
        60,
        100,
        "RU",
        names=(*names("Russian", "Russians", lang="en", kind="demonym"), Name("Росія", "uk"), Name("Россия", "ru")),
        population=143_000_000,
        government="government-of-russia",
    ),
    Place(
        "ukraine",
        "country",
        "Ukraine",
        49,
        32,
        "UA",
        names=(*names("Ukrainian", lang="en", kind="demonym"), Name("Україна", "uk")),
        population=45_000_000,
        government="government-of-ukraine",
    ),
    Place(
        "united-states",
        "country",
        "United States",
        39.76,
        -98.5,
        "US",
        names=(*names("US", "U.S.", kind="acronym"), *names("American", kind="demonym")),
        population=320_000_000,
        government="government-of-united-states",
    ),
    Place("france", "country", "France", 46, 2, "FR", population=66_000_000),
    Place("texas", "region", "Texas", 31.2, -99.7, "US", "united-states", names("Tex."), population=27_000_000),
    Place(
        "crimea", "region", "Crimea", 45.2, 34.3, "UA", "ukraine", (Name("Крим", "uk"), Name("Крым", "ru")), 2_000_000
    ),
    Place("black-sea", "sea", "Black Sea", 43.4, 34.3),
    Place(
        "gn-moscow",
        "city",
        "Moscow",
        55.75,
        37.6,
        "RU",
        "russia",
        (Name("Москва", "uk"), Name("Москва", "ru")),
        12_000_000,
        government="government-of-russia",
    ),
    Place(
        "gn-kyiv",
        "city",
        "Kyiv",
        50.45,
        30.52,
        "UA",
        "ukraine",
        (*names("Kiev"), Name("Київ", "uk")),
        2_900_000,
        government="government-of-ukraine",
    ),
    Place(
        "gn-washington",
        "city",
        "Washington",
        38.9,
        -77,
        "US",
        "united-states",
        population=600_000,
        government="government-of-united-states",
    ),
    Place("gn-paris", "city", "Paris", 48.85, 2.35, "FR", "france", population=2_100_000),
    Place("gn-paris-texas", "town", "Paris", 33.66, -95.55, "US", "texas", population=25_000),
    Place("gn-london", "city", "London", 51.5, -0.12, "GB", population=8_900_000),
    Place("gn-simferopol", "city", "Simferopol", 44.95, 34.1, "UA", "crimea", (Name("Сімферополь", "uk"),), 330_000),
]
ROLES = (
    Role(
        "sergey-lavrov",
        "foreign-ministry-of-russia",
        "foreign minister",
        date(2004, 3, 9),
        None,
        names("Russian foreign minister", kind="title"),
    ),
    Role(
        "viktor-yanukovych",
        "government-of-ukraine",
        "president",
        date(2010, 2, 25),
        date(2014, 2, 22),
        names("Ukrainian president", kind="title"),
    ),
)
AUTHORITY = Authority("test", {a.id: a for a in ACTORS}, {p.id: p for p in PLACES}, ROLES)


@dataclass
class SmallGazetteer:
    """The test authority's places, and no other."""

    named: dict[str, list[Place]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for place in PLACES:
            for text in {place.name, *(n.text for n in place.names if n.kind != "demonym")}:
                self.named.setdefault(fold(text), []).append(place)

    def candidates(self, name: str, /) -> tuple[Place, ...]:
        return tuple(sorted(self.named.get(fold(name), ()), key=lambda p: -p.population))

    def counties(self, name: str, /) -> tuple[Place, ...]:
        return self.candidates(f"{name} County")

    def place(self, ident: str, /) -> Place | None:
        return AUTHORITY.places.get(ident)

    def ancestors(self, ident: str, /) -> tuple[str, ...]:
        found: list[str] = []
        place = self.place(ident)
        while place is not None and place.parent:
            found.append(place.parent)
            place = self.place(place.parent)
        return tuple(found)


@cache
def tagger() -> Tagger:
    return Tagger(AUTHORITY, SmallGazetteer())


def tag(body: str, title: str = "", language: str = "en", on: date | None = DAY) -> Tags:
    return tagger().tag(Article(body, title, language, on))


def mentioned(tags: Tags, text: str, part: str = "body") -> Mention:
    """The first mention with these words."""
    return next(m for m in tags.mentions if m.text == text and m.part == part)


def said(tags: Tags, body: str) -> list[tuple[str, str, str]]:
    """(type, words, speaker's actor) of every quote in the body."""
    return [(q.type, body[q.start : q.end], q.actor) for q in tags.quotes if q.part == "body"]


def speaker(quote: Quote, body: str) -> str:
    return body[quote.speaker_start : quote.speaker_end] if quote.speaker_start is not None else ""
