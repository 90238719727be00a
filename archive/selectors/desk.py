"""What lies on one person's desk. Nothing here is ever read without its owner."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar

from django.contrib.auth.models import User

from archive.models import Article, SavedList, SavedSearch

Kept = TypeVar("Kept", SavedSearch, SavedList)


def kept(model: type[Kept], owner: User, id: int, *, deleted: bool = False) -> Kept | None:
    """The owner's own row; None for what is another's, is not there, or (unless `deleted`) was deleted."""
    return model._default_manager.filter(owner=owner, pk=id, deleted__isnull=not deleted).first()


def all_kept(model: type[Kept], owner: User) -> list[Kept]:
    """What the owner keeps, by name."""
    return list(model._default_manager.filter(owner=owner, deleted=None))


def lately_deleted(model: type[Kept], owner: User, since: datetime) -> list[Kept]:
    """What the owner can still put back, the latest first."""
    return list(model._default_manager.filter(owner=owner, deleted__gte=since).order_by("-deleted"))


def first_seen(ids: Sequence[int]) -> dict[int, datetime]:
    """When the archive first saw these articles."""
    return dict(Article.objects.filter(pk__in=ids).values_list("pk", "first_seen"))
