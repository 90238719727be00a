"""Articles: their sources, collections, revisions, captures, copies, and the runs that brought them."""

from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q
from django.db.models.functions import Length, Now

from archive.text.when import PRECISIONS, Published

# A digest of normalised text: SHA-256, 32 bytes.
DIGEST_BYTES = 32


class Source(models.Model):
    """The outlet or agency that published articles. `rights`: who may read their full text."""

    class Rights(models.TextChoices):
        PUBLIC = "public", "full text for anybody"
        SIGNED_IN = "signed_in", "full text for signed-in people"
        RESEARCHERS = "researchers", "full text for researchers"
        SNIPPET = "snippet", "snippets only"
        METADATA = "metadata", "metadata only"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    rights = models.CharField(max_length=12, choices=Rights, default=Rights.SIGNED_IN)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2 of its home")
    zone = models.CharField(max_length=64, blank=True, help_text="time zone of its dates; empty: the archive's")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="source_rights",
                condition=Q(rights__in=["public", "signed_in", "researchers", "snippet", "metadata"]),
            ),
        )

    def __str__(self) -> str:
        return self.name


class Collection(models.Model):
    """A named set of articles; an article is visible if one of its collections is."""

    class Visibility(models.TextChoices):
        PUBLIC = "public", "anybody"
        SIGNED_IN = "signed_in", "signed-in people"
        PRIVATE = "private", "its members"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    visibility = models.CharField(max_length=10, choices=Visibility, default=Visibility.PUBLIC)
    members = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="collections")
    note = models.CharField(max_length=200, blank=True, help_text="printed on every page, citation and export row")

    class Meta:
        ordering = ("name",)
        constraints = (
            models.CheckConstraint(
                name="collection_visibility", condition=Q(visibility__in=["public", "signed_in", "private"])
            ),
        )

    def __str__(self) -> str:
        return self.name


class CopyGroup(models.Model):
    """Articles that are copies of one wire text (docs/decisions/010-copy-groups.md). Its number means nothing else."""


class IngestRun(models.Model):
    """One call of ingest, with what it did; `ingest --undo` takes back exactly this."""

    class State(models.TextChoices):
        RUNNING = "running"
        DONE = "done"
        STOPPED = "stopped"
        UNDONE = "undone"

    started = models.DateTimeField(db_default=Now())
    finished = models.DateTimeField(null=True)
    state = models.CharField(max_length=8, choices=State, default=State.RUNNING)
    origin = models.TextField(help_text="path or address that was read")
    options = models.JSONField(default=dict)
    read = models.PositiveIntegerField(default=0)
    stored = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    revised = models.PositiveIntegerField(default=0)
    rejected = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"run {self.pk}"


class Article(models.Model):
    """One text as one source published it.

    `doc_version` is taken from a sequence at every change of anything that its search document holds;
    `text_version` likewise when headline, body, language or date change. `index_due`, `tag_due` and `copies_due` mark
    the work that is waiting (architecture.md, decision 4), each with a partial index.
    A withdrawn article keeps its row as a tombstone without text, so that its address answers.
    """

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="articles")
    collections = models.ManyToManyField(Collection, related_name="articles")
    external_id = models.CharField(max_length=300, null=True)
    url = models.CharField(max_length=2000, null=True, help_text="canonical address")
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    byline = models.TextField(blank=True)
    section = models.CharField(max_length=200, blank=True)
    dateline_place = models.CharField(max_length=200, blank=True)
    published_precision = models.CharField(max_length=7, default="unknown")
    published_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_from = models.CharField(max_length=200, blank=True)
    first_seen = models.DateTimeField(db_default=Now())
    words = models.PositiveIntegerField(default=0)
    title_length = models.PositiveIntegerField(default=0, help_text="code points; bounds the offsets of tags")
    body_length = models.PositiveIntegerField(default=0)
    digest = models.BinaryField(max_length=DIGEST_BYTES, help_text="SHA-256 of headline and body")
    body_digest = models.BinaryField(
        max_length=DIGEST_BYTES, help_text="SHA-256 of the folded body: equal in exact copies"
    )
    copy_group = models.ForeignKey(CopyGroup, on_delete=models.SET_NULL, null=True, related_name="articles")
    version = models.CharField(max_length=60, blank=True, help_text="the version that the source printed")
    revision_count = models.PositiveIntegerField(default=1)
    text_version = models.BigIntegerField()
    doc_version = models.BigIntegerField()
    index_due = models.BooleanField(default=True)
    tag_due = models.BooleanField(default=True)
    copies_due = models.BooleanField(default=True, help_text="not yet compared with others for copies")
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_reason = models.TextField(blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("source", "external_id"), name="article_external_id_per_source"),
            models.UniqueConstraint(fields=("source", "url"), name="article_url_per_source"),
            models.CheckConstraint(name="article_precision", condition=Q(published_precision__in=list(PRECISIONS))),
            models.CheckConstraint(
                name="article_instant_only_to_the_minute",
                condition=Q(published_precision="minute", published_at__isnull=False)
                | (~Q(published_precision="minute") & Q(published_at__isnull=True)),
            ),
            models.CheckConstraint(
                name="article_day_unless_unknown",
                condition=Q(published_precision="unknown", published_on__isnull=True)
                | (~Q(published_precision="unknown") & Q(published_on__isnull=False)),
            ),
            models.CheckConstraint(
                name="article_coarse_dates_by_their_first_day",
                condition=~Q(published_precision__in=["month", "year"]) | Q(published_on__day=1),
            ),
            models.CheckConstraint(
                name="article_lengths_are_true",
                condition=Q(title_length=Length("title"), body_length=Length("body")),
            ),
            models.CheckConstraint(
                name="article_tombstone_has_no_text",
                condition=Q(withdrawn_at__isnull=True) | Q(body="", title="", byline=""),
            ),
        )
        indexes = (
            models.Index(fields=["id"], name="article_index_due", condition=Q(index_due=True)),
            models.Index(fields=["id"], name="article_tag_due", condition=Q(tag_due=True)),
            models.Index(fields=["id"], name="article_copies_due", condition=Q(copies_due=True)),
            models.Index(fields=["published_on", "id"], name="article_published"),
            models.Index(fields=["source", "published_on", "id"], name="article_source_published"),
            models.Index(fields=["first_seen", "id"], name="article_first_seen"),
            models.Index(fields=["digest"], name="article_digest"),
            models.Index(fields=["body_digest"], name="article_body_digest"),
        )

    def __str__(self) -> str:
        return self.title or f"article {self.pk}"

    @property
    def published(self) -> Published:
        """The publication date as a value."""
        return Published(self.published_precision, self.published_on, self.published_at, self.published_from)  # type: ignore[arg-type]


