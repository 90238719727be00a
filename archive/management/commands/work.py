"""`work`: the background worker; `--once` drains what is due and stops."""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from procrastinate.contrib.django import app

from archive import queue, store
from archive.management.preparing import await_prepared
from archive.search import indexing
from archive.tasks.tagging import Stage


class Command(BaseCommand):
    requires_system_checks: list[str] = []  # those of the pages import all of them; `manage.py check` runs them
    help = "Run a background worker: it indexes and tags what is due. Any number of workers may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now, then stop")

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        if once:
            drain_all()
            return
        await_prepared(pages=False)
        asyncio.run(_work())


# A wake-up that comes while its stage still runs waits for that to end, of which nobody tells the worker.
_POLL_SECONDS = 0.5


async def _work() -> None:
    """Until SIGTERM or Ctrl-C: finishes the batches under way first."""
    connector = app.connector.get_worker_connector()  # type: ignore[attr-defined]
    with app.replace_connector(connector) as worker_app:
        async with worker_app.open_async():
            await worker_app.run_worker_async(
                queues=[queue.QUEUE_INDEX, queue.QUEUE_TAG, queue.QUEUE_COPIES, queue.QUEUE_RULINGS],
                fetch_job_polling_interval=_POLL_SECONDS,
                concurrency=5,  # indexing, tagging, copies, rulings and the minute's sweep beside each other
                delete_jobs="successful",
                shutdown_graceful_timeout=0.1,  # then the stages are told, and stop after the batch at hand
            )


def drain_all() -> None:
    """Find copies, index, apply rulings, tag, and index again what tagging changed."""
    store.copies_drain()
    indexing.drain()
    store.rulings_drain()
    stage = Stage()
    try:
        counts = stage.drain()
    finally:
        stage.close()
    indexing.drain()
    print(f"tagged {counts.tagged}, set aside {counts.failed}", file=sys.stderr)
