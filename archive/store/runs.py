"""Ingest runs: begun, finished, taken back; records that were rejected; articles withdrawn for good."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F
from django.utils import timezone

from archive.ingest.record import Rejected as RejectedRecord
from archive.models import Article, Capture, Collection, Gone, IngestRun, Place, Rejected, Revision, Source
from archive.store.articles import REVISED_FIELDS, drop_tags
from archive.store.copies import hold_copies, regroup_copies
from archive.store.due import mark_index_due, next_versions, once_more, wake_index, wake_tag
from archive.text.similarity import copy_digest

# Raw bytes kept of a rejected record: enough for any article, too little to fill the disk with bombs.
RAW_KEPT = 5_000_000

COUNTS = ("read", "stored", "unchanged", "revised", "rejected")


def run_begin(origin: str, options: dict[str, Any]) -> IngestRun:
    return IngestRun.objects.create(origin=origin, options=options)


def run_count(run: IngestRun, counts: dict[str, int]) -> None:
    """Add to a run's counts; in the same transaction as what they count."""
    IngestRun.objects.filter(pk=run.pk).update(**{name: F(name) + counts.get(name, 0) for name in COUNTS})


def run_finish(run: IngestRun, state: str = IngestRun.State.DONE) -> IngestRun:
    IngestRun.objects.filter(pk=run.pk).update(state=state, finished=timezone.now())
    run.refresh_from_db()
    return run


def reject(run: IngestRun, record: RejectedRecord, stage: str = Rejected.Stage.READ) -> Rejected:
    """Put a record into quarantine with its reason and, where it is not too large, its raw bytes.

    The same record rejected again stays one row, of the later run.
    """
    raw = record.raw if record.raw and len(record.raw) <= RAW_KEPT else None
    found: dict[str, Any] = {"run": run, "stage": stage, "reason": record.reason, "at": timezone.now()}
    same: dict[str, Any] = {"locator": record.locator, "format": record.format or "", "raw": raw, "settled": None}
    return Rejected.objects.update_or_create(**same, defaults=found)[0]


def reject_settled(ids: Sequence[int]) -> None:
    """Another try brought these in."""
    Rejected.objects.filter(pk__in=ids).update(settled=timezone.now())


@dataclass(frozen=True, slots=True)
class Undone:
    """What taking a run back did: articles removed, texts restored, and articles kept because another run
    brought the same text too."""

    removed: int
    restored: int
    kept: int


@once_more
def run_undo(run: IngestRun) -> Undone:
    """Remove exactly what this run stored and give back the texts it replaced."""
    hold_copies()
    run = IngestRun.objects.select_for_update().get(pk=run.pk)
    stored = set(run.captures.filter(outcome="stored").values_list("article_id", flat=True))
    present: set[int] = set()
    kept = {c.article_id for c in run.captures.filter(outcome="stored") if _handed_on(c, present)}
    revised = list(run.captures.filter(outcome="revised").exclude(article_id__in=stored - kept).order_by("-id"))
    restored = sum(_take_back(capture, present) for capture in revised if not _handed_on(capture, present))
    _delete(stored - kept, present)
    run.captures.all().delete()
    run.state, run.finished = IngestRun.State.UNDONE, run.finished or timezone.now()
    run.save(update_fields=["state", "finished"])
    return Undone(removed=len(stored - kept), restored=restored, kept=len(kept))


def _handed_on(capture: Capture, present: set[int]) -> bool:
    """Another run brought the same text too: from now on it is that run's, and its undo removes it."""
    others = Capture.objects.filter(article_id=capture.article_id, revision__gte=capture.revision)
    if capture.outcome == "revised":
        others = others.filter(revision=capture.revision)
    heir = others.exclude(run=capture.run_id).exclude(run__state=IngestRun.State.UNDONE).order_by("pk").first()
    if heir is None:
        return False
    Capture.objects.filter(pk=heir.pk).update(outcome=capture.outcome)
    if heir.revision > capture.revision:
        _take_back(capture, present)  # the text that only this run brought leaves the history
    return True


