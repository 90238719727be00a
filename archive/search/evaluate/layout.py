"""How an article lies in an engine's fields, and what verification reads back of it.

Each text is there twice, as words with a space between: `…_s` holds every word's lookup (its marked stem, or its
form) and where it stands, `…_f` each form that there is. `ranked_s` holds headline and text once more, as words are
weighed in ranking. `k_…` are exact values; the rest are whole numbers, never negative.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Final

from archive.search import bins, matching
from archive.search.documents import SearchDocument
from archive.search.matching import QuoteText, Stretch, Text
from archive.search.query import Bin
from archive.text import analysis

# Stands between the stretches of quotes, so that no phrase runs from one into the next; no form is like it.
BORDER = "|"
_NAMES = ("title", "body", "byline", "said", "reported")
TEXTS = tuple(f"{name}_s" for name in _NAMES)  # with the places of their words
FORMS = tuple(f"{name}_f" for name in _NAMES)  # which are there, not where: half the bytes (docs/decisions/012)
# Headline and text as one, by which a word without field is weighed where the text may be read: one field has one
# measure of how rare a word is and of how long a text is (the "simple BM25F" of Robertson, Zaragoza and Taylor,
# CIKM 2004). Words of the headline stand in it twice, and the first words of an article once more. Its lookups have no
# mark of language: else the one French article about Lavrov would stand before a thousand English ones, his name being
# rare in French. Figures and what else was tried: docs/decisions/008; run `manage.py bench ranking` again when
# changing anything.
RANKED = "ranked_s"
_TITLE_TIMES = 2
_EARLY_WORDS = 20
KEYS = tuple(
    f"k_{name}"
    for name in (
        *("source", "collection", "lang", "section", "actor", "person", "org", "place", "place_named", "country"),
        *("names", "reading", "speaker", "speech", "year", "month", "length", "carried", "url", "copies"),
        *("has", "spoken"),
    )
)
_BINNED = ("published", "seen", "about", "about_own", "spoken", "spoken_own")
NUMBERS = (
    *("id", "article", "version", "rights", "collections", "words", "copy_group", "story", "copies", "tagged"),
    *("unidentified",),
    *("published_first", "published_last", "seen_minute", "order_oldest", "order_newest", "order_seen"),
    *(f"{name}_{step}" for name in _BINNED for step in bins.BINS),
)
STORED = "words_stored"


def bin_field(name: str, step: Bin) -> str:
    """The field of the bins of one kind."""
    return f"{name}_{step}"


def words(source: SearchDocument) -> Iterator[tuple[str, str]]:
    """Each text field with its words."""
    text = source.text
    forms = {"title": text.title, "body": text.body, "byline": text.byline}
    lookups = {name: analysis.lookups_of(found, text.language) for name, found in forms.items()}
    for kind, found in (("f", forms), ("s", lookups)):
        said = _stretches(text, found["body"]) if text.quotes else {}
        for name, some in (found | said).items():
            if some:
                # That a form is there is all that is kept of it: once is enough.
                yield f"{name}_{kind}", " ".join(dict.fromkeys(some) if kind == "f" else some)
    if source.ranked and (weighed := _weighed(lookups["title"], lookups["body"])):
        # The marks of a text are all its language's, and no form has a colon.
        yield RANKED, " ".join(weighed).replace(f"{text.language}:", "")


def unmarked(lookup: str) -> str:
    """A lookup without its mark of language."""
    return lookup.rpartition(":")[2]


def _weighed(title: list[str], body: list[str]) -> list[str]:
    """The lookups of headline and text, each as often as it counts."""
    return [*title * _TITLE_TIMES, *body, *[*title, *body[:_EARLY_WORDS]][:_EARLY_WORDS]]


def keys(source: SearchDocument) -> Iterator[tuple[str, str]]:
    """Each exact value with its field."""
    for name, values in source.keys.items():
        for value in values:
            yield f"k_{name}", value


def _stretches(text: Text, words: Sequence[str]) -> dict[str, list[str]]:
    """What stands within quotation marks of the words of a body, and what is reported without them."""
    found: dict[str, list[str]] = {"said": [], "reported": []}
    for quote in text.quotes:
        for stretch in quote.stretches:
            found["said" if stretch.printed else "reported"] += [*words[stretch.first : stretch.last], BORDER]
    return found


def numbers(source: SearchDocument) -> Iterator[tuple[str, int]]:
    """Each number with its field."""
    yield "id", source.id
    yield "article", source.article
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
    if source.story is not None:
        yield "story", source.story
    if source.published is not None:
        yield "published_first", source.published[0]
        yield "published_last", source.published[1]
    for name, key in source.order.items():
        yield f"order_{name}", key
    for name, by_step in source.bins.items():
        for step, found in by_step.items():
            for number in found:
                yield bin_field(name, step), number


# What verification needs, in lines of words.
_LINES: Final = ("title", "body", "byline")
_HEAD = 4  # lines before these


def stored(source: SearchDocument) -> str:
    """Id, rights, language, quotes, then the forms of title, body and byline, a line each."""
    text = source.text
    quotes = [[q.speaker, [[int(s.printed), s.first, s.last] for s in q.stretches]] for q in text.quotes]
    lines = [str(source.id), str(source.rights), text.language, json.dumps(quotes) if quotes else ""]
    lines += [" ".join(getattr(text, base)) for base in _LINES]
    return "\n".join(lines)


class StoredText:
    """`matching.Text` of what `stored` wrote; each line is split only when it is looked at."""

    def __init__(self, written: str) -> None:
        self._lines = written.split("\n")
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
        return [] if self._hidden else self._lines[5].split()

    @cached_property
    def byline(self) -> list[str]:
        return self._lines[6].split()

    def has_run(self, base: matching.Base, forms: Sequence[str]) -> bool:
        """Whether these forms stand one after the other: a tenth of the time of looking at each word."""
        if base == "body" and self._hidden:
            return False
        return f" {' '.join(forms)} " in f" {self._lines[_HEAD + _LINES.index(base)]} "

    def lookups(self, base: matching.Base) -> list[str]:
        return analysis.lookups_of(getattr(self, base), self.language)

    @cached_property
    def quotes(self) -> tuple[QuoteText, ...]:
        if self._hidden or not self._lines[3]:
            return ()
        return tuple(
            QuoteText(speaker, tuple(Stretch(bool(printed), first, last) for printed, first, last in stretches))
            for speaker, stretches in json.loads(self._lines[3])
        )
