"""What is indexed and stored of one article, and what verification reads back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

import tantivy

from archive.search import bins, matching
from archive.search.documents import SearchDocument
from archive.search.matching import QuoteText, Stretch, Text
from archive.search.query import (
    Bin,
)
from archive.text import analysis

# Stands between the stretches of quotes, so that no phrase runs from one into the next; no form is like it.
BORDER = "|"
_TEXTS = ("title", "body", "byline", "said", "reported")
_KEYS = (
    *("source", "collection", "lang", "section", "actor", "place", "place_named", "country", "names"),
    *("speaker", "year", "url", "copies", "has", "spoken"),
)
_BINNED = ("published", "seen", "about", "about_own", "spoken", "spoken_own")
_NUMBERS = (
    *("id", "version", "rights", "collections", "words", "copy_group", "copies", "tagged", "unidentified"),
    *("published_first", "published_last", "seen_minute", "order_oldest", "order_newest", "order_seen"),
)


def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in _TEXTS:
        builder.add_text_field(f"{name}_s", tokenizer_name="spaces", index_option="position")
        builder.add_text_field(f"{name}_f", tokenizer_name="spaces", index_option="position")
    for name in _KEYS:
        builder.add_text_field(f"k_{name}", fast=True, tokenizer_name="raw", index_option="basic")
    for name in (*_NUMBERS, *(bin_field(name, step) for name in _BINNED for step in bins.BINS)):
        builder.add_unsigned_field(name, indexed=True, fast=True)
    builder.add_bytes_field("words_stored", stored=True)
    return builder.build()


def bin_field(name: str, step: Bin) -> str:
    return f"{name}_{step}"


def tantivy_document(source: SearchDocument) -> tantivy.Document:
    made = tantivy.Document()
    for name, words in _streams(source.text).items():
        language = source.text.language
        made.add_text(f"{name}_f", " ".join(words))
        made.add_text(f"{name}_s", " ".join([w if w == BORDER else analysis.lookup(w, language) for w in words]))
    for name, values in source.keys.items():
        for value in values:
            made.add_text(f"k_{name}", value)
    for name, number in _numbers(source):
        made.add_unsigned(name, number)
    made.add_bytes("words_stored", _stored(source))
    return made


def _streams(text: Text) -> dict[str, Sequence[str]]:
    printed = {True: list[str](), False: list[str]()}
    for quote in text.quotes:
        for stretch in quote.stretches:
            printed[stretch.printed] += [*text.body[stretch.first : stretch.last], BORDER]
    streams = {"title": text.title, "body": text.body, "byline": text.byline, "said": printed[True]}
    return {name: words for name, words in {**streams, "reported": printed[False]}.items() if words}


def _numbers(source: SearchDocument) -> Iterator[tuple[str, int]]:
    yield "id", source.id
    yield "version", source.version
    yield "rights", source.rights
    yield "words", source.words
    yield "copies", source.copies
    yield "tagged", int(source.tagged)
    yield "unidentified", source.unidentified
    yield "seen_minute", source.seen
    for collection in source.collections:
        yield "collections", collection
    if source.copy_group is not None:
        yield "copy_group", source.copy_group
    if source.published is not None:
        yield "published_first", source.published[0]
        yield "published_last", source.published[1]
    for name, key in source.order.items():
        yield f"order_{name}", key
    for name, by_step in source.bins.items():
        for step, numbers in by_step.items():
            for number in numbers:
                yield bin_field(name, step), number


# What verification needs, in lines of words.
_LINES: Final = ("title", "body", "byline")


def _stored(source: SearchDocument) -> bytes:
    """Id, rights, language, quotes, then forms and lookups of title, body and byline, a line each."""
    text = source.text
    quotes = [[q.speaker, [[int(s.printed), s.first, s.last] for s in q.stretches]] for q in text.quotes]
    lines = [str(source.id), str(source.rights), text.language, json.dumps(quotes) if quotes else ""]
    for base in _LINES:
        lines += [" ".join(getattr(text, base)), " ".join(text.lookups(base))]
    return "\n".join(lines).encode()


class StoredText:
    """`matching.Text` of a stored document; each line is split only when it is looked at."""

    def __init__(self, stored: tantivy.Document) -> None:
        self._lines = bytes(stored["words_stored"][0]).decode().split("\n")
        self.id = int(self._lines[0])
        self.rights = int(self._lines[1])
        self.language = self._lines[2]
        self._hidden = False

    def hide(self) -> None:
        """From now on what may not be read is not there: the body and its quotes."""
        self._hidden = True

    @cached_property
    def title(self) -> list[str]:
        return self._lines[4].split()

    @cached_property
    def body(self) -> list[str]:
        return [] if self._hidden else self._lines[6].split()

    @cached_property
    def byline(self) -> list[str]:
        return self._lines[8].split()

    def lookups(self, base: matching.Base) -> list[str]:
        return [] if base == "body" and self._hidden else self._lines[5 + 2 * _LINES.index(base)].split()

    @cached_property
    def quotes(self) -> tuple[QuoteText, ...]:
        if self._hidden or not self._lines[3]:
            return ()
        return tuple(
            QuoteText(speaker, tuple(Stretch(bool(printed), first, last) for printed, first, last in stretches))
            for speaker, stretches in json.loads(self._lines[3])
        )
