"""Generations of the index: begun beside the one that serves, published in its place by one transaction."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from archive.models import IndexGeneration

State = IndexGeneration.State


def generation_begin(engine: str, fingerprint: str, shelf: str = "articles") -> IndexGeneration:
    """A new generation that nobody reads yet. One that an earlier, killed rebuild left unfinished is retired."""
    with transaction.atomic():
        IndexGeneration.objects.filter(shelf=shelf, state=State.BUILDING).update(state=State.RETIRED)
        return IndexGeneration.objects.create(shelf=shelf, engine=engine, fingerprint=fingerprint)


def generation_publish(generation_id: int) -> None:
    """From now on this generation serves; ValueError unless it is being built (another process may have retired it)."""
    with transaction.atomic():
        generation = IndexGeneration.objects.select_for_update().get(pk=generation_id)
        if generation.state != State.BUILDING:
            raise ValueError(f"generation {generation_id} of the index is {generation.state}, not being built")
        IndexGeneration.objects.filter(shelf=generation.shelf, state=State.SERVING).update(state=State.RETIRED)
        generation.state = State.SERVING
        generation.published = timezone.now()
        generation.save(update_fields=["state", "published"])


def generation_retire(generation_id: int) -> None:
    """A generation that is not going to serve; one that serves stays what it is."""
    IndexGeneration.objects.filter(pk=generation_id, state=State.BUILDING).update(state=State.RETIRED)


def generation_forget(generation_id: int) -> None:
    """A retired generation whose index has been removed."""
    IndexGeneration.objects.filter(pk=generation_id, state=State.RETIRED).delete()


def commit_number_raise(generation_id: int) -> int:
    """After each commit of the index, and when rights or rulings change: cached answers are stale."""
    IndexGeneration.objects.filter(pk=generation_id).update(commit_number=F("commit_number") + 1)
    return IndexGeneration.objects.values_list("commit_number", flat=True).get(pk=generation_id)
