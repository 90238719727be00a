"""Changing a source or a collection: the search documents of its articles change with it."""

from __future__ import annotations

from django.db import connection, transaction

from archive.models import Collection, Source
from archive.store.due import wake_index

_MARK = "UPDATE archive_article SET doc_version = nextval('archive_version_seq'), index_due = true WHERE "


def source_save(source: Source) -> None:
    """Save a source; its name and rights stand in every document of its articles."""
    with transaction.atomic(), connection.cursor() as cursor:
        source.save()
        cursor.execute(_MARK + "source_id = %s", [source.pk])
        wake_index()


def collection_save(collection: Collection) -> None:
    """Save a collection; its slug stands in every document of its articles."""
    with transaction.atomic(), connection.cursor() as cursor:
        collection.save()
        cursor.execute(
            _MARK + "id IN (SELECT article_id FROM archive_article_collections WHERE collection_id = %s)", [collection.pk]
        )
        wake_index()
