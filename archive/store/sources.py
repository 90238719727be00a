"""Changing a source or a collection: the search documents of its articles change with it."""

from __future__ import annotations

from django.db import transaction

from archive.models import Collection, Source
from archive.store.due import mark_index_due


def source_save(source: Source) -> None:
    """Save a source; its name and rights stand in every document of its articles."""
    with transaction.atomic():
        source.save()
        mark_index_due(source.articles.values_list("pk", flat=True))


def collection_save(collection: Collection) -> None:
    """Save a collection; its slug stands in every document of its articles."""
    with transaction.atomic():
        collection.save()
        mark_index_due(collection.articles.values_list("pk", flat=True))
