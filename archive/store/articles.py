"""Storing articles: who they are, whether they are known, and what that makes of them.

Identity, the first that exists, unique per source (architecture.md, "From file to reader"): external id;
canonical address; the same source, date and text; else the same place in the same file, if the date is not another and
half of the shingles agree; else it is a new article. The rule that decided is kept on the capture.

Invariant: storing the same record again, in any order and after any kill, changes no article.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal

from django.db import DatabaseError, connection, transaction
from django.utils.text import slugify

from archive.ingest.record import RawArticle
from archive.models import Article, Capture, Collection, IngestRun, Revision, Source
from archive.store.copies import hold_copies, regroup_copies
from archive.store.copy import copy_in
from archive.store.due import mark_index_due, next_versions, wake_index, wake_tag
from archive.text.similarity import containment, copy_digest, text_digest
from archive.text.when import Published

Outcome = Literal["stored", "unchanged", "revised", "rejected"]

# Half of the shorter text must stand in the longer one before a file's record counts as the same article.
SAME_STORY = 0.5

# Longest values that columns hold; longer ones are cut at the end, never refused: they are labels, not text.
_LABEL = 200


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of one record: its outcome, the article's id (None if rejected), the rule or the reason."""

    outcome: Outcome
    article_id: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where a run's articles go. `tag` False leaves tagging to a later `work` or `tag`."""

    run: IngestRun
    collection: Collection
    source: Source | None = None
    tag: bool = True
    sources: dict[str, Source] = field(default_factory=dict)  # by printed name, looked up once a run


@dataclass(slots=True)
class _Incoming:
    """A record on its way, with what is computed once."""

    raw: RawArticle
    source: Source
    digest: bytes
    article: Article | None = None
    rule: str = "new"
    outcome: Outcome = "stored"


@dataclass(slots=True)
class _Known:
    """Articles of the database and of this batch that records may turn out to be."""

    by_external_id: dict[tuple[int, str], Article] = field(default_factory=dict)
    by_url: dict[tuple[int, str], Article] = field(default_factory=dict)
    by_text: dict[tuple[int, object, bytes], Article] = field(default_factory=dict)
    by_place: dict[str, Article] = field(default_factory=dict)
    by_key: dict[int, Article] = field(default_factory=dict)
    superseded: set[tuple[int, bytes]] = field(default_factory=set)  # in this batch: identity of the object, digest

    def one(self, article: Article) -> Article:
        """The one object of this row, whichever query found it first: what a record changes, the next must see."""
        return self.by_key.setdefault(article.pk, article)

    def add(self, article: Article) -> None:
        if article.external_id:
            self.by_external_id[article.source_id, article.external_id] = article
        if article.url:
            self.by_url[article.source_id, article.url] = article
        self.by_text.setdefault((article.source_id, article.published_on, bytes(article.digest)), article)


def source_named(name: str, *, country: str = "") -> Source:
    """The source of this name or slug; a new one has the default rights (full text for signed-in people)."""
    name = name.strip() or "Unnamed source"
    slug = slugify(name)[:80] or f"source-{text_digest(name, '').hex()[:12]}"
    known = Source.objects.filter(slug=slug).first()
    return known or Source.objects.get_or_create(slug=slug, defaults={"name": name[:_LABEL], "country": country})[0]


def collection_named(slug: str, **defaults: str) -> Collection:
    return Collection.objects.get_or_create(
        slug=slug, defaults={"name": slug.replace("-", " ").capitalize(), **defaults}
    )[0]


def article_save_many(records: Sequence[RawArticle], keeping: Keeping) -> list[Saved]:
    """Store a batch (about 200) in one transaction; where it fails, each on its own, so that one bad record
    costs nothing but itself. Results are in the order of `records`."""
    try:
        with transaction.atomic():
            hold_copies()
            return _save_batch(records, keeping)
    except DatabaseError as error:
        keeping.sources.clear()  # one made in the batch that was rolled back is gone
        if len(records) == 1:
            return [Saved("rejected", None, _reason(error))]
    return [saved for record in records for saved in article_save_many([record], keeping)]


def _reason(error: DatabaseError) -> str:
    return f"the database refused it: {str(error).splitlines()[0]}"


