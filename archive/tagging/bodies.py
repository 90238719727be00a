"""Bodies named without their country: "the Defence Ministry", «Центральний банк», "the Council".

The authority lists "Ukrainian Defence Ministry"; papers print the country once or not at all. Which one is
meant is said, in this order, by the full name elsewhere in the text, by "in Kiev" right after, by the country
that the text speaks of most. Where these tie, nobody is named.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from archive.authority.names import fold
from archive.authority.values import Actor, Place
from archive.tagging.inflection import forms, is_cyrillic
from archive.tagging.spans import Found

NEAR, MOST = 0.8, 0.65
"""Confidence of a body that the text explains, and of one that only the text's country suggests."""

_BESIDE = re.compile(r"(?:'s?)? ")
_THE = re.compile(r",? the ")
_IN = re.compile(r"\b[Ii]n $")
_OF = re.compile(r"\s+(?:of|for|to|in)\s+(?:the\s+)?$")


def nation_words(places: dict[str, Place]) -> frozenset[str]:
    """Folded names, demonyms and Cyrillic case forms of countries and governed regions: what may be left out."""
    found: set[str] = set()
    for place in places.values():
        if place.kind == "country" or (place.kind == "region" and place.government):
            for text in {place.name, *(name.text for name in place.names)}:
                words = {fold(text)} if not is_cyrillic(text) or " " in text else {fold(form) for form in forms(text)}
                found |= words
    return frozenset(found)


def less_nation(name: str, nations: frozenset[str]) -> str:
    """A body's name less its country: "Ukrainian Interior Ministry", «МВС України»; "" if there is no country in it."""
    words = name.split()
    for size in (3, 2, 1):
        first, last = " ".join(words[:size]), " ".join(words[-size:])
        if len(words) > size and fold(re.sub(r"['’]s$", "", first)) in nations:
            return " ".join(words[size:])
        if len(words) > size and fold(last) in nations:
            return _OF.sub("", " ".join(words[:-size]) + " ").strip()
    return ""


def without_nation(name: str, nations: frozenset[str], kind: str = "") -> str:
    """The same where the rest is still a name: with a capital, and no fragment ("Strong" of "Strong Ukraine")."""
    rest = less_nation(name, nations)
    if not rest[:1].isupper() or rest.lower().endswith((" of", " for", " and", " in")):
        return ""
    if " " in rest or (rest.isupper() and len(rest) > 1) or rest.lower() in _ALONE:
        return rest
    return rest if is_cyrillic(rest) and kind not in ("party", "company", "media") else ""


_ANYWHERE = frozenset(
    ["house", "senate", "national guard", "coast guard", "supreme court", "central bank", "air force", "navy"]
)
"""What many countries have; the authority may list one of them only."""
_ALONE = frozenset("house senate congress duma rada treasury".split())


_MEMBERS = re.compile(
    r"((?:Social |Christian |Liberal )?(?:[A-Z][a-z]+(?:ist|ican|ative|cal|ral|atic)|Green))s?(?: Union)? Party\b"
)


def members(name: str) -> str:
    """What papers call a party by its people: "Communist Party of Ukraine" → "Communists"; "" where they do not."""
    match = _MEMBERS.match(name)
    return re.sub(r"ic$", "", match[1]) + "s" if match else ""


Compose = Callable[[str, str], tuple[str, str]]
"""A ministry's printed name and a country's code → actor and full name, "" for neither (`Institutions.alone`)."""


def name_bodies(
    found: list[Found],
    actors: dict[str, Actor],
    place_of: Callable[[str], Place | None],
    clean: str,
    compose: Compose = lambda text, country: ("", ""),
) -> None:
    """Set the actor, else the full name, of every body named without its country, where the text says which."""
    context = _Context(found, actors, place_of, clean)
    for span in found:
        if span.kind != "organisation" or span.actor:
            continue
        ids = [entry.id for entry in span.entries if entry.kind == "body"]
        if ids:
            actor, confidence, how = context.choose(span, ids)
            if actor:
                _settle(span, actors[actor], confidence, how)
            elif not context.owned(span):
                _of_the_country(span, *compose(span.text, context.country()), actors)
        elif span.name.startswith("Embassy of "):
            _embassy(span, context, actors)
        elif not span.entries:
            _of_the_country(span, *compose(span.text, context.country()), actors)


def _of_the_country(span: Found, actor: str, name: str, actors: dict[str, Actor]) -> None:
    if actor:
        _settle(span, actors[actor], MOST, "the text speaks of this country most")
    elif name:
        span.name, span.confidence = name, MOST - 0.1
        span.why = f"{name}: the text speaks of this country most; the authority does not list it."


def _settle(span: Found, actor: Actor, confidence: float, how: str) -> None:
    span.actor, span.name, span.confidence = actor.id, actor.name, confidence
    span.why = f"{actor.name}: {how}."


