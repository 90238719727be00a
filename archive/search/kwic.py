"""Words in context for pages, export and commands: every match of a search as one printed line.

A search without words that names actors or places has the mentions of these as its lines (`mentioned.py`).
The lines of a search are numbers (`lines.Lines`), kept by generation, commit and request; the words around a match
are cut from the article's text when it is shown, so that nobody is shown what they may not read at that moment.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.conf import settings
from django.core.cache import caches

from archive.models import IndexGeneration
from archive.search import engine, mentioned, service
from archive.search.engine import Engine, QueryError
from archive.search.evaluate import lines as evaluate
from archive.search.highlight import Matches
from archive.search.lines import PARTS, LineOrder, Lines, Place
from archive.search.matching import Base
from archive.search.query import SearchRequest
from archive.selectors.texts import ReadableText, readable_texts, searched_texts
from archive.text import analysis

Span = tuple[int, int]

# Lines whose texts are held in memory at once when all are read.
BATCH = 500


@dataclass(frozen=True, slots=True)
class Line:
    """One match: the text before it, the words that matched, the text after it, white space as single spaces and
    whether there is any beside the match (a comma follows at once).

    `number`: its place in the order, counted from 1. `start`, `end`: code points of the match in that text of the
    article (`part`), where it is the `nth` mark, counted from 1.
    """

    number: int
    article: ReadableText
    part: Base
    nth: int
    start: int
    end: int
    left: str
    match: str
    right: str
    space_before: bool = True
    space_after: bool = True
    is_mention: bool = False

    @property
    def fragment(self) -> str:
        """Where the article's page has the match; "" in the author's line, which is in view. A mention has no number
        there: it is named by its words, which browsers look for."""
        if self.part == "byline":
            return ""
        if not self.is_mention:
            return f"#{'t' if self.part == 'title' else 'm'}{self.nth}"
        words_before, words_after = self.left.split()[-3:], self.right.split()[:3]
        pieces = [_quoted([self.match])]
        if words_before:
            pieces.insert(0, f"{_quoted(words_before)}-")
        if words_after:
            pieces.append(f"-{_quoted(words_after)}")
        return f"#:~:text={','.join(pieces)}"


def _quoted(words: Sequence[str]) -> str:
    return quote(" ".join(words), safe="").replace("-", "%2D")


def lines(request: SearchRequest) -> Lines:
    """All lines of what the request lists; QueryError where it asks for nothing that stands in a text, or where they
    are more than KWIC_MAX."""
    if not is_of_words(request) and not mentioned.named(request):
        raise QueryError(
            "lines show words in their context, and this search has no words",
            "search for a word, a phrase, an actor or a place",
        )
    bare = request.bare(sort="newest")

    def make(generation: IndexGeneration) -> Lines:
        return service.asked(generation, lambda shelves: _found(shelves, bare))

    return service.kept("lines", bare, make, caches["lines"])


def is_of_words(request: SearchRequest) -> bool:
    """Whether lines are matches of words; else they are mentions."""
    return engine.has_words(request.query)


def _found(searched: Engine, asked: SearchRequest) -> Lines:
    if is_of_words(asked):
        return searched.read(lambda snapshot, most: evaluate.lines(snapshot, asked, most, settings.KWIC_MAX))
    known = searched.read(lambda snapshot, most: evaluate.known(snapshot, asked, most, mentioned.ARTICLES_MAX))
    return mentioned.lines(asked, known, settings.KWIC_MAX)


def printed(found: Lines, request: SearchRequest, order: LineOrder, start: int, stop: int, width: int) -> list[Line]:
    """Lines [start, stop) of an order with `width` characters of context on each side.

    A line is left out whose article has gone since the index was written, or says something else in that place.
    """
    return _Reader(found, request).printed(order, start, stop, width)


def every(found: Lines, request: SearchRequest, order: LineOrder, width: int) -> Iterator[list[Line]]:
    """All lines, a batch at a time; what `printed` leaves out is left out here."""
    reader = _Reader(found, request)
    for start in range(0, len(found), BATCH):
        yield reader.printed(order, start, start + BATCH, width)


class _Reader:
    """Finds lines in the texts as they are now. Each text is taken apart once, for all its lines."""

    def __init__(self, found: Lines, request: SearchRequest) -> None:
        self._found = found
        self._request = request
        self._of_words = is_of_words(request)
        self._spans: dict[int, tuple[int, array[int]]] = {}  # article → version, start and end of each of its lines

    def printed(self, order: LineOrder, start: int, stop: int, width: int) -> list[Line]:
        places = self._found.places(order, start, stop)
        texts = readable_texts(list({place.article for place in places}), self._request.visible_to)
        marks = self._marks(texts, places)
        out = []
        for number, place in enumerate(places, start + 1):
            at = self._at(place, texts.get(place.article), marks.get(place.article))
            if at is not None:
                line = _line(number, texts[place.article], place.part, at[1], at[0], width)
                out.append(line if self._of_words else replace(line, is_mention=True))
        return out

    def _marks(self, texts: dict[int, ReadableText], places: Sequence[Place]) -> dict[int, Matches]:
        """An article that has another version now, if only for its tags, is matched again."""
        changed = {p.article for p in places if p.article in texts and texts[p.article].version != p.version}
        found = searched_texts(sorted(changed)) if changed else {}
        return {id: service.marks(self._request.query, one, self._request.visible_to) for id, one in found.items()}

    def _at(self, place: Place, text: ReadableText | None, marks: Matches | None) -> tuple[Span, int] | None:
        """Its code points and the number of its mark; None where it does not stand there any more."""
        if text is None:
            return None
        spans = self._spans_of(place, text)
        at = 2 * (place.line - place.beside.start)
        span = spans[at], spans[at + 1]
        if not span[1] or span[1] > len(getattr(text, place.part)):
            return None
        if text.version == place.version:
            return span, place.nth
        now: tuple[Span, ...] = getattr(marks, place.part) if marks is not None else ()
        return (span, now.index(span) + 1) if span in now else None

    def _spans_of(self, place: Place, text: ReadableText) -> array[int]:
        version, spans = self._spans.get(text.id, (0, array("q")))
        if version != text.version or not spans:
            words = {part: analysis.tokens(getattr(text, part)) for part in PARTS if getattr(text, part)}
            spans = array("q")
            for line in place.beside:
                spans.extend(self._span(line, words))
            self._spans[text.id] = text.version, spans
        return spans

    def _span(self, line: int, words: dict[Base, list[analysis.Token]]) -> Span:
        """Where a line's words stand; (0, 0) where the text has not so many."""
        here = words.get(PARTS[self._found.parts[line]], [])
        first, last = self._found.firsts[line], self._found.lasts[line]
        return (here[first].start, here[last - 1].end) if last <= len(here) else (0, 0)


