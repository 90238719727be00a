"""The background tasks: which stage runs when, and how the queue is brought back after a crash.

A task carries no data: it drains what the rows say is due, so running it twice changes nothing.
This module is imported by every process at start; the stages, which bring a language model and an engine, are
imported by the worker when the first job comes.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from procrastinate import JobContext
from procrastinate.contrib.django import app

from archive import queue, store

if TYPE_CHECKING:
    from archive.tasks.tagging import Stage

# A job whose worker gave no sign of life for this long is taken up by another.
STALLED_SECONDS = 60


@app.task(name=queue.TASK_INDEX, queue=queue.QUEUE_INDEX)
def index_due() -> None:
    """Write due articles to the index."""
    from archive.search import indexing

    indexing.drain()


@app.task(name=queue.TASK_TAG, queue=queue.QUEUE_TAG)
def tag_due() -> None:
    """Tag due articles."""
    _tag_stage().drain()


@cache
def _tag_stage() -> Stage:
    """One a process: its child keeps the language model loaded between jobs."""
    from archive.tasks.tagging import Stage

    return Stage()


@app.periodic(cron="* * * * *")
@app.task(name="archive.tasks.sweep", queue=queue.QUEUE_INDEX, queueing_lock="archive.tasks.sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Each minute: retry jobs of dead workers, and wake stages whose wake-up was lost."""
    for job in await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await context.app.job_manager.retry_job(job)
    await sync_to_async(wake_what_is_due)()


def wake_what_is_due() -> None:
    """Wake the stages that have something to do."""
    from archive.models import Article, Gone

    if Article.objects.filter(index_due=True).exists() or Gone.objects.exists():
        store.wake_index()
    if Article.objects.filter(tag_due=True, withdrawn_at__isnull=True).exists():
        store.wake_tag()