def _embassy(span: Found, context: _Context, actors: dict[str, Actor]) -> None:
    """ "the U.S. Embassy": in the city after it, else where the report is written, else in the capital spoken of."""
    owner = next((entry.id for entry in span.entries if entry.kind == "institution"), "")
    city, how = context.city(span, owner)
    if not city:
        return
    span.name = f"{span.name} in {city}"
    name = fold(span.name)
    if actor := next((actor for actor in actors.values() if fold(actor.name) == name), None):
        _settle(span, actor, NEAR, how)
    else:
        span.why = f"{span.name}: {how}; the authority does not list it."


class _Context:
    """What a text says about whose its bodies are."""

    def __init__(
        self, found: list[Found], actors: dict[str, Actor], place_of: Callable[[str], Place | None], clean: str
    ) -> None:
        self._found, self._actors, self._place_of, self._clean = found, actors, place_of, clean
        self._named = {span.actor for span in found if span.actor}
        self._starts = [span.start for span in found]
        self._countries = Counter(code for span in found if (code := self._country_of(span)))

    def country(self) -> str:
        """ISO code of the country that the text speaks of most, "" if none or two tie."""
        most = self._countries.most_common(2)
        return most[0][0] if most and (len(most) == 1 or most[0][1] > most[1][1]) else ""

    def city(self, span: Found, owner: str) -> tuple[str, str]:
        """Where an embassy of `owner` (a country's id) stands, and why."""
        home = self._place_of(owner)
        gap = re.match(r" in ", self._clean[span.end : span.end + 4])
        i = bisect_left(self._starts, span.end + gap.end()) if gap else len(self._starts)
        if gap and i < len(self._found) and self._found[i].start == span.end + gap.end():
            place = self._city(self._found[i])
            return (place.name, "the city after it says which") if place is not None else ("", "")
        for other in self._found:
            place = self._city(other)
            if place is not None and place.government and (home is None or place.country != home.country):
                return place.name, "the first capital abroad that the text names"
        return "", ""

    def _city(self, span: Found) -> Place | None:
        place = self._place_of(span.place) if span.place else None
        return place if place is not None and place.kind in ("city", "town", "capital") else None

    def _country_of(self, span: Found) -> str:
        place = self._place_of(span.place) if span.place else None
        if place is not None:
            return place.country
        actor = self._actors.get(span.actor)
        return self._seat(actor) if actor is not None and actor.kind != "person" else ""

    def _seat(self, actor: Actor) -> str:
        place = self._place_of(actor.place) if actor.place else None
        return place.country if place is not None else ""

    def choose(self, span: Found, ids: list[str]) -> tuple[str, float, str]:
        ids = list(dict.fromkeys(ids))
        if len(named := [i for i in ids if i in self._named]) == 1:
            return named[0], NEAR, "named in full in this text"
        seats = {i: self._seat(self._actors[i]) for i in ids}
        if len(ids) == 1 and (not seats[ids[0]] or len(span.text.split()) > 2):
            return ids[0], NEAR, "the only body of this name"
        before, after = self._right_before(span.start), self._right_after(span.end)
        if before and not any(seats[i] == before for i in ids):
            return "", 0.0, ""  # "South Korea's Ministry of Foreign Affairs"
        after = before or after or self._right_in(span.start)
        if after and len(there := [i for i in ids if seats[i] == after]) == 1:
            return there[0], NEAR, "the nation beside it says whose"
        if len(ids) == 1 and fold(span.text) in _ANYWHERE and not self._leads(seats[ids[0]]):
            return "", 0.0, ""  # "the House" in a text about Kyiv is not the American one
        counts = sorted(((self._countries[seats[i]], i) for i in ids), reverse=True)
        if counts[0][0] and (len(counts) == 1 or counts[0][0] > counts[1][0]):
            return counts[0][1], MOST, "the text speaks of this country most"
        return "", 0.0, ""

    def _leads(self, country: str) -> bool:
        """Does the text speak of no other country more often?"""
        return self._countries[country] == max(self._countries.values(), default=0)

    def owned(self, span: Found) -> bool:
        """Does a nation stand right before it?"""
        return bool(self._right_before(span.start))

    def _right_before(self, start: int) -> str:
        """ "Ukrainian Communists"."""
        i = bisect_left(self._starts, start) - 1
        before = self._found[i] if i >= 0 else None
        beside = before is not None and _BESIDE.fullmatch(self._clean, before.end, start)
        return self._country_of(before) if before is not None and beside else ""

    def _right_in(self, start: int) -> str:
        """ "in Moscow the Foreign Ministry"."""
        i = bisect_left(self._starts, start) - 1
        before = self._found[i] if i >= 0 and self._found[i].kind == "place" else None
        if before is None or not _THE.fullmatch(self._clean, before.end, start):
            return ""
        return self._country_of(before) if _IN.search(self._clean, max(0, before.start - 4), before.start) else ""

    def _right_after(self, end: int) -> str:
        gap = re.match(r"\s+in\s+", self._clean[end : end + 8])
        i = bisect_left(self._starts, end + gap.end()) if gap else len(self._starts)
        if i < len(self._starts) and gap and self._starts[i] == end + gap.end():
            return self._country_of(self._found[i])
        return ""
