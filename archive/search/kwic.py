"""Words in context for pages, export and commands: every match of a search as one printed line.

A search without words that names actors or places has the mentions of these as its lines (`mentioned.py`).
The lines of a search are numbers (`lines.Lines`), kept by generation, commit and request; the words around a match
are cut from the article's text when it is shown, so that nobody is shown what they may not read at that moment.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from django.conf import settings
from django.core.cache import caches

from archive import selectors
from archive.search import engine, engines, mentioned, service
from archive.search.engine import Engine, QueryError, SearchUnavailableError
from archive.search.evaluate import lines as evaluate
from archive.search.lines import LineOrder, Lines, Place
from archive.search.matching import Base
from archive.search.query import SearchRequest
from archive.selectors.texts import ReadableText, readable_texts
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
    asked = replace(request, sort="newest", offset=0, size=0, cursor=None, facets=(), timeline=None)
    generation = engines.serving()
    key = service.cache_key(generation.pk, generation.commit_number, asked)
    kept: Lines | None = caches["lines"].get(key)
    if kept is not None:
        return kept
    try:
        found = _found(engines.get_engine(generation), asked)
    except SearchUnavailableError as error:
        engines.failed(error)
        raise
    caches["lines"].set(key, found, service.CACHE_SECONDS)
    return found


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
    places = found.places(order, start, stop)
    texts = readable_texts(list({place.article for place in places}), request.visible_to)
    reader, of_words = _Reader(request, texts, places), is_of_words(request)
    out = []
    for number, place in enumerate(places, start + 1):
        if (at := reader.at(place)) is not None:
            span, nth = at
            line = _line(number, texts[place.article], place.part, nth, span, width)
            out.append(line if of_words else replace(line, is_mention=True))
    return out


def every(found: Lines, request: SearchRequest, order: LineOrder, width: int) -> Iterator[list[Line]]:
    """All lines, a batch at a time; what `printed` leaves out is left out here."""
    for start in range(0, len(found), BATCH):
        yield printed(found, request, order, start, start + BATCH, width)


class _Reader:
    """Where lines stand in the texts as they are now."""

    def __init__(self, request: SearchRequest, texts: dict[int, ReadableText], places: Sequence[Place]) -> None:
        self._texts = texts
        self._tokens: dict[tuple[int, Base], list[analysis.Token]] = {}
        changed = {p.article for p in places if p.article in texts and texts[p.article].version != p.version}
        self._marks = {
            record.id: service.marks(request.query, record, request.visible_to)
            for record in selectors.article_records(sorted(changed))
        }

    def at(self, place: Place) -> tuple[Span, int] | None:
        """Its code points and the number of its mark; None where it does not stand there any more.

        An article that has another version now, if only for its tags, is matched again.
        """
        if place.article not in self._texts:
            return None
        words = self._words(place.article, place.part)
        if place.last > len(words):
            return None
        span = words[place.first].start, words[place.last - 1].end
        if place.article not in self._marks:
            return span, place.nth
        now = getattr(self._marks[place.article], place.part)
        return (span, now.index(span) + 1) if span in now else None

    def _words(self, article: int, part: Base) -> list[analysis.Token]:
        key = article, part
        if key not in self._tokens:
            self._tokens[key] = analysis.tokens(getattr(self._texts[article], part))
        return self._tokens[key]


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
