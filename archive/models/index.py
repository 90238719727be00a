"""Generations of the search index. The one that serves is the pointer that every reader follows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class IndexGeneration(models.Model):
    """One build of the index. `commit_number` rises with every commit and is part of every cache key."""

    class State(models.TextChoices):
        BUILDING = "building"
        SERVING = "serving"
        RETIRED = "retired"

    shelf = models.CharField(max_length=10, default="articles")
    engine = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=64, help_text="of the field table and the analysis")
    state = models.CharField(max_length=8, choices=State, default=State.BUILDING)
    commit_number = models.BigIntegerField(default=0)
    created = models.DateTimeField(db_default=Now())
    published = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("shelf",), condition=Q(state="serving"), name="one_generation_serves"),
        )
