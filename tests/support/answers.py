"""Answers that were kept, forgotten: a key may come again in the archive of the next test."""

from __future__ import annotations

from django.core.cache import caches

from archive.search import service


def forget() -> None:
    """Empty every cache."""
    for one in caches.all():
        one.clear()
    service.forget_labels()
