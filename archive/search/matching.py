"""Where a query's words stand in one text, decided in Python over its tokens.

Engines use it for what they cannot decide exactly (NEAR, at-least, one quote), the pages for marks: so a
mark is exactly what matched. Places are counted in words, not letters. The rules of `docs/query-language.md`:
phrases and NEAR stay within headline, text, or one stretch of a quote; the sides of NEAR never overlap.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, Protocol

from archive.search.query import (
    And,
    AtLeast,
    Boost,
    Fuzzy,
    InQuote,
    Near,
    Node,
    Not,
    Or,
    Phrase,
    Term,
    Wildcard,
    Word,
)
from archive.text import analysis

Base = Literal["title", "body", "byline"]
Run = tuple[int, int]  # words [first, last)

# Chains of NEAR over very common words have as many matches as there are ways to choose; an article of
# 2,000 words whose every word is a side stays under this for one NEAR/10.
PLACES_MAX = 50_000


class TooManyPlacesError(Exception):
    """A chain of NEAR that fits one article in more than PLACES_MAX ways."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Words [first, last) of the body inside a quote; `printed`: within quotation marks, else indirect speech."""

    printed: bool
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class QuoteText:
    speaker: str
    stretches: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """What can be matched of an article: the forms of its words in order, and its quotes."""

    language: str
    title: Sequence[str]
    body: Sequence[str]
    byline: Sequence[str] = ()
    quotes: tuple[QuoteText, ...] = ()

    def lookups(self, base: Base) -> list[str]:
        """What each word of a base text is found by."""
        return analysis.lookups_of(getattr(self, base), self.language)


class TextLike(Protocol):
    """A `Text`, or what an engine has stored of one."""

    @property
    def language(self) -> str: ...

    @property
    def title(self) -> Sequence[str]: ...

    @property
    def body(self) -> Sequence[str]: ...

    @property
    def byline(self) -> Sequence[str]: ...

    @property
    def quotes(self) -> tuple[QuoteText, ...]: ...

    def lookups(self, base: Base) -> list[str]: ...


@dataclass(frozen=True, slots=True)
class Place:
    """One match: its words in one base text, as runs in order (a NEAR has several)."""

    base: Base
    runs: tuple[Run, ...]


_END = 1 << 62  # a text's end, without asking for its length: lines are split only where they are looked at

Scope = Iterable[tuple[Base, int, int]]
Test = Callable[[int], bool]