class CopySketch(models.Model):
    """What finds the copies of an article without reading every text (archive/text/copies.py). `keys`: two texts that
    are alike and of the same days share at least one; empty for a text too short to be compared."""

    article = models.OneToOneField(Article, on_delete=models.CASCADE, primary_key=True, related_name="copy_sketch")
    day = models.DateField(null=True, help_text="day of publication, null if not known to the day")
    size = models.PositiveIntegerField(help_text="different runs of three words in the body")
    keys = ArrayField(models.IntegerField())

    class Meta:
        # Without the list of pending entries, which every look-up would have to read through while articles arrive.
        indexes = (GinIndex(fields=["keys"], name="copysketch_keys", fastupdate=False),)


class Revision(models.Model):
    """An earlier text of an article, kept when it was superseded; number 1 is the first.

    The present text stands on the article and has number `Article.revision_count`.
    """

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.TextField(blank=True)
    body = models.TextField(blank=True)
    published_precision = models.CharField(max_length=7, default="unknown")
    published_on = models.DateField(null=True)
    published_at = models.DateTimeField(null=True)
    published_from = models.CharField(max_length=200, blank=True)
    byline = models.TextField(blank=True)
    section = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=8, blank=True)
    version = models.CharField(max_length=60, blank=True)
    digest = models.BinaryField(max_length=DIGEST_BYTES)
    superseded = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ("article", "number")
        constraints = (models.UniqueConstraint(fields=("article", "number"), name="revision_number_per_article"),)


class Capture(models.Model):
    """How the archive got an article: from which record of which run, by which rule it was recognised.

    `removed`: lines taken out of the body; `origins`: for each field, where its value came from.
    """

    class Outcome(models.TextChoices):
        STORED = "stored"
        UNCHANGED = "unchanged"
        REVISED = "revised"

    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="captures")
    run = models.ForeignKey(IngestRun, on_delete=models.SET_NULL, null=True, related_name="captures")
    locator = models.TextField()
    place = models.CharField(max_length=64, blank=True, help_text="digest of the file's own path and the record")
    format = models.CharField(max_length=16)
    url = models.CharField(max_length=2000, blank=True)
    seen = models.DateTimeField(db_default=Now())
    raw_sha256 = models.CharField(max_length=64, blank=True)
    outcome = models.CharField(max_length=9, choices=Outcome)
    revision = models.PositiveIntegerField(help_text="number of the revision that it brought or confirmed")
    rule = models.CharField(max_length=60, help_text="the identity rule that recognised the article")
    version = models.CharField(max_length=60, blank=True, help_text="the version that the source printed")
    removed = ArrayField(models.TextField(), default=list)
    origins = models.JSONField(default=dict)

    class Meta:
        indexes = (
            models.Index(fields=["run", "article"], name="capture_run"),
            models.Index(fields=["place", "article"], name="capture_place", condition=~Q(place="")),
        )


class Rejected(models.Model):
    """A record that could not become an article, in quarantine with its reason, to be tried again."""

    class Stage(models.TextChoices):
        READ = "read"
        STORE = "store"

    run = models.ForeignKey(IngestRun, on_delete=models.CASCADE, related_name="rejects")
    locator = models.TextField()
    stage = models.CharField(max_length=6, choices=Stage, default=Stage.READ)
    reason = models.TextField()
    format = models.CharField(max_length=16, blank=True, help_text="empty: to be sniffed")
    raw = models.BinaryField(null=True)
    at = models.DateTimeField(db_default=Now())
    settled = models.DateTimeField(null=True, help_text="when another try brought it in")

    class Meta:
        indexes = (models.Index(fields=["locator"], name="rejected_open", condition=Q(settled__isnull=True)),)


class Gone(models.Model):
    """An article's id that is no longer in the archive and must leave the index."""

    article_id = models.BigIntegerField(primary_key=True)
