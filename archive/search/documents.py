"""From an article's row and tags to the document that engines index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from archive.search.query import Rights
from archive.text.when import UNKNOWN, Published


@dataclass(frozen=True, slots=True)
class QuoteRecord:
    """A quote in the body: span of its words, type ("direct", "indirect", "mixed"), speaker's actor id or ""."""

    start: int
    end: int
    type: str
    speaker: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """Everything of an article that can be searched, from `selectors.article_records`.

    `version` is the article's doc_version. Ids of actors, places and sources are their permanent strings.
    `places`: literal mentions with all their ancestors; `places_named`: the literal ones themselves.
    `names`: every actor and place named in any reading. `candidates`: printed names of people and
    organisations that the authority does not know. `spoken`: first and last day of each spoken date.
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
    speakers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    places_named: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    quotes: tuple[QuoteRecord, ...] = ()
    spoken: tuple[tuple[date, date], ...] = ()