def _save_batch(records: Sequence[RawArticle], keeping: Keeping) -> list[Saved]:
    incoming = [_incoming(raw, keeping) for raw in records]
    known = _known(incoming, keeping)
    versions = iter(next_versions(len(incoming)))
    fresh: list[Article] = []
    superseded: list[Revision] = []
    revised: list[Article] = []
    for item in incoming:
        _recognise(item, known)
        version = next(versions)
        if item.article is None:
            item.article = _new_article(item, version)
            fresh.append(item.article)
        elif item.outcome == "revised":
            known.superseded.add((id(item.article), bytes(item.article.digest)))
            superseded.append(_revise(item, version))
            if item.article.pk and item.article not in revised:
                revised.append(item.article)
        known.add(item.article)
        if item.raw.place:
            known.by_place[item.raw.place] = item.article
    for article in (*fresh, *revised):
        article.tag_due = keeping.tag
    _write(fresh, revised, superseded, keeping)
    _write_captures(incoming, keeping)
    changed = [item for item in incoming if item.outcome != "unchanged"]
    if changed:
        regroup_copies({item.article.pk for item in changed if item.article})
        wake_index()
        if keeping.tag:
            wake_tag()
    return [Saved(item.outcome, item.article.pk if item.article else None, item.rule) for item in incoming]


def _incoming(raw: RawArticle, keeping: Keeping) -> _Incoming:
    source = keeping.source or keeping.sources.get(raw.source)
    if source is None:
        source = keeping.sources[raw.source] = source_named(raw.source)
    return _Incoming(raw, source, text_digest(raw.title, raw.body))


def _known(incoming: Sequence[_Incoming], keeping: Keeping) -> _Known:
    """Candidates for all identity rules, in four queries for the whole batch."""
    known = _Known()
    sources = {item.source.pk for item in incoming}
    articles = Article.objects.filter(source_id__in=sources)
    for article in articles.filter(digest__in=[item.digest for item in incoming]):
        known.add(known.one(article))
    urls = [item.raw.url for item in incoming if item.raw.url]
    for article in articles.filter(url__in=urls) if urls else ():
        known.add(known.one(article))
    ids = [item.raw.external_id for item in incoming if item.raw.external_id]
    for article in articles.filter(external_id__in=ids) if ids else ():
        known.add(known.one(article))
    places = [item.raw.place for item in incoming if item.raw.place and not item.raw.url and not item.raw.external_id]
    if places:
        captures = Capture.objects.filter(place__in=places, article__collections=keeping.collection)
        for capture in captures.select_related("article").order_by("id"):
            known.by_place[capture.place] = known.one(capture.article)
    return known


def _recognise(item: _Incoming, known: _Known) -> None:
    """Set `article`, `rule` and `outcome` of a record that the archive knows."""
    raw, source = item.raw, item.source.pk
    by_text = known.by_text.get((source, raw.published.on, item.digest))
    here = known.by_place.get(raw.place) if raw.place and not raw.url and not raw.external_id else None
    candidates: tuple[tuple[str, Article | None], ...] = (
        ("external id", known.by_external_id.get((source, raw.external_id)) if raw.external_id else None),
        ("address", known.by_url.get((source, raw.url)) if raw.url else None),
        ("source, date and text", by_text),
        ("place in the file", here if here and here.source_id == source and _same_story(raw, here) else None),
    )
    for rule, article in candidates:
        if article is not None:
            item.article, item.rule = article, rule
            item.outcome = _outcome(item, article, known)
            return


def _same_story(raw: RawArticle, article: Article) -> bool:
    """A headline alone says nothing: a column or a briefing has the same every day."""
    dates = raw.published.on, article.published_on
    if None not in dates and dates[0] != dates[1]:
        return False
    return containment(raw.body or raw.title, article.body or article.title) >= SAME_STORY


def _outcome(item: _Incoming, article: Article, known: _Known) -> Outcome:
    if article.withdrawn_at is not None:
        item.rule += "; withdrawn, stays so"
        return "unchanged"
    same_text = bytes(article.digest) == item.digest
    if same_text and not _tells_more(item.raw.published, article.published):
        return "unchanged"
    if not same_text and _superseded_before(article, item.digest, known):
        item.rule += "; an earlier revision"
        return "unchanged"
    return "revised"


def _tells_more(new: Published, old: Published) -> bool:
    """A date that the source changed is a revision; a date that is merely missing now is not."""
    return new.precision != "unknown" and (new.on, new.at) != (old.on, old.at)


