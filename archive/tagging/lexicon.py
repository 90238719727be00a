"""The authority's printed names as a word trie: where in a text stands which known name.

Says only that words agree; whether the name is meant (a surname, a demonym, a capital that acts) is for
`actors`, `places` and `readings`. Words are compared by `authority.names.fold`, Cyrillic ones in all their
cases; capitals are then compared with the printing, so that "us" is never the United States.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from archive.authority.names import fold
from archive.authority.values import Actor, Authority, Name, Place
from archive.tagging.bodies import members, nation_words, without_nation
from archive.tagging.entries import Entry, EntryKind, Hit
from archive.tagging.inflection import forms, is_cyrillic

WORD = re.compile(r"(?:[^\W\d_]\.){2,}|(?!(?<=')s\b)[^\W_]+(?:'(?!s\b)[^\W_]+)*")
"""A word of a name; "'s" is no part of it and no word."""
_GAP = re.compile(r"(?:'s)?[ \-–'.\n]{1,3}|\. | & |[&+]")
MAX_WORDS = 10
LONGEST_CUT = 3
"""Letters of a word within a name that a full stop may cut ("St. Petersburg", "George W. Bush")."""
UNLISTED = "iso-"
"""Ids of regions of which the authority knows a bare name ("Tak", "Van"): the word alone does not tell it is one."""


@dataclass(slots=True)
class _Node:
    next: dict[str, _Node] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)


def words(text: str) -> list[str]:
    return [fold(match.group()) for match in WORD.finditer(text)]


class Lexicon:
    """All names of actors and places. Building it takes a pass over the authority; finding is linear in the text."""

    def __init__(self, authority: Authority, places: Iterable[Place] = ()) -> None:
        self._root = _Node()
        self._bases: dict[str, set[str]] = {}
        self._nations = nation_words(authority.places)
        for actor in authority.actors.values():
            self._add_actor(actor)
        for place in {**{p.id: p for p in places}, **authority.places}.values():
            self._add_place(place)

    def _add_actor(self, actor: Actor) -> None:
        person = actor.kind == "person"
        for name in _all_names(actor.name, actor.names):
            if name.kind in ("title", "demonym"):
                continue
            kind: EntryKind = "metonym" if name.kind == "metonym" else "actor"
            if person:
                kind = "surname" if name.kind == "surname" else "person"
            self._add(Entry(kind, actor.id, name))
            if kind == "actor":
                self._add_short(actor, name)
            if person and kind == "person" and (last := surname(name.text)):
                self._add(Entry("surname", actor.id, Name(last, name.lang, "surname")))

    def _add_short(self, actor: Actor, name: Name) -> None:
        """A body's name without its country, and a party's by its members."""
        shorts = [without_nation(name.text, self._nations, actor.kind)]
        if actor.kind == "party":
            shorts.append(members(shorts[0] or name.text))
        for short in filter(None, shorts):
            self._add(Entry("body", actor.id, Name(short, name.lang, "alias")))

    def _add_place(self, place: Place) -> None:
        if place.id.startswith(UNLISTED):
            return
        for name in _all_names(place.name, place.names):
            if name.kind != "metonym":
                self._add(Entry("demonym" if name.kind == "demonym" else "place", place.id, name))

    def _add(self, entry: Entry) -> None:
        node = self._root
        parts = [match.group() for match in WORD.finditer(entry.name.text)]
        if parts and fold(parts[0]) in ("the", ""):
            parts = parts[1:]
        if not 0 < len(parts) <= MAX_WORDS:
            return
        for part in parts:
            base = fold(part)
            if is_cyrillic(part):
                for form in forms(part):
                    self._bases.setdefault(fold(form), set()).add(base)
            node = node.next.setdefault(base, _Node())
        if not any(old.id == entry.id and old.kind == entry.kind for old in node.entries):
            node.entries.append(entry)

    def find(self, clean: str) -> list[Hit]:
        """Every longest name at every word, nested ones too ("Russian" within "Russian Foreign Ministry")."""
        found = [(match.start(), match.end(), fold(match.group())) for match in WORD.finditer(clean)]
        hits: list[Hit] = []
        for i, (start, _, _) in enumerate(found):
            hits.extend(Hit(start, end, entries) for end, entries in self._at(clean, found, i))
        return hits

    def _at(self, clean: str, found: list[tuple[int, int, str]], i: int) -> Iterator[tuple[int, tuple[Entry, ...]]]:
        """All names that begin at word `i`, the longest last."""
        nodes = [self._root]
        for j in range(i, min(i + MAX_WORDS, len(found))):
            if j > i and not self._joined(clean, found[j - 1], found[j][0]):
                return
            bases = self._bases.get(found[j][2], frozenset()) | {found[j][2]}
            nodes = [node.next[base] for node in nodes for base in bases if base in node.next]
            if not nodes:
                return
            printed = clean[found[i][0] : found[j][1]]
            entries = [e for node in nodes for e in node.entries if agrees(e.name.text, printed)]
            short = tuple(e for e in entries if is_abbreviation(e.name.text))
            if short and clean[found[j][1] : found[j][1] + 1] == ".":
                yield found[j][1] + 1, short
            elif rest := tuple(e for e in entries if e not in short):
                yield found[j][1] + self._own_s(clean, found[j][1], rest), rest

    @staticmethod
    def _joined(clean: str, before: tuple[int, int, str], start: int) -> bool:
        """May one name go on from a word to the next? Not over the end of a sentence ("Holland. Government")."""
        first, end, _ = before
        ends = clean.startswith(". ", end) and end - first > LONGEST_CUT
        return not ends and _GAP.fullmatch(clean, end, start) is not None

    @staticmethod
    def _own_s(clean: str, end: int, entries: tuple[Entry, ...]) -> int:
        """ "Standard & Poor's" keeps its 's: how many characters more."""
        return 2 if clean[end : end + 2] == "'s" and any(_OWN_S.search(e.name.text) for e in entries) else 0

    def exact(self, text: str) -> tuple[Entry, ...]:
        """Entries whose name is all of `text`."""
        return next((hit.entries for hit in self.find(text) if hit.start == 0 and hit.end == len(text)), ())