def _delete(ids: set[int], restored: Iterable[int] = ()) -> None:
    """Remove articles, and group again what they leave and those whose texts were given back."""
    groups = set(Article.objects.filter(pk__in=ids).values_list("copy_group_id", flat=True))
    Article.objects.filter(pk__in=ids).delete()
    Gone.objects.bulk_create([Gone(article_id=id) for id in ids], ignore_conflicts=True)
    regroup_copies(restored, groups)
    wake_index()


def _take_back(capture: Capture, present: set[int]) -> int:
    """Remove the revision that this capture brought: from the present, or from the history before it. Whether one
    was removed, 0 or 1; articles whose present text is another now are added to `present`, to be grouped again."""
    article = Article.objects.select_for_update().get(pk=capture.article_id)
    if capture.revision > article.revision_count:
        return 0
    if capture.revision == article.revision_count:
        _restore(article, article.revisions.get(number=capture.revision - 1))
        present.add(article.pk)
    else:
        article.revisions.filter(number=capture.revision).delete()
    # Numbers stay without gaps; captures follow the revision they brought.
    article.revisions.filter(number__gt=capture.revision).update(number=F("number") - 1)
    Capture.objects.filter(article=article, revision__gt=capture.revision).update(revision=F("revision") - 1)
    Article.objects.filter(pk=article.pk).update(revision_count=article.revision_count - 1)
    return 1


def _restore(article: Article, earlier: Revision) -> None:
    for name in REVISED_FIELDS:
        setattr(article, name, getattr(earlier, name))
    article.title_length, article.body_length = len(article.title), len(article.body)
    article.words = len(article.body.split())
    article.body_digest = copy_digest(article.title, article.body, article.published_on)
    article.text_version = article.doc_version = next_versions(1)[0]
    article.index_due = article.tag_due = True
    drop_tags([article.pk])
    article.save()
    earlier.delete()
    wake_index()
    wake_tag()


class AlreadyWithdrawn(Exception):
    """The article is a tombstone; its reason and time stand."""


@once_more
def article_withdraw(article_id: int, reason: str) -> Article:
    """Remove text, captures, revisions and tags of an article; its address answers with the reason."""
    hold_copies()
    article = Article.objects.select_for_update().get(pk=article_id)
    if article.withdrawn_at is not None:
        raise AlreadyWithdrawn(f"article {article_id} was withdrawn on {article.withdrawn_at:%d %B %Y} already")
    article.revisions.all().delete()
    article.captures.all().delete()
    drop_tags([article.pk])
    article.title = article.body = article.byline = article.dateline_place = article.section = ""
    article.title_length = article.body_length = article.words = 0
    article.withdrawn_at, article.withdrawn_reason = timezone.now(), reason
    article.tag_due = False
    article.save()
    regroup_copies([article.pk])
    mark_index_due([article.pk])
    article.refresh_from_db(fields=["copy_group"])
    return article


@once_more
def collection_remove(collection: Collection) -> int:
    """Remove a collection and the articles that stand in no other; returns how many articles went."""
    hold_copies()
    members = Article.objects.filter(collections=collection)
    elsewhere = members.filter(collections__in=Collection.objects.exclude(pk=collection.pk))
    shared = list(elsewhere.values_list("pk", flat=True))
    own = set(members.exclude(pk__in=shared).values_list("pk", flat=True))
    runs = set(Capture.objects.filter(article_id__in=own).values_list("run_id", flat=True))
    sources = set(members.values_list("source_id", flat=True))
    _delete(own)
    mark_index_due(shared)
    Collection.objects.filter(pk=collection.pk).delete()
    IngestRun.objects.filter(pk__in=runs, captures__isnull=True, rejects__isnull=True).delete()
    for source_id in sources:
        if not Article.objects.filter(source_id=source_id).exists():
            Source.objects.filter(pk=source_id).delete()
    # Towns of the gazetteer have a row only because something mentioned them.
    Place.objects.filter(shipped=False, mentions__isnull=True).delete()
    return len(own)