def _line(number: int, article: ReadableText, part: Base, nth: int, span: Span, width: int) -> Line:
    text, (start, end) = getattr(article, part), span
    return Line(
        number=number,
        article=article,
        part=part,
        nth=nth,
        start=start,
        end=end,
        left=before(text, start, width),
        match=_spaced(text[start:end]),
        right=after(text, end, width),
        space_before=text[start - 1 : start].isspace(),
        space_after=text[end : end + 1].isspace(),
    )


# So many times the width is looked at, since runs of spaces and line ends shrink to one space.
_SLACK = 4


def before(text: str, at: int, width: int) -> str:
    """At most `width` characters before a place, beginning with a whole word unless one word is longer."""
    begin = max(0, at - width * _SLACK)
    spaced = _spaced(text[begin:at])
    if begin == 0 and len(spaced) <= width:
        return spaced
    cut = spaced[-width - 1 :]  # the one too many tells whether a word is cut
    space = cut.find(" ")
    return cut[space + 1 :] if space >= 0 else cut[-width:]


def after(text: str, at: int, width: int) -> str:
    """At most `width` characters after a place, ending with a whole word unless one word is longer."""
    end = at + width * _SLACK
    spaced = _spaced(text[at:end])
    if end >= len(text) and len(spaced) <= width:
        return spaced
    cut = spaced[: width + 1]
    space = cut.rfind(" ")
    return cut[:space] if space >= 0 else cut[:width]


def _spaced(text: str) -> str:
    return " ".join(text.split())
