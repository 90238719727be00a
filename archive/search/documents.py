"""From an article's row and tags to the document that engines index.

`ArticleRecord` is what selectors know of an article; `document(record, zone)` makes of it the words, exact
values and numbers that every engine stores, so that two engines cannot differ in what they were told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from archive.search import bins, fields
from archive.search.matching import QuoteText, Stretch, Text
from archive.search.query import RIGHTS, Bin, Rights, candidate_value
from archive.text import analysis
from archive.text.when import UNKNOWN, Published, Span


@dataclass(frozen=True, slots=True)
class QuoteRecord:
    """A quote in the body: span of its words, type ("direct", "indirect", "mixed"), speaker's actor id or "", and its
    number in the database, which the quotes shelf knows it by."""

    start: int
    end: int
    type: str
    speaker: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """Everything of an article that can be searched, from `selectors.article_records`.

    `version` is the article's doc_version. Ids of actors, places and sources are their permanent strings.
    Printed names without an actor (`candidates`) are values of `actor` beside the ids, each as `candidate_value`.
    `unidentified` counts the mentions that have no more than such a name.
    `places`: literal mentions with all their ancestors; `places_named`: the literal ones themselves.
    `names`: every actor and place named in any reading. `candidates`: printed names of people and
    organisations that the authority does not know. `spoken`: first and last day of each spoken date.
    `persons`, `orgs`: actors and candidates by kind, as values of `actor`; a candidate that is neither is in none.
    `readings`: those in which places are named.
    `copy_group` is None for an article without copies; `is_first`: the earliest of its group.
    """

    id: int
    version: int
    title: str
    body: str
    language: str
    source: str
    source_name: str
    rights: Rights
    collections: tuple[int, ...]
    collection_slugs: tuple[str, ...]
    first_seen: datetime
    words: int
    published: Published = UNKNOWN
    byline: str = ""
    section: str = ""
    url: str = ""
    external_id: str = ""
    copy_group: int | None = None
    copies: int = 1
    is_first: bool = True
    revisions: int = 1
    tagged: bool = False
    actors: tuple[str, ...] = ()
    actor_kinds: tuple[str, ...] = ()
    candidates: tuple[str, ...] = ()
    unidentified: int = 0
    persons: tuple[str, ...] = ()
    orgs: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    speakers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    places_named: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    quotes: tuple[QuoteRecord, ...] = ()
    spoken: tuple[tuple[date, date], ...] = ()


# Ids and minutes share one sort key of 64 bits: 33 bits of minutes reach the year 9999, 31 bits of ids two thousand
# million articles.
ID_BITS = 31
ID_MAX = (1 << ID_BITS) - 1
MINUTE_MAX = (1 << 33) - 1  # stands for an unknown date, so that it comes last in both orders


@dataclass(frozen=True, slots=True)
class SearchDocument:
    """What an engine indexes of one article, or on the quotes shelf of one quote (`quote_documents.py`).

    `id`: the document's; `article`: the number of the article that it is or is of.
    `ranked`: headline and text are weighed as one (layout.py); a quote has only its own words to weigh.
    `keys`: exact values by field; `spoken` says which of `about`, `about_own` holds anything.
    `copy_group`: what counts once with copies=first; `story`: the article's own group of copies.
    `order`: sort keys, smallest first ("newest", "oldest", "seen"), each unique.
    `published`: first and last minute on the archive's wall clock. `bins`: numbers by kind of bin; of `about` and
    `about_own` (with the article's own publication day) the bins that hold a spoken date, of `spoken` and
    `spoken_own` the calendar units that the spoken dates are.
    """

    id: int
    article: int
    version: int
    rights: int
    collections: tuple[int, ...]
    text: Text
    keys: dict[str, tuple[str, ...]]
    words: int
    copy_group: int | None
    story: int | None
    copies: int
    tagged: bool
    unidentified: int
    published: tuple[int, int] | None
    seen: int
    order: dict[str, int]
    bins: dict[str, dict[Bin, tuple[int, ...]]]
    ranked: bool = True


def document(record: ArticleRecord, zone: ZoneInfo) -> SearchDocument:
    """The search document of an article; ValueError for an id beyond ID_MAX."""
    if not 0 < record.id <= ID_MAX:
        raise ValueError(f"article id {record.id} does not fit the index: at most {ID_MAX}")
    span = record.published.span(zone)
    seen = record.first_seen.astimezone(zone).replace(tzinfo=None)
    by_bin = _bins(record, span, seen)
    spoken = tuple(name for name in ("about", "about_own") if by_bin[name])
    return SearchDocument(
        id=record.id,
        article=record.id,
        version=record.version,
        rights=RIGHTS.index(record.rights),
        collections=record.collections,
        text=text_of(record),
        keys={**_keys(record, by_bin["published"]), "spoken": spoken},
        words=record.words,
        copy_group=record.copy_group,
        story=record.copy_group,
        copies=record.copies,
        tagged=record.tagged,
        unidentified=record.unidentified,
        published=None if span is None else (bins.minute(span.start), bins.minute(span.end) - 1),
        seen=bins.minute(seen),
        order=order_keys(record.id, span, seen),
        bins=by_bin,
    )


def key_id(key: int) -> int:
    """The id in a sort key."""
    return key & ID_MAX


def published_key(span: Span | None, id: int) -> int:
    """Earliest first, unknown last, then by id."""
    return ((MINUTE_MAX if span is None else bins.minute(span.start)) << ID_BITS) | id


def order_keys(id: int, span: Span | None, seen: datetime) -> dict[str, int]:
    """The sort keys of a document, by order."""
    newest = MINUTE_MAX if span is None else MINUTE_MAX - 1 - bins.minute(span.start)
    return {
        "oldest": published_key(span, id),
        "newest": (newest << ID_BITS) | id,
        "seen": ((MINUTE_MAX - bins.minute(seen)) << ID_BITS) | id,
    }


def _keys(record: ArticleRecord, published: dict[Bin, tuple[int, ...]]) -> dict[str, tuple[str, ...]]:
    keys = {
        "source": (record.source,),
        "collection": record.collection_slugs,
        "lang": (record.language,),
        "section": (record.section,),
        "actor": (*record.actors, *map(candidate_value, record.candidates)),
        "person": record.persons,
        "org": record.orgs,
        "place": record.places,
        "place_named": record.places_named,
        "country": record.countries,
        "names": record.names,
        "reading": record.readings,
        "speaker": record.speakers,
        "speech": tuple(sorted({quote.type for quote in record.quotes})),
        # The bins of the timeline, so that a value's count is its bar's.
        "year": tuple(bins.printed("year", number)[:4] for number in published.get("year", ())),
        "month": tuple(bins.printed("month", number)[:7] for number in published.get("month", ())),
        "length": (fields.step_of(fields.LENGTHS, record.words),),
        "carried": (fields.step_of(fields.CARRIED, record.copies),),
        "url": (record.url,),
        "copies": ("first",) if record.is_first else (),
        "has": tuple(_has(record)),
    }
    return {name: tuple(dict.fromkeys(filter(None, values))) for name, values in keys.items()}


def _has(record: ArticleRecord) -> list[str]:
    has = {
        "quotes": record.quotes,
        "place": record.places,
        "actor": record.actors or record.candidates,
        "unidentified": record.unidentified,
        "speaker": record.speakers,
        "about": record.spoken,
        "tags": record.tagged,
        "date": record.published.on,
        "revisions": record.revisions > 1,
        "copies": record.copies > 1,
        "byline": record.byline,
        "section": record.section,
        "url": record.url,
    }
    return [name for name, there in has.items() if there]


def text_of(record: ArticleRecord) -> Text:
    """The words of an article and of its quotes."""
    return Text(
        language=record.language,
        title=analysis.forms(record.title),
        body=analysis.forms_of(record.body),
        byline=analysis.forms(record.byline),
        quotes=quote_texts(record.body, record.quotes),
    )


def quote_texts(body: str, records: Sequence[QuoteRecord]) -> tuple[QuoteText, ...]:
    """Quotes as stretches of words; a mixed one is printed words where quotation marks are open, else indirect."""
    if not records:
        return ()
    pieces = [
        _printed_pieces(body, quote.start, quote.end)
        if quote.type == "mixed"
        else [(quote.type == "direct", quote.start, quote.end)]
        for quote in records
    ]
    word = analysis.words_before(body, {at for some in pieces for _, *ends in some for at in ends})
    return tuple(
        QuoteText(quote.speaker, tuple(Stretch(p, word[a], word[b]) for p, a, b in some if word[a] < word[b]))
        for quote, some in zip(records, pieces, strict=True)
    )


_OPENS = '"“„«'
_CLOSES = '"”“»'


def _printed_pieces(body: str, start: int, end: int) -> list[tuple[bool, int, int]]:
    """The pieces of a mixed quote between its quotation marks (True) and outside them (False)."""
    pieces, open_at, at = [], None, start
    for n in range(start, end):
        sign = body[n]
        if open_at is None and sign in _OPENS:
            pieces.append((False, at, n))
            open_at = n
        elif open_at is not None and sign in _CLOSES:
            pieces.append((True, open_at, n))
            open_at, at = None, n
    pieces.append((open_at is not None, open_at if open_at is not None else at, end))
    return pieces


def _bins(record: ArticleRecord, span: Span | None, seen: datetime) -> dict[str, dict[Bin, tuple[int, ...]]]:
    own = record.published.on if record.published.precision in ("day", "minute") else None
    with_own = {unit for first, last in record.spoken for unit in bins.units(first, last)}
    without = with_own - ({bins.Unit("day", own.toordinal())} if own else set())
    return {
        "published": _published_bins(span),
        "seen": _bins_of_hour(seen.replace(minute=0, second=0, microsecond=0)),
        "about": _grouped(wider for unit in without for wider in _wider(unit)),
        "about_own": _grouped(wider for unit in with_own for wider in _wider(unit)),
        "spoken": _grouped(without),
        "spoken_own": _grouped(with_own),
    }


# Articles of one time are indexed together, and speak of the days around it.
_TIMES_KEPT = 10_000


@lru_cache(maxsize=_TIMES_KEPT)
def _wider(unit: bins.Unit) -> tuple[bins.Unit, ...]:
    return tuple(bins.bins_of_unit(unit))


@lru_cache(maxsize=_TIMES_KEPT)
def _bins_of_hour(hour: datetime) -> dict[Bin, tuple[int, ...]]:
    """Of whatever lies within that hour; not to be changed."""
    return {step: (bins.number(step, hour),) for step in bins.BINS}


def _published_bins(span: Span | None) -> dict[Bin, tuple[int, ...]]:
    """A date known to the day enters no hour bin; one known to the month no finer bin."""
    if span is None:
        return {}
    hour = span.start.replace(minute=0, second=0, microsecond=0)
    if span.end - hour <= timedelta(hours=1):
        return _bins_of_hour(hour)
    found = {step: bins.bin_of_span(step, span) for step in bins.BINS}
    return {step: (number,) for step, number in found.items() if number is not None}


def _grouped(units: Iterable[bins.Unit]) -> dict[Bin, tuple[int, ...]]:
    found: dict[Bin, set[int]] = {}
    for unit in units:
        found.setdefault(unit.bin, set()).add(unit.number)
    return {step: tuple(sorted(numbers)) for step, numbers in found.items()}
