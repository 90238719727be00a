"""Whole texts of articles by id, as far as somebody may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from archive.search.query import Access
from archive.selectors.access import may_read, visible_articles
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
