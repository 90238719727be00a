"""Bodies named without their country: "the Defence Ministry", «Центральний банк», "the Council".

The authority lists "Ukrainian Defence Ministry"; papers print the country once or not at all. Which one is
meant is said, in this order, by the full name elsewhere in the text, by "in Kiev" right after, by the country
that the text speaks of most. Where these tie, nobody is named.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator

from archive.authority.names import fold
from archive.authority.values import Actor, Place
from archive.tagging.inflection import forms, is_cyrillic
from archive.tagging.spans import Found

NEAR, MOST = 0.8, 0.65
"""Confidence of a body that the text explains, and of one that only the text's country suggests."""

_OF = re.compile(r"\s+(?:of|for)\s+(?:the\s+)?$")


def nation_words(places: dict[str, Place]) -> frozenset[str]:
    """Folded names, demonyms and Cyrillic case forms of countries and governed regions: what may be left out."""
    found: set[str] = set()
    for place in places.values():
        if place.kind == "country" or (place.kind == "region" and place.government):
            for text in {place.name, *(name.text for name in place.names)}:
                words = {fold(text)} if not is_cyrillic(text) or " " in text else {fold(form) for form in forms(text)}
                found |= words
    return frozenset(found)


def without_nation(name: str, nations: frozenset[str]) -> str:
    """A body's name less its country: "Ukrainian Interior Ministry", «МВС України»; "" if there is no country in it."""
    words = name.split()
    for size in (1, 2, 3):
        first, last = " ".join(words[:size]), " ".join(words[-size:])
        if len(words) > size and fold(re.sub(r"['’]s$", "", first)) in nations:
            return _worthy(" ".join(words[size:]))
        if len(words) > size and fold(last) in nations:
            return _worthy(_OF.sub("", " ".join(words[:-size]) + " ").strip())
    return ""


def _worthy(rest: str) -> str:
    """A rest that is still a name: with a capital, and neither a bare word of kind nor a fragment."""
    lonely = " " not in rest and not (rest.isupper() and len(rest) > 1)
    if not rest[:1].isupper() or rest.lower().endswith((" of", " for", " and")):
        return ""
    return "" if lonely and rest.lower() in _BARE else rest


_BARE = frozenset(
    "government parliament army navy military authorities president party state republic union court bank".split()
)


def name_bodies(
    found: list[Found], actors: dict[str, Actor], place_of: Callable[[str], Place | None], clean: str
) -> None:
    """Set the actor of every body named without its country, where the text says which."""
    context = _Context(found, actors, place_of, clean)
    for span in found:
        if span.kind != "organisation" or span.actor:
            continue
        ids = [entry.id for entry in span.entries if entry.kind == "body"]
        actor, confidence, how = context.choose(span, ids) if ids else context.tail(span)
        if actor:
            span.actor, span.name, span.confidence = actor, actors[actor].name, confidence
            span.why = f"{actors[actor].name}: {how}."


class _Context:
    """What a text says about whose its bodies are."""

    def __init__(
        self, found: list[Found], actors: dict[str, Actor], place_of: Callable[[str], Place | None], clean: str
    ) -> None:
        self._found, self._actors, self._place_of, self._clean = found, actors, place_of, clean
        self._named = {span.actor for span in found if span.actor}
        self._starts = [span.start for span in found]
        self._countries = Counter(code for span in found if (code := self._country_of(span)))
        self._tails = dict(self._all_tails())

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
        after = self._right_after(span.end)
        if after and len(there := [i for i in ids if seats[i] == after]) == 1:
            return there[0], NEAR, "the place after it says whose"
        counts = sorted(((self._countries[seats[i]], i) for i in ids), reverse=True)
        if counts[0][0] and (len(counts) == 1 or counts[0][0] > counts[1][0]):
            return counts[0][1], MOST, "the text speaks of this country most"
        return "", 0.0, ""

    def _right_after(self, end: int) -> str:
        gap = re.match(r"\s+in\s+", self._clean[end : end + 8])
        i = bisect_left(self._starts, end + gap.end()) if gap else len(self._starts)
        if i < len(self._starts) and gap and self._starts[i] == end + gap.end():
            return self._country_of(self._found[i])
        return ""

    def _all_tails(self) -> Iterator[tuple[str, str]]:
        """ "Security Council", "Council" → the body of the text that was printed in full."""
        for span in self._found:
            if span.kind == "organisation" and span.actor:
                for text in (span.text, self._actors[span.actor].name):
                    words = text.split()
                    yield from (
                        (fold(" ".join(words[-n:])), span.actor)
                        for n in (2, 1)
                        if len(words) > n and words[-n][:1].isupper()
                    )

    def tail(self, span: Found) -> tuple[str, float, str]:
        actor = "" if span.entries else self._tails.get(fold(span.text), "")
        return (actor, NEAR - 0.1, "short for it in this text") if actor else ("", 0.0, "")
