"""Marking work as due, taking it, and waking the stage that does it (architecture.md, decision 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum, unique
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import OperationalError, connection, transaction
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import AlreadyEnqueued
from psycopg.errors import DeadlockDetected

from archive import queue
from archive.models import Article, Gone

# Wake-ups go through Django's own connection, in a worker too: they belong to the transaction that has made
# something due, and must not be seen before it.
_deferring = App(connector=DjangoConnector(alias="default"))


@unique
class Lock(IntEnum):
    """Keys of PostgreSQL advisory locks, all of them: who takes two different ones never waits for the other."""

    WRITER = 0x4441_5445_0001
    REBUILD = 0x4441_5445_0002
    COPIES = 0x4441_5445_0003
    TAG_AGAIN = 0x4441_5445_0004
    RULINGS = 0x4441_5445_0005


P = ParamSpec("P")
T = TypeVar("T")


def once_more(change: Callable[P, T]) -> Callable[P, T]:
    """A transaction that the database ends because it and another wait for each other is tried once more.

    Locks on many rows are taken in one order, but what takes some early and the rest once it knows them may still
    meet another half way. All that the first try did is undone.
    """

    @wraps(change)
    def tried(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            with transaction.atomic():
                return change(*args, **kwargs)
        except OperationalError as error:
            if not isinstance(error.__cause__, DeadlockDetected):
                raise
        with transaction.atomic():
            return change(*args, **kwargs)

    return tried


def next_versions(count: int) -> list[int]:
    """`count` new version numbers, rising."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('archive_version_seq') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


# Rows are locked in the order of their numbers, as all writers of several articles lock them: two that take the same
# rows in other orders wait for each other.
_MARK = """
UPDATE archive_article a SET doc_version = nextval('archive_version_seq'), index_due = true
  FROM (SELECT id FROM archive_article WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE) AS w
 WHERE a.id = w.id
"""

_DONE = """
UPDATE archive_article a SET index_due = false
  FROM (SELECT article.id
          FROM archive_article article
          JOIN unnest(%s::bigint[], %s::bigint[]) AS written(id, version)
            ON article.id = written.id AND article.doc_version = written.version
         ORDER BY article.id FOR NO KEY UPDATE OF article) AS w
 WHERE a.id = w.id
"""


def mark_index_due(ids: Iterable[int]) -> None:
    """Something that these articles' search documents hold has changed."""
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [list(ids)])
    wake_index()


def wake_index() -> None:
    _wake(queue.TASK_INDEX, queue.QUEUE_INDEX)


def wake_tag() -> None:
    _wake(queue.TASK_TAG, queue.QUEUE_TAG)


def wake_copies() -> None:
    _wake(queue.TASK_COPIES, queue.QUEUE_COPIES)


def wake_rulings() -> None:
    _wake(queue.TASK_RULINGS, queue.QUEUE_RULINGS)


def _wake(task: str, queue_name: str) -> None:
    """One waiting wake-up a stage is enough: it drains all that is due when it runs."""
    try:
        with transaction.atomic():
            _deferring.configure_task(task, queue=queue_name, queueing_lock=task, lock=task).defer()
    except AlreadyEnqueued:
        pass


def index_batch_take(limit: int, after: int = 0) -> list[tuple[int, int]]:
    """Up to `limit` articles due for indexing with id > `after`: (id, doc_version), by id."""
    rows = Article.objects.filter(index_due=True, id__gt=after).order_by("id").values_list("id", "doc_version")
    return list(rows[:limit])


def index_batch_done(written: Sequence[tuple[int, int]]) -> None:
    """These versions are committed in the index; an article changed meanwhile stays due."""
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [[row[0] for row in written], [row[1] for row in written]])


# Whether so many are due, seen from who stores, and somebody is writing them.
_BEHIND = """
SELECT EXISTS (SELECT 1 FROM pg_locks JOIN pg_database d ON d.oid = pg_locks.database
                WHERE locktype = 'advisory' AND granted AND objsubid = 1 AND classid = %s AND objid = %s
                  AND d.datname = current_database())
   AND (SELECT count(*) FROM (SELECT 1 FROM archive_article WHERE index_due LIMIT %s) due) >= %s
"""


def index_behind(most: int) -> bool:
    """Whether at least `most` articles are due and a process that writes the index is at work on them."""
    with connection.cursor() as cursor:
        cursor.execute(_BEHIND, [Lock.WRITER >> 32, Lock.WRITER & 0xFFFF_FFFF, most, most])
        return bool(cursor.fetchone()[0])


def gone_take(limit: int) -> list[int]:
    """Ids that must leave the index."""
    return list(Gone.objects.order_by("article_id").values_list("article_id", flat=True)[:limit])


def gone_done(ids: Sequence[int]) -> None:
    Gone.objects.filter(article_id__in=ids).delete()


def tag_batch_take(limit: int, without: Iterable[int] = ()) -> list[int]:
    """Up to `limit` ids of articles due for tagging, the last stored first; none of `without`."""
    rows = Article.objects.filter(tag_due=True, withdrawn_at__isnull=True).exclude(id__in=list(without))
    return list(rows.order_by("-id").values_list("id", flat=True)[:limit])


@contextmanager
def writer_lock(*, wait: bool = True) -> Iterator[bool]:
    """Held by whoever writes the index that serves; yields whether it was got (always, with `wait`)."""
    with _advisory_lock(Lock.WRITER, wait) as got:
        yield got


@contextmanager
def rebuild_lock() -> Iterator[bool]:
    """Held by whoever builds an index beside the one that serves; yields whether it was got."""
    with _advisory_lock(Lock.REBUILD, False) as got:
        yield got


@contextmanager
def tag_again_lock() -> Iterator[bool]:
    """Held by whoever tags what an earlier version tagged; yields whether it was got. Two would take the same ones."""
    with _advisory_lock(Lock.TAG_AGAIN, False) as got:
        yield got


def rulings_hold(*, alone: bool = False) -> None:
    """Until this transaction ends no ruling is added: what it writes is seen by the next one (decision 014, 7).

    `alone`: for whoever adds one; nobody else writes tags meanwhile.
    """
    hold(Lock.RULINGS, shared=not alone)


def hold(lock: Lock, *, shared: bool = False) -> None:
    """Wait for a lock, which this transaction keeps until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_xact_lock{'_shared' if shared else ''}(%s)", [lock])


@contextmanager
def _advisory_lock(key: Lock, wait: bool) -> Iterator[bool]:
    """The lock belongs to the session: a killed process leaves none behind."""
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_lock(%s)", [key])
            got = True
        else:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [key])
            got = bool(cursor.fetchone()[0])
    try:
        yield got
    finally:
        if got:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [key])