def _all_names(main: str, names: tuple[Name, ...]) -> Iterator[Name]:
    yield Name(main, "", "name")
    yield from names


_PARTICLES = frozenset("von van der den de la le du al el bin ibn da dos di mc o st zu".split())
_SUFFIXES = frozenset("jr sr ii iii iv".split())


def surname(full: str) -> str:
    """The family name of a full name, with its particles: "Ursula von der Leyen" → "von der Leyen"; "" for one word."""
    parts = full.split()
    while parts and fold(parts[-1]) in _SUFFIXES:
        parts.pop()
    if len(parts) < 2:
        return ""
    if len(parts[-1]) == 1:
        return ""  # "Pope Francis I" has no family name
    first = len(parts) - 1
    while first > 1 and fold(parts[first - 1]) in _PARTICLES:
        first -= 1
    return " ".join(parts[first:])


_ABBREVIATION = re.compile(r"(?:[^\W\d_]+\. ?)*[^\W\d_]{2,}\.")


def is_abbreviation(name: str) -> bool:
    """ "Miss." is a state, "Miss" is not: the full stop belongs to the name."""
    return bool(_ABBREVIATION.fullmatch(name))


_OWN_S = re.compile(r"['’]s\Z")
_OWNER = re.compile(r"['’]s?\s")


def agrees(name: str, printed: str) -> bool:
    """Same capitals, and no owner that the name has not: "Petro Poroshenko's bloc" is no name of his party."""
    if _OWNER.search(printed) and not _OWNER.search(name):
        return False
    return ("&" in printed) <= ("&" in name) and same_case(name, printed)


def same_case(name: str, printed: str) -> bool:
    """Does the printing keep the capitals that tell a name from a word? All-capital headlines are let through."""
    letters = [c for c in printed if c.isalpha()]
    if not letters or not any(c.isupper() for c in name):
        return bool(letters)
    if name.isupper() and len([c for c in name if c.isalpha()]) <= 5:
        return (
            all(c.isupper() for c in letters[: len(name)]) or "." in printed
        )  # «УДАРу» has its ending in small letters
    if len(letters) < 4 and len(letters) > 1 and all(c.isupper() for c in letters) and not name.isupper():
        return False  # "XI" is a number, "Xi" a man
    if not is_cyrillic(name):
        first_name = next(c for c in name if c.isalpha())
        return letters[0].isupper() or not first_name.isupper()
    return letters[0].isupper() or next(c for c in name if c.isalpha()).islower()
