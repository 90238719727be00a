"""Whole texts of articles by id, as far as somebody may read them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import NamedTuple

from django.db.models import Q

from archive.models import Article, Mention
from archive.search.query import Access
from archive.selectors.access import may_read, visible_articles
from archive.selectors.cards import SearchedText, quotes_of_bodies
from archive.selectors.pages import collection_notes
from archive.text.when import Published


@dataclass(frozen=True, slots=True)
class ReadableText:
    """An article's texts with what says where they are from; `body` is "" where it may not be read.

    `version`: the article's doc_version. `notes`: what must be printed with it.
    """

    id: int
    version: int
    title: str
    body: str
    byline: str
    language: str
    source: str
    source_name: str
    published: Published
    may_read: bool
    notes: tuple[str, ...]


def readable_texts(ids: Sequence[int], access: Access) -> dict[int, ReadableText]:
    """Id → its texts; articles that are gone, withdrawn or not visible are left out."""
    rows = visible_articles(access).filter(pk__in=ids, withdrawn_at__isnull=True).select_related("source")
    found = [(row, may_read(row, access)) for row in rows]
    notes = collection_notes([row.pk for row, _ in found], access)
    return {
        row.pk: ReadableText(
            id=row.pk,
            version=row.doc_version,
            title=row.title,
            body=row.body if readable else "",
            byline=row.byline,
            language=row.language,
            source=row.source.slug,
            source_name=row.source.name,
            published=row.published,
            may_read=readable,
            notes=notes.get(row.pk, ()),
        )
        for row, readable in found
    }


def searched_texts(ids: Sequence[int]) -> dict[int, SearchedText]:
    """Id → its text and quotes, in two queries of plain rows; gone and withdrawn articles are left out."""
    quotes = quotes_of_bodies(ids)
    rows = Article.objects.filter(pk__in=ids, withdrawn_at__isnull=True).order_by()
    return {
        row[0]: SearchedText(*row, quotes=quotes.get(row[0], ()))  # type: ignore[arg-type]
        for row in rows.values_list("pk", "title", "body", "byline", "language", "source__rights")
    }


@dataclass(frozen=True, slots=True)
class Names:
    """Whom and what mentions are of, any of these: ids of actors, printed names of somebody not identified, places
    meant literally with everything in them (`within`) or only themselves (`places`), ids named in any reading
    (`anyhow`), countries, and readings of places."""

    actors: frozenset[str] = frozenset()
    candidates: frozenset[str] = frozenset()
    within: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    anyhow: frozenset[str] = frozenset()
    countries: frozenset[str] = frozenset()
    readings: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return any(getattr(self, one.name) for one in fields(self))


class MentionSpan(NamedTuple):
    """A mention: code points [start, end) of the headline ("title") or the text ("body")."""

    article: int
    part: str
    start: int
    end: int


def mention_spans(ids: Sequence[int], names: Names) -> Iterator[MentionSpan]:
    """The mentions of these names in these articles, as they stand in each. Rights are the caller's to see to."""
    inside = Q(place__in=names.within | names.places) | Q(place__ancestors__overlap=sorted(names.within))
    wanted = (
        Q(actor__in=names.actors | names.anyhow)
        | Q(candidate__in=names.candidates)
        | Q(inside, reading="literal")
        | Q(place__in=names.anyhow)
        | Q(country__in=names.countries)
        | Q(reading__in=names.readings)
    )
    rows = Mention.objects.filter(wanted, article_id__in=ids).order_by("article_id", "part", "start", "end")
    for row in rows.values_list("article_id", "part", "start", "end"):
        yield MentionSpan(*row)