class Matcher:
    """Finds nodes in one text. Cheap to make; keeps the lookups of the text's words."""

    def __init__(self, text: TextLike) -> None:
        self._text = text
        self._found: dict[Base, list[str]] = {}

    # -- places of nodes that have positions

    def places(self, node: Node, quote: QuoteText | None = None) -> set[Place]:
        """Every place of a word, phrase, wildcard, NEAR or OR of these; of one quote alone if given."""
        match node:
            case Or(nodes):
                return set().union(*(self.places(inner, quote) for inner in nodes))
            case Near(left, right, distance, ordered):
                return _near(self.places(left, quote), self.places(right, quote), distance, ordered)
            case Boost(inner):
                return self.places(inner, quote)
            case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
                return self._runs(node, self._scope(name, quote))
            case _:
                raise TypeError(f"{type(node).__name__} has no places")

    def _scope(self, name: str, quote: QuoteText | None) -> Scope:
        text = self._text
        if quote is not None:
            return _quote_scope(name, quote)
        match name:
            case "":
                return (("title", 0, _END), ("body", 0, _END))
            case "title" | "body" | "byline":
                return ((name, 0, _END),)
            case _:
                printed = name == "said"
                stretches = (s for q in text.quotes for s in q.stretches if s.printed == printed)
                return (("body", s.first, s.last) for s in stretches)

    def _runs(self, node: Word | Wildcard | Fuzzy | Phrase, scope: Scope) -> set[Place]:
        found: set[Place] = set()
        for base, first, last in scope:
            word = _single_form(node)
            if word is not None:
                among, wanted = self._among(word, base)
                found.update(Place(base, ((at, at + 1),)) for at in _where(among, wanted, first, last))
                continue
            tests = list(self._tests(node, base))
            head, rest = tests[0], tests[1:]
            size = len(tests)
            end = min(last, len(getattr(self._text, base)))
            for at in range(first, end - size + 1):
                if head(at) and all(test(at + n) for n, test in enumerate(rest, 1)):
                    found.add(Place(base, ((at, at + size),)))
        return found

    def _among(self, word: Word, base: Base) -> tuple[Sequence[str], str]:
        """Where to look for a word of one form, and for what."""
        form = analysis.forms(word.text)[0]
        if word.exact:
            return getattr(self._text, base), form
        return self._lookups(base), analysis.lookup(form, self._text.language)

    def _tests(self, node: Node, base: Base) -> Iterator[Test]:
        """One test a word: does the word at this index fit?"""
        forms: Sequence[str] = getattr(self._text, base)
        match node:
            case Phrase(parts):
                for part in parts:
                    yield from self._tests(part, base)
            case Wildcard(pattern):
                fits = wildcard(pattern)
                yield lambda at: fits(forms[at]) is not None
            case Fuzzy(text, distance):
                word = analysis.forms(text)[0]
                yield lambda at: edits(word, forms[at], distance) <= distance
            case Word(text, _, exact):
                for form in analysis.forms(text):
                    yield self._word_test(form, exact, base, forms)

    def _word_test(self, form: str, exact: bool, base: Base, forms: Sequence[str]) -> Test:
        if exact:
            return lambda at: forms[at] == form
        lookups, wanted = self._lookups(base), analysis.lookup(form, self._text.language)
        return lambda at: lookups[at] == wanted

    def _lookups(self, base: Base) -> list[str]:
        if base not in self._found:
            self._found[base] = self._text.lookups(base)
        return self._found[base]

    # -- does a node hold

    def holds(self, node: Node) -> bool:
        """Does a node that reads only text hold of this article?"""
        match node:
            case AtLeast(count, inner):
                return _distinct(self.places(inner)) >= count
            case InQuote(inner):
                return any(self._holds_of(inner, quote) for quote in self._text.quotes)
            case Near(left, right, distance, ordered):
                return any(_pairs(self.places(left), self.places(right), distance, ordered))
            case _:
                return bool(self.places(node))

    def _holds_of(self, node: Node, quote: QuoteText) -> bool:
        match node:
            case And(nodes):
                return all(self._holds_of(inner, quote) for inner in nodes)
            case Or(nodes):
                return any(self._holds_of(inner, quote) for inner in nodes)
            case Not(inner):
                return not self._holds_of(inner, quote)
            case Boost(inner) | InQuote(inner):
                return self._holds_of(inner, quote)
            case AtLeast(count, inner):
                return _distinct(self.places(inner, quote)) >= count
            case Term("speaker", value):
                return quote.speaker == value
            case _:
                return bool(self.places(node, quote))

    # -- marks

    def marks(self, node: Node, quote: QuoteText | None = None) -> set[tuple[Base, Run]]:
        """The runs of words that made the article match: of every node that is asked for, of none under NOT."""
        match node:
            case And(nodes) | Or(nodes):
                return set().union(*(self.marks(inner, quote) for inner in nodes))
            case Boost(inner):
                return self.marks(inner, quote)
            case AtLeast(count, inner):
                places = self.places(inner, quote)
                return _runs_of(places) if _distinct(places) >= count else set()
            case InQuote(inner):
                said = (q for q in self._text.quotes if self._holds_of(inner, q))
                return set().union(*(self.marks(inner, q) for q in said))
            case Word() | Wildcard() | Fuzzy() | Phrase() | Near():
                return _runs_of(self.places(node, quote))
            case _:
                return set()


def _quote_scope(name: str, quote: QuoteText) -> Scope:
    if name in ("said", "reported"):
        return [("body", s.first, s.last) for s in quote.stretches if s.printed == (name == "said")]
    if not quote.stretches:
        return ()
    return (("body", min(s.first for s in quote.stretches), max(s.last for s in quote.stretches)),)


def _distinct(places: Iterable[Place]) -> int:
    """How many matches: the same words of a text are one, however the sides of a NEAR share them."""
    return len({(place.base, _joined(place.runs)) for place in places})


