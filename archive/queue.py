"""The task queue (procrastinate on PostgreSQL): names of the queues and of the tasks that are deferred by name."""

from __future__ import annotations

QUEUE_INDEX = "index"
QUEUE_TAG = "tag"
QUEUE_COPIES = "copies"
QUEUE_RULINGS = "rulings"

TASK_INDEX = "archive.tasks.index_due"
TASK_TAG = "archive.tasks.tag_due"
TASK_COPIES = "archive.tasks.copies_due"
TASK_RULINGS = "archive.tasks.rulings_due"
