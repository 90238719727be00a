"""One ingest run: records from the readers into the store, in batches that each stand by themselves.

A kill between or inside batches leaves a consistent archive; running the same again stores what is missing
and changes nothing else (the invariant of `store.articles`).
"""

from __future__ import annotations

import json
import time
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
from archive.store.due import index_behind

# About 200 a transaction: larger ones gain nothing measurable and lose more to one bad record.
BATCH = 200
# Articles that may be stored ahead of the index: two or three seconds of its work.
AHEAD = 1_000
# An index that does not follow for so long is not waited for.
PATIENCE_SECONDS = 30.0
_LOOK_SECONDS = 0.05


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
            _let_index_follow()
    except BaseException:
        store.run_finish(run, IngestRun.State.STOPPED)
        raise
    store.run_finish(run)
    return counts


def _let_index_follow() -> None:
    """Storing takes less time than indexing, and the two share a machine: whoever stores waits for who indexes, so
    that what is stored is found within seconds, not at the end of the run. Where nobody indexes nobody waits."""
    end = time.monotonic() + PATIENCE_SECONDS
    while index_behind(AHEAD) and time.monotonic() < end:
        time.sleep(_LOOK_SECONDS)


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
                rejected = Rejected(saved.why, article.locator, "json", _readable(article))
                store.reject(keeping.run, rejected, RejectedRow.Stage.STORE)
        for record in batch:
            if isinstance(record, Rejected):
                counts["rejected"] += 1
                store.reject(keeping.run, record)
        store.run_count(keeping.run, counts)
    return counts


def _readable(article: RawArticle) -> bytes:
    """An article that the database refused, in a form that a retry reads without loss."""
    names = ("title", "body", "source", "byline", "url", "language", "section", "version")
    record = {name: getattr(article, name) for name in names} | {"id": article.external_id}
    if article.published.on:
        record["published"] = (article.published.at or article.published.on).isoformat()
    return json.dumps({name: value for name, value in record.items() if value}).encode()


def retry_rejected(run: IngestRun, how: Callable[[RejectedRow], tuple[ReadOptions, Plan]]) -> tuple[Counts, list[str]]:
    """Try every record in quarantine again, as part of a new run; settle those that now come in.

    `how` says how a record was read and where its articles go. Returns the counts, and for each record that is
    still rejected its locator and reason.
    """
    total, still = Counts(), []
    waiting = RejectedRow.objects.filter(settled__isnull=True, raw__isnull=False).order_by("pk")
    try:
        for row in waiting.iterator(chunk_size=50):
            options, plan = how(row)
            counts, reason = _retry(row, run, options, plan)
            if reason:
                still.append(f"{row.locator}: {reason}")
            total.add(counts)
            plan.progress(total)
    except BaseException:
        store.run_finish(run, IngestRun.State.STOPPED)
        raise
    store.run_finish(run)
    return total, still


def _retry(row: RejectedRow, run: IngestRun, options: ReadOptions, plan: Plan) -> tuple[dict[str, int], str]:
    """One record's counts, and why it is still rejected ("" if it came in)."""
    keeping = store.Keeping(run=run, collection=plan.collection, source=plan.source, tag=plan.tag)
    records = list(readers.read_bytes(bytes(row.raw or b""), row.locator, options))
    reasons = [record.reason for record in records if isinstance(record, Rejected)]
    articles = [record for record in records if isinstance(record, RawArticle)]
    counts = dict.fromkeys(("stored", "unchanged", "revised"), 0) | {"read": 1, "rejected": 0}
    with transaction.atomic():
        if not reasons:
            for saved in store.article_save_many(articles, keeping):
                if saved.outcome == "rejected":
                    reasons.append(saved.why)
                else:
                    counts[saved.outcome] += 1
        if reasons:
            counts["rejected"] = 1
        else:
            store.reject_settled([row.pk])
        store.run_count(run, counts)
    return counts, "; ".join(reasons)


def options_as_json(options: ReadOptions) -> dict[str, Any]:
    """How a run was asked for, as it is kept with the run."""
    return {name: str(value) for name, value in asdict(options).items() if value}
