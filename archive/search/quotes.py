"""Quotes as results: the answer of their shelf with a row for each, its matched words marked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from archive import selectors
from archive.search import service
from archive.search.documents import QuoteRecord, quote_texts
from archive.search.matching import Matcher, Text, TooManyPlacesError
from archive.search.query import All, Hit, Node, SearchPage, SearchRequest, Term
from archive.search.quote_documents import in_quote, quote_text
from archive.selectors import Said
from archive.text import analysis

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One quote: its hit, what is known of it, and the spans of its article's text that the query asked for."""

    hit: Hit
    said: Said
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quotes:
    page: SearchPage
    rows: tuple[Row, ...]


def search(request: SearchRequest) -> Quotes:
    """One page of quotes. QueryError: the request is wrong; SearchUnavailableError: nothing can answer now."""
    page = service.answer(replace(request, shelf="quotes"))
    return Quotes(page, _rows(request, page.hits))


def _rows(request: SearchRequest, hits: Sequence[Hit]) -> tuple[Row, ...]:
    # A quote whose article was tagged anew since the last commit is gone here, and soon of the index.
    found = {one.quote.pk: one for one in selectors.said([hit.id for hit in hits], request.visible_to)}
    there = [(hit, found[hit.id]) for hit in hits if hit.id in found]
    return tuple(Row(hit, one, marks(request.query, one, request.printed)) for hit, one in there)


def marks(query: Node, said: Said, printed: bool) -> tuple[Span, ...]:
    """What of a quote the query asked for, as spans of its article's text; nothing under NOT. `printed`: as in the
    request."""
    if isinstance(query, All) or said.quote.part != "body":
        return ()
    body = said.article.body
    tokens = analysis.tokens(body)
    record = QuoteRecord(said.quote.start, said.quote.end, said.quote.type, said.quote.speaker_id or "")
    (spoken,) = quote_texts(body, [record])
    text = quote_text(Text(said.article.language, (), [token.form for token in tokens]), spoken)
    first = min((stretch.first for stretch in spoken.stretches), default=0)
    field = "said" if printed and said.quote.type != "indirect" else "body"
    try:
        runs = Matcher(text).marks(in_quote(query, field))
    except TooManyPlacesError:
        return ()
    inside = sorted(run for base, run in runs if base == "body")
    return tuple((tokens[first + a].start, tokens[first + b - 1].end) for a, b in inside)


def waiting(request: SearchRequest) -> int:
    """Articles meeting the filters that have no quotes yet because nothing has been tagged in them."""
    choices = tuple(choice for choice in request.choices if choice.field != "length")  # here of the quote
    bare = request.bare(query=Term("has", "quotes"), choices=choices, shelf="articles", copies="each")
    return service.answer(bare).untagged
