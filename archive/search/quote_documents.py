"""The quotes shelf: each quote of an article as a document of its own, and a query as it is meant of one quote.

A quote's document has its own words, type and speaker; everything else is its article's (docs/decisions/011), so that
filters, facets and timeline of the two shelves speak of the same things. Its id is the quote's number in the database:
unique, and rising along a text, because the quotes of an article are written together and in order.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from archive.search import fields
from archive.search.documents import ID_MAX, ArticleRecord, SearchDocument, document, order_keys
from archive.search.matching import QuoteText, Stretch, Text
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
    Shelf,
    Term,
    Wildcard,
    Word,
)

# Numbers of this size are exact in every library that passes them through a floating-point number. Among a million
# groups of quotes two have the same number once in twenty thousand archives.
_GROUP_BITS = 53


# What gives the documents of an article on a shelf.
Documents = Callable[[Shelf, ArticleRecord, ZoneInfo], Iterable[SearchDocument]]


class Making:
    """The documents of one write: what takes an article's words apart does so once for both shelves."""

    def __init__(self) -> None:
        self._quotes: dict[int, list[SearchDocument]] = {}

    def of(self, shelf: Shelf, record: ArticleRecord, zone: ZoneInfo) -> Iterable[SearchDocument]:
        """What a shelf holds of an article; ValueError for an id that does not fit."""
        if shelf == "quotes":
            made = self._quotes.pop(record.id, None)
            return quote_documents(record, zone) if made is None else made
        article = document(record, zone)
        self._quotes[record.id] = quote_documents(record, zone, article)
        return (article,)


def documents_of(shelf: Shelf, record: ArticleRecord, zone: ZoneInfo) -> Iterable[SearchDocument]:
    """What a shelf alone holds of an article."""
    return (document(record, zone),) if shelf == "articles" else quote_documents(record, zone)


def quote_documents(
    record: ArticleRecord, zone: ZoneInfo, article: SearchDocument | None = None
) -> list[SearchDocument]:
    """A document for each quote of an article, in the order of the text; `article`: its own, where there is one."""
    if not record.quotes:
        return []
    article = article or document(record, zone)
    span, seen = record.published.span(zone), record.first_seen.astimezone(zone).replace(tzinfo=None)
    others = tuple(value for value in article.keys["has"] if value != "speaker")
    again: Counter[tuple[str, ...]] = Counter()
    made = []
    for quote, said in zip(record.quotes, article.text.quotes, strict=True):
        if not 0 < quote.id <= ID_MAX:
            raise ValueError(f"quote id {quote.id} does not fit the index: at most {ID_MAX}")
        text = quote_text(article.text, said)
        words = tuple(text.body)
        again[words] += 1
        own = {
            "speaker": (quote.speaker,) if quote.speaker else (),
            "speech": (quote.type,),
            "has": (*others, *(("speaker",) if quote.speaker else ())),
            "length": (fields.step_of(fields.LENGTHS, len(words)),),
        }
        made.append(
            replace(
                article,
                id=quote.id,
                text=text,
                keys={**article.keys, **own},
                words=len(words),
                copy_group=_group(record.copy_group, words, again[words]),
                unidentified=0,
                ranked=False,
                order=order_keys(quote.id, span, seen),
            )
        )
    return made


def quote_text(article: Text, said: QuoteText) -> Text:
    """One quote as a text: its own words as body, headline and author's line its article's."""
    first = min((s.first for s in said.stretches), default=0)
    last = max((s.last for s in said.stretches), default=0)
    moved = tuple(Stretch(s.printed, s.first - first, s.last - first) for s in said.stretches)
    return Text(
        language=article.language,
        title=article.title,
        body=article.body[first:last],
        byline=article.byline,
        quotes=(QuoteText(said.speaker, moved),),
    )


def _group(copies: int | None, words: tuple[str, ...], time: int) -> int | None:
    """The same words in copies of one story are one quote, said for the first, second … time; others stay apart."""
    if copies is None:
        return None
    printed = f"{copies} {time} {' '.join(words)}".encode()
    return int.from_bytes(hashlib.blake2b(printed, digest_size=8).digest()) >> (64 - _GROUP_BITS)


def of_quotes(node: Node, printed: bool) -> Node:
    """A query as it is meant of one quote: words without a field are the quote's, quote( … ) is around all of it.

    `printed`: only words within quotation marks are, except of indirect speech, which has none (`SearchRequest`).
    """
    match node:
        case Word(field="") | Wildcard(field="") | Fuzzy(field="") | Phrase(field="") | Near() | AtLeast():
            return _printed(node) if printed else in_quote(node, "body")
        case And(nodes):
            return And(tuple(of_quotes(inner, printed) for inner in nodes))
        case Or(nodes):
            return Or(tuple(of_quotes(inner, printed) for inner in nodes))
        case Not(inner):
            return Not(of_quotes(inner, printed))
        case Boost(inner, factor):
            return Boost(of_quotes(inner, printed), factor)
        case InQuote(inner):
            return of_quotes(inner, printed)
        case _:
            return node


def _printed(node: Node) -> Node:
    """Words within quotation marks, or of indirect speech its own."""
    said, whole = in_quote(node, "said"), in_quote(node, "body")
    if said == whole:
        return node  # it names its field
    if isinstance(node, Near):
        # Only of partly quoted words are the distances in `said` not those of the whole quote: the rest need not be
        # read word by word.
        mixed = Term("speech", "mixed")
        return Or((And((whole, Not(mixed))), And((mixed, said))))
    return Or((said, And((Term("speech", "indirect"), whole))))


def in_quote(node: Node, field: str) -> Node:
    """A query of one quote with its words without a field looked for in that field."""
    match node:
        case Word(field="") | Wildcard(field="") | Fuzzy(field="") | Phrase(field=""):
            return replace(node, field=field)
        case And(nodes):
            return And(tuple(in_quote(inner, field) for inner in nodes))
        case Or(nodes):
            return Or(tuple(in_quote(inner, field) for inner in nodes))
        case Not(inner):
            return Not(in_quote(inner, field))
        case Boost(inner, factor):
            return Boost(in_quote(inner, field), factor)
        case AtLeast(count, inner):
            return AtLeast(count, in_quote(inner, field))
        case Near(left, right, distance, ordered):
            return Near(in_quote(left, field), in_quote(right, field), distance, ordered)
        case InQuote(inner):
            return in_quote(inner, field)
        case _:
            return node
