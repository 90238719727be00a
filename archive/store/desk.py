"""Keeping searches and lists of searches for their owners; what is deleted can be put back for a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from archive.models import SavedList, SavedSearch

# How long a deleted row can be put back: until the next morning, so that a slip of the afternoon is mended.
PUT_BACK = timedelta(days=1)
# Of one person. A look costs a scan of the index each, and nobody reads more by hand.
SEARCHES_MAX = 500
LISTS_MAX = 200


class DeskFullError(Exception):
    """The person keeps as many as are allowed; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a search found at a moment: the packed ids, and how far back they go (None: all of them)."""

    at: datetime
    known: bytes
    since: datetime | None


def saved_search_create(owner: User, name: str, query: str, look: Look) -> SavedSearch:
    """Keep a search. DeskFullError where the owner has SEARCHES_MAX."""
    with transaction.atomic():
        _room(owner, SavedSearch, SEARCHES_MAX, "searches")
        return SavedSearch.objects.create(
            owner=owner, name=name, query=query, looked=look.at, known=look.known, known_since=look.since
        )


def saved_search_change(saved: SavedSearch, name: str, query: str, look: Look | None) -> None:
    """Rename a search, or ask otherwise: then `look` is what the new question finds now."""
    saved.name, saved.query, saved.changed = name, query, timezone.now()
    if look is not None:
        saved.looked, saved.known, saved.known_since = look.at, look.known, look.since
    saved.save()
    purge()


def saved_search_looked(saved: SavedSearch, look: Look) -> None:
    """The owner has seen what `look` holds."""
    SavedSearch.objects.filter(pk=saved.pk).update(looked=look.at, known=look.known, known_since=look.since)


def saved_list_create(owner: User, name: str, text: str, query: str, step: str) -> SavedList:
    """Keep a list of queries. DeskFullError where the owner has LISTS_MAX."""
    with transaction.atomic():
        _room(owner, SavedList, LISTS_MAX, "lists")
        return SavedList.objects.create(owner=owner, name=name, text=text, query=query, bin=step)


def saved_list_change(saved: SavedList, name: str, text: str, query: str, step: str) -> None:
    saved.name, saved.text, saved.query, saved.bin, saved.changed = name, text, query, step, timezone.now()
    saved.save()
    purge()


def saved_delete(saved: SavedSearch | SavedList) -> None:
    """Take it off the desk; it can be put back for a day."""
    saved.deleted = timezone.now()
    saved.save(update_fields=["deleted"])
    purge()


def saved_put_back(saved: SavedSearch | SavedList) -> None:
    saved.deleted = None
    saved.save(update_fields=["deleted"])


def purge() -> int:
    """Remove for good what can no longer be put back, anybody's; returns how many rows went."""
    before = timezone.now() - PUT_BACK
    return sum(model.objects.filter(deleted__lt=before).delete()[0] for model in (SavedSearch, SavedList))


def _room(owner: User, model: type[SavedSearch] | type[SavedList], most: int, words: str) -> None:
    purge()
    User.objects.select_for_update().get(pk=owner.pk)  # two tabs at once must not pass the limit
    if model._default_manager.filter(owner=owner, deleted=None).count() >= most:
        raise DeskFullError(f"you keep {most} {words}, as many as one person may; delete one first")
