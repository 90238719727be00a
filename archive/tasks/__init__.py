"""The background tasks: which stage runs when, and how the queue is brought back after a crash.

A task carries no data: it drains what the rows say is due, so running it twice changes nothing.
"""

from __future__ import annotations

import logging

from procrastinate import JobContext
from procrastinate.contrib.django import app

from archive import queue, store
from archive.models import Article, Gone
from archive.search import indexing
from archive.tasks.tagging import Stage

logger = logging.getLogger(__name__)

# A job whose worker gave no sign of life for this long is taken up by another.
STALLED_SECONDS = 60

_tag_stage = Stage()


@app.task(name=queue.TASK_INDEX, queue=queue.QUEUE_INDEX)
def index_due() -> None:
    """Write due articles to the index."""
    indexing.drain()


@app.task(name=queue.TASK_TAG, queue=queue.QUEUE_TAG)
def tag_due() -> None:
    """Tag due articles."""
    _tag_stage.drain()


@app.periodic(cron="* * * * *")
@app.task(name="archive.tasks.sweep", queue=queue.QUEUE_INDEX, queueing_lock="archive.tasks.sweep", pass_context=True)
async def sweep(context: JobContext, timestamp: int) -> None:
    """Each minute: retry jobs of dead workers, and wake stages whose wake-up was lost."""
    for job in await context.app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED_SECONDS):
        await context.app.job_manager.retry_job(job)
    from asgiref.sync import sync_to_async

    await sync_to_async(wake_what_is_due)()


def wake_what_is_due() -> None:
    """Wake the stages that have something to do."""
    if Article.objects.filter(index_due=True).exists() or Gone.objects.exists():
        store.wake_index()
    if Article.objects.filter(tag_due=True, withdrawn_at__isnull=True).exists():
        store.wake_tag()
