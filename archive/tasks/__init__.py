"""The background tasks: which stage runs when, and how the queue is brought back after a crash.

A task carries no data: it drains what the rows say is due, so running it twice changes nothing.
This module is imported by every process at start; the stages, which bring a language model and an engine, are
imported by the worker when the first job comes.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from typing import TYPE_CHECKING

from asgiref.sync import sync_to_async
from procrastinate import App, JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Job, Status

from archive import queue, store
from archive.tasks import trouble

if TYPE_CHECKING:
    from archive.tasks.tagging import Stage

logger = logging.getLogger(__name__)

# A job whose worker gave no sign of life for this long is taken up by another.
STALLED_SECONDS = 60


class _StoppingError(BaseException):
    """The worker is being stopped; what is left stays due. Like KeyboardInterrupt it is no failure of a stage."""


def _unless_stopping(context: JobContext) -> Callable[..., None]:
    """A progress call-back that ends a drain between two batches."""

    def progress(*_: object) -> None:
        if context.should_abort():
            raise _StoppingError

    return progress


@app.task(name=queue.TASK_INDEX, queue=queue.QUEUE_INDEX, pass_context=True)
def index_due(context: JobContext) -> None:
    """Write due articles to the index."""
    from archive.search import indexing
    from archive.search.engine import SearchUnavailableError

    try:
        with suppress(_StoppingError), trouble.noted("index"):
            indexing.drain(_unless_stopping(context))
    except SearchUnavailableError as error:
        # A cluster that is down comes back: everything stays due, and the sweep wakes the stage again in a minute.
        logger.error("the index waits: %s", error)  # noqa: TRY400 - cause and repair are said


@app.task(name=queue.TASK_TAG, queue=queue.QUEUE_TAG, pass_context=True)
def tag_due(context: JobContext) -> None:
    """Tag due articles, and again those that an earlier version tagged."""
    from archive.tasks.tagging import TaggerNotStartedError

    try:
        with suppress(_StoppingError):
            _tag_stage().drain(_unless_stopping(context))
    except TaggerNotStartedError as error:
        # Cause and repair are said, a traceback adds nothing. The sweep wakes the stage again in a minute.
        logger.error("%s", error)  # noqa: TRY400


@app.task(name=queue.TASK_COPIES, queue=queue.QUEUE_COPIES, pass_context=True)
def copies_due(context: JobContext) -> None:
    """Find the copies among articles that were stored by a version which did not look for them."""
    with suppress(_StoppingError), trouble.noted("copies"):
        store.copies_drain(_unless_stopping(context))


@app.task(name=queue.TASK_RULINGS, queue=queue.QUEUE_RULINGS, pass_context=True)
def rulings_due(context: JobContext) -> None:
    """Bring rulings to the articles that they have not reached."""
    with suppress(_StoppingError), trouble.noted("rulings"):
        store.rulings_drain(_unless_stopping(context))


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
        await _take_up(context.app, job)
    await sync_to_async(wake_what_is_due)()


async def _take_up(queue_app: App, job: Job) -> None:
    """Let the job of a dead worker run again. Where a wake-up of its stage waits already, that one does its work; the
    dead one's lock, which would keep it waiting for ever, is given up."""
    try:
        await queue_app.job_manager.retry_job(job)
    except UniqueViolation:
        assert job.id is not None
        await queue_app.job_manager.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)


def wake_what_is_due() -> None:
    """Wake the stages that have something to do."""
    from archive import selectors
    from archive.models import Article, Gone, Ruling

    if Article.objects.filter(index_due=True).exists() or Gone.objects.exists():
        store.wake_index()
    if Article.objects.filter(copies_due=True).exists():
        store.wake_copies()
    if Article.objects.filter(tag_due=True, withdrawn_at__isnull=True).exists() or selectors.outdated_exist(
        selectors.tagger_version()
    ):
        store.wake_tag()
    if Ruling.objects.filter(finished__isnull=True).exists():
        store.wake_rulings()