def _superseded_before(article: Article, digest: bytes, known: _Known) -> bool:
    if (id(article), digest) in known.superseded:
        return True
    return article.pk is not None and Revision.objects.filter(article=article, digest=digest).exists()


def _new_article(item: _Incoming, version: int) -> Article:
    raw = item.raw
    article = Article(
        source=item.source,
        external_id=raw.external_id[:300] or None,
        url=raw.url[:2000] or None,
        dateline_place=raw.dateline_place[:_LABEL],
        copies_due=False,  # compared in the same transaction
    )
    _set_text(article, item, version)
    return article


def _set_text(article: Article, item: _Incoming, version: int) -> None:
    raw = item.raw
    article.title, article.body = raw.title, raw.body
    article.title_length, article.body_length = len(raw.title), len(raw.body)
    article.words = len(raw.body.split())
    article.language = raw.language[:8]
    article.byline, article.section = raw.byline, raw.section[:_LABEL]
    if raw.published.precision != "unknown" or article.published_precision == "unknown":
        article.published_precision = raw.published.precision
        article.published_on, article.published_at = raw.published.on, raw.published.at
        article.published_from = raw.published.origin[:_LABEL]
    article.version = raw.version[:60]
    article.digest = item.digest
    article.body_digest = copy_digest(raw.title, raw.body, article.published_on)
    article.text_version = article.doc_version = version
    article.index_due = True


def _revise(item: _Incoming, version: int) -> Revision:
    """The present text becomes an earlier revision; the record's text takes its place."""
    article = item.article
    assert article is not None
    before = Revision(
        article=article,
        number=article.revision_count,
        **{name: getattr(article, name) for name in REVISED_FIELDS},
    )
    article.revision_count += 1
    _set_text(article, item, version)
    return before


# What a revision keeps of the article, under the same names.
REVISED_FIELDS = (
    "title",
    "body",
    "published_precision",
    "published_on",
    "published_at",
    "published_from",
    "byline",
    "section",
    "language",
    "version",
    "digest",
)

_CHANGED_FIELDS = (
    *REVISED_FIELDS,
    "title_length",
    "body_length",
    "words",
    "body_digest",
    "text_version",
    "doc_version",
    "index_due",
    "tag_due",
    "revision_count",
)


def _write(fresh: list[Article], revised: list[Article], superseded: list[Revision], keeping: Keeping) -> None:
    in_collection = Article.collections.through
    for article, key in zip(fresh, _next_keys(len(fresh)), strict=True):
        article.pk = key
    copy_in(fresh)
    copy_in([in_collection(article_id=article.pk, collection_id=keeping.collection.pk) for article in fresh])
    # The tags are of the former text, whose offsets mean nothing in the new one.
    drop_tags([article.pk for article in revised])
    Article.objects.bulk_update(revised, _CHANGED_FIELDS)
    Revision.objects.bulk_create(superseded)


def _next_keys(count: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('archive_article_id_seq') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def drop_tags(ids: Sequence[int]) -> None:
    """Remove the machine's tags of these articles."""
    if not ids:
        return
    with connection.cursor() as cursor:
        for table in ("archive_mention", "archive_quote", "archive_spokendate", "archive_tagstate"):
            cursor.execute(f"DELETE FROM {table} WHERE article_id = ANY(%s)", [list(ids)])  # noqa: S608 (our own names)


def _write_captures(incoming: Sequence[_Incoming], keeping: Keeping) -> None:
    captures = [
        Capture(
            article_id=item.article.pk,
            run=keeping.run,
            locator=item.raw.locator,
            place=item.raw.place,
            format=item.raw.format,
            url=item.raw.url[:2000],
            raw_sha256=item.raw.raw_sha256,
            outcome=item.outcome,
            revision=item.article.revision_count,
            rule=item.rule[:60],
            version=item.raw.version[:60],
            removed=list(item.raw.removed),
            origins=item.raw.origins,
        )
        for item in incoming
        if item.article is not None
    ]
    copy_in(captures)
    # An article that comes again under another collection is in both.
    in_collection = Article.collections.through
    again = [item.article.pk for item in incoming if item.outcome != "stored" and item.article]
    if again:
        missing = set(again) - set(
            in_collection.objects.filter(collection=keeping.collection, article_id__in=again).values_list(
                "article_id", flat=True
            )
        )
        in_collection.objects.bulk_create(
            [in_collection(article_id=id, collection_id=keeping.collection.pk) for id in missing]
        )
        if missing:
            mark_index_due(missing)
