"""Names that share a word with the next: "the Donbas and Azov battalions", "the brothers Arkady and Boris Rotenberg".

Each is read as if the shared word stood with it, where the authority then knows it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterator

from archive.tagging.entries import Entry, Hit
from archive.tagging.spans import Found

Exact = Callable[[str], tuple[Entry, ...]]

_WORD = r"[^\W\d_][\w'-]*"
_PLURALS = re.compile(
    rf"((?:{_WORD}(?:,? and |, |,? or )){{1,6}}{_WORD}) ((?:[Vv]olunteer )?)"
    r"([Bb]attalions|[Bb]rigades|[Rr]egiments|[Pp]arties|[Mm]inistries|[Cc]ompanies|[Nn]ewspapers)\b"
)
_SINGULAR = {"parties": "party", "ministries": "ministry", "companies": "company"}
_SAME_FIRST = re.compile(
    r"\b([A-Z][\w-]+)( [A-Z][\w-]+)*( [A-Z][\w-]+),? and (?:of )?(?:the )?([A-Z][\w-]+)\b(?! [A-Z])"
)
_APPOSED = re.compile(
    r"\b(battalion|brigade|regiment|party)(?:,? (?:called|named|known as|the)|,) [\"“«]?([A-Z][\w-]+)"
    r"(?=[\"”».,;]| (?:and|was|were|has|had|is)\b)"
)


def shared_words(clean: str, exact: Exact) -> Iterator[Hit]:
    """Hits of the bodies that an enumeration leaves without their last or first word."""
    for match in _PLURALS.finditer(clean):
        plural = match[3].lower()
        singular = _SINGULAR.get(plural, plural[:-1])
        for word in re.finditer(_WORD, match[1]):
            if word.group()[:1].isupper() and (entries := _bodies(exact(f"{word.group()} {singular.title()}"))):
                yield Hit(match.start(1) + word.start(), match.start(1) + word.end(), entries)
    for match in _APPOSED.finditer(clean):
        if entries := _bodies(exact(f"{match[2]} {match[1].title()}")):
            yield Hit(match.start(2), match.end(2), entries)
    for match in _SAME_FIRST.finditer(clean):
        if entries := _bodies(exact(f"{match[1]} {match[4]}")):
            yield Hit(match.start(4), match.end(4), entries)


def _bodies(entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.kind == "actor")


_KIN = re.compile(
    r"(?:'s?|\b(?:[Hh]is|[Hh]er)) (?:\w+ )?(?:son|daughter|brother|sister|wife|husband|father|mother|sons|brothers),? $"
)


def kin(persons: list[Found], clean: str) -> Iterator[tuple[Found, str]]:
    """First names of kin, with the surname of the person before: "Kovalchuk's son Boris"."""
    for elder, child in itertools.pairwise(persons):
        if " " in child.text or child.entries or child.start - elder.end > 120:
            continue
        if elder.text.split()[-1:] and _KIN.search(clean, max(0, child.start - 32), child.start):
            yield child, f"{child.text} {elder.text.split()[-1]}"


_AND = re.compile(r",? and ")


def share_surnames(persons: list[Found], clean: str) -> Iterator[tuple[Found, str]]:
    """First names before "and" and a full name, with the name in full: "Arkady" and "Boris Rotenberg"."""
    for first, second in itertools.pairwise(persons):
        parts = second.text.split()
        if (
            len(parts) == 2
            and " " not in first.text
            and not first.entries
            and _AND.fullmatch(clean, first.end, second.start)
        ):
            yield first, f"{first.text} {parts[1]}"
