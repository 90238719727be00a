"""The log of rulings: what editors decided about tags. Rows are added, never changed but for what is kept beside."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from archive.models.articles import Article, Source
from archive.tagging.ruled import Context, Rule, Said

SCOPES = ["here", "article", "source", "everywhere"]


class Ruling(models.Model):
    """One ruling, or the undo of one (`undoes`); the number is its place in the log (docs/decisions/014-rulings.md).

    What the name means: `actor` or `place`, ids of the authority; with neither, somebody unknown (`means` "person" or
    "organisation") or nothing ("other"). `context`: digests of what stands around the mention of scope "here", and
    `position` its number among equal ones. `reached`: the last article to which it has been applied. `uid`: by which it
    is known again in another archive.
    """

    uid = models.UUIDField(default=uuid4, db_default=RandomUUID(), unique=True, editable=False)
    undoes = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="undone_by")
    scope = models.CharField(max_length=10, blank=True)
    form = models.CharField(max_length=300, blank=True, help_text="the printed name")
    folded = models.CharField(max_length=200, blank=True)
    article = models.ForeignKey(Article, on_delete=models.SET_NULL, null=True, related_name="rulings")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="rulings")
    part = models.CharField(max_length=5, default="body")
    context = ArrayField(models.CharField(max_length=16, blank=True), default=list)
    position = models.PositiveIntegerField(default=0)
    means = models.CharField(max_length=12, blank=True)
    actor = models.CharField(max_length=120, blank=True)
    place = models.CharField(max_length=120, blank=True)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    author_name = models.CharField(max_length=150, blank=True)
    at = models.DateTimeField(db_default=Now())
    in_force = models.BooleanField(default=True)
    reached = models.BigIntegerField(default=0)
    finished = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            models.CheckConstraint(
                name="ruling_says_where_or_what_it_undoes",
                condition=Q(undoes__isnull=False, scope="") | Q(undoes__isnull=True, scope__in=SCOPES),
            ),
        )
        indexes = (
            models.Index(fields=["folded"], name="ruling_in_force", condition=Q(in_force=True, undoes__isnull=True)),
            models.Index(fields=["id"], name="ruling_unfinished", condition=Q(finished__isnull=True)),
        )

    def rule(self, *, actor: str = "", country: str = "") -> Rule:
        """The ruling as the pure part takes it. `actor`: whom its actor means today; `country`: its place's."""
        kind: Any = self.means
        scope: Any = self.scope
        part: Any = self.part
        meant = Said(kind, "literal" if self.place else "", actor or self.actor, self.place, country)
        here = Context(*self.context) if self.context else None
        article, source = self.article_id or 0, self.source_id or 0
        return Rule(self.pk, scope, self.folded, meant, article, source, part, here, self.position)
