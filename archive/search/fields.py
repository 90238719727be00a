"""THE field table: every field of the query language, its names, what it searches, how it is shown.

Grammar, engines, facets, forms, help page and documents read this one list.
"""

from __future__ import annotations

import hashlib
from dataclasses import astuple, dataclass
from typing import Literal

from archive.search import bins
from archive.text import analysis

Kind = Literal["text", "name", "code", "date", "number", "copies", "has", "id", "url"]


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    `kind`: text (words, phrases, wildcards, NEAR), name (resolved to ids), code (ISO 639-1), date, number,
    copies, has, id, url. `facet`: may be counted and chosen beside the query. `reads`: what it
    gives away, so who may ask it: "metadata" (everybody who sees the article), "text" (text, quotes, tags).
    `boost`: weight in ranking.
    """

    name: str
    kind: Kind
    help: str
    example: str
    aliases: tuple[str, ...] = ()
    facet: bool = False
    sortable: bool = False
    reads: Literal["metadata", "text"] = "metadata"
    boost: float = 1.0


# Phrases, wildcards and other leaves that are looked up in headline and text apart weigh twice in the headline, as
# single words do (evaluate/layout.py, where they are tuned).
_TITLE_BOOST = 2.0

# Values of the facets of length in words and of copies of a story; the last of each has no upper end.
LENGTHS = ("0-99", "100-249", "250-499", "500-999", "1000-1999", "2000+")
CARRIED = ("1", "2-5", "6-10", "11-25", "26+")
# How the name of a place may be meant.
READINGS = ("literal", "metonymic", "adjectival")
# How the words of a quote are printed: within quotation marks, partly so, or without.
SPEECH = ("direct", "mixed", "indirect")

_ALL = (
    Field("title", "text", "words of the headline", "title:referendum", ("hd", "headline"), boost=_TITLE_BOOST),
    Field("body", "text", "words of the text", 'body:"common vision"', ("text",), reads="text"),
    Field("byline", "text", "the author's line", "byline:smith", ("by", "author")),
    Field("source", "name", "the source, by name or slug", "source:reuters", ("publication", "so"), facet=True),
    Field("collection", "name", "a collection, by slug or name", "collection:sample", facet=True),
    Field("lang", "code", "language, as an ISO 639-1 code", "lang:uk", ("language", "la"), facet=True),
    Field("section", "name", "section of the source", "section:world", facet=True),
    Field(
        "actor",
        "name",
        "articles that mention the actor, under any of its names",
        "actor:lavrov",
        facet=True,
        reads="text",
    ),
    Field(
        "under",
        "name",
        "the actor, its parts and its office-holders at the article's date",
        'under:"government of russia"',
        reads="text",
    ),
    Field("person", "name", "as actor, people only", "person:kerry", facet=True, reads="text"),
    Field(
        "org",
        "name",
        "as actor, organisations only",
        "org:nato",
        ("organisation", "organization"),
        facet=True,
        reads="text",
    ),
    Field(
        "place",
        "name",
        "articles that mention the place itself or a place within it; place:=ukraine without those within",
        "place:crimea",
        facet=True,
        reads="text",
    ),
    Field(
        "country", "name", "the country of any place named, by ISO code or name", "country:ua", facet=True, reads="text"
    ),
    Field(
        "names", "name", "the actor or place is named in any reading, spelling or script", "names:kyiv", reads="text"
    ),
    Field("speaker", "name", "articles that quote the actor", "speaker:lavrov", ("said_by",), facet=True, reads="text"),
    Field(
        "said",
        "text",
        "words printed inside quotation marks",
        "said:(sanctions counterproductive)",
        ("quote",),
        reads="text",
    ),
    Field("reported", "text", "words of indirect speech", "reported:ceasefire", reads="text"),
    Field(
        "speech",
        "code",
        "a quote is printed so: direct (in quotation marks), mixed (partly) or indirect",
        "speech:indirect",
        facet=True,
        reads="text",
    ),
    Field("date", "date", "when it was published", "date:2014-03-01..2014-03-16", ("published",), sortable=True),
    Field("about", "date", "dates that the text speaks of", "about:2014-03-16", ("event",), reads="text"),
    Field("seen", "date", "when the archive first saw it", "seen:-7d..today", sortable=True),
    Field("words", "number", "length of the text in words", "words:>500", ("wc",), sortable=True),
    Field("year", "code", "year of publication", "year:2014", facet=True),
    Field("month", "code", "month of publication", "month:2014-03", facet=True),
    Field("length", "code", f"length in words, as one of {', '.join(LENGTHS)}", "length:500-999", facet=True),
    Field(
        "reading",
        "code",
        "a place is named in this reading: literal, metonymic or adjectival",
        "reading:metonymic",
        facet=True,
        reads="text",
    ),
    Field("carried", "code", f"copies of the story: {', '.join(CARRIED)}", "carried:2-5", facet=True),
    Field("id", "id", "one article by its number", "id:1"),
    Field("url", "url", "one article by its address", "url:https://example.org/a"),
    Field(
        "copies",
        "copies",
        "copies:first, the first of each group of copies; copies:>10, carried by more than ten",
        "copies:first",
    ),
    Field("has", "has", "articles that have something", "has:quotes", reads="text"),
)

FIELDS: dict[str, Field] = {field.name: field for field in _ALL}
NAMES: dict[str, Field] = {name: field for field in _ALL for name in (field.name, *field.aliases)}
FACETS: tuple[str, ...] = tuple(field.name for field in _ALL if field.facet)


def ends(step: str) -> tuple[int, int | None]:
    """The least and the greatest number of a value like "100-249", "1" or "2000+" (no greatest)."""
    low, _, high = step.rstrip("+").partition("-")
    return int(low), None if step.endswith("+") else int(high or low)


def step_of(steps: tuple[str, ...], number: int) -> str:
    """The value of LENGTHS or CARRIED that a number falls in; the first for one below it."""
    return next(step for step in reversed(steps) if number >= ends(step)[0] or step == steps[0])


# What has: can ask for, and whether the answer gives away text, quotes or tags.
HAS: dict[str, Literal["metadata", "text"]] = {
    "quotes": "text",
    "place": "text",
    "actor": "text",
    "about": "text",
    "tags": "text",
    "unidentified": "text",
    "speaker": "text",
    "date": "metadata",
    "revisions": "metadata",
    "copies": "metadata",
    "byline": "metadata",
    "section": "metadata",
    "url": "metadata",
}


def find(name: str) -> Field | None:
    """A field by its name or an alias, in any case."""
    return NAMES.get(name.lower())


def fingerprint(zone: str) -> str:
    """Changes whenever an index made before would answer otherwise: fields, analysis, bins, the archive's zone."""
    shapes = [(*astuple(field)[:2], field.reads) for field in _ALL]
    printed = repr((shapes, sorted(HAS.items()), analysis.VERSION, bins.VERSION, DOCUMENTS, zone))
    return hashlib.sha256(printed.encode()).hexdigest()[:16]


# Raise when documents.py or an engine's schema would index the same article otherwise.
DOCUMENTS = 8
