"""Marks, snippets and lines of context from a text and a query: exactly what matched, in code points. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from archive.search import documents
from archive.search.matching import Matcher, QuoteText, Run, Text, TooManyPlacesError
from archive.search.query import And, AtLeast, Boost, Fuzzy, InQuote, Near, Node, Or, Phrase, Wildcard, Word
from archive.text import analysis, sentences

Span = tuple[int, int]

# Two passages of about two lines each tell more than one long one; a card has room for four lines.
SNIPPETS = 2
SNIPPET_WIDTH = 220
# An opening shown where nothing in the body matched: three lines.
OPENING_WIDTH = 300
# A passage ends with a sentence rather than in the middle of the next, if that leaves so much of it.
_LEAST_WIDTH = 0.6


@dataclass(frozen=True, slots=True)
class Matches:
    """Spans of what matched, in order and without overlaps."""

    title: tuple[Span, ...] = ()
    body: tuple[Span, ...] = ()
    byline: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage: its text, where it begins in the body, and the marks as offsets into `text`."""

    text: str
    start: int
    marks: tuple[Span, ...]
    cut_before: bool = False
    cut_after: bool = False


def matches(
    query: Node, title: str, body: str, language: str, quotes: Sequence[documents.QuoteRecord] = (), byline: str = ""
) -> Matches:
    """What in this text the query asked for. Nothing under NOT is marked."""
    printed = {"title": title, "body": body, "byline": byline}
    forms = {name: analysis.forms_of(whole) for name, whole in printed.items()}
    said: tuple[QuoteText, ...] = documents.quote_texts(body, quotes)
    text = Text(language, forms["title"], forms["body"], forms["byline"], said)
    try:
        runs = Matcher(text).marks(query)
    except TooManyPlacesError:
        return Matches()
    return Matches(**{base: _spans(whole, [run for of, run in runs if of == base]) for base, whole in printed.items()})


def _spans(text: str, runs: Sequence[Run]) -> tuple[Span, ...]:
    """Runs of words as code points: only where words stand that matched is worked out."""
    at = analysis.spans_of(text, [word for first, last in runs for word in (first, last - 1)]) if runs else {}
    return _merged((at[first][0], at[last - 1][1]) for first, last in runs)


def needs_quotes(query: Node) -> bool:
    """Whether what a query marks depends on where the quotes of a text are."""
    match query:
        case InQuote():
            return True
        case And(nodes) | Or(nodes):
            return any(map(needs_quotes, nodes))
        case Near(left, right):
            return needs_quotes(left) or needs_quotes(right)
        case Boost(inner) | AtLeast(_, inner):
            return needs_quotes(inner)
        case Word(field=name) | Wildcard(field=name) | Fuzzy(field=name) | Phrase(field=name):
            return name not in ("", "title", "body", "byline")
        case _:
            return False


class Searched(Protocol):
    """What of an article its marks are found in."""

    @property
    def title(self) -> str: ...
    @property
    def body(self) -> str: ...
    @property
    def byline(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def quotes(self) -> Sequence[documents.QuoteRecord]: ...


def matches_of(query: Node, text: Searched) -> Matches:
    """The same of a stored article."""
    return matches(query, text.title, text.body, text.language, text.quotes, text.byline)


def single_words(node: Node) -> Node:
    """The words of a query that rights of snippets let be matched: single ones, each for itself."""
    match node:
        case Word(text, "" | "body") if len(analysis.forms(text)) == 1:
            return node
        case And(nodes) | Or(nodes):
            return Or(tuple(map(single_words, nodes)))
        case Boost(inner):
            return single_words(inner)
        case _:
            return Or(())


def snippets(
    body: str, spans: Sequence[Span], count: int = SNIPPETS, width: int = SNIPPET_WIDTH
) -> tuple[Snippet, ...]:
    """The passages that hold the most matches, in the order of the text; without a match the opening."""
    if not spans:
        return (_cut(body, 0, min(len(body), OPENING_WIDTH), ()),) if body.strip() else ()
    windows: list[tuple[int, Span]] = []  # (matches inside, first and last match by index)
    last = 0
    for first in range(len(spans)):
        last = max(last, first)
        while last + 1 < len(spans) and spans[last + 1][1] - spans[first][0] <= width:
            last += 1
        windows.append((last - first + 1, (first, last)))
    chosen: list[Span] = []
    for _, (first, end) in sorted(windows, key=lambda w: (-w[0], w[1])):
        if len(chosen) < count and all(_apart(spans, (first, end), other, width) for other in chosen):
            chosen.append((first, end))
    return tuple(_around(body, spans, first, end, width) for first, end in sorted(chosen))


def _apart(spans: Sequence[Span], one: Span, two: Span, width: int) -> bool:
    first, second = sorted((one, two))
    return first[1] < second[0] and spans[second[0]][0] - spans[first[1]][1] > width


def _around(body: str, spans: Sequence[Span], first: int, last: int, width: int) -> Snippet:
    start, end = spans[first][0], spans[last][1]
    room = max(0, width - (end - start))
    begin = _sentence_start(body, start, room // 2)
    return _cut(body, begin, _sentence_end(body, begin, end, width), spans)


def _sentence_start(body: str, at: int, room: int) -> int:
    """The beginning of the sentence that holds `at`, if it is near enough, else a word `room` before."""
    low = max(0, at - room)
    ended = max(sentences.ends(body, low, at), default=-1)
    if ended >= 0:
        return ended
    return low if low == 0 else _word_start(body, low, at)


def _sentence_end(body: str, begin: int, held: int, width: int) -> int:
    """Where a passage of about `width` ends: with a sentence, where that leaves most of it."""
    high = min(len(body), max(held, begin + width))
    whole = [end for end in sentences.ends(body, held, high) if end - begin >= width * _LEAST_WIDTH]
    return whole[-1] if whole else high


def _word_start(body: str, low: int, at: int) -> int:
    space = next((n for n in range(low, at) if body[n].isspace()), None)
    return low if space is None else space + 1


def _cut(body: str, start: int, end: int, spans: Sequence[Span]) -> Snippet:
    """Whole words of [start, end), marks inside it cut to it."""
    if end < len(body) and not body[end].isspace():
        space = max(body.rfind(" ", start, end), body.rfind("\n", start, end))
        held = max((b for a, b in spans if a < end), default=start)
        end = space if space > max(start, held) else min(len(body), max(end, held))
    while start < end and body[start].isspace():
        start += 1
    while end > start and body[end - 1].isspace():
        end -= 1
    inside = ((max(a, start) - start, min(b, end) - start) for a, b in spans if a < end and b > start)
    return Snippet(body[start:end], start, tuple(inside), start > 0, end < len(body))


def _merged(spans: Iterable[Span]) -> tuple[Span, ...]:
    """In order; those that overlap are one, as are `lines.joined` ones: where nothing stands between two words, as in
    Chinese, they are still two."""
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return tuple(merged)
