"""Offices that stand for who held them: "Russia's foreign minister said" is Lavrov on that day.

A bare office ("the foreign minister") is the person that the text has named with it. Not here: names.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from archive.authority.names import fold
from archive.authority.values import Actor, Authority
from archive.tagging.lexicon import words
from archive.tagging.recognise import Parsed
from archive.tagging.spans import Found


class Offices:
    """Titles of the authority's roles, by country and office: who was the Russian foreign minister that day."""

    def __init__(self, authority: Authority, nations: dict[str, str]) -> None:
        """`nations`: folded country names and demonyms → country (place id)."""
        self._roles: dict[tuple[str, str], list[tuple[date | None, date | None, str]]] = defaultdict(list)
        self._actors = authority.actors
        for role in authority.roles:
            for title in role.titles:
                country, office = _split(title.text, nations)
                for said in {office, _SHORT_TITLES.get(office, office)} if country else {office}:
                    self._roles[(country, said)].append((role.start, role.end, role.person))
        offices = sorted({office for _, office in self._roles if office}, key=len, reverse=True)
        by_first: dict[str, list[str]] = defaultdict(list)
        for office in offices:
            by_first[_RUN.findall(office)[0]].append(office)
        self._by_first = {first: _pattern(longest_first) for first, longest_first in by_first.items()}

    def find(self, clean: str) -> Iterable[tuple[int, int, str]]:
        """Every office named in the text: start, end, folded office.

        Each word is looked up first: hundreds of offices in one pattern are hundreds of tries at every word.
        """
        done = 0
        for word in _RUN.finditer(clean):
            pattern = self._by_first.get(word.group().lower())
            if pattern is None or word.start() < done:
                continue
            if match := pattern.match(clean, word.start()):
                done = match.end()
                yield match.start(), done, fold(match.group())

    def holder(self, country: str, office: str, on: date | None) -> str:
        """The one person that held the office of this country that day, "" if nobody or several."""
        held = {
            person
            for start, end, person in self._roles.get((country, office), ())
            if on is None or ((start is None or start <= on) and (end is None or on <= end))
        }
        return next(iter(held)) if len(held) == 1 else ""


_RUN = re.compile(r"\w+")
_SHORT_TITLES = {"prime minister": "pm"}
"""What headlines call the holder of an office beside the name of the country: "Polish PM"."""


def _pattern(offices: list[str]) -> re.Pattern[str]:
    return re.compile("(?:" + "|".join(map(_spaced, offices)) + r")\b", re.IGNORECASE)


def _spaced(office: str) -> str:
    return r"[\s-]+".join(map(re.escape, office.split()))


def _split(title: str, nations: dict[str, str]) -> tuple[str, str]:
    """ "Russian foreign minister", "foreign minister of Russia" → (russia, "foreign minister")."""
    parts = words(title)
    for size in (3, 2, 1):
        country = nations.get(" ".join(parts[:size]))
        if country and len(parts) > size:
            return country, " ".join(parts[size:])
    for size in (3, 2, 1):
        country = nations.get(" ".join(parts[-size:]))
        if country and len(parts) > size + 1 and parts[-size - 1] in ("of", "the"):
            rest = parts[:-size]
            while rest and rest[-1] in ("of", "the"):
                rest.pop()
            return country, " ".join(rest)
    return "", " ".join(parts)


_OF = re.compile(r"\s+of\s+(?:the\s+)?")
_FORMER = re.compile(
    r"\b(?:former|ex|then|ousted|deposed|late|future|next|deputy|vice|acting|fugitive|fallen|incoming|outgoing|previous|a|an|any|every|first)[\s-]+$",
    re.IGNORECASE,
)
_NEAR = re.compile(r"(?:'s?)?\s+(?:(?:new|current|interim|prime|acting)\s+)?")


def name_offices(
    found: list[Found], offices: Offices, parsed: Parsed, on: date | None, actors: dict[str, Actor]
) -> list[Found]:
    """New mentions for offices that stand for their holder ("Russia's foreign minister said")."""
    starts = {span.start: span for span in found if span.kind in ("person",)}
    places = {span.end: span for span in found if span.place}
    heads = {span.start: span for span in found if span.place}
    held: dict[str, Found] = {}
    named: list[tuple[str, Found]] = []
    added = []
    for start, end, office in offices.find(parsed.clean):
        around = [span for span in _around(found, start, end) if span.start < end and start < span.end]
        if office == "pm" and parsed.clean[start:end] != "PM":
            continue  # an hour
        if around and not (all(_first_word(span, start, end) for span in around) and _stands_alone(parsed, start)):
            continue
        bearer = _next_to(starts, parsed.clean, end)
        if bearer is not None:
            held[office] = bearer
            named.append((office, bearer))
            continue
        span = _holder(offices, parsed, on, actors, (start, end, office), places, heads, held)
        if span is not None:
            added.append(span)
            named.append((office, span))
    return [*added, *_by_last_word(named, found, added, parsed)]


