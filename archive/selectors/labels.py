"""Names of the values that filters take, and finding values of a facet by part of a name in any script."""

from __future__ import annotations

from collections.abc import Sequence

from archive.authority.names import fold
from archive.models import ActorName, Collection, PlaceName, Source


def source_labels(slugs: Sequence[str]) -> dict[str, str]:
    return dict(Source.objects.filter(slug__in=slugs).values_list("slug", "name"))


def collection_labels(slugs: Sequence[str]) -> dict[str, str]:
    return dict(Collection.objects.filter(slug__in=slugs).values_list("slug", "name"))


def actors_like(text: str) -> frozenset[str]:
    """Ids of actors that have a name containing `text`, in any spelling or script."""
    return frozenset(ActorName.objects.filter(folded__contains=fold(text)).values_list("actor_id", flat=True))


def places_like(text: str) -> frozenset[str]:
    """Ids of places that have a name containing `text`, in any spelling or script."""
    return frozenset(PlaceName.objects.filter(folded__contains=fold(text)).values_list("place_id", flat=True))
