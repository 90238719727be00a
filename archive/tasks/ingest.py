"""One ingest run: records from the readers into the store, in batches that each stand by themselves.

A kill between or inside batches leaves a consistent archive; running the same again stores what is missing
and changes nothing else (the invariant of `store.articles`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction

from archive import store
from archive.ingest import readers
from archive.ingest.record import RawArticle, ReadOptions, Rejected
from archive.models import Collection, IngestRun, Source
from archive.models import Rejected as RejectedRow

# About 200 a transaction: larger ones gain nothing measurable and lose more to one bad record.
BATCH = 200


@dataclass(slots=True)
class Counts:
    """What a run did so far; `last` is the locator of the last record that is stored for good."""

    read: int = 0
    stored: int = 0
    unchanged: int = 0
    revised: int = 0
    rejected: int = 0
    last: str = ""

    def add(self, counts: dict[str, int]) -> None:
        for name, count in counts.items():
            setattr(self, name, getattr(self, name) + count)


@dataclass(frozen=True, slots=True)
class Plan:
    """Where articles go and what happens to them."""

    collection: Collection
    source: Source | None = None
    tag: bool = True
    progress: Callable[[Counts], None] = field(default=lambda counts: None)


def ingest(records: Iterable[RawArticle | Rejected], run: IngestRun, plan: Plan) -> Counts:
    """Store records as they come; the run is finished when they end, or marked stopped when they raise."""
    counts = Counts()
    keeping = store.Keeping(run=run, collection=plan.collection, source=plan.source, tag=plan.tag)
    try:
        for batch in _batches(records):
            counts.add(_store(batch, keeping))
            counts.last = batch[-1].locator
            plan.progress(counts)
    except BaseException:
        store.run_finish(run, IngestRun.State.STOPPED)
        raise
    store.run_finish(run)
    return counts


def _batches(records: Iterable[RawArticle | Rejected]) -> Iterator[list[RawArticle | Rejected]]:
    stream = iter(records)
    while batch := list(islice(stream, BATCH)):
        yield batch


def _store(batch: list[RawArticle | Rejected], keeping: store.Keeping) -> dict[str, int]:
    """One batch and its counts, in one transaction."""
    articles = [record for record in batch if isinstance(record, RawArticle)]
    counts = dict.fromkeys(("read", "stored", "unchanged", "revised", "rejected"), 0)
    counts["read"] = len(batch)
    with transaction.atomic():
        for article, saved in zip(articles, store.article_save_many(articles, keeping), strict=True):
            counts[saved.outcome] += 1
            if saved.outcome == "rejected":
                rejected = Rejected(saved.why, article.locator, article.format, _readable(article))
                store.reject(keeping.run, rejected, RejectedRow.Stage.STORE)
        for record in batch:
            if isinstance(record, Rejected):
                counts["rejected"] += 1
                store.reject(keeping.run, record)
        store.run_count(keeping.run, counts)
    return counts


def _readable(article: RawArticle) -> bytes:
    """An article that the database refused, in a form that a retry can read: its headline, then its text."""
    return f"{article.title}\n\n{article.body}".encode(errors="replace")


def retry_rejected(run: IngestRun, plan: Plan, options: ReadOptions) -> Counts:
    """Try every record in quarantine again, as part of a new run; settle those that now come in."""
    total = Counts()
    waiting = RejectedRow.objects.filter(settled__isnull=True, raw__isnull=False).order_by("pk")
    keeping = store.Keeping(run=run, collection=plan.collection, source=plan.source, tag=plan.tag)
    for row in waiting.iterator(chunk_size=50):
        records = list(readers.read_bytes(bytes(row.raw or b""), row.locator, options))
        articles = [record for record in records if isinstance(record, RawArticle)]
        with transaction.atomic():
            outcomes = [saved.outcome for saved in store.article_save_many(articles, keeping)] if articles else []
            came_in = bool(outcomes) and "rejected" not in outcomes and len(articles) == len(records)
            if came_in:
                store.reject_settled([row.pk])
            counts = {name: outcomes.count(name) for name in ("stored", "unchanged", "revised")}
            counts |= {"read": 1, "rejected": 0 if came_in else 1}
            store.run_count(run, counts)
        total.add(counts)
        plan.progress(total)
    store.run_finish(run)
    return total


def options_as_json(options: ReadOptions) -> dict[str, Any]:
    """How a run was asked for, as it is kept with the run."""
    return {name: str(value) for name, value in asdict(options).items() if value}
