"""What a killed worker held is given to another, whether or not a wake-up of the same stage waits already."""

from __future__ import annotations

import asyncio

import pytest
from django.db import connection
from procrastinate.contrib.django import app

from archive import store, tasks


async def take_up() -> None:
    """What the sweep does with jobs whose worker gave no sign of life for a minute."""
    with app.replace_connector(app.connector.get_worker_connector()) as queue_app:  # type: ignore[attr-defined]
        async with queue_app.open_async():
            for job in await queue_app.job_manager.get_stalled_jobs(seconds_since_heartbeat=tasks.STALLED_SECONDS):
                await tasks._take_up(queue_app, job)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("woken_again", [False, True])
def test_a_dead_workers_job_runs_again(woken_again: bool) -> None:
    with connection.cursor() as cursor:  # what other tests have left: the queue's tables are not emptied after each
        cursor.execute("TRUNCATE procrastinate_jobs, procrastinate_workers CASCADE")
    store.wake_index()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '10 minutes') RETURNING id"
        )
        (worker,) = cursor.fetchone()
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s", [worker])
    if woken_again:
        store.wake_index()
    asyncio.run(take_up())
    with connection.cursor() as cursor:
        cursor.execute("SELECT status FROM procrastinate_jobs")
        assert cursor.fetchall() == [("todo",)]
