"""The authority: known actors and places with their names, and the offices people held."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

# Merges one after the other that are followed: nobody merges so often, and two merged into each other end nothing.
_MERGES = 10


class Actor(models.Model):
    """A person, organisation, government, state or group. The id is the authority's key and never changes."""

    # Ids of actors that an editor made begin so (architecture.md, decision 13).
    MADE_PREFIX = "c-"

    id = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=300)
    description = models.TextField(blank=True)
    gender = models.CharField(max_length=1, blank=True)
    part_of = ArrayField(models.CharField(max_length=120), default=list)
    place = models.CharField(max_length=120, blank=True)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    wikidata = models.CharField(max_length=20, null=True)
    wikidata_source = models.CharField(max_length=200, blank=True)
    wikipedia = models.CharField(max_length=300, null=True)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="merged")

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                name="actor_dates_in_order",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lte=F("end")),
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def is_made(self) -> bool:
        """Whether an editor made this actor from a printed name."""
        return self.pk.startswith(self.MADE_PREFIX)

    @classmethod
    def meant(cls, ids: Iterable[str]) -> dict[str, Actor]:
        """Id → the actor that it means today: one merged into another means the latter. Unknown ids are left out."""
        meant: dict[str, Actor] = dict(cls.objects.in_bulk(set(ids)))
        for _ in range(_MERGES):
            further = {id: actor.merged_into_id for id, actor in meant.items() if actor.merged_into_id}
            into = cls.objects.in_bulk(set(further.values())) if further else {}
            meant |= {id: into[target] for id, target in further.items()}
        return meant


class ActorName(models.Model):
    """One printed name of an actor; `folded` is the form that look-ups compare."""

    actor = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    lang = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=16)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("actor", "text", "lang", "kind"), name="actor_name_once"),)
        indexes = (models.Index(fields=["folded"], name="actor_name_folded", opclasses=["varchar_pattern_ops"]),)


class Role(models.Model):
    """An office that a person held in an organisation; `titles` are the printed forms [text, lang]."""

    person = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Actor, on_delete=models.CASCADE, related_name="office_holders")
    office = models.CharField(max_length=200)
    start = models.DateField(null=True)
    end = models.DateField(null=True)
    titles = models.JSONField(default=list)
    source = models.CharField(max_length=300, default="unverified")

    class Meta:
        ordering = ("person", "start", "id")
        constraints = (
            models.CheckConstraint(
                name="role_dates_in_order",
                condition=Q(start__isnull=True) | Q(end__isnull=True) | Q(start__lte=F("end")),
            ),
            models.UniqueConstraint(
                fields=("person", "organisation", "office", "start"), name="role_once", nulls_distinct=False
            ),
        )


class Place(models.Model):
    """A location. GeoNames towns ("gn-…") get a row when an article first mentions them.

    `ancestors`: ids of every place that contains it, nearest first. `shipped`: stands in the authority files.
    """

    id = models.CharField(max_length=120, primary_key=True)
    kind = models.CharField(max_length=16)
    name = models.CharField(max_length=300)
    lat = models.FloatField()
    lon = models.FloatField()
    country = models.CharField(max_length=2, blank=True)
    parent = models.CharField(max_length=120, blank=True)
    ancestors = ArrayField(models.CharField(max_length=120), default=list)
    population = models.BigIntegerField(default=0)
    government = models.CharField(max_length=120, blank=True)
    geonames = models.BigIntegerField(null=True)
    wikidata = models.CharField(max_length=20, null=True)
    origin = models.CharField(max_length=200, blank=True)
    shipped = models.BooleanField(default=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                name="place_on_earth", condition=Q(lat__range=(-90, 90)) & Q(lon__range=(-180, 180))
            ),
        )

    def __str__(self) -> str:
        return self.name


class PlaceName(models.Model):
    """One printed name of a place; `folded` is the form that look-ups compare."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="names")
    text = models.CharField(max_length=300)
    folded = models.CharField(max_length=300)
    lang = models.CharField(max_length=8, blank=True)
    kind = models.CharField(max_length=16)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("place", "text", "lang", "kind"), name="place_name_once"),)
        indexes = (models.Index(fields=["folded"], name="place_name_folded", opclasses=["varchar_pattern_ops"]),)


class AuthorityState(models.Model):
    """The one row that says which version of the authority is loaded."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    version = models.CharField(max_length=64, blank=True)
    loaded = models.DateTimeField(null=True)

    class Meta:
        constraints = (models.CheckConstraint(name="authority_state_is_one_row", condition=Q(id=1)),)
