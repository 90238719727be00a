"""Names of the values that filters take, and finding values of a facet by part of a name in any script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from archive.authority.names import fold
from archive.models import (
    Actor,
    ActorName,
    Article,
    Collection,
    Place,
    PlaceName,
    Rejected,
    Role,
    TagState,
)
from archive.search.query import Access
from archive.selectors.access import visible_sources
from archive.selectors.authority import in_chunks
from archive.selectors.outdated import outdated_count, tagger_version


def source_labels(slugs: Sequence[str], access: Access) -> dict[str, str]:
    """Names of the sources among these that this person may know of."""
    return dict(visible_sources(access).filter(slug__in=slugs).values_list("slug", "name"))


def collection_labels(slugs: Sequence[str], access: Access) -> dict[str, str]:
    """Names of the collections among these that this person may know of."""
    rows = Collection.objects.filter(slug__in=slugs)
    if access.collections is not None:
        rows = rows.filter(pk__in=access.collections)
    return dict(rows.values_list("slug", "name"))


def people_among(ids: Sequence[str]) -> frozenset[str]:
    """Those of these actors that are persons."""
    return frozenset(Actor.objects.filter(pk__in=list(ids), kind="person").values_list("pk", flat=True))


def actors_like(text: str) -> frozenset[str]:
    """Ids of actors that have a name containing `text`, in any spelling or script."""
    return frozenset(ActorName.objects.filter(folded__contains=fold(text)).values_list("actor_id", flat=True))


def places_like(text: str) -> frozenset[str]:
    """Ids of places that have a name containing `text`, in any spelling or script."""
    return frozenset(PlaceName.objects.filter(folded__contains=fold(text)).values_list("place_id", flat=True))


def countries_like(text: str) -> frozenset[str]:
    """Codes of countries that have a name containing `text`, in any spelling or script."""
    rows = PlaceName.objects.filter(folded__contains=fold(text), place__kind="country").exclude(place__country="")
    return frozenset(rows.values_list("place__country", flat=True))


def actor_kinds(ids: Sequence[str]) -> dict[str, str]:
    """Actor id → its kind ("person", "government", …), of those that the authority lists."""
    return {
        id: kind for some in in_chunks(ids) for id, kind in Actor.objects.filter(pk__in=some).values_list("pk", "kind")
    }


def place_ancestors(ids: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Place id → ids of all places that contain it, nearest first."""
    return {
        id: tuple(above)
        for some in in_chunks(ids)
        for id, above in Place.objects.filter(pk__in=some).values_list("pk", "ancestors")
    }


def offices_at(actor_ids: Sequence[str], day: date | None) -> dict[str, str]:
    """Actor id → the office held on that day ("foreign minister, Government of Russia"); none where day is unknown."""
    if day is None:
        return {}
    held = Role.objects.filter(person_id__in=actor_ids).select_related("organisation").order_by("start", "pk")
    held = held.filter(Q(start=None) | Q(start__lte=day)).filter(Q(end=None) | Q(end__gte=day))
    return {role.person_id: f"{role.office}, {role.organisation.name}" for role in held}


@dataclass(frozen=True, slots=True)
class Waiting:
    """Work that is waiting or was set aside, for the health page."""

    index: int
    tags: int
    tags_outdated: int
    tags_failed: int
    rejected: int


def waiting() -> Waiting:
    present = Article.objects.filter(withdrawn_at__isnull=True)
    return Waiting(
        index=present.filter(index_due=True).count(),
        tags=present.filter(tag_due=True).count(),
        tags_outdated=outdated_count(tagger_version()),
        tags_failed=TagState.objects.filter(state=TagState.State.FAILED).count(),
        rejected=Rejected.objects.filter(settled__isnull=True).count(),
    )


def collections(access: Access) -> list[Collection]:
    """The collections that this person may see, each with `count` of its articles."""
    rows = Collection.objects.annotate(
        count=Count("articles", filter=Q(articles__withdrawn_at__isnull=True), distinct=True)
    )
    return list(rows if access.collections is None else rows.filter(pk__in=access.collections))


def authority_counts() -> tuple[int, int]:
    """Actors and places that the archive knows by name."""
    return Actor.objects.filter(merged_into=None).count(), Place.objects.count()