def _joined(runs: tuple[Run, ...]) -> tuple[Run, ...]:
    """The same words with runs that touch made one."""
    joined = list(runs[:1])
    for first, last in runs[1:]:
        if first == joined[-1][1]:
            joined[-1] = joined[-1][0], last
        else:
            joined.append((first, last))
    return tuple(joined)


def _runs_of(places: Iterable[Place]) -> set[tuple[Base, Run]]:
    return {(place.base, run) for place in places for run in place.runs}


def _near(lefts: set[Place], rights: set[Place], distance: int, ordered: bool) -> set[Place]:
    """Pairs with at most `distance` words between their nearest ends that share no word."""
    found: set[Place] = set()
    for left, right in _pairs(lefts, rights, distance, ordered):
        found.add(Place(left.base, tuple(sorted((*left.runs, *right.runs)))))
        if len(found) > PLACES_MAX:
            raise TooManyPlacesError
    return found


def _pairs(lefts: set[Place], rights: set[Place], distance: int, ordered: bool) -> Iterator[tuple[Place, Place]]:
    widest = max((place.runs[-1][1] - place.runs[0][0] for place in rights), default=0)
    by_base: dict[str, list[Place]] = {}
    for place in sorted(rights, key=_first):
        by_base.setdefault(place.base, []).append(place)
    for left in lefts:
        low, high = left.runs[0][0] - distance - widest, left.runs[-1][1] + distance
        for right in _between(by_base.get(left.base, []), low, high):
            if _close(left.runs, right.runs, distance, ordered):
                yield left, right


def _single_form(node: Node) -> Word | None:
    """The node if it is a word of one form, the commonest leaf."""
    return node if isinstance(node, Word) and len(analysis.forms(node.text)) == 1 else None


def _where(among: Sequence[str], wanted: str, first: int, last: int) -> Iterator[int]:
    """Indices of a word; `index` leaps to the next in C, so the words between cost next to nothing."""
    at = first - 1
    while True:
        try:
            at = among.index(wanted, at + 1, last)
        except ValueError:
            return
        yield at


def _first(place: Place) -> int:
    return place.runs[0][0]


def _between(places: list[Place], low: int, high: int) -> Iterator[Place]:
    """The places that begin within [low, high], by bisection."""
    at, end = 0, len(places)
    while at < end:
        middle = (at + end) // 2
        if _first(places[middle]) < low:
            at = middle + 1
        else:
            end = middle
    while at < len(places) and _first(places[at]) <= high:
        yield places[at]
        at += 1


def _close(left: tuple[Run, ...], right: tuple[Run, ...], distance: int, ordered: bool) -> bool:
    if any(a < d and c < b for a, b in left for c, d in right):
        return False
    if ordered:
        return 0 <= right[0][0] - left[-1][1] <= distance
    return min(c - b if c >= b else a - d for a, b in left for c, d in right) <= distance


@lru_cache(maxsize=1000)
def wildcard(pattern: str) -> Callable[[str], object]:
    """What tells whether a form fits: `*` any letters, also none; `?` one.

    Each piece between stars is taken at its first place and never given up (atomic groups): as `*` fits
    anything that loses no match, and *a*a*a*b against a long word stays linear instead of exponential.
    """
    first, *rest = (
        "".join("." if sign == "?" else re.escape(sign) for sign in piece)
        for piece in analysis.fold(pattern).split("*")
    )
    middle = "".join(f"(?>.*?{piece})" for piece in rest[:-1] if piece)
    written = first + middle + (f".*{rest[-1]}" if rest else "")
    return re.compile(written, re.DOTALL).fullmatch


@lru_cache(maxsize=100_000)
def edits(one: str, two: str, most: int) -> int:
    """Wrong letters between two words (inserted, missing, other, two neighbours swapped); `most` + 1 if more."""
    if abs(len(one) - len(two)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(two) + 1))
    for i, a in enumerate(one, 1):
        earlier, before, row = before, row, [i]
        for j, b in enumerate(two, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (a != b))
            if i > 1 and j > 1 and a == two[j - 2] and one[i - 2] == b:
                cost = min(cost, earlier[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)
