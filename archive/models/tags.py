"""The machine's tags of an article's present text. A trigger holds every span within its headline or body."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q

from archive.models.articles import Article
from archive.models.authority import Actor, Place
from archive.models.rulings import Ruling
from archive.tagging.ruled import Said, Spot, Voice, context

PARTS = [("title", "headline"), ("body", "text")]


class Span(models.Model):
    """Offsets in code points, `end` exclusive, into the headline or the body."""

    part = models.CharField(max_length=5, choices=PARTS, default="body")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()

    class Meta:
        abstract = True


class Mention(Span):
    """A span that names an actor or a place. Without either id it is a candidate, known by `candidate`.

    `candidate_folded` is the form that look-ups compare (authority.names.fold), `folded` that of the printed words.
    `machine`: what the machine said where a ruling says otherwise (tagging.ruled.Said by field), else null.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="mentions")
    text = models.TextField()
    kind = models.CharField(max_length=12)
    reading = models.CharField(max_length=10, blank=True)
    actor = models.ForeignKey(Actor, on_delete=models.SET_NULL, null=True, related_name="mentions")
    place = models.ForeignKey(Place, on_delete=models.SET_NULL, null=True, related_name="mentions")
    country = models.CharField(max_length=2, blank=True)
    candidate = models.CharField(max_length=200, blank=True, help_text="printed name of somebody the authority lacks")
    candidate_folded = models.CharField(max_length=400, blank=True)
    folded = models.CharField(max_length=200, blank=True, db_default="")
    confidence = models.FloatField(default=1.0)
    why = models.TextField(blank=True)
    machine = models.JSONField(null=True)
    ruling = models.ForeignKey(Ruling, on_delete=models.PROTECT, null=True, related_name="mentions", db_index=False)

    class Meta:
        constraints = (
            models.CheckConstraint(name="mention_span", condition=Q(start__lt=F("end"))),
            models.CheckConstraint(
                name="mention_kind", condition=Q(kind__in=["person", "organisation", "place", "group", "other"])
            ),
            models.CheckConstraint(
                name="mention_reading", condition=Q(reading__in=["", "literal", "metonymic", "adjectival"])
            ),
        )
        indexes = (
            models.Index(
                fields=["candidate_folded"], name="mention_candidate_folded", condition=~Q(candidate_folded="")
            ),
            models.Index(fields=["folded", "article"], name="mention_folded"),
        )

    def said(self) -> Said:
        """What the mention is said to be as it stands."""
        kind: Any = self.kind
        reading: Any = self.reading
        actor, place = self.actor_id or "", self.place_id or ""
        return Said(kind, reading, actor, place, self.country, self.candidate, self.confidence, self.why)

    def spot(self, article: Article) -> Spot:
        """The mention as the pure part takes it: what the machine said, and what stands around it in its article."""
        part: Any = self.part
        machine = Said(**self.machine) if self.machine is not None else self.said()
        around = context(article.title if part == "title" else article.body, self.start, self.end)
        return Spot(part, self.folded, self.text, machine, around)


class Quote(Span):
    """Reported speech: its words, type, speaker and cue. `confidence` and `why` are of the speaker.

    `machine`: what the machine said of the speaker where a ruling says otherwise (tagging.ruled.Voice by field).
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="quotes")
    type = models.CharField(max_length=8)
    speaker_start = models.PositiveIntegerField(null=True)
    speaker_end = models.PositiveIntegerField(null=True)
    speaker = models.ForeignKey(Actor, on_delete=models.SET_NULL, null=True, related_name="quotes")
    cue_start = models.PositiveIntegerField(null=True)
    cue_end = models.PositiveIntegerField(null=True)
    confidence = models.FloatField(default=1.0)
    why = models.TextField(blank=True)
    machine = models.JSONField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="quote_span", condition=Q(start__lt=F("end"))),
            models.CheckConstraint(name="quote_type", condition=Q(type__in=["direct", "indirect", "mixed"])),
        )

    def voice(self) -> Voice:
        """Who speaks as it stands."""
        return Voice(self.speaker_id or "", self.confidence, self.why)


class SpokenDate(Span):
    """A date that the text speaks of: its TIMEX3 value, and the days from `first` to `last` where it has any."""

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="spoken_dates")
    text = models.TextField()
    type = models.CharField(max_length=8)
    value = models.CharField(max_length=40)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    confidence = models.FloatField(default=1.0)
    why = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(name="spoken_span", condition=Q(start__lt=F("end"))),
            models.CheckConstraint(
                name="spoken_days_in_order",
                condition=Q(first__isnull=True, last__isnull=True) | Q(first__lte=F("last")),
            ),
        )
        indexes = (models.Index(fields=["first", "last"], name="spoken_days"),)


class TagState(models.Model):
    """What was tagged, by which tagger and authority, or why it could not be."""

    class State(models.TextChoices):
        DONE = "done"
        FAILED = "failed", "set aside after two failures"

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="tag_state")
    text_version = models.BigIntegerField()
    tagger = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=6, choices=State)
    language = models.CharField(max_length=8, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        indexes = (
            models.Index(fields=["article"], name="tag_failed", condition=Q(state="failed")),
            models.Index(fields=["tagger"], name="tag_tagger"),
        )
