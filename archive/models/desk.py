"""A signed-in person's desk: searches and lists of searches kept under a name. Each row is its owner's alone."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class SavedSearch(models.Model):
    """A search kept under a name, and what it had found when its owner last looked.

    `query`: the state as in the address (forms.State.query), without a page.
    `known`: the ids found at the last look (explore/idsets.py). Where they were too many to remember all, it holds
    those that the archive first saw after `known_since`, and nothing that it saw before counts as new.
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=120)
    query = models.TextField(blank=True)
    created = models.DateTimeField(db_default=Now())
    changed = models.DateTimeField(db_default=Now())
    looked = models.DateTimeField(help_text="when the owner last said: seen")
    known = models.BinaryField()
    known_since = models.DateTimeField(null=True, help_text="how far back the ids go; null: they are all")
    deleted = models.DateTimeField(null=True, help_text="since when it can be put back, no more")

    class Meta:
        ordering = ("name", "id")
        constraints = (models.CheckConstraint(name="saved_search_has_a_name", condition=~Q(name="")),)

    def __str__(self) -> str:
        return self.name


class SavedList(models.Model):
    """A list of queries kept under a name: its table as text, the filters that hold for every row, its columns."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_lists")
    name = models.CharField(max_length=120)
    text = models.TextField()
    query = models.TextField(blank=True, help_text="filters as in the address")
    bin = models.CharField(max_length=5, blank=True)
    created = models.DateTimeField(db_default=Now())
    changed = models.DateTimeField(db_default=Now())
    deleted = models.DateTimeField(null=True, help_text="since when it can be put back, no more")

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(name="saved_list_has_a_name", condition=~Q(name="")),
            models.CheckConstraint(name="saved_list_bin", condition=Q(bin__in=["", "year", "month"])),
        )

    def __str__(self) -> str:
        return self.name
