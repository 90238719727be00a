"""Actors and offices of the shipped files, and the government of every country."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal, cast, get_args

from archive.authority.entries import Entry, in_order
from archive.authority.names import fold
from archive.authority.values import Actor, ActorKind, Name, Place, Role

LANGS = ("en", "uk", "ru")


@dataclass(frozen=True, slots=True)
class Office:
    """What the holders of one office have in common."""

    organisation: str
    office: str
    titles: tuple[Name, ...]


def read_office(entry: Entry, places: dict[str, Place]) -> Office:
    """An office, keyed by a name of its own that the `roles` of people refer to.

    `words` are bare titles in English ("foreign minister"); with `country` they make "Russian foreign
    minister", "Russia's foreign minister" and "foreign minister of Russia". `alone` says that papers
    print the words without the country too.
    """
    words, country = entry.texts("words"), entry.text("country")
    titles = [Name(text, lang, "title") for lang in LANGS for text in entry.texts(lang)]
    titles += [name for name in entry.names() if name.kind == "title"]
    if country:
        if country not in places:
            raise entry.error(f"no place has the id {country}", "Correct the id of the country")
        titles += [Name(text, "en", "title") for w in words for text in _of_country(w, places[country])]
    if not country or entry.get("alone", bool, False):
        titles += [Name(word, "en", "title") for word in words]
    office = Office(entry.needed("organisation"), entry.needed("office"), in_order(titles))
    entry.close()
    return office


def _of_country(word: str, country: Place) -> Iterator[str]:
    for name in country.names:
        if name.lang in ("en", "") and (name.kind in ("name", "acronym") or name.text in ("Britain", "America")):
            yield from (f"{name.text} {word}", f"{_possessive(name.text)} {word}", f"{word} of {_with_article(name)}")
    # "Ukrainians foreign minister" is nobody: only the adjective, the first demonym, makes titles.
    adjective = next((n.text for n in country.names if n.kind == "demonym" and n.lang == "en"), "")
    if adjective:
        yield f"{adjective} {word}"


def _possessive(name: str) -> str:
    return name + ("'" if name.endswith("s") else "'s")


# Names that English prints with the article inside a phrase: "Government of the Czech Republic".
_WITH_ARTICLE = re.compile(
    r"(.*\b(United|Republic|Islands|Territor\w+|Union|Emirates)\b.*|Netherlands|Philippines|Bahamas|Gambia|Maldives|"
    r"Comoros|Seychelles|Isle of Man)\Z"
)


def _with_article(name: Name) -> str:
    article = name.kind == "acronym" or _WITH_ARTICLE.match(name.text)
    return f"the {name.text}" if article else name.text


def read_actor(entry: Entry, place: str) -> Actor:
    """An actor with its place's id; its `roles` are read by `read_roles`."""
    kind, gender, name = entry.needed("kind"), entry.text("gender"), entry.needed("name")
    if kind not in get_args(ActorKind):
        raise entry.error(f"kind is {kind!r}", f"Choose one of: {', '.join(get_args(ActorKind))}")
    if gender not in ("m", "f", ""):
        raise entry.error(f"gender is {gender!r}", 'Write "m" or "f", or leave it out')
    names = [Name(name, "en"), *entry.names()]
    if kind == "person" and entry.get("surnames", (list, dict), None) is None:
        names += _surnames(names)
    return Actor(
        entry.needed("id"),
        cast(ActorKind, kind),
        name,
        in_order(names),
        entry.text("description"),
        cast(Literal["m", "f", ""], gender),
        entry.texts("part_of"),
        place,
        entry.day("start"),
        entry.day("end"),
        entry.text("wikidata") or None,
        entry.text("wikidata_source"),
        entry.text("wikipedia") or None,
    )


def _surnames(names: Iterable[Name]) -> Iterator[Name]:
    """The last word of each full name; where that is wrong the file says `surnames`."""
    for name in names:
        if name.kind in ("name", "transliteration") and " " in name.text:
            yield Name(name.text.rsplit(" ", 1)[1], name.lang, "surname")


def read_roles(entry: Entry, person: str, offices: dict[str, Office]) -> Iterator[Role]:
    """The offices held by a person, from the list `roles` of the entry."""
    for number, table in enumerate(entry.get("roles", list, []), 1):
        role = Entry(entry.file, f"{entry.key}, role {number}", table)
        key = role.needed("office")
        if key not in offices:
            raise role.error(f"there is no office {key}", "Add it to offices.toml, or correct the name")
        office = offices[key]
        yield Role(
            person,
            office.organisation,
            office.office,
            role.day("start"),
            role.day("end"),
            office.titles,
            role.text("source", "unverified"),
        )
        role.close()


# --- governments


def government(country: Place, capital: Place | None, own: Actor | None) -> Actor:
    """The government that a country's name and its capital's stand for when they act.

    `own` is the entry of the files, which keeps what it says and gains the names made here.
    """
    acting = [n for n in country.names if n.kind in ("name", "acronym", "alias", "transliteration")]
    adjective = [n.text for n in country.names if n.kind == "demonym" and n.lang == "en"][:1]
    plain = [n for n in acting if n.lang in ("en", "") and not n.text.startswith("the ")]
    lent = capital.names if capital and capital.government == country.government else ()
    title = f"Government of {_with_article(Name(country.name))}"
    names = [
        Name(title, "en"),
        *(Name(f"{_possessive(n.text)} government", "en", "alias") for n in plain if n.kind != "acronym"),
        *(Name(f"{text} government", "en", "alias") for text in adjective),
        *(Name(f"{n.text} government", "en", "alias") for n in plain if n.kind == "acronym"),
        *(replace(n, kind="metonym") for n in (*acting, *lent)),
    ]
    if own is None:
        own = Actor(country.government, "government", title, place=country.id)
    return replace(own, names=_once(own.names, names), place=own.place or country.id)


def _once(own: Iterable[Name], made: Iterable[Name]) -> tuple[Name, ...]:
    kept = {(fold(n.text), n.lang): n for n in own}
    extra = [n for n in made if (fold(n.text), n.lang) not in kept]
    return in_order([*own, *extra])