def _first_word(span: Found, start: int, end: int) -> bool:
    """Is it the body that the office begins with: "Kremlin" in "the Kremlin leader", "NATO" in "NATO chief"?"""
    return span.kind == "organisation" and span.start == start and span.end < end


def _stands_alone(parsed: Parsed, start: int) -> bool:
    """Is it no apposition ("Josh Earnest, the White House spokesman,"), where the name says it all?"""
    return not _APPOSED.search(parsed.clean, max(0, start - 7), start)


_APPOSED = re.compile(r"[^\W\d_], (?:the )?$")
_BARE = re.compile(
    r"\b[Tt]he (minister|ambassador|chancellor|speaker|mayor|governor|premier|president|commissioner|patriarch"
    r"|prosecutor general|envoy|prime minister)\b(?!['’]?s? (?:of|for|to|and)\b| [A-Z])"
)


def _by_last_word(
    named: list[tuple[str, Found]], found: list[Found], added: list[Found], parsed: Parsed
) -> list[Found]:
    """ "The minister" is the one minister that the text has named, by name or office, before; of two, nobody."""
    spans = [*found, *added]
    taken = {span.start for span in added}
    bare = []
    for match in _BARE.finditer(parsed.clean) if named else ():
        start, end = match.span(1)
        word = match[1].lower()
        before = [
            span for office, span in named if span.start < start and (office == word or office.endswith(f" {word}"))
        ]
        if not before or len({span.name for span in before}) > 1 or start in taken:
            continue
        if any(span.start < end and start < span.end for span in spans):
            continue
        one = before[-1]
        why = f"{one.name} is the only {word} that the text has named."
        text = parsed.text[start:end]
        bare.append(Found(start, end, text, "person", actor=one.actor, name=one.name, confidence=0.65, why=why))
    return bare


def _around(found: list[Found], start: int, end: int) -> list[Found]:
    i = bisect_left(found, end, key=lambda span: span.start)
    return found[max(0, i - 4) : i]


def _next_to(starts: dict[int, Found], clean: str, end: int) -> Found | None:
    """The person whose name follows the office at once: the office is then the name's title."""
    gap = re.match(r",?\s+(?:(?:Mr|Mrs|Ms|Dr)\.?\s+)?", clean[end : end + 8])
    return starts.get(end + gap.end()) if gap else None


_THE = re.compile(r"\bthe\s$", re.IGNORECASE)


def _holder(
    offices: Offices,
    parsed: Parsed,
    on: date | None,
    actors: dict[str, Actor],
    at: tuple[int, int, str],
    places: dict[int, Found],
    heads: dict[int, Found],
    held: dict[str, Found],
) -> Found | None:
    start, end, office = at
    clean = parsed.clean
    if _FORMER.search(clean[max(0, start - 14) : start]):
        return None
    country = _country_before(places, clean, start) or _country_after(heads, clean, end)
    if country is not None and _FORMER.search(clean[max(0, country.start - 14) : country.start]):
        return None
    text = parsed.text[start:end]
    if person := offices.holder(country.place if country else "", office, on):
        name, when = actors[person].name, f" on {on.isoformat()}" if on else ""
        whose = f"{country.text} {text}" if country else text
        why = f"{name} held the office{when}: {whose}."
        return Found(start, end, text, "person", actor=person, name=name, confidence=0.85, why=why)
    bearer = held.get(office)
    if country is None and bearer is not None and _THE.search(clean[max(0, start - 4) : start]):
        why = f"{bearer.name} is named with this office in the text."
        return Found(start, end, text, "person", actor=bearer.actor, name=bearer.name, confidence=0.7, why=why)
    return None


def _country_before(places: dict[int, Found], clean: str, start: int) -> Found | None:
    for back in range(1, 12):
        span = places.get(start - back)
        if span is not None:
            return span if _NEAR.fullmatch(clean, span.end, start) else None
    return None


def _country_after(heads: dict[int, Found], clean: str, end: int) -> Found | None:
    match = _OF.match(clean, end)
    return heads.get(match.end()) if match else None
